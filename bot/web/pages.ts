import { randomUUID } from 'node:crypto'
import { type Request, type Response, Router } from 'express'
import { z } from 'zod'
import { sentencesIn } from '../../cards/sentences.ts'
import type { WebClient } from '../../services/config.ts'
import { ServiceDeskError } from '../../services/errors.ts'
import { languageOf, type NamedPerson } from '../../services/people/person.ts'
import { beginSession, endSessions, findSession, SESSION_MS } from '../../services/sessions/store.ts'
import { messagePage } from '../../web/frame.ts'
import { STYLE, STYLE_PATH } from '../../web/style.ts'
import type { Context } from '../context.ts'
import { listPage, showPage } from '../tickets/pages.ts'
import type { Turn } from '../turn/reply.ts'
import { NO_PENDING, NO_SESSION, pendingCookie, pendingIn, sessionCookie, sessionIn } from './cookies.ts'
import { createSignIn, isOwnRequest, ownPath } from './sign-in.ts'
import { visit } from './visit.ts'

const PENDING_S = 600
const A_YEAR_S = 31_536_000

/** Nothing but our own style sheet; in no frame but Teams'. */
const HEADERS = {
  'content-security-policy': [
    "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'",
    "frame-ancestors 'self' https://*.cloud.microsoft https://teams.microsoft.com https://*.teams.microsoft.com",
  ].join('; '),
  'referrer-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
}

const page = z.coerce.number().int().min(0).max(200).catch(0)
const id = z.guid()

/** The pages: who asks is known by their session, which they have from the directory by way of `/sign-in`. */
export function pagesOf(context: Context, web: WebClient): Router {
  const { db, now, config, log, metrics } = context
  const router = Router()
  const signIn = createSignIn(web, config.channel.tenants, now)
  const wordsFor = (request: Request) => sentencesIn(languageOf(localeOf(request), config.language))

  router.get(STYLE_PATH, (_request, response) => {
    response.set({ 'cache-control': `public, max-age=${A_YEAR_S}, immutable`, 'x-content-type-options': 'nosniff' })
    response.type('css').send(STYLE)
  })
  router.use(['/', '/sign-in', '/sign-out', '/incidents'], (_request, response, next) => {
    response.set(HEADERS)
    next()
  })

  router.get('/', (_request, response) => response.redirect(303, '/incidents'))

  router.get('/sign-in', async (request, response) => {
    const { url, pending } = await signIn.begin(ownPath(request.query['return']))
    response.append('set-cookie', pendingCookie(pending, PENDING_S)).redirect(303, url)
  })

  router.get('/sign-in/done', async (request, response) => {
    const t = wordsFor(request)
    const came = await signIn.end(request.query, pendingIn(request.headers.cookie))
    response.append('set-cookie', NO_PENDING)
    if ('fault' in came) {
      log.warn({ fault: came.fault, code: came.code }, 'Somebody was not signed in.')
      const text = t(`web.fault.${came.fault}`, { code: came.code })
      const links = [['/sign-in', 'web.again']] as const
      response.status(403).send(messagePage(t, { title: t('web.not-signed-in'), reader: undefined }, { text, links }))
      return
    }
    const token = await beginSession(context, came.person)
    response.append('set-cookie', sessionCookie(token, SESSION_MS / 1000)).redirect(303, came.returnTo)
  })

  router.post('/sign-out', async (request, response) => {
    const t = wordsFor(request)
    if (!isOwnRequest((name) => request.get(name), web.redirectUri)) {
      metrics.refused(403)
      response
        .status(403)
        .send(messagePage(t, { title: t('web.refused'), reader: undefined }, { text: t('web.refused.text') }))
      return
    }
    const reader = await readerOf(request)
    if (reader !== undefined) await endSessions(db, reader)
    const links = [['/sign-in', 'web.sign-in']] as const
    response
      .append('set-cookie', NO_SESSION)
      .send(
        messagePage(t, { title: t('web.signed-out'), reader: undefined }, { text: t('web.signed-out.text'), links }),
      )
  })

  router.get(
    '/incidents',
    shows('ticket.list', (turn, request) => listPage(turn, page.parse(request.query['page']))),
  )
  router.get(
    '/incidents/:id',
    shows('ticket.show', async (turn, request) => {
      const ticketId = id.safeParse(request.params['id'])
      if (!ticketId.success) throw new ServiceDeskError('not-found', 'There is no such incident.')
      return await showPage(turn, ticketId.data.toLowerCase(), page.parse(request.query['page']))
    }),
  )
  return router

  async function readerOf(request: Request): Promise<NamedPerson | undefined> {
    const token = sessionIn(request.headers.cookie)
    const reader = token === undefined ? undefined : await findSession(context, token)
    // An organisation may be served no more.
    return reader !== undefined && config.channel.tenants?.includes(reader.tenantId) !== false ? reader : undefined
  }

  /** A page for whoever is signed in; whoever is not signs in first, and comes back to it. */
  function shows(verb: string, show: (turn: Turn, request: Request) => Promise<string>) {
    return async (request: Request, response: Response) => {
      const reader = await readerOf(request)
      if (reader === undefined) {
        response.redirect(303, `/sign-in?return=${encodeURIComponent(request.originalUrl)}`)
        return
      }
      try {
        const locale = localeOf(request)
        response.send(await visit(context, reader, { verb, locale }, (turn) => show(turn, request)))
      } catch (error) {
        excuse(request, response, reader, error)
      }
    }
  }

  /** Never a stack, never silence: what is wrong, and where to go from there. */
  function excuse(request: Request, response: Response, reader: NamedPerson, error: unknown): void {
    const t = wordsFor(request)
    const reference = randomUUID().slice(0, 8)
    const code = error instanceof ServiceDeskError ? error.code : undefined
    const links = [['/incidents', 'web.home']] as const
    const told = (status: number, title: string, text: string) => {
      response.status(status).send(messagePage(t, { title, reader: reader.name }, { text, links }))
    }
    if (code === 'not-found') told(404, t('web.gone'), t('web.gone.text'))
    else if (code === 'forbidden') told(403, t('web.refused'), t('web.refused.text'))
    else {
      log.error({ reference, error }, 'A page failed.')
      told(503, t('web.failed'), t('web.failed.text', { reference }))
    }
  }
}

/** The first language that a browser asks for. */
function localeOf(request: Request): string | undefined {
  return request.get('accept-language')?.split(/[,;]/)[0]?.trim()
}
