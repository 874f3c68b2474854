import type { Router } from 'express'
import { beginSession, endSessions, LONGEST_MS } from '../../services/sessions/store.ts'
import { messagePage } from '../../web/frame.ts'
import { NO_SESSION, noPending, pendingCookie, pendingIn, sessionCookie } from './cookies.ts'
import { createSignIn, ownPath } from './sign-in.ts'
import { isFramed, type Site } from './site.ts'

/** How long somebody may take on the directory's page, in seconds. */
const PENDING_S = 600
const REFUSALS_EVERY_MS = 1_000

/** Signing in by the directory, and out everywhere (S2.27). */
export function addEntry(router: Router, { context, web, wordsFor, readerOf, isOwn, send }: Site): void {
  const { db, now, config, log } = context
  const signIn = createSignIn(web, config.channel.tenants, now)
  let nextLogAt = 0
  let unsigned = 0

  router.get('/sign-in', async (request, response) => {
    if (isFramed(request)) {
      response.redirect(303, `/tab?to=${encodeURIComponent(ownPath(request.query['return']))}`)
      return
    }
    const { url, state, pending } = await signIn.begin(ownPath(request.query['return']))
    response.append('set-cookie', pendingCookie(state, pending, PENDING_S)).redirect(303, url)
  })

  router.get('/sign-in/done', async (request, response) => {
    const t = wordsFor(request)
    const state = request.query['state']
    const came = await signIn.end(request.query, pendingIn(request.headers.cookie, state))
    for (const cookie of noPending(state)) response.append('set-cookie', cookie)
    if ('fault' in came) {
      unsigned += 1
      // One line a second at most: strangers must not fill the log.
      if (performance.now() >= nextLogAt) {
        log.warn({ fault: came.fault, code: came.code, times: unsigned }, 'Somebody was not signed in.')
        nextLogAt = performance.now() + REFUSALS_EVERY_MS
        unsigned = 0
      }
      const text = t(`web.fault.${came.fault}`, { code: came.code })
      const links = [[`/sign-in?return=${encodeURIComponent(came.returnTo)}`, 'web.again']] as const
      const status = came.fault === 'busy' ? 503 : 403
      const title = t('web.not-signed-in')
      send(request, response.status(status), messagePage(t, { title, reader: undefined }, { text, links }))
      return
    }
    const token = await beginSession(context, came.person)
    response.append('set-cookie', sessionCookie(token, LONGEST_MS / 1000)).redirect(303, came.returnTo)
  })

  router.post('/sign-out', async (request, response) => {
    if (!isOwn(request, response)) return
    const t = wordsFor(request)
    // This browser has no session any more, whatever becomes of the others.
    response.append('set-cookie', NO_SESSION)
    const reader = await readerOf(request)
    if (reader !== undefined) await endSessions(db, reader)
    const links = [['/sign-in', 'web.sign-in']] as const
    const text = t('web.signed-out.text')
    send(request, response, messagePage(t, { title: t('web.signed-out'), reader: undefined }, { text, links }))
  })
}
