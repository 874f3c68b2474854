import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import express, { type Express, type NextFunction, type Request, type Response } from 'express'
import { ServiceDeskError } from '../services/errors.ts'
import type { Context } from './context.ts'
import { offerFile } from './files/offer.ts'
import { hearHint } from './hooks/hint.ts'
import { envelope, parseActivity } from './teams/activity.ts'
import type { Adapter } from './teams/adapter.ts'
import { createAdapter } from './teams/adapter.ts'
import { type Authenticator, createAuthenticator } from './teams/authenticator.ts'
import { parseBody, readBody } from './teams/body.ts'
import type { InvokeAnswer } from './turn/answer.ts'
import { takeTurn } from './turn/turn.ts'
import { pagesOf } from './web/pages.ts'

export interface RunningServer {
  readonly url: string
  readonly metricsUrl: string | undefined
  /** Takes no new request and waits for those under way. */
  close(): Promise<void>
}

/**
 * Listens for Teams at `/api/messages`, and tells a platform whether we live (`/healthz`) and want work (`/readyz`).
 * Activities come by thousands, so their one route goes without express.
 */
export async function startServer(context: Context): Promise<RunningServer> {
  const authenticator = createAuthenticator(context)
  const door = {
    authenticator,
    adapter: createAdapter({ ...context, authenticator }),
    refused: refusalLog(context.log),
    unknown: new Set<IncomingMessage>(),
  }
  const others = pages(context)
  const limits = { requestTimeout: SLOWEST_MS, headersTimeout: 10_000, connectionsCheckingInterval: 5_000 }
  const server = createServer(limits, (request, response) => {
    if (request.method === 'POST') cutOff(request)
    if (request.method === 'POST' && request.url === '/api/messages') {
      void answerMessage(context, door, request, response)
    } else others(request, response)
  })
  const { host, port, metricsPort } = context.config.server
  const metrics = metricsPort === undefined ? undefined : createServer(figures(context))
  if (metrics !== undefined) await listening(metrics, metricsPort, host)
  await listening(server, port, host)
  return {
    url: urlOf(server),
    metricsUrl: metrics && `${urlOf(metrics)}/metrics`,
    async close() {
      await Promise.all([closed(server), metrics && closed(metrics)])
    },
  }
}

/** A form with files, on a slow line. */
const SLOWEST_MS = 120_000
const SLOW_MS = 20_000

/** Whoever is slower holds a connection for nothing; a form with files may take its time. */
function cutOff(request: IncomingMessage): void {
  if (request.headers['content-type']?.startsWith('multipart/form-data') === true) return
  const timer = setTimeout(() => {
    if (!request.complete) request.destroy()
  }, SLOW_MS)
  request.once('close', () => clearTimeout(timer))
}

interface Door {
  readonly authenticator: Authenticator
  readonly adapter: Adapter
  readonly refused: (error: unknown) => void
  /** Requests of callers whom we do not know yet. */
  readonly unknown: Set<IncomingMessage>
}

async function answerMessage(
  context: Context,
  door: Door,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { status, body } = await receive(context, door, request).catch((error: unknown) => {
    request.resume()
    const status = statusOf(error)
    if (status >= 500) context.log.error({ error }, 'A request failed.')
    else if (status === 401) door.refused(error)
    context.metrics.refused(status)
    return { status, body: undefined }
  })
  if (body === undefined) response.writeHead(status).end()
  else response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify(body))
}

/** So many bodies of callers whom we do not know yet are held, 256 KB each at most; others are read once we know them. */
const MOST_UNKNOWN = 128

/** Identity comes before the body: what a stranger says is not looked at. */
async function receive(
  context: Context,
  { authenticator, adapter, unknown }: Door,
  request: IncomingMessage,
): Promise<Partial<InvokeAnswer> & Pick<InvokeAnswer, 'status'>> {
  const caller = authenticator.identify(request.headers.authorization)
  const reading = unknown.size < MOST_UNKNOWN ? readBody(request) : caller.then(() => readBody(request))
  reading.catch(() => {})
  unknown.add(request)
  const known = await caller.finally(() => unknown.delete(request))
  const body = envelope.safeParse(parseBody(await reading))
  if (!body.success) return { status: 400 }
  const isInvoke = body.data.type === 'invoke'
  const answer = await adapter.run(known, body.data, async () => {
    const event = parseActivity(body.data)
    if (event.kind !== 'unsupported') return await takeTurn(context, event)
    context.log.info({ what: event.what }, 'An activity was left alone.')
    return isInvoke ? { status: 400 } : undefined
  })
  return answer !== undefined && isInvoke ? answer : { status: 200 }
}

const REFUSALS_EVERY_MS = 1_000

/** One line a second at most, with how many there were: strangers must not fill the log. */
function refusalLog(log: Context['log']): Door['refused'] {
  let nextAt = 0
  let times = 0
  return (error) => {
    times += 1
    if (performance.now() < nextAt) return
    log.warn({ error, times }, 'A caller was refused.')
    nextAt = performance.now() + REFUSALS_EVERY_MS
    times = 0
  }
}

/** Everything that is not an activity. */
function pages(context: Context): Express {
  const app = express()
  app.disable('x-powered-by')
  // Express would hash every file at every download.
  app.set('etag', false)
  app.get('/healthz', (_request, response) => {
    response.json({ status: 'ok' })
  })
  app.get('/readyz', async (_request, response) => {
    const fault = await context.readiness()
    response.status(fault === undefined ? 200 : 503).json(fault === undefined ? { status: 'ready' } : { status: fault })
  })
  app.get('/files/:id', offerFile(context))
  app.post('/hooks/:name', hearHint(context))
  if (context.config.web !== undefined) app.use(pagesOf(context, context.config.web))
  app.use((_request, response) => {
    response.status(404).end()
  })
  app.use((error: unknown, _request: Request, response: Response, _next: NextFunction) => {
    // Express refuses a path that is no URL with a status of its own.
    const refused = Number((error as { readonly status?: unknown }).status)
    if (refused >= 400 && refused < 500) {
      response.status(refused).end()
      return
    }
    context.log.error({ error }, 'A request failed.')
    if (response.headersSent) response.destroy()
    else response.status(500).end()
  })
  return app
}

/** On a port of its own: how we do is not for everybody who can reach us. */
function figures(context: Context): Express {
  const app = express()
  app.disable('x-powered-by')
  app.get('/metrics', async (_request, response) => {
    response.type(context.metrics.contentType).send(await context.metrics.print())
  })
  return app
}

function statusOf(error: unknown): number {
  if (!(error instanceof ServiceDeskError)) return 500
  if (error.code === 'forbidden') return 401
  return error.code === 'invalid' ? (error.reason === 'too-big' ? 413 : 400) : 500
}

function listening(server: Server, port: number | undefined, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const taken = `Something else listens on port ${port} of ${host}: stop it, or set PORT or METRICS_PORT.`
      reject(cause.code === 'EADDRINUSE' ? new ServiceDeskError('invalid', taken, { cause }) : cause)
    })
    server.listen(port, host, resolve)
  })
}

function urlOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeIdleConnections()
  })
}
