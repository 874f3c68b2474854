import { json, type Router } from 'express'
import { z } from 'zod'
import { isTimeZone } from '../../services/calendars/calendar.ts'
import { beginSession, LONGEST_MS } from '../../services/sessions/store.ts'
import { tabPage } from '../../web/tab.ts'
import { addAsset, allowTab, TAB } from './asset.ts'
import { lookCookie, sessionCookie } from './cookies.ts'
import { ownPath } from './sign-in.ts'
import type { Site } from './site.ts'
import { createTabTokens } from './tab-token.ts'

const look = z
  .object({
    theme: z.enum(['default', 'dark', 'contrast', 'glass']).catch('default'),
    timeZone: z.string().max(60).refine(isTimeZone).catch(''),
  })
  .catch({ theme: 'default', timeZone: '' })

/** Tabs in Teams: who is signed in there is signed in here, without a page of the directory's, which no frame shows. */
export function addTab(router: Router, { context, web, wordsFor, readerOf, isOwn }: Site): void {
  const identify = createTabTokens(web, context.config.channel.tenants, context)

  addAsset(router, TAB)

  router.get('/tab', (request, response) => {
    allowTab(response)
    const to = ownPath(request.query['to'])
    response.send(tabPage(wordsFor(request), { to, script: TAB.path, hosts: web.hosts }))
  })

  router.post('/session', json({ limit: '1kb' }), async (request, response) => {
    if (!isOwn(request, response)) return
    const came = await identify(request.headers.authorization)
    if ('fault' in came) {
      context.metrics.refused(403)
      response.status(403).type('text').send(came.fault)
      return
    }
    const { theme, timeZone } = look.parse(request.body)
    const token = await beginSession(context, came)
    const seconds = LONGEST_MS / 1000
    response
      .append('set-cookie', sessionCookie(token, seconds))
      .append('set-cookie', lookCookie(`${theme}.${timeZone.replaceAll('/', '~')}`, seconds))
      .status(204)
      .end()
  })

  router.get('/session', async (request, response) => {
    response.status((await readerOf(request)) === undefined ? 401 : 204).end()
  })
}
