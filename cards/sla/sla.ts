import type { SlaNotice } from '../../services/sla/jobs.ts'
import { severityOf } from '../../services/sla/sla.ts'
import type { KnownPromise } from '../../services/sla/store.ts'
import { isSettled, type Ticket } from '../../services/tickets/ticket.ts'
import { asWritten } from '../as-written.ts'
import { plainCard } from '../plain.ts'
import { type Card, dateAndTimeOf } from '../render.ts'
import type { Sentences } from '../sentences.ts'

/** What is promised of a ticket now, as lines of its card at the desk: nothing where nothing is promised. */
export function promiseFacts(
  t: Sentences,
  ticket: Pick<Ticket, 'kind' | 'impact' | 'urgency' | 'state'>,
  promises: readonly KnownPromise[],
): readonly { readonly title: string; readonly value: string }[] {
  // What never came, and nobody waits for any more, is a fact for the figures alone.
  const shown = promises.filter(({ endedAt }) => endedAt !== undefined || !isSettled(ticket))
  if (shown.length === 0) return []
  const latest = new Map(shown.map((its) => [its.kind, its]))
  const facts = [...latest.values()].map((its) => ({ title: t(`sla.${its.kind}`), value: promiseWords(t, its) }))
  return [{ title: t('sla.severity'), value: severityOf(ticket) }, ...facts]
}

function promiseWords(t: Sentences, { state, dueAt, endedAt }: KnownPromise): string {
  if (state === 'met') return t('sla.met')
  if (state === 'breached' && endedAt !== undefined) return t('sla.late')
  if (dueAt === undefined) return t('sla.held')
  return t(state === 'breached' ? 'sla.late.since' : 'sla.until', { time: dateAndTimeOf(dueAt) })
}

/** Something promised is nearly due, or late; of a confidential incident nothing but its number. */
export function promiseToldCard(
  t: Sentences,
  { number, assignee }: Pick<Ticket, 'number' | 'assignee'>,
  { promise, dueAt, isLate }: SlaNotice,
): Card {
  return plainCard(t, {
    overline: {
      text: `● ${t(isLate ? 'sla.told.late' : 'sla.told.soon')}`,
      color: isLate ? 'Attention' : 'Warning',
    },
    title: t('sla.told.title', { number, promise: t(`sla.${promise}`) }),
    paragraphs: [
      t(isLate ? 'sla.told.since' : 'sla.told.until', { time: dateAndTimeOf(dueAt) }),
      assignee === undefined ? t('sla.told.nobody') : t('sla.told.assigned', { name: asWritten(assignee.name) }),
    ],
  })
}
