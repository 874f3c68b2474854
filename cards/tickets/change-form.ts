import { type Category, IMPACTS, type Ticket, URGENCIES } from '../../services/tickets/ticket.ts'
import { asWritten } from '../as-written.ts'
import { save } from '../button.ts'
import { LONGEST_TEXT, type Values } from '../fields.ts'
import { choiceField, formCard, textField } from '../form.ts'
import type { Card } from '../render.ts'
import type { Sentences } from '../sentences.ts'
import type { ticketDialogs } from './actions.ts'
import { categoryName } from './category.ts'
import { named } from './named.ts'

interface ChangeForm {
  readonly ticket: Ticket
  readonly nonce: string
  readonly version: number
  readonly values: Values<(typeof ticketDialogs)['ticket.change']>
  readonly faults: readonly (keyof ChangeForm['values'])[]
  /** Those of the workspace. */
  readonly categories: readonly Category[]
}

/** « Modifier », of an incident as the analyst sees it: its state, how urgent it is, what it is about (A11). */
export function changeForm(t: Sentences, { ticket, nonce, version, values, faults, categories }: ChangeForm): Card {
  const must = t('form.required')
  const states = (['same', 'in-progress', 'on-hold', 'cancelled'] as const).filter((its) => its !== ticket.state)
  return formCard(t, {
    title: t('change.title', named(ticket)),
    faults: faults.map((fault) => t(`change.fault.${fault}`)),
    fields: [
      choiceField(
        { id: 'state', label: t('change.state'), value: values.state || 'same' },
        states.map((value) => ({
          title:
            value === 'same' ? t('change.same', { state: t(`ticket.state.${ticket.state}`) }) : t(`change.${value}`),
          value,
        })),
        must,
      ),
      choiceField(
        { id: 'urgency', label: t('form.urgency'), value: values.urgency },
        URGENCIES.map((value) => ({ title: t(`urgency.${value}`), value })),
        must,
      ),
      choiceField(
        { id: 'impact', label: t('form.impact'), value: values.impact },
        IMPACTS.map((value) => ({ title: t(`impact.${value}`), value })),
        must,
      ),
      ...(categories.length === 0
        ? []
        : [
            choiceField(
              { id: 'category', label: t('form.category'), value: values.category },
              categories.map((value) => ({ title: asWritten(categoryName(t, value)), value })),
            ),
          ]),
      {
        ...textField(
          { id: 'text', label: t('change.text'), value: values.text, hint: t('change.text.hint') },
          LONGEST_TEXT,
        ),
        isMultiline: true,
      },
    ],
    actions: [save(t('form.save'), 'ticket.change', nonce, { ticketId: ticket.id, version })],
  })
}

/** What the dialog begins with. */
export function changeValues({ urgency, impact, category = '' }: Ticket): ChangeForm['values'] {
  return { state: 'same', urgency, impact, category, text: '' }
}
