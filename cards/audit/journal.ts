import type { AuditEntry, AuditOutcome } from '../../services/audit/audit.ts'
import type { TicketKind } from '../../services/tickets/ticket.ts'
import { asWritten } from '../as-written.ts'
import { execute } from '../button.ts'
import { plainCard } from '../plain.ts'
import { type Card, dateAndTimeOf } from '../render.ts'
import type { Sentences } from '../sentences.ts'
import { named } from '../tickets/named.ts'

/** An act of the audit, with the words for it. */
export interface JournalLine {
  readonly at: number
  /** `undefined`: a command at the service's own machine. */
  readonly name: string | undefined
  readonly permission: AuditEntry['permission']
  readonly outcome: AuditOutcome
  /** The incident's number, where it is about one. */
  readonly number: string | undefined
  /** For whom, where that is somebody else. */
  readonly behalf: string | undefined
}

/** « Journal »: what was done and refused here, the newest first. */
export function journalCard(
  t: Sentences,
  {
    lines,
    older,
    isFirst,
    isAdministrator,
  }: {
    readonly lines: readonly JournalLine[]
    readonly older?: number
    readonly isFirst: boolean
    readonly isAdministrator: boolean
  },
): Card {
  return plainCard(t, {
    title: t('audit.title'),
    paragraphs: lines.length === 0 ? [t('audit.nothing')] : lines.map((line) => lineOf(t, line)),
    actions: [
      ...(older === undefined ? [] : [execute(t('audit.older'), 'audit.show', { before: older })]),
      ...(isFirst ? [] : [execute(t('audit.newest'), 'audit.show', {})]),
      isAdministrator ? execute(t('settings.title'), 'settings.show', {}) : execute(t('menu.open'), 'menu.show', {}),
    ],
  })
}

function lineOf(t: Sentences, { at, name, permission, outcome, number, behalf }: JournalLine): string {
  return t(outcome === 'done' ? 'audit.line' : 'audit.line.refused', {
    time: dateAndTimeOf(at),
    name: name === undefined ? t('audit.command') : asWritten(name),
    act: t(`permission.${permission}`),
    about: [number, behalf === undefined ? undefined : t('audit.for', { name: asWritten(behalf) })]
      .filter((part) => part !== undefined)
      .map((part) => ` · ${part}`)
      .join(''),
  })
}

export interface Viewer {
  readonly name: string
  readonly at: number
}

/** « Qui a vu mon dossier » (F24): who opened it or acted on it, beside those whom it concerns. */
export function viewersCard(
  t: Sentences,
  {
    ticketId,
    number,
    kind,
    isConfidential,
    viewers,
  }: {
    readonly ticketId: string
    readonly number: string
    readonly kind: TicketKind
    readonly isConfidential: boolean
    readonly viewers: readonly Viewer[]
  },
): Card {
  return plainCard(t, {
    title: t('viewers.title', { number }),
    paragraphs: [
      ...(viewers.length === 0
        ? [t('viewers.none')]
        : viewers.map(({ name, at }) => t('viewers.line', { name: asWritten(name), time: dateAndTimeOf(at) }))),
      t(isConfidential ? 'viewers.note.confidential' : 'viewers.note'),
    ],
    actions: [
      execute(t('opened.follow', named({ number, kind })), 'ticket.show', { ticketId }),
      execute(t('list.back'), 'ticket.list', { page: 0 }),
    ],
  })
}
