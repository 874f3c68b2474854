import type { heldActions } from '../../cards/held/actions.ts'
import { heldMessageCard } from '../../cards/held/held.ts'
import { type HeldMessage, heldSubject } from '../../services/held/held.ts'
import { decide } from '../../services/held/release.ts'
import { findHeld, readHeld } from '../../services/held/store.ts'
import { type Kind, on } from '../turn/guard.ts'
import type { Shown, Turn } from '../turn/reply.ts'
import type { Verbs } from '../turn/verbs.ts'

const held: Kind<HeldMessage, { readonly heldId: string }> = {
  find: ({ db, scope }, { heldId }) => findHeld(db, scope, heldId),
  owned: ({ workspaceId, author }) => ({ workspaceId, author }),
  subject: ({ id }) => heldSubject(id),
}

export const heldVerbs = {
  'held.cover': on(held, 'message.own', (turn, its) => decided(turn, its, 'covered')),
  'held.send': on(held, 'message.own', (turn, its) => decided(turn, its, 'as-written')),
  'held.drop': on(held, 'message.own', (turn, its) => decided(turn, its, 'dropped')),
} satisfies Verbs<typeof heldActions>

async function decided(turn: Turn, its: HeldMessage, how: 'covered' | 'as-written' | 'dropped'): Promise<Shown> {
  // What was written is gone: it was corrected since the card was shown.
  const isDone = how === 'as-written' && its.bare === undefined ? false : await decide(turn, its, how)
  const t = turn.actor.place === 'private' ? turn.t : turn.deskT
  const card = heldMessageCard(t, (await readHeld(turn.db, its.id)) ?? its)
  return isDone ? { card } : { card, came: 'nothing' }
}
