import { catalogueCard, draftsCard } from '../../cards/catalogue/catalogue.ts'
import type { Card } from '../../cards/render.ts'
import { folded } from '../../services/bilingual/bilingual.ts'
import { type Answers, type CatalogueItem, startingAnswers } from '../../services/catalogue/catalogue.ts'
import { offeredItems, searchItems } from '../../services/catalogue/offered.ts'
import { countOwnDrafts, listOwnDrafts, usesOf, viewOf } from '../../services/catalogue/store.ts'
import { namesOf } from '../../services/people/store.ts'
import { isOffered } from '../../services/settings/settings.ts'
import { listTickets } from '../../services/tickets/store.ts'
import { dayIn } from '../../services/time.ts'
import type { Turn } from '../turn/reply.ts'

/** Of their own incidents and requests, so many are searched: the ones touched last. */
const MOST_SEARCHED = 200
const MOST_FOUND = 5

/** What the workspace offers to the reader now, in order. */
export async function offeredTo({ db, settings, actor, workspace, person }: Turn): Promise<readonly CatalogueItem[]> {
  const { objectId } = person
  const { isServiceAdministrator, permissions } = actor
  const reader = { objectId, isServiceAdministrator, mayReport: isOffered(settings, permissions, 'incident') }
  return offeredItems(settings, reader, await usesOf(db, workspace.id))
}

/** All that a catalogue shows; one search over what is offered, what its forms ask, and the reader's own tickets. */
export async function findInCatalogue(turn: Turn, query: string) {
  const { db, person, workspace } = turn
  const items = searchItems(await offeredTo(turn), query)
  return {
    items,
    query,
    tickets: folded(query) === '' ? [] : await findTickets(turn, query),
    view: await viewOf(db, person),
    drafts: await countOwnDrafts(db, person, workspace.id),
  }
}

async function findTickets({ db, person, scope, settings, actor }: Turn, query: string) {
  if (!isOffered(settings, actor.permissions, 'status')) return []
  const { tickets } = await listTickets(db, person, { ...scope, page: 0, size: MOST_SEARCHED })
  const words = folded(query).split(' ')
  const isFound = (text: string) => words.every((word) => folded(text).includes(word))
  return tickets.filter(({ number, title }) => isFound(`${number} ${title}`)).slice(0, MOST_FOUND)
}

export async function presentCatalogue(turn: Turn, page: number, query: string): Promise<Card> {
  return catalogueCard(turn.t, { ...(await findInCatalogue(turn, query)), page })
}

export async function presentDrafts(turn: Turn): Promise<Card> {
  const { db, person, workspace, t } = turn
  const items = await offeredTo(turn)
  const drafts = await listOwnDrafts(db, person, [workspace.id])
  return draftsCard(
    t,
    drafts.map((draft) => ({ draft, item: items.find(({ id }) => id === draft.itemId) })),
  )
}

/** What a form begins with, for the reader now. */
export function startingIn({ person, settings: { hours }, now, t }: Turn, { fields }: CatalogueItem): Answers {
  const today = dayIn(hours?.timeZone ?? 'UTC')(now())
  return startingAnswers(fields, { me: person.objectId, today, language: t.language })
}

/** Who is among the answers, and the reader, by name. */
export async function peopleIn(
  { db, person }: Turn,
  { fields }: CatalogueItem,
  answers: Answers,
): Promise<ReadonlyMap<string, string>> {
  const chosen = fields.flatMap(({ id, kind }) => (kind === 'person' ? [answers[id] ?? ''] : []))
  const names = await namesOf(
    db,
    person.tenantId,
    chosen.filter((its) => its !== ''),
  )
  return new Map([...names, [person.objectId, person.name]])
}
