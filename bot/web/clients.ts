import type { Router } from 'express'
import { z } from 'zod'
import type { Card } from '../../cards/render.ts'
import { cardPage, type Nav } from '../../web/frame.ts'
import { presentClients, presentHealth } from '../clients/present.ts'
import { looked } from '../turn/guard.ts'
import type { Turn } from '../turn/reply.ts'
import { asked, type Site } from './site.ts'
import { viewOf } from './view.ts'
import { visit } from './visit.ts'

const NAV: Nav = [
  ['/health', 'health.title'],
  ['/clients', 'client.title'],
  ['/', 'web.home'],
]
const words = z.string().trim().max(100).catch('')

/** Clients of a partner, and how Microsoft's services are there, on pages. */
export function addClients(router: Router, { context, forReader, send }: Site): void {
  router.get(
    '/clients',
    shows('client.list', (turn, query) => presentClients(turn, 0, words.parse(query['query']))),
  )
  router.get(
    '/health',
    shows('health.show', (turn) => presentHealth(turn, 0)),
  )

  function shows(verb: string, show: (turn: Turn, query: Record<string, unknown>) => Promise<Card>) {
    return forReader(async (reader, request, response) => {
      const page = await visit(context, reader, asked(request, verb), async (turn) => {
        looked(turn, 'client.read')
        const card = await show(turn, request.query as Record<string, unknown>)
        return cardPage(turn.t, { card, view: viewOf(turn, '/'), reader: reader.name, nav: NAV })
      })
      send(request, response, page)
    })
  }
}
