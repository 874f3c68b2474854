import { randomUUID } from 'node:crypto'
import type { ticketDialogs } from '../../cards/tickets/actions.ts'
import { changeForm, changeValues } from '../../cards/tickets/change-form.ts'
import { named } from '../../cards/tickets/named.ts'
import { withdrawForm } from '../../cards/tickets/text-form.ts'
import { changedCard, notedCard } from '../../cards/tickets/ticket.ts'
import { changeByAnalyst } from '../../services/tickets/change.ts'
import { isSettled, type Ticket } from '../../services/tickets/ticket.ts'
import { withdrawTicket } from '../../services/tickets/withdraw.ts'
import type { Saved } from '../turn/guard.ts'
import type { Shown, Turn } from '../turn/reply.ts'
import { keyOf } from './key.ts'
import { tooLate } from './present.ts'

type Change = (typeof ticketDialogs)['ticket.change']
type Form = Omit<Parameters<typeof changeForm>[1], 'categories' | 'ticket'>

/** « Modifier », at the desk. */
export const changeForms = {
  async open(turn: Turn, its: Ticket, { version }: { readonly version: number }): Promise<Shown> {
    if (its.version !== version || isSettled(its)) return tooLate(turn, its, '')
    return changing(turn, its, { nonce: randomUUID(), version, values: changeValues(its), faults: [] })
  },

  async save(turn: Turn, its: Ticket, { opened: { version }, nonce, sent }: Saved<Change>): Promise<Shown> {
    if (!sent.ok) return changing(turn, its, { nonce, version, values: sent.values, faults: sent.faults })
    const { state, urgency, impact, category, text } = sent.fields
    const isKnown = category === '' || category === its.category || turn.settings.categories.includes(category)
    // Whom it concerns must know why nobody works on it.
    const isUnexplained = (state === 'on-hold' || state === 'cancelled') && text === ''
    if (!isKnown || isUnexplained) {
      const faults = [...(isKnown ? [] : (['category'] as const)), ...(isUnexplained ? (['text'] as const) : [])]
      const again = changing(turn, its, { nonce, version, values: { state, urgency, impact, category, text }, faults })
      return { ...again, came: 'nothing' }
    }
    const change = {
      state: state === 'same' ? undefined : state,
      urgency,
      impact,
      // A list of choices cannot be emptied.
      category: category === '' ? its.category : category,
      text: text === '' ? undefined : text,
    }
    const entry = { author: turn.person, key: keyOf(turn, nonce) }
    const changed = await changeByAnalyst(turn, { ...its, version }, change, entry)
    if (changed === undefined) return { ...tooLate(turn, its, text), came: 'nothing' }
    return { dialog: { title: its.number, card: changedCard(turn.t, changed, sent.kinds) } }
  },
}

/** « Retirer cet incident », by whom it concerns. */
export const withdrawForms = {
  async open(turn: Turn, its: Ticket): Promise<Shown> {
    if (isSettled(its)) return tooLate(turn, its, '')
    return withdrawing(turn, { ticket: its, nonce: randomUUID(), text: '', faults: [] })
  },

  async save(
    turn: Turn,
    its: Ticket,
    { nonce, sent }: Saved<(typeof ticketDialogs)['ticket.withdraw']>,
  ): Promise<Shown> {
    if (!sent.ok) return withdrawing(turn, { ticket: its, nonce, text: sent.values.text, faults: sent.faults })
    const { text } = sent.fields
    const recorded = await withdrawTicket(turn, its, { author: turn.person, text, key: keyOf(turn, nonce) })
    if (recorded === undefined) return { ...tooLate(turn, its, text), came: 'nothing' }
    return { dialog: { title: its.number, card: notedCard(turn.t, its, recorded.entry, sent.kinds) } }
  },
}

function changing(turn: Turn, ticket: Ticket, form: Form): Shown {
  const { t, settings } = turn
  const own = ticket.category === undefined || settings.categories.includes(ticket.category) ? [] : [ticket.category]
  const card = changeForm(t, { ticket, ...form, categories: [...settings.categories, ...own] })
  return { dialog: { title: ticket.number, card } }
}

function withdrawing(turn: Turn, form: Parameters<typeof withdrawForm>[1]): Shown {
  return {
    dialog: { title: turn.t('withdraw.title', named(form.ticket)), card: withdrawForm(turn.t, form) },
  }
}
