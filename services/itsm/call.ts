import type { z } from 'zod'
import { type ErrorCode, ServiceDeskError } from '../errors.ts'
import { retryAfterMs } from '../http/exchange.ts'
import type { Fault } from './port.ts'

/** One request to a ticket system. `path` is of its base address. */
export interface Call {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH'
  readonly path: string
  readonly query?: Readonly<Record<string, string>>
  readonly json?: unknown
  /** Instead of JSON: a form, or the bytes of a file. */
  readonly body?: FormData | { readonly contentType: string; readonly bytes: Uint8Array<ArrayBuffer> }
  readonly headers?: Readonly<Record<string, string>>
  /** It carries a file. */
  readonly isUpload?: boolean
  /** It changes nothing there: an answer that is lost leaves no doubt. */
  readonly isRead?: boolean
  /** Statuses that are no failure. */
  readonly accepts?: readonly number[]
}

export interface Answered {
  readonly status: number
  readonly header: (name: string) => string | undefined
  /** Parsed; `undefined` where there was no body. */
  readonly body: unknown
}

export type Caller = (call: Call) => Promise<Answered>

const TIMEOUT_MS = 10_000
const UPLOAD_TIMEOUT_MS = 60_000
/** Longer than any page that we ask for. */
const MOST_BYTES = 8 * 1024 * 1024

/** Calls a ticket system at `base`, and nowhere else: no redirection is followed, with our credentials in it. */
export function createCaller(base: string, headersOf: () => Promise<Readonly<Record<string, string>>>): Caller {
  return async ({ method, path, query = {}, isRead = method === 'GET', accepts = [], ...sent }) => {
    const url = new URL(`${base.replace(/\/+$/, '')}${path}`)
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value)
    const { body, contentType } = bodyOf(sent)
    const headers = {
      accept: 'application/json',
      ...(contentType === undefined ? {} : { 'content-type': contentType }),
      ...sent.headers,
      ...(await headersOf()),
    }
    const signal = AbortSignal.timeout(sent.isUpload === true ? UPLOAD_TIMEOUT_MS : TIMEOUT_MS)
    let response: Response
    let text: string
    try {
      response = await fetch(url, { method, headers, body, signal, redirect: 'error' })
      text = await readText(response)
    } catch (cause) {
      throw new ServiceDeskError('unavailable', 'The ticket system did not answer.', { cause, uncertain: !isRead })
    }
    if (!response.ok && !accepts.includes(response.status)) throw refusal(response, isRead)
    const header = (name: string) => response.headers.get(name) ?? undefined
    return { status: response.status, header, body: parsed(text, isRead) }
  }
}

/** A form names its own content type, with its boundary. */
function bodyOf({ json, body }: Pick<Call, 'json' | 'body'>): {
  readonly body: FormData | Uint8Array<ArrayBuffer> | string | null
  readonly contentType?: string
} {
  if (body instanceof FormData) return { body }
  if (body !== undefined) return { body: body.bytes, contentType: body.contentType }
  return json === undefined ? { body: null } : { body: JSON.stringify(json), contentType: 'application/json' }
}

async function readText(response: Response): Promise<string> {
  const pieces: Uint8Array[] = []
  let size = 0
  for await (const piece of response.body ?? []) {
    size += piece.length
    if (size > MOST_BYTES) throw new Error('The answer is longer than we read.')
    pieces.push(piece)
  }
  return Buffer.concat(pieces).toString('utf8')
}

/** A page of HTML where JSON was asked for is a proxy, or a system that is being restarted. */
function parsed(text: string, isRead: boolean): unknown {
  if (text.trim() === '') return undefined
  try {
    // No store of ours takes the character 0.
    return JSON.parse(text, (_key, value) => (typeof value === 'string' ? value.replaceAll('\0', '') : value))
  } catch (cause) {
    throw new ServiceDeskError('unavailable', 'The ticket system answered with no JSON.', { cause, uncertain: !isRead })
  }
}

function refusal({ status, headers }: Response, isRead: boolean): ServiceDeskError {
  const asked = retryAfterMs(headers.get('retry-after') ?? undefined)
  const isLost = status >= 500 || status === 408
  const details = { reason: String(status), retryAfterMs: asked, uncertain: isLost && !isRead }
  return new ServiceDeskError(codeOf(status), `The ticket system answered with ${status}.`, details)
}

function codeOf(status: number): ErrorCode {
  if (status === 401 || status === 403) return 'forbidden'
  if (status === 409 || status === 412) return 'conflict'
  if (status === 429) return 'rate-limited'
  // An address that is not there is a fault of the connection: only an adapter knows that a ticket is not.
  return status >= 500 || status === 408 || status === 404 || status === 410 ? 'unavailable' : 'invalid'
}

/** What came, if it is what the documentation says: with anything else nothing is done. */
export function readBody<Shape extends z.ZodType>(shape: Shape, body: unknown): z.output<Shape> {
  const parsed = shape.safeParse(body)
  if (parsed.success) return parsed.data
  throw new ServiceDeskError('unavailable', 'The ticket system answered with something else.', { cause: parsed.error })
}

/** What a failed look says of the connection. Throws what is no failure of a call. */
export function faultOf(error: unknown): Fault {
  if (!(error instanceof ServiceDeskError)) throw error
  const name = error.reason ?? ''
  if (error.code === 'forbidden') return { what: 'not-admitted', name }
  return { what: error.code === 'unavailable' ? 'unreachable' : 'unexpected-answer', name }
}

/** A part of a path. */
export function segment(text: string): string {
  return encodeURIComponent(text)
}
