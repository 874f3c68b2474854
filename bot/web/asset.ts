import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { brotliCompressSync } from 'node:zlib'
import type { Response, Router } from 'express'

const A_YEAR_S = 31_536_000

/** A file of ours that pages load. Its address changes with it: browsers keep it for ever. */
export interface Asset {
  readonly path: string
  readonly type: 'css' | 'js'
  readonly content: Buffer
}

/** A script that was bundled when the project was built. */
function script(name: string): Asset {
  const content = readFileSync(new URL(`../../web/browser/${name}.js`, import.meta.url))
  const mark = createHash('sha256').update(content).digest('hex').slice(0, 12)
  return { path: `/${name}-${mark}.js`, type: 'js', content }
}

/** Of pages that change by themselves. */
export const LIVE = script('live')
/** Of a tab's first page, which asks Teams who is there. */
export const TAB = script('tab')

/** Packed once: on a phone's line its bytes are what somebody waits for. Nothing of anybody's is in it that packing could tell of. */
export function addAsset(router: Router, { path, type, content }: Asset): void {
  const packed = brotliCompressSync(content)
  router.get(path, (request, response) => {
    const takesPacked = /\bbr\b/.test(request.get('accept-encoding') ?? '')
    response
      .set({
        'cache-control': `public, max-age=${A_YEAR_S}, immutable`,
        'x-content-type-options': 'nosniff',
        vary: 'accept-encoding',
        ...(takesPacked ? { 'content-encoding': 'br' } : {}),
      })
      .type(type)
      .send(takesPacked ? packed : content)
  })
}

/** A page that asks Teams who is there; TeamsJS reads a list of hosts of Microsoft's. */
export function allowTab(response: Response): void {
  allow(response, "script-src 'self'; connect-src 'self' https://res.cdn.office.net")
}

/** A page with a script: nothing of anybody else's runs there, and it asks nobody else. */
export function allowScript(response: Response): void {
  allow(response, "script-src 'self'; connect-src 'self'")
}

function allow(response: Response, directives: string): void {
  const policy = String(response.get('content-security-policy'))
  response.set('content-security-policy', `${policy}; ${directives}`)
}
