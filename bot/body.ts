import type { IncomingMessage } from 'node:http'
import { ServiceDeskError } from '../services/errors.ts'

/** Twice and a half what Teams lets a message be. */
const LIMIT_BYTES = 256 * 1024

/** Reads what a request carries. Throws `invalid`: it broke off, or (`too-big`) it is longer than any activity. */
export function readBody(request: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let length = 0
    request.on('data', (chunk: Buffer) => {
      length += chunk.length
      if (length <= LIMIT_BYTES) chunks.push(chunk)
      else reject(new ServiceDeskError('invalid', 'The body is too big.', { reason: 'too-big' }))
    })
    request.on('end', () => resolve(joined(chunks)))
    request.on('error', (cause) => reject(new ServiceDeskError('invalid', 'The body broke off.', { cause })))
  })
}

/** Most of what comes is short, and in one piece. */
export function joined(pieces: readonly Buffer[]): Buffer {
  const [first] = pieces
  return first !== undefined && pieces.length === 1 ? first : Buffer.concat(pieces)
}

/** Half characters and NUL, which stores and clients cut texts at, can only be written as escapes. */
const ESCAPED_HALF = /\\u(0000|d[89a-f])/i

/** Throws `invalid` if it is no JSON. */
export function parseBody(body: Buffer): unknown {
  const text = body.toString('utf8')
  try {
    return JSON.parse(text, ESCAPED_HALF.test(text) ? wellFormed : undefined)
  } catch (cause) {
    throw new ServiceDeskError('invalid', 'The body is no JSON.', { cause })
  }
}

/** They go; everything else is as it was written. */
function wellFormed(_key: string, value: unknown): unknown {
  return typeof value === 'string' ? value.replaceAll('\0', '').toWellFormed() : value
}
