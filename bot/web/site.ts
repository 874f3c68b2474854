import { randomUUID } from 'node:crypto'
import type { Request, RequestHandler, Response } from 'express'
import { z } from 'zod'
import { type SentenceKey, type Sentences, sentencesIn } from '../../cards/sentences.ts'
import type { WebClient } from '../../services/config.ts'
import { ServiceDeskError } from '../../services/errors.ts'
import { languageOf, type NamedPerson } from '../../services/people/person.ts'
import { findSession } from '../../services/sessions/store.ts'
import { messagePage, sendAgainPage, themed } from '../../web/frame.ts'
import { endedInTabPage } from '../../web/tab.ts'
import type { Context } from '../context.ts'
import { allowTab, TAB } from './asset.ts'
import { lookIn, sessionIn } from './cookies.ts'
import { isOwnRequest } from './sign-in.ts'
import { createUploads, type Uploads } from './upload.ts'

/** So many pages for one person are made at once; who asks for more is told to wait. */
const MOST_AT_ONCE = 6

/** In a form: each box of a long list is one. */
export const MOST_FIELDS = 2_500
const MOST_UPLOADS = 8
/** Of those whose session ended: what they wrote is given back to them. */
const MOST_LATE_UPLOADS = 2

/** What all routes of the pages share. */
export interface Site {
  readonly context: Context
  readonly web: WebClient
  /** The words of whoever is not known yet: in the language that their browser asks for. */
  wordsFor(request: Request): Sentences
  readerOf(request: Request): Promise<NamedPerson | undefined>
  /** A route for whoever is signed in, from a page of ours where it changes something. Whoever is not signs in first, and comes back. */
  forReader(answer: (reader: NamedPerson, request: Request, response: Response) => Promise<void>): RequestHandler
  /** Sends a page, in the theme of the Teams that it is in. */
  send(request: Request, response: Response, page: string): void
  readUpload: Uploads['read']
  /** Whether what changes something comes from a page of ours; whoever is refused is told so. */
  isOwn(request: Request, response: Response): boolean
  /** Politely: which browser to use instead. */
  refuseBrowser(request: Request, response: Response): void
  /** Never a stack, never silence: what is wrong, and where to go from there. */
  excuse(request: Request, response: Response, error: unknown, reader?: NamedPerson): void
}

