import { randomUUID } from 'node:crypto'
import { listed } from '../../cards/access/roles.ts'
import type { ActionData } from '../../cards/actions.ts'
import { type deskActions, deskDialogs } from '../../cards/desks/actions.ts'
import { leavingCard } from '../../cards/desks/mine.ts'
import { claimForm, deskTakenCard, settledCard } from '../../cards/desks/settle.ts'
import { supervisedCard, superviseForm } from '../../cards/desks/supervise.ts'
import { claimService } from '../../services/access/administrators.ts'
import { listMine } from '../../services/desks/board.ts'
import { enqueueChecks } from '../../services/desks/check-desks.ts'
import { returnChats, tellLeaving } from '../../services/desks/leave.ts'
import { setDuty } from '../../services/desks/set-duty.ts'
import { settleDesk } from '../../services/desks/settle.ts'
import { supervise, underWayAt } from '../../services/desks/supervise.ts'
import { ServiceDeskError } from '../../services/errors.ts'
import { dropFilter, keepFilter, MOST_FILTERS } from '../../services/tickets/filters.ts'
import { listDesksOf } from '../../services/workspaces/store.ts'
import type { Channel, Desk } from '../../services/workspaces/workspace.ts'
import { isFirstSave } from '../turn/first-save.ts'
import { dialogFor, dialogOn, type Kind, look, may, on, type Saved } from '../turn/guard.ts'
import type { Shown, Turn } from '../turn/reply.ts'
import type { Forms, Verbs } from '../turn/verbs.ts'
import { freeTier } from './installation.ts'
import { MOST_MINE, presentDesk, presentMine } from './present.ts'

const desk: Kind<Desk, { readonly deskId: string }> = {
  // The card of a desk that was moved away acts on nothing.
  find: async ({ desk: present, workspace }, { deskId }) =>
    present?.id === deskId ? { ...present, workspaceId: workspace.id } : undefined,
  owned: ({ workspaceId }) => ({ workspaceId }),
}

export const deskVerbs = {
  'desk.on': on(desk, 'desk.staff', (turn, its) => duty(turn, its, true)),
  'desk.off': on(desk, 'desk.staff', (turn, its) => duty(turn, its, false)),
  'desk.keep-filter': on(desk, 'desk.staff', keep),
  'desk.drop-filter': on(desk, 'desk.staff', drop),
  'desk.return': may('desk.mine', returnAll),
  'desk.mine': look('desk.mine', async (turn) => ({ card: await presentMine(turn) })),
  'desk.settle': may('desk.settle', async (turn, { tier }) => ({ card: await settle(turn, tier) })),
} satisfies Verbs<typeof deskActions>

export const deskForms = {
  'desk.supervise': dialogOn(deskDialogs['desk.supervise'], desk, 'chat.supervise', {
    open: openSupervise,
    save: saveSupervise,
  }),
  'desk.claim': dialogFor(deskDialogs['desk.claim'], 'desk.claim', {
    open: async (turn) => claim(turn, randomUUID(), false),
    save: saveClaim,
  }),
} satisfies Forms<typeof deskDialogs>

/** How somebody looks at incidents is nobody else's business: the audit does not keep it. */
async function keep(turn: Turn, its: Desk, { name, query }: ActionData<'desk.keep-filter'>): Promise<Shown> {
  if (name === '') return { say: 'filter.nameless', came: 'nothing' }
  const isKept = await keepFilter(turn.db, turn.person, its.id, { name, query })
  if (!isKept) return { say: 'filter.too-many', values: { count: String(MOST_FILTERS) }, came: 'nothing' }
  return { card: await presentDesk(turn, turn.deskT, its), came: 'recorded' }
}

async function drop(turn: Turn, its: Desk, { filterId }: ActionData<'desk.drop-filter'>): Promise<Shown> {
  await dropFilter(turn.db, turn.person, its.id, filterId)
  return { card: await presentDesk(turn, turn.deskT, its), came: 'recorded' }
}

async function openSupervise(turn: Turn, its: Desk): Promise<Shown> {
  const { t, person } = turn
  const underWay = await underWayAt(turn, its, person.tenantId)
  const card = superviseForm(t, { deskId: its.id, nonce: randomUUID(), ...underWay })
  return { dialog: { title: t('supervise.title'), card } }
}

async function saveSupervise(
  turn: Turn,
  its: Desk,
  { nonce, sent }: Saved<(typeof deskDialogs)['desk.supervise']>,
): Promise<Shown> {
  if (!sent.ok || !(await isFirstSave(turn, nonce))) return { ...(await openSupervise(turn, its)), came: 'nothing' }
  const { off, back, end } = sent.fields
  const wanted = { off: listed(off), back: listed(back), end: listed(end) }
  const done = await supervise(turn, its, wanted, turn.person)
  return { dialog: { title: turn.t('supervise.title'), card: supervisedCard(turn.t, done) } }
}

async function duty(turn: Turn, its: Desk, isOn: boolean): Promise<Shown> {
  const isChanged = await setDuty(turn, its, turn.person, isOn)
  if (isChanged && !isOn) await tellLeaving(turn, its, turn.person)
  return { card: await presentDesk(turn, turn.deskT, its) }
}

/** « Rendre les chats à la file »: whoever waits keeps their rank (F7). */
async function returnAll(turn: Turn, { workspaceId }: ActionData<'desk.return'>): Promise<Shown> {
  await returnChats(turn, workspaceId, turn.person)
  return { card: leavingCard(turn.t, workspaceId, await listMine(turn, workspaceId, turn.person, MOST_MINE)) }
}

/** Makes the channel in which it is pressed the desk, or (« Ajouter comme niveau … ») another one of a tier that is still free. */
async function settle(turn: Turn, tier?: number) {
  const { db, deskT, workspace } = turn
  const desks = await listDesksOf(db, workspace.id)
  const here = desks.find(({ channelId }) => channelId === channelOf(turn).channelId)
  const isStale = tier !== undefined && (here !== undefined || desks.some((its) => its.tier === tier))
  if (isStale && here !== undefined) return await presentDesk(turn, deskT, here)
  if (isStale) return deskTakenCard(deskT, desks[0]?.teamName ?? '', freeTier(desks))
  const settled = await settleDesk(turn, turn.workspace, channelOf(turn), tier)
  await enqueueChecks(turn, workspace.id, turn.person, false)
  return await presentDesk(turn, turn.deskT, settled)
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
