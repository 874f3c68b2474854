import { once } from 'node:events'
import { setTimeout as wait } from 'node:timers/promises'
import type { RequestHandler, Response } from 'express'
import { sentencesIn } from '../../cards/sentences.ts'
import { createLimits } from '../../services/coordination/limits.ts'
import { isPicture } from '../../services/files/file.ts'
import { findKept, readPiece } from '../../services/files/store.ts'
import { LANGUAGES, languageOf } from '../../services/people/person.ts'
import { SECOND_MS } from '../../services/time.ts'
import type { Context } from '../context.ts'
import { escapeHtml } from '../teams/html.ts'

const MOST_READERS = 32
/** Of one file, so that one link cannot stop the others. */
const MOST_READERS_OF_ONE = 4
/** A picture in a channel is loaded once by everybody who looks at it; more than this is somebody's loop. */
const LOADS_OF_ONE = [{ most: 40, ms: 10 * SECOND_MS }]
/** Who takes nothing for so long is cut off. */
const STALLED_MS = 5 * SECOND_MS
/** All readers together get a piece in so long: chats go first. */
const PIECE_EVERY_MS = 2

/** Answers whoever follows the link to a file: the bytes, or in two sentences why not. A link that we never made leads nowhere. */
export function offerFile({ db, links, config }: Pick<Context, 'db' | 'links' | 'config'>): RequestHandler {
  const readers = new Map<string, number>()
  const limits = createLimits(() => performance.now())
  let underWay = 0
  let piecesPaced: Promise<void> = Promise.resolve()

  /** A place among the readers; `undefined` when there is none now. */
  async function enter(id: string): Promise<(() => void) | undefined> {
    const ofOne = readers.get(id) ?? 0
    if (underWay >= MOST_READERS || ofOne >= MOST_READERS_OF_ONE) return undefined
    if ((await limits.take([{ key: id, windows: LOADS_OF_ONE }])) > 0) return undefined
    underWay += 1
    readers.set(id, ofOne + 1)
    return () => {
      underWay -= 1
      const left = (readers.get(id) ?? 1) - 1
      if (left > 0) readers.set(id, left)
      else readers.delete(id)
    }
  }

  /** All of it, or the connection ends: a shorter body than was promised must not look whole. */
  async function send(response: Response, id: string, size: number): Promise<void> {
    let sent = 0
    for (let n = 0; sent < size; n += 1) {
      piecesPaced = piecesPaced.then(() => wait(PIECE_EVERY_MS))
      await piecesPaced
      const piece = response.destroyed ? undefined : await readPiece(db, id, n)
      if (piece === undefined) {
        response.destroy()
        return
      }
      sent += piece.length
      if (response.write(piece)) continue
      const stalled = AbortSignal.timeout(STALLED_MS)
      await once(response, 'drain', { signal: stalled }).catch(() => response.destroy())
    }
    response.end()
  }

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
    const fileId = String(id)
    const leave = await enter(fileId)
    if (leave === undefined) {
      response.status(503).set('retry-after', '1').end()
      return
    }
    response.once('close', leave)
    const file = verdict === 'open' ? await findKept(db, fileId) : undefined
    if (file === undefined) {
      const accepted = request.acceptsLanguages(config.language, ...LANGUAGES)
      const t = sentencesIn(languageOf(String(accepted), config.language))
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
    response.set('content-length', String(file.size))
    response.type(shown ? file.contentType : 'application/octet-stream')
    if (request.method === 'HEAD') response.end()
    else await send(response, fileId, file.size)
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
