import { cataloguePage } from '../../web/catalogue/catalogue.ts'
import { cardPage } from '../../web/frame.ts'
import { looked } from '../turn/guard.ts'
import type { Turn } from '../turn/reply.ts'
import { viewOf } from '../web/view.ts'
import { findInCatalogue, presentDrafts } from './present.ts'

/** The whole catalogue on one page; `query`: only what these words find. */
export async function cataloguePageOf(turn: Turn, query: string): Promise<string> {
  looked(turn, 'catalogue.read')
  const found = await findInCatalogue(turn, query)
  return cataloguePage(turn.t, { ...found, reader: turn.person.name, card: viewOf(turn, '/catalogue') })
}

export async function draftsPage(turn: Turn): Promise<string> {
  looked(turn, 'catalogue.read')
  const card = await presentDrafts(turn)
  return cardPage(turn.t, { card, view: viewOf(turn, '/catalogue'), reader: turn.person.name })
}
