import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import type { Config } from '../../services/config.ts'
import type { Limits, Window } from '../../services/coordination/limits.ts'
import { type ErrorCode, PACED, ServiceDeskError } from '../../services/errors.ts'
import { type Answer, createExchanger, retryAfterMs } from '../../services/http/exchange.ts'
import type { Conversation } from '../../services/people/person.ts'
import type { Metrics } from '../metrics.ts'

const TIMEOUT_MS = 10_000
/** Teams refuses messages of about 100 KB in UTF-16; beyond 80 KB we do not try. */
const MOST_CHARACTERS = 40_000

/** An activity as the connector takes it: text, or one card, or a card below the mention of whom it rings. */
export interface Outgoing {
  readonly type: 'message'
  readonly text?: string
  readonly textFormat?: 'xml'
  readonly summary?: string
  /** `text` of each stands in the message's own. */
  readonly entities?: readonly {
    readonly type: 'mention'
    readonly text: string
    readonly mentioned: { readonly id: string; readonly name: string }
  }[]
  readonly attachments?: readonly { readonly contentType: string; readonly content: unknown }[]
}

/**
 * `low`: may use half of what Teams lets us send into a conversation. What people wait for never queues behind what can wait:
 * a new chat goes before cards of incidents.
 */
export type Priority = 'normal' | 'low'

/**
 * The connector's REST API, one attempt a call: no hidden retries, a time limit, an error with our codes. When to try
 * again is the job loop's to decide.
 * https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-api-reference
 */
export interface Connector {
  /** Returns the new message's id, if Teams names it. */
  send(to: Conversation, activity: Outgoing, priority?: Priority): Promise<string | undefined>
  update(to: Conversation, activityId: string, activity: Outgoing): Promise<void>
  remove(to: Conversation, activityId: string): Promise<void>
  /** Begins a thread in a channel; its conversation and its first message have ids of their own. */
  openThread(
    channel: { readonly serviceUrl: string; readonly channelId: string; readonly tenantId: string },
    activity: Outgoing,
    priority?: Priority,
  ): Promise<{ readonly conversationId: string; readonly activityId: string }>
  close(): Promise<void>
}

interface Needs {
  readonly token: () => Promise<string>
  readonly mayReceiveToken: (serviceUrl: string) => boolean
  readonly limits: Limits
  readonly teamsLimits: Config['teamsLimits']
  readonly observe: Metrics['call']
}

type Operation = 'send' | 'create' | 'update' | 'delete'
const METHODS = { send: 'POST', create: 'POST', update: 'PUT', delete: 'DELETE' } as const

interface Endpoint {
  readonly origin: string
  /** The path that all calls begin with. */
  readonly base: string
}

const MOST_ENDPOINTS = 1_000

const created = z.object({ id: z.string().optional() }).catch({})
const createdThread = z.object({ id: z.string(), activityId: z.string().optional() })
const problem = z.object({ error: z.object({ code: z.string() }) })

