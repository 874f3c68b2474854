import express, { type Request, type Response } from 'express'
import { ServiceDeskError } from '../../services/errors.ts'
import { MOST_FILES } from '../../services/files/file.ts'

/** A file that was chosen on a page. */
export interface Upload {
  readonly name: string
  readonly bytes: Uint8Array
}

/** All files of one form, together. */
const MOST_BYTES = 30 * 1024 * 1024

export interface Uploads {
  /**
   * The fields and the files of a form that has files, as `multipart/form-data`; `undefined` where it is another form.
   * Throws `rate-limited` where too many come at this moment, and what express throws where it is too long.
   */
  read(request: Request, response: Response): Promise<readonly Upload[] | undefined>
}

/** `mostAtOnce`: each is held in memory as long as it comes. */
export function createUploads(mostFields: number, mostAtOnce: number): Uploads {
  const raw = express.raw({ type: 'multipart/form-data', limit: MOST_BYTES })
  let reading = 0
  return {
    async read(request, response) {
      if (request.is('multipart/form-data') !== 'multipart/form-data') return undefined
      if (reading >= mostAtOnce) throw new ServiceDeskError('rate-limited', 'Too many files come at once.')
      reading += 1
      try {
        await new Promise<void>((resolve, reject) => {
          raw(request, response, (error?: unknown) => (error === undefined ? resolve() : reject(error)))
        })
        const { fields, files } = await parts(request)
        const names = Object.values(fields).flat()
        if (names.length > mostFields || files.length > MOST_FILES)
          throw new ServiceDeskError('invalid', 'A form has more parts than any of ours.')
        request.body = fields
        response.locals['files'] = files.length
        return files
      } finally {
        reading -= 1
      }
    },
  }
}

async function parts(request: Request) {
  const fields: Record<string, string | string[]> = Object.create(null)
  const files: Upload[] = []
  for (const [name, value] of await formOf(request)) {
    if (typeof value !== 'string') {
      // A field of files that was left empty sends one without a name.
      if (value.name !== '' || value.size > 0)
        files.push({ name: value.name, bytes: new Uint8Array(await value.arrayBuffer()) })
      continue
    }
    const before = fields[name]
    fields[name] = before === undefined ? value : [before, value].flat()
  }
  return { fields, files }
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
