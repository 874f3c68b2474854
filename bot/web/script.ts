import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { Response, Router } from 'express'

const LIVE = readFileSync(new URL('../../web/browser/live.js', import.meta.url))
/** The script of pages that change by themselves. Its address changes with it: browsers keep it for ever. */
export const LIVE_PATH = `/live-${createHash('sha256').update(LIVE).digest('hex').slice(0, 12)}.js`
const A_YEAR_S = 31_536_000

export function addScript(router: Router): void {
  router.get(LIVE_PATH, (_request, response) => {
    response
      .set({ 'cache-control': `public, max-age=${A_YEAR_S}, immutable` })
      .type('js')
      .send(LIVE)
  })
}

/** A page with it: nothing of anybody else's runs there, and it asks nobody else. */
export function allowScript(response: Response): void {
  const policy = String(response.get('content-security-policy'))
  response.set('content-security-policy', `${policy}; script-src 'self'; connect-src 'self'`)
}
