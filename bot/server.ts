import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Activity, ActivityTypes, CloudAdapter, INVOKE_RESPONSE_KEY, type TurnContext } from 'botbuilder'
import { type AuthenticateRequestResult, AuthenticationError } from 'botframework-connector'
import express, { type NextFunction, type Request, type Response } from 'express'
import { envelope, parseActivity } from './activity.ts'
import { Authenticator } from './authenticator.ts'
import type { Context } from './context.ts'
import { takeTurn } from './turn.ts'

/** Twice and a half what Teams lets a message be. */
const BODY_LIMIT = '256kb'

/** botbuilder keeps the door to a turn protected; we authenticate first and then go through it. */
class Adapter extends CloudAdapter {
  receive(authenticated: AuthenticateRequestResult, activity: Activity, logic: (turn: TurnContext) => Promise<void>) {
    return this.processActivity(authenticated, activity, logic)
  }
}

export interface RunningServer {
  readonly url: string
  /** Takes no new request and waits for those under way. */
  close(): Promise<void>
}

/** Listens for Teams at `/api/messages`, and tells a platform whether we live (`/healthz`). */
export async function startServer(context: Context): Promise<RunningServer> {
  const app = express()
  app.disable('x-powered-by')
  app.get('/healthz', (_request, response) => {
    response.json({ status: 'ok' })
  })
  app.post('/api/messages', express.json({ limit: BODY_LIMIT, strict: true, reviver: wellFormed }), messages(context))
  app.use((_request, response) => {
    response.status(404).end()
  })
  app.use((error: unknown, _request: Request, response: Response, _next: NextFunction) => {
    const status = statusOf(error)
    if (status >= 500) context.log.error({ error }, 'A request failed.')
    response.status(status).end()
  })
  const server = createServer({ requestTimeout: 30_000, headersTimeout: 10_000 }, app)
  const { host, port } = context.config.server
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, resolve)
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close: () => closed(server) }
}

function messages(context: Context) {
  const authenticator = new Authenticator(context)
  const adapter = new Adapter(authenticator)
  adapter.onTurnError = (_turn, error) => {
    // Without a handler botbuilder would return the error's text to the caller; ours ends in 500 without a word.
    return Promise.reject(error)
  }
  return async (request: Request, response: Response): Promise<void> => {
    const body = envelope.safeParse(request.body)
    if (!body.success) {
      response.status(400).end()
      return
    }
    const activity = body.data as unknown as Activity
    const authenticated = await authenticator.authenticateRequest(activity, request.get('authorization') ?? '')
    const event = parseActivity(body.data)
    const invoke = await adapter.receive(authenticated, activity, async (turn) => {
      if (event.kind === 'unsupported') {
        context.log.info({ what: event.what }, 'An activity was left alone.')
      }
      const value = event.kind === 'unsupported' ? { status: 400 } : await takeTurn(context, event)
      if (turn.activity.type === ActivityTypes.Invoke) turn.turnState.set(INVOKE_RESPONSE_KEY, { value })
    })
    response.status(invoke?.status ?? 200)
    if (invoke?.body === undefined) response.end()
    else response.json(invoke.body)
  }
}

/** Half characters and NUL, which stores and clients cut texts at, go; everything else is as it was written. */
function wellFormed(_key: string, value: unknown): unknown {
  return typeof value === 'string' ? value.replaceAll('\0', '').toWellFormed() : value
}

function statusOf(error: unknown): number {
  if (error instanceof AuthenticationError) return 401
  const status = error instanceof Error && 'status' in error ? Number(error.status) : 500
  return status >= 400 && status < 500 ? status : 500
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeIdleConnections()
  })
}
