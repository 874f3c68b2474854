import { randomUUID } from 'node:crypto'
import type { DialogData } from '../../cards/actions.ts'
import { type lookupActions, lookupDialogs } from '../../cards/lookups/actions.ts'
import {
  actAskedCard,
  actForm,
  type LookupForm,
  lookingCard,
  lookupForm,
  lookupOverCard,
  seenCard,
  startCard,
} from '../../cards/lookups/lookup.ts'
import { useShare } from '../../services/access/shares.ts'
import { hashedId } from '../../services/hashed-id.ts'
import { askDevice } from '../../services/lookups/act.ts'
import type { LookupNotice } from '../../services/lookups/jobs.ts'
import { isGood, KEEP_LOOKUPS_MS, type Lookup } from '../../services/lookups/lookup.ts'
import { addLookup, findOwnLookup, listLooksAt, listRecent } from '../../services/lookups/store.ts'
import { tell } from '../../services/notices/tell.ts'
import { namesOf } from '../../services/people/store.ts'
import { dialogFor, dialogOn, type Kind, look, on, type Saved } from '../turn/guard.ts'
import type { Shown, Turn } from '../turn/reply.ts'
import type { Forms, Verbs } from '../turn/verbs.ts'
import { permissionsIn, seesAnything } from './present.ts'

const MOST_RECENT = 8
const MOST_LOOKS = 30

export const lookup: Kind<Lookup, { readonly lookupId: string }> = {
  find: ({ db, person, workspace }, { lookupId }) => findOwnLookup(db, person, workspace.id, lookupId),
  owned: ({ workspaceId, operator, person }) => ({ workspaceId, author: operator, requester: person }),
}

export const lookupVerbs = {
  'lookup.start': look('person.look', async (turn) => ({
    card: startCard(turn.t, await recentOf(turn), turn.graph.isConnected),
  })),
  'lookup.show': on(lookup, 'person.look', show),
  // What is about oneself.
  'lookup.seen': look('look.own', async ({ db, t, person, now }) => ({
    card: seenCard(t, await listLooksAt(db, person, { since: now() - KEEP_LOOKUPS_MS, most: MOST_LOOKS })),
  })),
} satisfies Verbs<typeof lookupActions>

export const lookupForms = {
  'lookup.open': dialogFor(lookupDialogs['lookup.open'], 'person.select', {
    open: (turn, { personId = '', about = '' }) =>
      asked(turn, { nonce: randomUUID(), values: { requester: personId, reason: about }, faults: [] }),
    save,
  }),
  'device.act': dialogOn(lookupDialogs['device.act'], lookup, 'device.act', {
    open: async (turn, its, opens) => acting(turn, its, opens, randomUUID(), false),
    save: act,
  }),
} satisfies Forms<typeof lookupDialogs>

export async function recentOf({ db, person, workspace }: Turn): Promise<readonly Lookup[]> {
  return await listRecent(db, person, workspace.id, MOST_RECENT)
}

/** The reason is kept, and what is known is told in one's own chat, where nobody else reads it. */
async function save(turn: Turn, { nonce, sent }: Saved<(typeof lookupDialogs)['lookup.open']>): Promise<Shown> {
  if (!sent.ok) return await asked(turn, { nonce, values: sent.values, faults: sent.faults })
  const { db, now, person: operator, workspace, t } = turn
  const { requester: objectId, reason } = sent.fields
  const { tenantId } = operator
  const askedAgain = (fault: LookupForm['faults'][number]) =>
    asked(turn, { nonce, values: { requester: objectId, reason }, faults: [fault] })
  if ((await useShare(turn, operator, 'lookups')) !== undefined)
    return { ...(await askedAgain('share')), came: 'refused' }
  // At the desk nobody is shown what is known of somebody.
  if (turn.uploads === undefined && operator.chat === undefined) return await askedAgain('chat')
  const isOwn = operator.workspaceId === undefined || operator.workspaceId === workspace.id
  if (!isOwn || !seesAnything(await permissionsIn(turn, { tenantId, objectId })))
    return { ...(await askedAgain('scope')), came: 'refused' }
  // Whoever never spoke to us is named by the directory, later.
  const name = (await namesOf(db, operator.tenantId, [objectId])).get(objectId) ?? ''
  const its: Lookup = {
    // The same form with another person or another reason is another look.
    id: hashedId([tenantId, operator.objectId, nonce, objectId, reason]),
    workspaceId: workspace.id,
    reason,
    at: now(),
    operator: { tenantId, objectId: operator.objectId, name: operator.name },
    person: { tenantId, objectId, name },
  }
  await addLookup(db, its)
  await tellDossier(turn, its)
  return { dialog: { title: t('lookup.title'), card: lookingCard(t, its) } }
}

/** « Actualiser » */
async function show(turn: Turn, its: Lookup): Promise<Shown> {
  if (!isGood(its, turn.now())) return { card: lookupOverCard(turn.t, its), came: 'nothing' }
  if ((await useShare(turn, turn.person, 'lookups')) !== undefined)
    return { say: 'lookup.fault.share', came: 'refused' }
  if (!seesAnything(await permissionsIn(turn, its.person))) return { say: 'lookup.fault.scope', came: 'refused' }
  await tellDossier(turn, its)
  return { card: lookingCard(turn.t, its) }
}

/** On a page it is read there, and stands in no chat beside. */
async function tellDossier(turn: Turn, { id: lookupId }: Pick<Lookup, 'id'>): Promise<void> {
  if (turn.uploads !== undefined) return
  await tell<LookupNotice>(turn, { person: turn.person }, { kind: 'looked-up', lookupId, client: turn.client ?? '' })
}

async function asked({ db, t, person }: Turn, form: Omit<LookupForm, 'known'>): Promise<Shown> {
  const wanted = form.values.requester === '' ? [] : [form.values.requester.toLowerCase()]
  const names = await namesOf(db, person.tenantId, wanted)
  const known = wanted.map((value) => ({ value, title: names.get(value) || value }))
  return { dialog: { title: t('lookup.choose'), card: lookupForm(t, { ...form, known }) }, came: 'nothing' }
}

type Acts = (typeof lookupDialogs)['device.act']

/** What the device does is told in one's own chat, whenever it says so. */
async function act(turn: Turn, its: Lookup, { opened, nonce, sent }: Saved<Acts>): Promise<Shown> {
  if (!sent.ok || !isGood(its, turn.now())) return acting(turn, its, opened, nonce, !sent.ok)
  const { now, person, t } = turn
  if (!(await permissionsIn(turn, its.person)).has('device.act')) return { say: 'lookup.fault.scope', came: 'refused' }
  await askDevice(turn, {
    id: nonce,
    workspaceId: its.workspaceId,
    tenantId: person.tenantId,
    operatorId: person.objectId,
    personId: its.person.objectId,
    deviceId: opened.deviceId,
    deviceName: '',
    action: sent.fields.action,
    state: 'asked',
    askedAt: now(),
    sentAt: undefined,
  })
  return { dialog: { title: t('device.act.title'), card: actAskedCard(t) } }
}

function acting(
  { t, now }: Turn,
  its: Lookup,
  opens: DialogData<'device.act'>,
  nonce: string,
  isFaulty: boolean,
): Shown {
  const card = isGood(its, now()) ? actForm(t, nonce, opens, isFaulty) : lookupOverCard(t, its)
  return { dialog: { title: t('device.act.title'), card }, came: 'nothing' }
}
