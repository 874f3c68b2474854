import { randomUUID } from 'node:crypto'
import { type approvalActions, approvalDialogs } from '../../cards/approvals/actions.ts'
import { decidedDialogCard, delegatedCard, delegateForm, refuseForm } from '../../cards/approvals/approval.ts'
import type { Request } from '../../services/approvals/approval.ts'
import { decide, withdrawRequest } from '../../services/approvals/decide.ts'
import { nameDeputy } from '../../services/approvals/deputy.ts'
import { findDeputy, getRequest, readApproval, setDeputy } from '../../services/approvals/store.ts'
import { namesOf } from '../../services/people/store.ts'
import { DAY_MS } from '../../services/time.ts'
import { dialogFor, dialogOn, look, on, type Saved } from '../turn/guard.ts'
import type { Shown, Turn } from '../turn/reply.ts'
import type { Forms, Verbs } from '../turn/verbs.ts'
import { type Asked, asked, request } from './kinds.ts'
import { presentApproval, presentApprovals, presentRequest } from './present.ts'

export const approvalVerbs = {
  'request.show': on(request, 'request.own', async ({ db, t }, its) => ({ card: await presentRequest(db, t, its) })),
  'request.withdraw': on(request, 'request.own', withdraw),
  'approval.list': look('approval.read', async (turn) => ({ card: await presentApprovals(turn) })),
  'approval.show': on(asked, 'approval.decide', async ({ db, t }, { approval }) => ({
    card: await presentApproval(db, t, approval),
  })),
  'approval.approve': on(asked, 'approval.decide', approve),
} satisfies Verbs<typeof approvalActions>

export const approvalForms = {
  'approval.refuse': dialogOn(approvalDialogs['approval.refuse'], asked, 'approval.decide', {
    async open({ t }, { approval }) {
      return refusing(
        t('approval.refuse'),
        refuseForm(t, { nonce: randomUUID(), approvalId: approval.id, text: '', isFaulty: false }),
      )
    },
    save: refuse,
  }),
  'approval.delegate': dialogFor(approvalDialogs['approval.delegate'], 'approval.read', {
    open: openDelegate,
    save: delegate,
  }),
} satisfies Forms<typeof approvalDialogs>

async function withdraw(turn: Turn, its: Request): Promise<Shown> {
  const isDone = await withdrawRequest(turn, its)
  const card = await presentRequest(turn.db, turn.t, await getRequest(turn.db, its.id))
  return isDone ? { card } : { card, came: 'nothing' }
}

/** What was decided before, by whomever, is shown instead. */
async function approve(turn: Turn, { approval }: Asked): Promise<Shown> {
  const isDone = await decide(turn, approval, turn.person, { state: 'approved', note: '' })
  const now = (await readApproval(turn.db, approval.id)) ?? approval
  const card = await presentApproval(turn.db, turn.t, now)
  return isDone ? { card } : { card, came: 'nothing' }
}

async function refuse(
  turn: Turn,
  { approval }: Asked,
  { nonce, sent }: Saved<(typeof approvalDialogs)['approval.refuse']>,
): Promise<Shown> {
  const { t, db, person } = turn
  const title = t('approval.refuse')
  if (!sent.ok)
    return refusing(title, refuseForm(t, { nonce, approvalId: approval.id, text: sent.values.text, isFaulty: true }))
  const isDone = await decide(turn, approval, person, { state: 'refused', note: sent.fields.text })
  const card = decidedDialogCard(t, (await readApproval(db, approval.id)) ?? approval)
  return isDone ? { dialog: { title, card } } : { dialog: { title, card }, came: 'nothing' }
}

function refusing(title: string, card: ReturnType<typeof refuseForm>): Shown {
  return { dialog: { title, card } }
}

async function openDelegate(turn: Turn): Promise<Shown> {
  const { db, now, t, person } = turn
  const deputy = await findDeputy(db, person, now())
  const known = deputy === undefined ? [] : [{ title: deputy.name, value: deputy.objectId }]
  const card = delegateForm(t, {
    nonce: randomUUID(),
    deputy: deputy?.objectId ?? '',
    until: '',
    known,
    isFaulty: false,
  })
  return { dialog: { title: t('approval.deputy'), card } }
}

/** Until the end of the day that was named; longest a year. */
async function delegate(
  turn: Turn,
  { nonce, sent }: Saved<(typeof approvalDialogs)['approval.delegate']>,
): Promise<Shown> {
  const { db, now, t, person } = turn
  const title = t('approval.deputy')
  const values = sent.ok ? sent.fields : sent.values
  const objectId = values.deputy.toLowerCase()
  const until = Date.parse(`${values.until}T00:00:00Z`) + DAY_MS
  if (sent.ok && objectId === '') {
    await setDeputy(db, person, undefined)
    return { dialog: { title, card: delegatedCard(t, undefined) } }
  }
  const name = (await namesOf(db, person.tenantId, [objectId])).get(objectId) ?? ''
  const isWrong = !sent.ok || !(until > now() && until < now() + 366 * DAY_MS) || objectId === person.objectId
  if (isWrong) {
    const known = objectId === '' ? [] : [{ title: name || objectId, value: objectId }]
    const card = delegateForm(t, { nonce, deputy: objectId, until: values.until, known, isFaulty: true })
    return { dialog: { title, card }, came: 'nothing' }
  }
  const deputy = { tenantId: person.tenantId, objectId, name: name || t('ticket.colleague') }
  await nameDeputy(turn, person, { person: deputy, until })
  return { dialog: { title, card: delegatedCard(t, deputy) } }
}
