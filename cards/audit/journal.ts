import { PERMISSIONS } from '../../services/access/policy.ts'
import { type AuditCheck, type AuditEntry, type AuditOutcome, isUnderWay } from '../../services/audit/audit.ts'
import type { TicketKind } from '../../services/tickets/ticket.ts'
import { asWritten } from '../as-written.ts'
import { execute, link, openDialog, save } from '../button.ts'
import { type Choice, choiceField, formCard, peopleField, textField } from '../form.ts'
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

/**
 * What came of verifying the journal, in words; `undefined`: nobody asked. `isService`: how long the chain is and how it ends, of
 * all workspaces together, is for whoever runs the service.
 */
export function checkLines(
  t: Sentences,
  check: AuditCheck | undefined,
  { now, isService }: { readonly now: number; readonly isService: boolean },
): readonly string[] {
  if (check === undefined) return [t('audit.check.never')]
  const { endedAt, checked, head, brokenAt } = check
  if (endedAt === undefined)
    return [
      isUnderWay(check, now) ? t('audit.check.running', { count: isService ? checked : 0 }) : t('audit.check.lost'),
    ]
  const time = dateAndTimeOf(endedAt)
  if (brokenAt !== undefined) return [t('audit.check.broken', { time, position: brokenAt })]
  if (!isService) return [t('audit.check.fine', { time })]
  return [t('audit.check.ok', { time, count: checked }), ...(head === '' ? [] : [t('audit.check.head', { head })])]
}

/** What came of it, for whoever asked. */
export function checkedJournalCard(t: Sentences, check: AuditCheck, isService: boolean): Card {
  const isWhole = check.brokenAt === undefined
  return plainCard(t, {
    overline: { text: `● ${t('audit.title')}`, color: isWhole ? 'Good' : 'Attention' },
    title: t(isWhole ? 'audit.check.whole' : 'audit.check.not-whole'),
    paragraphs: checkLines(t, check, { now: check.startedAt, isService }),
    actions: [execute(t('audit.title'), 'audit.show', {})],
  })
}

/** What is looked for in the journal; every field as it was typed or chosen; `any` or nothing: whatever. */
export interface JournalQuery {
  readonly who: string
  readonly what: string
  readonly outcome: string
  readonly about: string
  readonly from: string
  readonly to: string
}

/** « Rechercher dans le journal », and what was found. */
export function findForm(
  t: Sentences,
  {
    nonce,
    values,
    found,
  }: {
    readonly nonce: string
    readonly values: JournalQuery
    readonly found?:
      | { readonly lines: readonly JournalLine[]; readonly older: number | undefined; readonly who: readonly Choice[] }
      | undefined
  },
): Card {
  const any = { title: t('audit.any'), value: 'any' }
  const date = (id: 'from' | 'to') => ({ type: 'Input.Date', id, label: t(`audit.find.${id}`), value: values[id] })
  return formCard(t, {
    title: t('audit.find'),
    faults:
      found === undefined || found.lines.length > 0
        ? []
        : [t(found.older === undefined ? 'audit.find.none' : 'audit.find.not-yet')],
    fields: [
      ...(found?.lines ?? []).map((line) => ({ type: 'TextBlock', text: lineOf(t, line), wrap: true })),
      peopleField(
        { id: 'who', label: t('audit.find.who'), value: values.who, hint: t('request.person') },
        false,
        '',
        found?.who,
      ),
      choiceField({ id: 'what', label: t('audit.find.what'), value: values.what }, [any, ...whatChoices(t)]),
      choiceField({ id: 'outcome', label: t('audit.find.outcome'), value: values.outcome }, [
        any,
        ...outcomeChoices(t),
      ]),
      textField({ id: 'about', label: t('audit.find.about'), value: values.about, hint: 'INC-1042' }, 40),
      date('from'),
      date('to'),
    ],
    actions: [
      save(t('catalogue.find'), 'audit.find', nonce, {}),
      ...(found?.older === undefined
        ? []
        : [{ ...save(t('audit.older'), 'audit.find', nonce, { before: found.older }), style: 'default' }]),
    ],
  })
}

/** Everything that an entry may be of, by its words. */
export function whatChoices(t: Sentences): readonly Choice[] {
  return [...PERMISSIONS, 'privacy' as const]
    .map((value) => ({ title: t(`permission.${value}`), value }))
    .sort((one, other) => one.title.localeCompare(other.title, t.language))
}

export function outcomeChoices(t: Sentences): readonly Choice[] {
  return (['done', 'refused'] as const).map((value) => ({ title: t(`audit.outcome.${value}`), value }))
}

/** « Journal »: what was done and refused here, the newest first. */
export function journalCard(
  t: Sentences,
  {
    lines,
    older,
    isFirst,
    isAdministrator,
    isService,
    check,
    now,
  }: {
    readonly lines: readonly JournalLine[]
    readonly older?: number
    readonly isFirst: boolean
    readonly isAdministrator: boolean
    /** They run the service. */
    readonly isService: boolean
    readonly check: AuditCheck | undefined
    readonly now: number
  },
): Card {
  return plainCard(t, {
    title: t('audit.title'),
    paragraphs: [
      ...(lines.length === 0 ? [t('audit.nothing')] : lines.map((line) => lineOf(t, line))),
      ...(isFirst ? checkLines(t, check, { now, isService }) : []),
    ],
    links: [
      { text: t('audit.find'), select: openDialog(t('audit.find'), 'audit.find', {}) },
      link(t('audit.verify'), 'audit.verify', {}),
    ],
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
