import { Agent, type Dispatcher, request } from 'undici'
import { ServiceDeskError } from '../../services/errors.ts'
import { type FileSource, MOST_FILE_BYTES } from '../../services/files/file.ts'
import { retryAfterMs } from '../../services/http/exchange.ts'
import type { Metrics } from '../metrics.ts'
import { KEPT } from './activity.ts'

/** Less than a job may be held. */
const TIMEOUT_MS = 20_000
/** Each may hold ten megabytes in memory. */
const AT_ONCE = 4
const PAUSE_MS = 500

/** Gets files from where Teams keeps them. */
export interface Downloads {
  /**
   * Throws `forbidden` for a host that is not Teams', `not-found` when it is gone or not for us, `invalid` when it is
   * too big, and what passes: `rate-limited`, `unavailable`.
   */
  fetch(source: FileSource): Promise<Uint8Array>
  close(): Promise<void>
}

interface Needs {
  readonly token: () => Promise<string>
  readonly mayReceiveToken: (url: string) => boolean
  /** Where files lie that people pick from their own folders: the name, or the end of it, e.g. `sharepoint.com`. */
  readonly fileHosts: readonly string[]
  readonly observe: Metrics['call']
}

/** An activity names the place, and whoever can forge a message's parts can name any: only Teams' own hosts are asked. */
export function createDownloads({ token, mayReceiveToken, fileHosts, observe }: Needs): Downloads {
  const agent = new Agent({ connect: { timeout: TIMEOUT_MS } })
  let underWay = 0

  async function get({ via, url, name }: FileSource): Promise<Uint8Array> {
    const isOurs = via === 'connector' && mayReceiveToken(url) && KEPT.test(new URL(url).pathname)
    const allowed = isOurs || (via === 'link' && isFileHost(url, fileHosts))
    if (!allowed) throw new ServiceDeskError('forbidden', 'The file lies on a host that is not Teams’.')
    const headers = isOurs ? { authorization: `Bearer ${await token()}` } : {}
    const signal = AbortSignal.timeout(TIMEOUT_MS)
    // undici follows no redirection unless it is told to: nobody leads us elsewhere.
    const { statusCode, headers: received, body } = await request(url, { headers, signal, dispatcher: agent })
    if (statusCode !== 200) {
      drop(body)
      throw refusal(statusCode, retryAfterMs(received['retry-after']))
    }
    // Some clients hand out a link that people follow: what it brings is a page around the file.
    if (String(received['content-type']).startsWith('text/html') && !/\.html?$/i.test(name ?? '')) {
      drop(body)
      throw new ServiceDeskError('not-found', 'A page came instead of the file.')
    }
    const pieces: Uint8Array[] = []
    let size = 0
    for await (const piece of body as AsyncIterable<Uint8Array>) {
      size += piece.length
      if (size > MOST_FILE_BYTES) throw new ServiceDeskError('invalid', 'The file is too big.')
      pieces.push(piece)
    }
    return Buffer.concat(pieces)
  }

  return {
    async fetch(source) {
      if (underWay >= AT_ONCE) {
        throw new ServiceDeskError('rate-limited', 'Others are coming.', { retryAfterMs: PAUSE_MS })
      }
      underWay += 1
      const began = performance.now()
      let outcome = 'failed'
      try {
        const bytes = await get(source)
        outcome = '200'
        return bytes
      } catch (error) {
        if (error instanceof ServiceDeskError) throw error
        throw new ServiceDeskError('unavailable', 'The file did not come.', { cause: error })
      } finally {
        underWay -= 1
        observe('download', outcome, (performance.now() - began) / 1000)
      }
    },
    close: () => agent.close(),
  }
}

/** Nobody wants the rest of it. */
function drop(body: Dispatcher.ResponseData['body']): void {
  body.on('error', () => {}).destroy()
}

function isFileHost(url: string, allowed: readonly string[]): boolean {
  if (!URL.canParse(url)) return false
  const { protocol, host, hostname } = new URL(url)
  const secure = protocol === 'https:' || (protocol === 'http:' && hostname === '127.0.0.1')
  return secure && allowed.some((name) => host === name || host.endsWith(`.${name}`))
}

function refusal(status: number, retryAfterMs: number | undefined): ServiceDeskError {
  const message = `The file’s host answered ${status}.`
  if (status === 429) return new ServiceDeskError('rate-limited', message, { retryAfterMs })
  if (status === 401 || status === 408 || status >= 500)
    return new ServiceDeskError('unavailable', message, { retryAfterMs })
  return new ServiceDeskError('not-found', message)
}
