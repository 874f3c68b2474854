import { type Field, type InStep, isNotAdmitted, type Restorable } from '../../services/itsm/itsm.ts'
import type { ItsmNotice } from '../../services/itsm/jobs.ts'
import { isSettled, type Ticket } from '../../services/tickets/ticket.ts'
import { asWritten } from '../as-written.ts'
import { execute, openDialog } from '../button.ts'
import { plainCard } from '../plain.ts'
import { type Card, dateAndTimeOf } from '../render.ts'
import type { Sentences } from '../sentences.ts'
import { categoryName } from '../tickets/category.ts'

/** The traffic light in a line, and what to do where it is not green. */
export function inStepLine(t: Sentences, { label, light, polledAt, failingSince, lastError }: InStep): string {
  const name = asWritten(label)
  if (light === 'green')
    return polledAt === undefined
      ? t('itsm.light.new', { name })
      : t('itsm.light.green', { name, time: dateAndTimeOf(polledAt) })
  const since = dateAndTimeOf(failingSince ?? polledAt ?? 0)
  if (light === 'yellow') return t('itsm.light.yellow', { name, time: since })
  return t('itsm.light.red', { name, time: since, error: asWritten(lastError ?? '') })
}

/** What waits, and what to do: nothing where all is well. */
export function inStepDetails(t: Sentences, { light, unsent, lastError }: InStep): readonly string[] {
  return [
    ...(unsent === undefined || light === 'green'
      ? []
      : [t('itsm.unsent.count', { count: unsent.count, time: dateAndTimeOf(unsent.since) })]),
    ...(light === 'red' ? [t(isNotAdmitted(lastError) ? 'itsm.remedy.credentials' : 'itsm.remedy.unreachable')] : []),
  ]
}

export function lightColor({ light }: Pick<InStep, 'light'>): 'Good' | 'Warning' | 'Attention' {
  return light === 'green' ? 'Good' : light === 'yellow' ? 'Warning' : 'Attention'
}

/** Each day, at the desk: how far it is in step (S3.7). */
export function watchCard(t: Sentences, inStep: InStep): Card {
  const { label, light, unsent } = inStep
  const isDone = light === 'green' && unsent === undefined
  return plainCard(t, {
    overline: { text: `● ${t(`itsm.watch.${light}`)}`, color: lightColor(inStep) },
    title: t('itsm.watch', { name: asWritten(label) }),
    paragraphs: [inStepLine(t, inStep), ...inStepDetails(t, inStep), ...(isDone ? [t('itsm.watch.done')] : [])],
  })
}

type Conflict = ItsmNotice & { readonly kind: 'ticket-conflict' }

/** In the incident's thread: changed on both sides; the ticket system's value counts until somebody decides otherwise (F18). */
export function conflictCard(t: Sentences, ticket: Ticket, label: string, conflict: Conflict): Card {
  const { field, ours, theirs } = conflict
  return plainCard(t, {
    overline: { text: `● ${t('itsm.conflict')}`, color: 'Warning' },
    title: t('itsm.conflict.title', { number: ticket.number }),
    paragraphs: [
      t('itsm.conflict.text', {
        field: t(`itsm.field.${field}`),
        system: asWritten(label),
        theirs: inWords(t, field, theirs),
        ours: inWords(t, field, ours),
      }),
    ],
    actions: isSettled(ticket) ? [] : decisions(t, ticket, conflict),
  })
}

/** How an analyst has the last word: at one press where the value alone is changed. */
function decisions(t: Sentences, { id: ticketId, version }: Ticket, { field, ours, theirs }: Conflict): object[] {
  if (field === 'state') return [openDialog(t('change'), 'ticket.change', { ticketId, version })]
  if (field === 'assignee') return [execute(t('desk.take'), 'ticket.take', { ticketId, version })]
  if (ours === '') return []
  const title = t('itsm.restore', { value: inWords(t, field, ours) })
  return [execute(title, 'itsm.restore', { ticketId, field, ours, theirs })]
}

/** « Rétablir » was pressed: what counts now. `by`: whoever has just restored it. */
export function decidedCard(
  t: Sentences,
  ticket: Ticket,
  label: string,
  { field, by }: { readonly field: Restorable; readonly by: string | undefined },
): Card {
  const system = asWritten(label)
  const value = inWords(t, field, ticket[field] ?? '')
  const values = { field: t(`itsm.field.${field}`), value, system }
  return plainCard(t, {
    overline:
      by === undefined
        ? { text: `● ${t('itsm.conflict')}`, color: 'Warning' }
        : { text: `● ${t('itsm.decided')}`, color: 'Good' },
    title: t('itsm.conflict.title', { number: ticket.number }),
    paragraphs: [
      by === undefined ? t('itsm.decided.since', values) : t('itsm.decided.text', { ...values, name: asWritten(by) }),
    ],
  })
}

function inWords(t: Sentences, field: Field, value: string): string {
  if (value === '') return t('itsm.nothing')
  if (field === 'state') return t(`ticket.state.${value as Ticket['state']}`)
  if (field === 'urgency') return t(`urgency.${value as Ticket['urgency']}`)
  if (field === 'impact') return t(`impact.${value as Ticket['impact']}`)
  return asWritten(field === 'category' ? categoryName(t, value) : value)
}

type Unsent = ItsmNotice & { readonly kind: 'ticket-unsent' }

/** In the incident's thread: the ticket system does not have it, and why. */
export function unsentCard(t: Sentences, ticket: Ticket, label: string, { why }: Unsent): Card {
  const system = asWritten(label)
  return plainCard(t, {
    overline: { text: `● ${t('itsm.unsent')}`, color: 'Attention' },
    title: t('itsm.unsent.title', { number: ticket.number }),
    paragraphs: [
      t(`itsm.unsent.${why}`, { system }),
      why === 'no-answer' ? t('itsm.unsent.again', { system }) : t('itsm.unsent.next'),
    ],
  })
}

/** In the incident's thread: a value that the ticket system did not take; it counts here. */
export function fieldUnsentCard(
  t: Sentences,
  ticket: Ticket,
  label: string,
  { field, value }: { readonly field: Field; readonly value: string },
): Card {
  const values = { field: t(`itsm.field.${field}`), value: inWords(t, field, value), system: asWritten(label) }
  return plainCard(t, {
    overline: { text: `● ${t('itsm.unsent')}`, color: 'Warning' },
    title: t('itsm.unsent.field', { number: ticket.number }),
    paragraphs: [t('itsm.unsent.field.text', values)],
  })
}

/** In the incident's thread: a file that the ticket system does not take; it stays here. */
export function fileUnsentCard(t: Sentences, ticket: Ticket, label: string, name: string): Card {
  return plainCard(t, {
    overline: { text: `● ${t('itsm.unsent')}`, color: 'Warning' },
    title: t('itsm.unsent.file', { number: ticket.number }),
    paragraphs: [t('itsm.unsent.file.text', { system: asWritten(label), name: asWritten(name) })],
  })
}

/** « Synchroniser maintenant » was pressed: the answer takes a moment. */
export function pollingCard(t: Sentences, label: string): Card {
  return plainCard(t, {
    title: t('itsm.polling'),
    paragraphs: [t('itsm.polling.text', { system: asWritten(label) })],
  })
}
