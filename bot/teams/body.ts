import type { IncomingMessage } from 'node:http'
import { ServiceDeskError } from '../../services/errors.ts'
import { joined } from '../../services/http/exchange.ts'

/** Twice and a half what Teams lets a message be. */
const LIMIT_BYTES = 256 * 1024

/** Reads what a request carries. Throws `invalid`: it broke off, or (`too-big`) it is longer than any activity. */
export function readBody(request: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    if (request.destroyed) return reject(new ServiceDeskError('invalid', 'The body broke off.'))
    const chunks: Buffer[] = []
    let length = 0
    request.on('data', (chunk: Buffer) => {
      length += chunk.length
      if (length <= LIMIT_BYTES) chunks.push(chunk)
      else reject(new ServiceDeskError('invalid', 'The body is too big.', { reason: 'too-big' }))
    })
    request.on('end', () => resolve(joined(chunks)))
    request.on('close', () => {
      if (!request.complete) reject(new ServiceDeskError('invalid', 'The body broke off.'))
    })
    request.on('error', (cause) => reject(new ServiceDeskError('invalid', 'The body broke off.', { cause })))
  })
}

/** Half characters and control characters, which stores and clients cut texts at, can only be written as escapes. */
const ESCAPED_ODD = /\\u(00[01][0-9a-f]|007f|d[89a-f])|\\[bf]/i
/** JSON makes six characters of each, and no client shows them. Tabs and line breaks stay. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for.
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g

/** Throws `invalid` if it is no JSON. */
export function parseBody(body: Buffer): unknown {
  const text = body.toString('utf8')
  try {
    return JSON.parse(text, isOdd(text) ? wellFormed : undefined)
  } catch (cause) {
    throw new ServiceDeskError('invalid', 'The body is no JSON.', { cause })
  }
}

/** Looks for the few escapes first: a look through every body by the expression costs as much as parsing it. */
function isOdd(text: string): boolean {
  return ['\\u', '\\b', '\\f'].some((mark) => text.includes(mark)) && ESCAPED_ODD.test(text)
}

/** They go; everything else is as it was written. */
function wellFormed(_key: string, value: unknown): unknown {
  return typeof value === 'string' ? value.replace(CONTROL, '').toWellFormed() : value
}
