import { randomUUID } from 'node:crypto'
import { oneTimeDialogs } from '../../cards/onetime/actions.ts'
import { handedCard, handForm, shownCard } from '../../cards/onetime/onetime.ts'
import type { Handoff } from '../../services/handoffs/handoff.ts'
import { getHandoff } from '../../services/handoffs/store.ts'
import { handSecret } from '../../services/onetime/hand.ts'
import { type OneTimeSecret, oneTimeSubject } from '../../services/onetime/onetime.ts'
import { showSecret } from '../../services/onetime/show.ts'
import { findOneTime } from '../../services/onetime/store.ts'
import { handoff } from '../handoffs/kinds.ts'
import { presentHandoff } from '../handoffs/present.ts'
import { dialogOn, type Kind, type Saved } from '../turn/guard.ts'
import type { Shown, Turn } from '../turn/reply.ts'
import type { Forms } from '../turn/verbs.ts'

const oneTime: Kind<OneTimeSecret, { readonly secretId: string }> = {
  find: ({ db, scope }, { secretId }) => findOneTime(db, scope, secretId),
  owned: ({ workspaceId, requester }) => ({ workspaceId, requester }),
  subject: ({ id }) => oneTimeSubject(id),
}

export const oneTimeForms = {
  'onetime.hand': dialogOn(oneTimeDialogs['onetime.hand'], handoff, 'chat.work', {
    open: (turn, talk) => handing(turn, talk, randomUUID(), false),
    save: saveHand,
  }),
  'onetime.show': dialogOn(oneTimeDialogs['onetime.show'], oneTime, 'secret.show', { open: show, save: show }),
} satisfies Forms<typeof oneTimeDialogs>

async function saveHand(
  turn: Turn,
  talk: Handoff,
  { nonce, sent }: Saved<(typeof oneTimeDialogs)['onetime.hand']>,
): Promise<Shown> {
  if (!sent.ok || talk.state !== 'active') return await handing(turn, talk, nonce, !sent.ok)
  await handSecret(turn, talk, turn.person, { key: nonce, secret: sent.fields.secret })
  return { dialog: { title: turn.t('onetime.hand'), card: handedCard(turn.t, talk.requester.name) } }
}

async function handing(
  turn: Turn,
  { id, state, requester }: Handoff,
  nonce: string,
  isFaulty: boolean,
): Promise<Shown> {
  const title = turn.t('onetime.hand')
  if (state === 'active') return { dialog: { title, card: handForm(turn.t, nonce, id, requester.name, isFaulty) } }
  const card = await presentHandoff(turn, turn.t, await getHandoff(turn.db, id))
  return { dialog: { title, card }, came: 'nothing' }
}

/** « Afficher »: once, and again for as long as a lost answer may be asked for again. */
async function show(turn: Turn, its: OneTimeSecret): Promise<Shown> {
  const { t } = turn
  const secret = await showSecret(turn, its)
  const card = shownCard(t, secret, its.shownAt ?? turn.now())
  return { dialog: { title: t('onetime.shown'), card }, ...(secret === undefined ? { came: 'nothing' as const } : {}) }
}
