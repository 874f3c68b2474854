import { randomUUID } from 'node:crypto'
import { asWritten } from '../../cards/as-written.ts'
import { save } from '../../cards/button.ts'
import { type PassForm, passedCard, passForm, type Receivers } from '../../cards/desks/pass.ts'
import type { ticketDialogs } from '../../cards/tickets/actions.ts'
import { named } from '../../cards/tickets/named.ts'
import { passTicket } from '../../services/tickets/pass.ts'
import { isSettled, type Ticket } from '../../services/tickets/ticket.ts'
import { receiverIn, receiversOf } from '../desks/receivers.ts'
import type { Saved } from '../turn/guard.ts'
import type { Shown, Turn } from '../turn/reply.ts'
import { keyOf } from './key.ts'
import { tooLate } from './present.ts'

/** « Passer la main à… », of the incident as the analyst sees it. */
export const passForms = {
  async open(turn: Turn, its: Ticket, { version }: { readonly version: number }): Promise<Shown> {
    if (its.version !== version || isSettled(its)) return tooLate(turn, its, '')
    return await passing(turn, its, { nonce: randomUUID(), version, values: { to: '', note: '' }, faults: [] })
  },

  async save(
    turn: Turn,
    its: Ticket,
    { opened: { version }, nonce, sent }: Saved<(typeof ticketDialogs)['ticket.pass']>,
  ): Promise<Shown> {
    if (!sent.ok) return await passing(turn, its, { nonce, version, ...sent })
    const { to, note } = sent.fields
    const receiver = receiverIn(await othersFor(turn, its), to, turn.person.tenantId)
    if (receiver === undefined) {
      const again = await passing(turn, its, { nonce, version, values: { to: '', note }, faults: ['gone'] })
      return { ...again, came: 'refused' }
    }
    const entry = { author: turn.person, note, key: keyOf(turn, nonce) }
    const passed = await passTicket(turn, { ...its, version }, receiver, entry)
    if (passed === undefined) return { ...tooLate(turn, its, note), came: 'nothing' }
    const { t } = turn
    const name = receiver === 'queue' ? undefined : 'person' in receiver ? receiver.person.name : receiver.teamName
    const title = name === undefined ? t('pass.done.nobody') : t('pass.done.ticket', { name: asWritten(name) })
    return { dialog: { title: its.number, card: passedCard(t, title, t('pass.done.ticket.text')) } }
  },
}

async function passing(
  turn: Turn,
  its: Ticket,
  {
    nonce,
    version,
    ...form
  }: Pick<PassForm, 'values' | 'faults'> & { readonly nonce: string; readonly version: number },
): Promise<Shown> {
  const { t } = turn
  const action = save(t('pass.save'), 'ticket.pass', nonce, { ticketId: its.id, version })
  const about = t('pass.about.ticket', named(its))
  const card = passForm(t, { about, receivers: await othersFor(turn, its), ...form, action })
  return { dialog: { title: its.number, card } }
}

/** A confidential one goes to no colleague who could not read it. */
async function othersFor(turn: Turn, { tier, assignee, isConfidential }: Ticket): Promise<Receivers> {
  return await receiversOf(turn, tier, [assignee], isConfidential ? 'ticket.confidential' : 'ticket.work')
}
