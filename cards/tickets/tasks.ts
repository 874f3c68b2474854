import { inLanguage } from '../../services/bilingual/bilingual.ts'
import { isSettled, stepsOf, type Ticket } from '../../services/tickets/ticket.ts'
import { asWritten } from '../as-written.ts'
import { type Link, link } from '../button.ts'
import type { Sentences } from '../sentences.ts'

/** How far a request is: « 1 sur 3 · Préparer »; `undefined`: there is nothing to do one after the other. */
export function progressOf(t: Sentences, ticket: Pick<Ticket, 'tasks'>): string | undefined {
  const { tasks } = ticket
  const { next } = stepsOf(ticket)
  if (tasks.length === 0) return undefined
  if (next === undefined) return t('task.all-done', { count: tasks.length })
  return t('task.progress', { number: next + 1, count: tasks.length, name: taskName(t, ticket, next) })
}

export function taskName(t: Sentences, { tasks }: Pick<Ticket, 'tasks'>, position: number): string {
  return asWritten(inLanguage(tasks[position]?.name ?? '', t.language))
}

/** What an analyst may say of them: that the next one is done, and that the last one is not. */
export function taskLinks(t: Sentences, ticket: Ticket): readonly Link[] {
  const { id: ticketId, version } = ticket
  const { next, last } = stepsOf(ticket)
  if (isSettled(ticket)) return []
  const say = (position: number | undefined, key: 'task.mark' | 'task.unmark', isDone: boolean) =>
    position === undefined
      ? []
      : [
          link(t(key, { name: taskName(t, ticket, position) }), 'ticket.step', {
            ticketId,
            version,
            position,
            isDone,
          }),
        ]
  return [...say(next, 'task.mark', true), ...say(last, 'task.unmark', false)]
}