export function createSite(context: Context, web: WebClient): Site {
  const { config, log, metrics } = context
  const under = new Map<string, number>()
  const late = createUploads(MOST_FIELDS, MOST_LATE_UPLOADS)

  const site: Site = {
    context,
    web,
    readUpload: createUploads(MOST_FIELDS, MOST_UPLOADS).read,

    wordsFor: (request) => sentencesIn(languageOf(localeOf(request), config.language)),

    async readerOf(request) {
      const token = sessionIn(request.headers.cookie)
      const reader = token === undefined ? undefined : await findSession(context, token)
      // An organisation may be served no more.
      return reader !== undefined && config.channel.tenants?.includes(reader.tenantId) !== false ? reader : undefined
    },

    forReader: (answer) => async (request, response) => {
      if (request.method === 'POST' && !site.isOwn(request, response)) return
      const reader = await site.readerOf(request)
      if (reader === undefined) {
        if (request.method === 'POST') {
          // The directory's page is another site's, where no form of ours may lead: what was filled would be lost.
          try {
            await late.read(request, response, request.ip ?? '')
            sendAgain(request, response.status(401), 'web.ended', 'web.ended.text', true)
          } catch (error) {
            site.excuse(request, response, error)
          }
          return
        }
        const wanted = encodeURIComponent(request.originalUrl)
        // The directory's pages show themselves in no frame.
        response.redirect(303, isFramed(request) ? `/tab?to=${wanted}` : `/sign-in?return=${wanted}`)
        return
      }
      const key = `${reader.tenantId} ${reader.objectId}`
      const count = under.get(key) ?? 0
      if (count >= MOST_AT_ONCE) {
        metrics.refused(429)
        response.status(429).set('retry-after', '2')
        if (request.method === 'POST') sendAgain(request, response, 'web.too-many', 'web.failed.send')
        else {
          const t = site.wordsFor(request)
          const links = [[request.originalUrl, 'web.again']] as const
          const told = messagePage(
            t,
            { title: t('web.too-many'), reader: reader.name },
            { text: t('web.too-many.text'), links },
          )
          site.send(request, response, told)
        }
        return
      }
      under.set(key, count + 1)
      try {
        await answer(reader, request, response)
      } catch (error) {
        site.excuse(request, response, error, reader)
      } finally {
        const left = (under.get(key) ?? 1) - 1
        if (left > 0) under.set(key, left)
        else under.delete(key)
      }
    },

    send(request, response, page) {
      const theme = lookIn(request.headers.cookie)?.theme
      response.send(theme === undefined ? page : themed(page, theme))
    },

    isOwn(request, response) {
      if (isOwnRequest((name) => request.get(name), web.redirectUri)) return true
      const t = site.wordsFor(request)
      metrics.refused(403)
      const told = messagePage(t, { title: t('web.refused'), reader: undefined }, { text: t('web.refused.text') })
      site.send(request, response.status(403), told)
      return false
    },

    refuseBrowser(request, response) {
      const t = site.wordsFor(request)
      response.send(messagePage(t, { title: t('web.browser'), reader: undefined }, { text: t('web.browser.text') }))
    },

    excuse(request, response, error, reader) {
      const t = site.wordsFor(request)
      const reference = randomUUID().slice(0, 8)
      const links = [['/', 'web.home']] as const
      const told = (status: number, title: string, text: string) => {
        if (response.headersSent) response.destroy()
        else
          site.send(request, response.status(status), messagePage(t, { title, reader: reader?.name }, { text, links }))
      }
      const code = error instanceof ServiceDeskError ? error.code : undefined
      if (code === 'not-found') told(404, t('web.gone'), t('web.gone.text'))
      else if (code === 'forbidden') told(403, t('web.refused'), t('web.refused.text'))
      else if (statusOf(error) === 413 && request.is('multipart/form-data') !== false)
        told(413, t('web.too-big'), t('web.too-big.text'))
      else if (error instanceof ServiceDeskError && error.reason === 'uploads')
        told(503, t('web.too-many'), t('web.files.busy'))
      else if (code === 'invalid' || isRefusedByExpress(error)) told(400, t('web.invalid'), t('web.invalid.text'))
      else {
        log.error({ reference, error }, 'A page failed.')
        if (request.body !== undefined && !response.headersSent)
          sendAgain(request, response.status(503), 'web.failed', 'web.failed.send')
        else told(503, t('web.failed'), t('web.failed.text', { reference }))
      }
    },
  }
  return site

  /** What was filled is in the page, to be sent again: nobody types twice. */
  function sendAgain(
    request: Request,
    response: Response,
    title: SentenceKey,
    text: SentenceKey,
    isEnded = false,
  ): void {
    const fields = Object.entries((request.body ?? {}) as Readonly<Record<string, unknown>>).flatMap(([name, value]) =>
      [value].flat().map((its) => [name, String(its)] as const),
    )
    const note = Number(response.locals['files'] ?? 0) > 0 ? ('web.files.again' as const) : undefined
    if (isEnded && isFramed(request)) {
      const t = site.wordsFor(request)
      allowTab(response)
      const again = { action: request.path, fields, note: note && t(note), script: TAB.path, hosts: web.hosts }
      site.send(request, response, endedInTabPage(t, again))
      return
    }
    site.send(
      request,
      response,
      sendAgainPage(site.wordsFor(request), { title, text, note, action: request.path, fields, isEnded }),
    )
  }
}

/** The first language that a browser asks for. */
export function localeOf(request: Request): string | undefined {
  return request.get('accept-language')?.split(/[,;]/)[0]?.trim()
}

/** What a visit is asked with. */
export function asked(request: Request, verb: string) {
  return { verb, locale: localeOf(request), timeZone: lookIn(request.headers.cookie)?.timeZone || undefined }
}

/** Within a page of Teams'; old browsers do not say. */
export function isFramed(request: Request): boolean {
  return request.get('sec-fetch-dest') === 'iframe'
}

/** A path that is no URL, a form that is too long: express says so by a status of its own. */
function isRefusedByExpress(error: unknown): boolean {
  const status = statusOf(error)
  return status >= 400 && status < 500
}

function statusOf(error: unknown): number {
  return Number((error as { readonly status?: unknown } | undefined)?.status)
}

const id = z.guid()

/** The id in a path. Throws `not-found` for what is none. */
export function idIn(text: unknown): string {
  const read = id.safeParse(text)
  if (!read.success) throw new ServiceDeskError('not-found', 'There is no such thing.')
  return read.data.toLowerCase()
}
