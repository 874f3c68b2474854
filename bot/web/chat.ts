import { type Router, urlencoded } from 'express'
import { z } from 'zod'
import { ServiceDeskError } from '../../services/errors.ts'
import { maskSecrets } from '../../services/secrets/secret.ts'
import { messagePage } from '../../web/frame.ts'
import { chatPageOf, chatPartOf } from '../handoffs/pages.ts'
import { takeTurn } from '../turn/turn.ts'
import { allowScript, LIVE } from './asset.ts'
import { asked, localeOf, type Site } from './site.ts'
import { originOf, visit } from './visit.ts'

const words = z.object({ text: z.string().trim().min(1).max(8_000), nonce: z.uuid() })

/** The chat on a page: what is written there goes the way of a message in Teams, and what is answered stands in both. */
export function addChat(router: Router, { context, forReader, send }: Site): void {
  router.get(
    '/chat',
    forReader(async (reader, request, response) => {
      const page = await visit(context, reader, asked(request, 'menu.show'), (turn) => chatPageOf(turn, LIVE.path))
      if (page === undefined) return response.redirect(303, '/')
      allowScript(response)
      send(request, response, page)
    }),
  )

  router.get(
    '/chat/part',
    forReader(async (reader, request, response) => {
      const part = await visit(context, reader, asked(request, 'menu.show'), (turn) => chatPartOf(turn))
      // It is over: the page goes where it is said what came of it.
      if (part === undefined) response.status(410).end()
      else response.send(part)
    }),
  )

  router.post(
    '/chat',
    urlencoded({ extended: false, limit: '64kb' }),
    forReader(async (reader, request, response) => {
      const said = words.safeParse(request.body)
      if (!said.success) throw new ServiceDeskError('invalid', 'Nothing was said that could be passed on.')
      const { text, kinds } = maskSecrets(said.data.text)
      const covered = kinds.length === 0 ? {} : { masked: kinds }
      const answer = await takeTurn(context, {
        ...originOf(reader, localeOf(request), undefined),
        activityId: said.data.nonce,
        kind: 'said',
        words: { text, ...covered },
        files: [],
        leftOut: false,
        addressed: true,
        ...(kinds.length === 0 ? {} : { bare: { text: said.data.text } }),
      })
      if (answer === undefined) return response.redirect(303, '/chat')
      const { value } = answer.body as { readonly value?: unknown }
      const links = [['/chat', 'web.back']] as const
      const page = await visit(context, reader, asked(request, ''), async ({ t }) =>
        messagePage(t, { title: String(value), reader: reader.name }, { text: '', links }),
      )
      send(request, response, page)
    }),
  )
}