export function createConnector({ token, mayReceiveToken, limits, teamsLimits, observe }: Needs): Connector {
  const http = createExchanger(TIMEOUT_MS)
  const endpoints = new Map<string, Endpoint>()
  const limitsOf = { tenant: widened(teamsLimits.tenant), thread: widened(teamsLimits.thread) }

  /** `thread` is what Teams' limit counts by: the conversation, or the channel in which one begins. */
  async function call(
    operation: Operation,
    serviceUrl: string,
    thread: string,
    path: string,
    body?: object,
    priority: Priority = 'normal',
  ): Promise<unknown> {
    const endpoint = endpointOf(serviceUrl)
    const text = body === undefined ? null : JSON.stringify(body)
    if (text !== null && text.length > MOST_CHARACTERS) {
      throw new ServiceDeskError('invalid', 'The message is too big for Teams.')
    }
    await pace(operation, serviceUrl, thread, priority)
    const headers = {
      authorization: `Bearer ${await token()}`,
      'content-type': 'application/json',
      'x-correlation-id': randomUUID(),
    }
    const began = performance.now()
    const done = (outcome: string) => observe(operation, outcome, (performance.now() - began) / 1000)
    const { origin, base } = endpoint
    const request = { origin, path: base + path, method: METHODS[operation], headers, body: text }
    const answer = await http.exchange(request).catch((cause: unknown) => {
      done('no-answer')
      const uncertain = isNew(operation) && !neverSent(cause)
      throw new ServiceDeskError('unavailable', 'The connector did not answer.', { cause, uncertain })
    })
    done(String(answer.statusCode))
    if (answer.statusCode >= 300) throw refusal(operation, answer)
    return parsed(answer.text)
  }

  /** Where calls for a service URL go. There are few of them, and they are read once. */
  function endpointOf(serviceUrl: string): Endpoint {
    const known = endpoints.get(serviceUrl)
    if (known !== undefined) return known
    // Our own refusal: it says nothing of what is there.
    if (!mayReceiveToken(serviceUrl)) throw new ServiceDeskError('invalid', 'The service host is not allowed.')
    const { origin, pathname } = new URL(serviceUrl)
    const endpoint = { origin, base: `${pathname.replace(/\/+$/, '')}/v3/conversations` }
    if (endpoints.size < MOST_ENDPOINTS) endpoints.set(serviceUrl, endpoint)
    return endpoint
  }

  async function pace(operation: Operation, serviceUrl: string, thread: string, priority: Priority): Promise<void> {
    const limited = [{ key: `tenant:${serviceUrl}`, windows: limitsOf.tenant }]
    if (isNew(operation)) limited.push({ key: `thread:${thread}`, windows: limitsOf.thread })
    if (isNew(operation) && priority === 'low') limited.push({ key: `low:${thread}`, windows: halfOf(limitsOf.thread) })
    const wait = await limits.take(limited)
    if (wait === 0) return
    observe(operation, 'paced', 0)
    throw new ServiceDeskError('rate-limited', 'Teams’ limit is kept.', { retryAfterMs: wait, reason: PACED })
  }

  return {
    async send({ serviceUrl, conversationId }, activity, priority) {
      const path = `/${encodeURIComponent(conversationId)}/activities`
      return created.parse(await call('send', serviceUrl, conversationId, path, activity, priority)).id
    },
    async update({ serviceUrl, conversationId }, activityId, activity) {
      const path = pathOf(conversationId, activityId)
      await call('update', serviceUrl, conversationId, path, { ...activity, id: activityId })
    },
    async remove({ serviceUrl, conversationId }, activityId) {
      await call('delete', serviceUrl, conversationId, pathOf(conversationId, activityId))
    },
    async openThread({ serviceUrl, channelId, tenantId }, activity, priority) {
      const channelData = { channel: { id: channelId }, tenant: { id: tenantId } }
      const body = { isGroup: true, tenantId, channelData, activity }
      const answer = await call('create', serviceUrl, channelId, '', body, priority)
      const thread = createdThread.parse(answer)
      const activityId = thread.activityId ?? thread.id.split(';messageid=')[1]
      if (activityId === undefined) throw new ServiceDeskError('unavailable', 'The connector named no message.')
      return { conversationId: thread.id, activityId }
    },
    close: () => http.close(),
  }
}

/** Jitter: Teams counts calls as they arrive, and a slow one may arrive just before those of the next window. */
const JITTER_MS = 100

function widened(windows: readonly Window[]): readonly Window[] {
  return windows.map(({ most, ms }) => ({ most, ms: ms + JITTER_MS }))
}

function halfOf(windows: readonly Window[]): readonly Window[] {
  return windows.map(({ most, ms }) => ({ most: Math.max(1, Math.floor(most / 2)), ms }))
}

function pathOf(conversationId: string, activityId: string): string {
  return `/${encodeURIComponent(conversationId)}/activities/${encodeURIComponent(activityId)}`
}

/** Done twice it is seen twice. */
function isNew(operation: Operation): boolean {
  return operation === 'send' || operation === 'create'
}

/** The connection did not come about, so nothing was sent on it. */
function neverSent(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  return code === 'ECONNREFUSED' || code === 'ENOTFOUND' || code === 'EAI_AGAIN' || code === 'UND_ERR_CONNECT_TIMEOUT'
}

/** What Teams documents: 429 and 412, 502, 503, 504 pass; whatever else it refuses it will refuse again. */
function refusal(operation: Operation, { statusCode, headers, text }: Answer): ServiceDeskError {
  const code = problem.safeParse(parsed(text)).data?.error.code ?? ''
  const reason = /^\w{1,60}$/.test(code) ? code : undefined
  return new ServiceDeskError(
    meaning(statusCode),
    `The connector answered ${statusCode} (${reason ?? 'without a code'}).`,
    {
      retryAfterMs: retryAfterMs(headers['retry-after']),
      reason,
      uncertain: isNew(operation) && mayBeDone(statusCode),
    },
  )
}

/** Something behind the connector failed or was slow: it may have done its work all the same. */
function mayBeDone(status: number): boolean {
  return status === 408 || status === 500 || status === 502 || status === 504
}

function meaning(status: number): ErrorCode {
  if (status === 429) return 'rate-limited'
  if (status === 403) return 'forbidden'
  if (status === 404) return 'not-found'
  // A redirection is a proxy's, not Teams': nothing was delivered.
  if (status < 400 || status === 401 || status === 408 || status === 412 || status >= 500) return 'unavailable'
  return 'invalid'
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
