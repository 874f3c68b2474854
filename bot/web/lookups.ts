import type { Router } from 'express'
import { z } from 'zod'
import { dossierPageOf, type Later, latestOf, startPageOf } from '../lookups/pages.ts'
import type { Turn } from '../turn/reply.ts'
import { asked, idIn, type Site } from './site.ts'
import { visit } from './visit.ts'

const words = z.string().trim().max(100).catch('')

/** « Dépanner une personne » on pages. What is asked of Graph is asked between transactions: it takes its time. */
export function addLookups(router: Router, { context, forReader, send }: Site): void {
  router.get(
    '/troubleshoot',
    shows('lookup.start', (turn, { query }) => startPageOf(context, turn, words.parse(query['query']))),
  )
  router.get(
    '/troubleshoot/latest',
    forReader(async (reader, request, response) => {
      const id = await visit(context, reader, asked(request, 'lookup.start'), latestOf)
      response.redirect(303, id === undefined ? '/troubleshoot' : `/troubleshoot/${id}`)
    }),
  )
  router.get(
    '/troubleshoot/:id',
    shows('lookup.show', (turn, { params }) => dossierPageOf(context, turn, idIn(params['id']))),
  )

  function shows(
    verb: string,
    show: (
      turn: Turn,
      request: { readonly query: object & Record<string, unknown>; readonly params: Record<string, unknown> },
    ) => Promise<Later>,
  ) {
    return forReader(async (reader, request, response) => {
      const { later } = await visit(context, reader, asked(request, verb), (turn) =>
        show(turn, { query: request.query as Record<string, unknown>, params: request.params }),
      )
      send(request, response, await later())
    })
  }
}
