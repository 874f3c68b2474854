import { Agent } from 'undici'

export interface Answer {
  readonly statusCode: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly text: string
}

export interface Exchange {
  readonly origin: string
  readonly path: string
  readonly method: 'POST' | 'PUT' | 'DELETE'
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | null
}

export interface Exchanger {
  /** One request and its whole answer, on a connection that is kept; throws when there is no answer in time. */
  exchange(request: Exchange): Promise<Answer>
  close(): Promise<void>
}

const CONNECTIONS = 64
/** Longer than any answer of a connector that we read. */
const MOST_BYTES = 64 * 1024

/**
 * HTTP for small answers. undici's own `request` makes a stream of each, which costs as much as the rest of sending a
 * message; here the pieces are put together as they come.
 */
export function createExchanger(timeoutMs: number): Exchanger {
  const agent = new Agent({
    connections: CONNECTIONS,
    pipelining: 1,
    keepAliveTimeout: 30_000,
    connect: { timeout: timeoutMs },
    maxResponseSize: MOST_BYTES,
  })
  return {
    exchange: (request) =>
      new Promise((resolve, reject) => {
        let abort = (error: Error): void => reject(error)
        let late = false
        const timer = setTimeout(() => {
          late = true
          abort(new Error('There was no answer in time.'))
        }, timeoutMs)
        let statusCode = 0
        let headers: Answer['headers'] = {}
        const pieces: Buffer[] = []
        agent.dispatch(
          { ...request },
          {
            onRequestStart(controller) {
              abort = (error) => controller.abort(error)
              // It waited for a connection for so long that nobody waits for it any more.
              if (late) controller.abort(new Error('There was no connection in time.'))
            },
            onResponseStart(_controller, status, received) {
              statusCode = status
              headers = received
            },
            onResponseData(_controller, piece) {
              pieces.push(piece)
            },
            onResponseEnd() {
              clearTimeout(timer)
              resolve({ statusCode, headers, text: joined(pieces).toString('utf8') })
            },
            onResponseError(_controller, error) {
              clearTimeout(timer)
              // It was done; what it says beyond our limit is nothing that we need, and no reason to do it again.
              if (isTooLong(error) && statusCode < 300) resolve({ statusCode, headers, text: '' })
              else reject(error)
            },
          },
        )
      }),
    close: () => agent.close(),
  }
}

/** How long a `Retry-After` header asks to wait, if it does. */
export function retryAfterMs(header: string | string[] | undefined): number | undefined {
  const seconds = Number(header)
  return Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : undefined
}

function isTooLong(error: Error): boolean {
  return 'code' in error && error.code === 'UND_ERR_RES_EXCEEDED_MAX_SIZE'
}

/** Most of what comes is short, and in one piece. */
export function joined(pieces: readonly Buffer[]): Buffer {
  const [first] = pieces
  return first !== undefined && pieces.length === 1 ? first : Buffer.concat(pieces)
}
