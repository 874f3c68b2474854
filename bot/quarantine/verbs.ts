import type { quarantineActions } from '../../cards/quarantine/actions.ts'
import { quarantinedCard } from '../../cards/quarantine/quarantine.ts'
import { decide } from '../../services/quarantine/decide.ts'
import { type QuarantinedMessage, quarantineSubject } from '../../services/quarantine/quarantine.ts'
import { findQuarantined, readQuarantined } from '../../services/quarantine/store.ts'
import { type Kind, on } from '../turn/guard.ts'
import type { Shown, Turn } from '../turn/reply.ts'
import type { Verbs } from '../turn/verbs.ts'

const message: Kind<QuarantinedMessage, { readonly messageId: string }> = {
  find: ({ db, scope }, { messageId }) => findQuarantined(db, scope, messageId),
  owned: ({ workspaceId, author }) => ({ workspaceId, author }),
  subject: ({ id }) => quarantineSubject(id),
}

export const quarantineVerbs = {
  'quarantine.cover': on(message, 'message.own', (turn, its) => decided(turn, its, 'covered')),
  'quarantine.send': on(message, 'message.own', (turn, its) => decided(turn, its, 'as-written')),
  'quarantine.drop': on(message, 'message.own', (turn, its) => decided(turn, its, 'dropped')),
} satisfies Verbs<typeof quarantineActions>

async function decided(turn: Turn, its: QuarantinedMessage, how: 'covered' | 'as-written' | 'dropped'): Promise<Shown> {
  // What was written is gone: it was corrected since the card was shown.
  const isDone = how === 'as-written' && its.bare === undefined ? false : await decide(turn, its, how)
  const t = turn.actor.place === 'private' ? turn.t : turn.deskT
  const card = quarantinedCard(t, (await readQuarantined(turn.db, its.id)) ?? its)
  return isDone ? { card } : { card, came: 'nothing' }
}
