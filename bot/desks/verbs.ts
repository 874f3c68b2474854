import { randomUUID } from 'node:crypto'
import { type deskActions, deskDialogs } from '../../cards/desks/actions.ts'
import { claimForm, settledCard } from '../../cards/desks/settle.ts'
import { claimService } from '../../services/access/administrators.ts'
import { setDuty } from '../../services/desks/set-duty.ts'
import { settleDesk } from '../../services/desks/settle.ts'
import { ServiceDeskError } from '../../services/errors.ts'
import { type Channel, type Desk, FIRST_TIER } from '../../services/workspaces/workspace.ts'
import { dialogFor, type Kind, may, on, type Saved } from '../turn/guard.ts'
import type { Shown, Turn } from '../turn/reply.ts'
import type { Forms, Verbs } from '../turn/verbs.ts'
import { presentDesk } from './present.ts'

const desk: Kind<Desk, { readonly deskId: string }> = {
  // The card of a desk that was moved away acts on nothing.
  find: async ({ desk: present, workspace }, { deskId }) =>
    present?.id === deskId ? { ...present, workspaceId: workspace.id } : undefined,
  owned: ({ workspaceId }) => ({ workspaceId }),
}

export const deskVerbs = {
  'desk.on': on(desk, 'desk.staff', (turn, its) => duty(turn, its, true)),
  'desk.off': on(desk, 'desk.staff', (turn, its) => duty(turn, its, false)),
  'desk.settle': may('desk.settle', async (turn, { tier }) => ({ card: await settle(turn, tier) })),
} satisfies Verbs<typeof deskActions>

export const deskForms = {
  'desk.claim': dialogFor(deskDialogs['desk.claim'], 'desk.claim', {
    open: async (turn) => claim(turn, randomUUID(), false),
    save: saveClaim,
  }),
} satisfies Forms<typeof deskDialogs>

async function duty(turn: Turn, its: Desk, isOn: boolean): Promise<Shown> {
  await setDuty(turn, its, turn.person, isOn)
  return { card: await presentDesk(turn.db, turn.deskT, its) }
}

/** Makes the channel in which it is pressed the desk of a tier. */
async function settle(turn: Turn, tier = FIRST_TIER) {
  const settled = await settleDesk(turn, turn.workspace, channelOf(turn), tier)
  return await presentDesk(turn.db, turn.deskT, settled)
}

async function saveClaim(turn: Turn, { nonce, sent }: Saved<(typeof deskDialogs)['desk.claim']>): Promise<Shown> {
  const isRight = sent.ok && (await claimService(turn, turn.person, sent.fields.code))
  if (!isRight && !turn.actor.isServiceAdministrator) return { ...claim(turn, nonce, true), came: 'refused' }
  await settle(turn)
  return { dialog: { title: turn.t('desk.claim.title'), card: settledCard(turn.t) } }
}

function claim({ t }: Turn, nonce: string, isWrong: boolean): Shown {
  return { dialog: { title: t('desk.claim.title'), card: claimForm(t, nonce, isWrong) } }
}

function channelOf({ channel }: Turn): Channel {
  if (channel === undefined) throw new ServiceDeskError('forbidden', 'A desk is a channel.')
  return channel
}
