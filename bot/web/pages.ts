import { type NextFunction, type Request, type Response, Router } from 'express'
import { z } from 'zod'
import type { WebClient } from '../../services/config.ts'
import { ServiceDeskError } from '../../services/errors.ts'
import { STYLE, STYLE_PATH } from '../../web/style.ts'
import { approvalsPage, requestPage } from '../approvals/pages.ts'
import { cataloguePageOf, draftsPage } from '../catalogue/pages.ts'
import type { Context } from '../context.ts'
import { homePage } from '../menu/pages.ts'
import { listPage, showPage } from '../tickets/pages.ts'
import type { Turn } from '../turn/reply.ts'
import { addActs } from './acts.ts'
import { addAdministration } from './administration.ts'
import { addAsset, LIVE } from './asset.ts'
import { addChat } from './chat.ts'
import { addClients } from './clients.ts'
import { addDesk } from './desk.ts'
import { createDoor } from './door.ts'
import { addEntry } from './entry.ts'
import { addLookups } from './lookups.ts'
import { asked, createSite, idIn } from './site.ts'
import { addTab } from './tab.ts'
import { visit } from './visit.ts'

/** Nothing but our own style sheet and pictures that stand in the page itself; in no frame but Teams', or one of `hosts`. */
const headersFor = ({ hosts }: WebClient) => ({
  'content-security-policy': [
    "default-src 'none'; style-src 'self'; img-src data:; form-action 'self'; base-uri 'none'",
    [
      "frame-ancestors 'self' https://*.cloud.microsoft https://teams.microsoft.com https://*.teams.microsoft.com",
      ...hosts,
    ].join(' '),
  ].join('; '),
  'referrer-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
})

/** Nobody reads further back than a thousand lines; each page costs as much as all before it. */
const page = z.coerce.number().int().min(0).max(49).catch(0)
const query = z.string().trim().max(100).catch('')

/** The pages: who asks is known by their session, which they have from the directory by way of `/sign-in`. */
export function pagesOf(context: Context, web: WebClient): Router {
  const router = Router()
  const site = createSite(context, web)
  const door = createDoor(context)
  const headers = headersFor(web)

  addAsset(router, { path: STYLE_PATH, type: 'css', content: Buffer.from(STYLE) })
  addAsset(router, LIVE)
  router.use((_request, response, next) => {
    response.set(headers)
    next()
  })
  router.use((request, response, next) => {
    if (isTooOld(request.get('user-agent') ?? '')) site.refuseBrowser(request, response)
    else next()
  })
  addEntry(router, site)
  addTab(router, site)
  addChat(router, site)
  addActs(router, site, door)
  addDesk(router, site, door)
  addAdministration(router, site)
  addLookups(router, site)
  addClients(router, site)

  router.get(
    '/',
    shows('menu.show', (turn) => homePage(turn)),
  )
  router.get(
    '/catalogue',
    shows('catalogue.show', (turn, request) => cataloguePageOf(turn, query.parse(request.query['query']))),
  )
  router.get(
    '/approvals',
    shows('approval.list', (turn) => approvalsPage(turn)),
  )
  router.get(
    '/requests/:id',
    shows('request.show', (turn, request) => requestPage(turn, idIn(request.params['id']))),
  )
  router.get(
    '/drafts',
    shows('draft.list', (turn) => draftsPage(turn)),
  )
  router.get(
    '/incidents',
    shows('ticket.list', (turn, request) => listPage(turn, page.parse(request.query['page']))),
  )
  router.get(
    '/incidents/:id',
    shows('ticket.show', (turn, request) =>
      showPage(turn, idIn(request.params['id']), page.parse(request.query['page'])),
    ),
  )
  router.use((_request, _response, next) => next(new ServiceDeskError('not-found', 'There is no such page.')))
  router.use((error: unknown, request: Request, response: Response, _next: NextFunction) =>
    site.excuse(request, response, error),
  )
  return router

  /** A page that shows what an act would show in a chat, by the same permission. */
  function shows(verb: string, show: (turn: Turn, request: Request) => Promise<string>) {
    return site.forReader(async (reader, request, response) => {
      site.send(request, response, await visit(context, reader, asked(request, verb), (turn) => show(turn, request)))
    })
  }
}

/** Internet Explorer, in whichever version: it keeps no cookie of ours, and shows the pages without their look (S0.36). */
function isTooOld(userAgent: string): boolean {
  return /MSIE |Trident\//.test(userAgent.slice(0, 1_000))
}
