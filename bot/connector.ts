import { randomUUID } from 'node:crypto'
import { Agent, request } from 'undici'
import { z } from 'zod'
import { type ErrorCode, ServiceDeskError } from '../services/errors.ts'
import type { Conversation } from '../services/notices/notice.ts'

const TIMEOUT_MS = 10_000
/** Teams refuses messages of about 100 KB in UTF-16; beyond 80 KB we do not try. */
const MOST_CHARACTERS = 40_000

/** An activity as the connector takes it: text, or one card. */
export interface Outgoing {
  readonly type: 'message'
  readonly text?: string
  readonly textFormat?: 'plain' | 'xml'
  readonly summary?: string
  readonly attachments?: readonly { readonly contentType: string; readonly content: unknown }[]
  readonly locale?: string
}

/**
 * The connector's REST API, one attempt a call: no hidden retries, a time limit, an error with our codes. When to try
 * again is the job loop's to decide.
 * https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-api-reference
 */
export interface Connector {
  /** Returns the new message's id, if Teams names it. */
  send(to: Conversation, activity: Outgoing): Promise<string | undefined>
  update(to: Conversation, activityId: string, activity: Outgoing): Promise<void>
  remove(to: Conversation, activityId: string): Promise<void>
  /** Begins a thread in a channel; its conversation and its first message have ids of their own. */
  openThread(
    channel: { readonly serviceUrl: string; readonly channelId: string; readonly tenantId: string },
    activity: Outgoing,
  ): Promise<{ readonly conversationId: string; readonly activityId: string }>
  close(): Promise<void>
}

interface Needs {
  readonly token: () => Promise<string>
  readonly mayReceiveToken: (serviceUrl: string) => boolean
}

const created = z.object({ id: z.string().optional() }).catch({})
const createdThread = z.object({ id: z.string(), activityId: z.string().optional() })
const problem = z.object({ error: z.object({ code: z.string() }) })

export function createConnector({ token, mayReceiveToken }: Needs): Connector {
  const agent = new Agent({ connections: 64, pipelining: 1, keepAliveTimeout: 30_000 })

  async function call(
    method: 'POST' | 'PUT' | 'DELETE',
    serviceUrl: string,
    path: string,
    body?: object,
  ): Promise<unknown> {
    if (!mayReceiveToken(serviceUrl)) throw new ServiceDeskError('forbidden', 'The service host is not allowed.')
    const text = body === undefined ? null : JSON.stringify(body)
    if (text !== null && text.length > MOST_CHARACTERS) {
      throw new ServiceDeskError('invalid', 'The message is too big for Teams.')
    }
    const headers = {
      authorization: `Bearer ${await token()}`,
      'content-type': 'application/json',
      'x-correlation-id': randomUUID(),
    }
    const url = `${serviceUrl.replace(/\/+$/, '')}/v3/conversations${path}`
    const limits = { headersTimeout: TIMEOUT_MS, bodyTimeout: TIMEOUT_MS, signal: AbortSignal.timeout(TIMEOUT_MS) }
    const answer = await request(url, { method, headers, body: text, dispatcher: agent, ...limits })
      .then(async (response) => ({ ...response, text: await response.body.text() }))
      .catch((cause: unknown) => {
        throw new ServiceDeskError('unavailable', 'The connector did not answer.', { cause })
      })
    if (answer.statusCode >= 400) throw refusal(answer.statusCode, answer.headers['retry-after'], answer.text)
    return parsed(answer.text)
  }

  return {
    async send({ serviceUrl, conversationId }, activity) {
      const path = `/${encodeURIComponent(conversationId)}/activities`
      return created.parse(await call('POST', serviceUrl, path, activity)).id
    },
    async update({ serviceUrl, conversationId }, activityId, activity) {
      const path = `/${encodeURIComponent(conversationId)}/activities/${encodeURIComponent(activityId)}`
      await call('PUT', serviceUrl, path, { ...activity, id: activityId })
    },
    async remove({ serviceUrl, conversationId }, activityId) {
      await call(
        'DELETE',
        serviceUrl,
        `/${encodeURIComponent(conversationId)}/activities/${encodeURIComponent(activityId)}`,
      )
    },
    async openThread({ serviceUrl, channelId, tenantId }, activity) {
      const channelData = { channel: { id: channelId }, tenant: { id: tenantId } }
      const answer = await call('POST', serviceUrl, '', { isGroup: true, tenantId, channelData, activity })
      const thread = createdThread.parse(answer)
      const activityId = thread.activityId ?? thread.id.split(';messageid=')[1]
      if (activityId === undefined) throw new ServiceDeskError('unavailable', 'The connector named no message.')
      return { conversationId: thread.id, activityId }
    },
    close: () => agent.close(),
  }
}

/** What Teams documents: 429 and 412, 502, 503, 504 pass; whatever else it refuses it will refuse again. */
function refusal(status: number, retryAfter: string | string[] | undefined, body: string): ServiceDeskError {
  const code = problem.safeParse(parsed(body)).data?.error.code ?? 'no code'
  const message = `The connector answered ${status} (${/^\w{1,60}$/.test(code) ? code : 'no code'}).`
  return new ServiceDeskError(meaning(status), message, { retryAfterMs: retryAfterMs(retryAfter) })
}

function meaning(status: number): ErrorCode {
  if (status === 429) return 'rate-limited'
  if (status === 403) return 'forbidden'
  if (status === 404) return 'not-found'
  if (status === 401 || status === 408 || status === 412 || status >= 500) return 'unavailable'
  return 'invalid'
}

function retryAfterMs(header: string | string[] | undefined): number | undefined {
  const seconds = Number(header)
  return Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : undefined
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
