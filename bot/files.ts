import type { RequestHandler } from 'express'
import { words } from '../cards/words.ts'
import { isPicture } from '../services/files/file.ts'
import { readContent } from '../services/files/store.ts'
import { languageOf } from '../services/people/person.ts'
import type { Context } from './context.ts'
import { escapeHtml } from './html.ts'

/** Each may hold a whole file in memory until they have read it; who does not read is cut off. */
const MOST_READERS = 16
const READER_MS = 60_000

/** Answers whoever follows the link to a file: the bytes, or in two sentences why not. A link that we never made leads nowhere. */
export function offerFile({ db, links, config }: Pick<Context, 'db' | 'links' | 'config'>): RequestHandler {
  let underWay = 0
  return async (request, response) => {
    const { id } = request.params
    const { until, signature } = request.query
    const verdict =
      typeof id === 'string' && typeof until === 'string' && typeof signature === 'string'
        ? links?.check(id, until, signature)
        : undefined
    response.set({
      'cache-control': 'no-store',
      'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
      'cross-origin-resource-policy': 'cross-origin',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    })
    if (verdict === undefined || verdict === 'forged') {
      response.status(404).end()
      return
    }
    if (underWay >= MOST_READERS) {
      response.status(503).set('retry-after', '1').end()
      return
    }
    underWay += 1
    const patience = setTimeout(() => response.destroy(), READER_MS)
    response.once('close', () => {
      underWay -= 1
      clearTimeout(patience)
    })
    const file = verdict === 'open' ? await readContent(db, String(id)) : undefined
    if (file === undefined) {
      const t = words(languageOf(String(request.acceptsLanguages(config.language, 'fr', 'en')), config.language))
      const reason = verdict === 'expired' ? 'file.expired' : 'file.taken-back'
      response
        .status(410)
        .type('html')
        .send(page(t.language, t(reason)))
      return
    }
    const shown = isPicture(file)
    response.set('cache-control', 'private, no-cache')
    response.set('content-disposition', `${shown ? 'inline' : 'attachment'}; filename*=UTF-8''${encoded(file.name)}`)
    response.type(shown ? file.contentType : 'application/octet-stream').send(Buffer.from(file.bytes))
  }
}

/** As RFC 8187 has it. */
function encoded(name: string): string {
  return encodeURIComponent(name).replace(/['()*!]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`)
}

function page(language: string, sentence: string): string {
  return `<!doctype html><html lang="${language}"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>410</title><style>:root{color-scheme:light dark}body{font:1rem/1.5 system-ui;max-width:32rem;margin:20vh auto;padding:0 1rem}</style>
<p>${escapeHtml(sentence)}</p></html>`
}
