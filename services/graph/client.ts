import {
  Client,
  GraphError,
  HTTPMessageHandler,
  type Middleware,
  type Context as Sending,
} from '@microsoft/microsoft-graph-client'
import { z } from 'zod'
import { ServiceDeskError } from '../errors.ts'
import { MINUTE_MS } from '../time.ts'
import { CALLS, type Call, type CallName, type CallValues, pathOf } from './calls.ts'
import { graphError, refusalError } from './errors.ts'

/** Microsoft Graph, asked in the name of the service itself. */
export interface Graph {
  readonly isConnected: boolean
  /** Where an organisation's administrator lets our application in. */
  consentUrl(tenantId: string): string
  /**
   * One call in one organisation (its tenant's id); its answer as JSON, `undefined` where there is none. It is not tried again
   * here. Throws a `ServiceDeskError` whose `reason` is a `Trouble`.
   */
  ask(name: CallName, tenantId: string, values: CallValues): Promise<unknown>
  /** The same for a list that comes in pages, one after the other. */
  pages(name: CallName, tenantId: string, values: CallValues): AsyncIterable<unknown>
}

export interface GraphOptions {
  /** `https://graph.microsoft.com`, or where a cloud of its own has it. */
  readonly url: string
  /** A token for an organisation; `isFresh`: none that was kept. Throws as `ask` does. */
  readonly token: (tenantId: string, isFresh?: boolean) => Promise<string>
  readonly consentUrl: (tenantId: string) => string
  readonly observe: (name: CallName, outcome: 'done' | 'failed', seconds: number) => void
}

/** Whoever looks at a page waits for it. */
const TIMEOUT_MS = 8_000
/** A permission that was granted counts this much later, or when the token of before ends. */
const RENEW_MS = 3 * MINUTE_MS

/** Where no application of Graph's is configured: whatever needs it says so. */
export const noGraph: Graph = {
  isConnected: false,
  consentUrl: () => '',
  ask: async () => {
    throw graphError('not-connected')
  },
  pages: () => ({
    [Symbol.asyncIterator]: () => ({
      next: async () => {
        throw graphError('not-connected')
      },
    }),
  }),
}

export function createGraph({ url, token, consentUrl, observe }: GraphOptions): Graph {
  /** When an organisation's token was last asked for anew. */
  const renewed = new Map<string, number>()

  /** What is not permitted may have been since the token was given: once in a while it is tried with another. */
  async function permitted(tenantId: string, attempt: (token: string) => Promise<unknown>): Promise<unknown> {
    try {
      return await attempt(await token(tenantId))
    } catch (error) {
      const since = performance.now() - (renewed.get(tenantId) ?? Number.NEGATIVE_INFINITY)
      if (!(error instanceof ServiceDeskError) || error.reason !== 'not-permitted' || since < RENEW_MS) throw error
      renewed.set(tenantId, performance.now())
      return await attempt(await token(tenantId, true))
    }
  }

  async function asked(name: CallName, tenantId: string, path: string): Promise<unknown> {
    const began = performance.now()
    let outcome: 'done' | 'failed' = 'failed'
    try {
      const answer = await permitted(tenantId, async (its) => await send(url, CALLS[name], path, its))
      outcome = 'done'
      return answer
    } finally {
      observe(name, outcome, (performance.now() - began) / 1000)
    }
  }

  return {
    isConnected: true,
    consentUrl,
    ask: (name, tenantId, values) => asked(name, tenantId, pathOf(CALLS[name], values)),
    async *pages(name, tenantId, values) {
      for (let path: string | undefined = pathOf(CALLS[name], values); path !== undefined; ) {
        const page = await asked(name, tenantId, path)
        yield page
        path = nextPath(url, path, page)
      }
    },
  }
}

const nextLink = z.object({ '@odata.nextLink': z.string() })

/** Where the next page of the same list is; `undefined`: there is none. Throws where Graph's link leads anywhere else. */
function nextPath(url: string, path: string, page: unknown): string | undefined {
  const link = nextLink.safeParse(page).data?.['@odata.nextLink']
  if (link === undefined) return undefined
  const [list = ''] = path.split('?')
  const begins = `${url}/v1.0`
  if (!link.startsWith(`${begins}${list}?`)) throw graphError('unavailable')
  return link.slice(begins.length)
}

async function send(url: string, call: Call, path: string, token: string): Promise<unknown> {
  const client = Client.initWithMiddleware({
    middleware: bearing(token, new HTTPMessageHandler()),
    baseUrl: `${url}/`,
    defaultVersion: 'v1.0',
  })
  const headers = call.consistency === undefined ? {} : { ConsistencyLevel: call.consistency }
  const request = client
    .api(path)
    .headers(headers)
    .options({ signal: AbortSignal.timeout(TIMEOUT_MS), redirect: 'error' })
  try {
    return call.method === 'GET' ? await request.get() : await request.post(undefined)
  } catch (error) {
    if (!(error instanceof GraphError) || error.statusCode < 400)
      throw graphError('unavailable', { cause: error, permission: call.permission })
    const { statusCode: status, code, message, headers: sent } = error
    const retryAfter = sent?.get('retry-after') ?? undefined
    throw refusalError({ status, code: code ?? '', message, retryAfter }, call.permission)
  }
}

/** Puts the token on each request: the library's own handler would send it to no server but Microsoft's public one. */
function bearing(token: string, next: Middleware): Middleware {
  return {
    async execute(context: Sending) {
      const { options = {} } = context
      context.options = { ...options, headers: { ...(options.headers as object), Authorization: `Bearer ${token}` } }
      await next.execute(context)
    },
  }
}
