import express, { type Request, type Response } from 'express'
import { ServiceDeskError } from '../../services/errors.ts'

/** A file that was chosen on a page. */
export interface Upload {
  readonly name: string
  readonly bytes: Uint8Array
}

/** As much text as another form may have. */
const MOST_TEXT = 256 * 1024
/** Of one person at once. */
const MOST_OF_ONE = 2

/** All files of one form, together. */
const MOST_BYTES = 30 * 1024 * 1024

export interface Uploads {
  /**
   * The fields and the files of a form that has files, as `multipart/form-data`; `undefined` where it is another form.
   * Throws `rate-limited` where too many come at this moment, and what express throws where it is too long.
   */
  read(request: Request, response: Response, whose: string): Promise<readonly Upload[] | undefined>
}

/** `mostAtOnce`: each is held in memory as long as it comes. */
export function createUploads(mostFields: number, mostAtOnce: number): Uploads {
  const raw = express.raw({ type: 'multipart/form-data', limit: MOST_BYTES })
  let reading = 0
  const own = new Map<string, number>()
  return {
    async read(request, response, whose) {
      if (request.is('multipart/form-data') !== 'multipart/form-data') return undefined
      const theirs = own.get(whose) ?? 0
      if (reading >= mostAtOnce || theirs >= MOST_OF_ONE)
        throw new ServiceDeskError('rate-limited', 'Too many files come at once.', { reason: 'uploads' })
      reading += 1
      own.set(whose, theirs + 1)
      try {
        await new Promise<void>((resolve, reject) => {
          raw(request, response, (error?: unknown) => (error === undefined ? resolve() : reject(error)))
        })
        if (countOf(request.body, PART) > mostFields) throw tooMany()
        const { fields, files } = await parts(request)
        request.body = fields
        response.locals['files'] = files.length
        return files
      } finally {
        reading -= 1
        const left = (own.get(whose) ?? 1) - 1
        if (left > 0) own.set(whose, left)
        else own.delete(whose)
      }
    },
  }
}

/** What each part of a form begins with; they are counted before anything is made of them. */
const PART = Buffer.from('content-disposition:')

function countOf(body: unknown, mark: Buffer): number {
  const text = Buffer.isBuffer(body) ? body : Buffer.alloc(0)
  let count = 0
  for (let at = indexOf(text, mark, 0); at >= 0; at = indexOf(text, mark, at + mark.length)) count += 1
  return count
}

/** Headers are read in capitals or not: browsers write `Content-Disposition`. */
function indexOf(text: Buffer, mark: Buffer, from: number): number {
  const found = [mark, Buffer.from('Content-Disposition:')]
    .map((its) => text.indexOf(its, from))
    .filter((at) => at >= 0)
  return found.length === 0 ? -1 : Math.min(...found)
}

function tooMany(): ServiceDeskError {
  return new ServiceDeskError('invalid', 'A form has more parts than any of ours.')
}

async function parts(request: Request) {
  const fields: Record<string, string[]> = Object.create(null)
  let length = 0
  const files: Upload[] = []
  for (const [name, value] of await formOf(request)) {
    if (typeof value !== 'string') {
      // A field of files that was left empty sends one without a name.
      if (value.name !== '' || value.size > 0)
        files.push({ name: value.name, bytes: new Uint8Array(await value.arrayBuffer()) })
      continue
    }
    length += value.length
    if (length > MOST_TEXT) throw tooMany()
    const before = fields[name] ?? []
    before.push(value)
    fields[name] = before
  }
  // As another form is read: one value is no list.
  const read = Object.entries(fields).map(([name, values]) => [name, values.length === 1 ? values[0] : values] as const)
  return { fields: Object.fromEntries(read), files }
}

/** Node's own reader of forms. */
async function formOf(request: Request): Promise<FormData> {
  try {
    const headers = { 'content-type': request.get('content-type') ?? '' }
    return await new globalThis.Response(request.body as Buffer<ArrayBuffer>, { headers }).formData()
  } catch (error) {
    throw new ServiceDeskError('invalid', 'A form could not be read.', { cause: error })
  }
}
