import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { InvokeResponse } from 'botbuilder'
import express, { type Express, type NextFunction, type Request, type Response } from 'express'
import { ServiceDeskError } from '../services/errors.ts'
import { envelope, parseActivity } from './activity.ts'
import { type Authenticator, createAuthenticator } from './authenticator.ts'
import { parseBody, readBody } from './body.ts'
import type { Context } from './context.ts'
import { offerFile } from './files.ts'
import { takeTurn } from './turn.ts'

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
  const others = pages(context)
  const limits = { requestTimeout: 20_000, headersTimeout: 10_000, connectionsCheckingInterval: 5_000 }
  const server = createServer(limits, (request, response) => {
    if (request.method === 'POST' && request.url === '/api/messages') {
      void answerMessage(context, authenticator, request, response)
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

async function answerMessage(
  context: Context,
  authenticator: Authenticator,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { status, body } = await receive(context, authenticator, request).catch((error: unknown) => {
    const status = statusOf(error)
    if (status >= 500) context.log.error({ error }, 'A request failed.')
    else if (status === 401) context.log.warn({ error }, 'A caller was refused.')
    context.metrics.refused(status)
    return { status, body: undefined }
  })
  if (body === undefined) response.writeHead(status).end()
  else response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify(body))
}

/** Who is there comes before what they say: a stranger is not listened to. */
async function receive(
  context: Context,
  authenticator: Authenticator,
  request: IncomingMessage,
): Promise<InvokeResponse> {
  const reading = readBody(request)
  reading.catch(() => {})
  const caller = await authenticator.identify(request.headers.authorization)
  const body = envelope.safeParse(parseBody(await reading))
  if (!body.success) return { status: 400 }
  authenticator.requireOrigin(caller, body.data)
  const event = parseActivity(body.data)
  const isInvoke = body.data.type === 'invoke'
  if (event.kind === 'unsupported') {
    context.log.info({ what: event.what }, 'An activity was left alone.')
    return { status: isInvoke ? 400 : 200 }
  }
  const answer = await takeTurn(context, event)
  return answer !== undefined && isInvoke ? answer : { status: 200 }
}

/** Everything that is not an activity. */
function pages(context: Context): Express {
  const app = express()
  app.disable('x-powered-by')
  // It would be reckoned over every file for every reader.
  app.set('etag', false)
  app.get('/healthz', (_request, response) => {
    response.json({ status: 'ok' })
  })
  app.get('/readyz', async (_request, response) => {
    const fault = await context.readiness()
    response.status(fault === undefined ? 200 : 503).json(fault === undefined ? { status: 'ready' } : { status: fault })
  })
  app.get('/files/:id', offerFile(context))
  app.use((_request, response) => {
    response.status(404).end()
  })
  app.use((error: unknown, _request: Request, response: Response, _next: NextFunction) => {
    context.log.error({ error }, 'A request failed.')
    response.status(500).end()
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
