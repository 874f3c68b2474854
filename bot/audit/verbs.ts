import { randomUUID } from 'node:crypto'
import type { ActionData } from '../../cards/actions.ts'
import { type auditActions, auditDialogs } from '../../cards/audit/actions.ts'
import { findForm, type JournalLine, type JournalQuery, journalCard, viewersCard } from '../../cards/audit/journal.ts'
import { PERMISSIONS } from '../../services/access/policy.ts'
import type { AuditEntry } from '../../services/audit/audit.ts'
import { beginCheck } from '../../services/audit/check.ts'
import { type Found, lastCheck, listViewers, searchAudit } from '../../services/audit/store.ts'
import { dayStart } from '../../services/calendars/calendar.ts'
import { handoffSubject } from '../../services/handoffs/handoff.ts'
import { idIn } from '../../services/notices/subject.ts'
import { namesOf } from '../../services/people/store.ts'
import { namesInSessions } from '../../services/sessions/store.ts'
import { findTicketByNumber, numbersOf } from '../../services/tickets/store.ts'
import { type Ticket, ticketSubject } from '../../services/tickets/ticket.ts'
import { DAY_MS } from '../../services/time.ts'
import { ticket } from '../tickets/kinds.ts'
import { dialogFor, may, on, type Saved } from '../turn/guard.ts'
import type { Shown, Turn } from '../turn/reply.ts'
import type { Forms, Verbs } from '../turn/verbs.ts'

export const auditVerbs = {
  'audit.show': may('audit.read', showJournal),
  'audit.viewers': on(ticket, 'ticket.read', showViewers),
  'audit.verify': may('audit.read', verify),
} satisfies Verbs<typeof auditActions>

export const auditForms = {
  'audit.find': dialogFor(auditDialogs['audit.find'], 'audit.read', {
    open: async (turn) => found(turn, { nonce: randomUUID(), values: NOTHING }),
    save: find,
  }),
} satisfies Forms<typeof auditDialogs>

const LINES = 10
const NOTHING: JournalQuery = { who: '', what: 'any', outcome: 'any', about: '', from: '', to: '' }
const MOST_VIEWERS = 30

async function showJournal(turn: Turn, { before }: ActionData<'audit.show'>): Promise<Shown> {
  const { db, t, workspace, actor, now } = turn
  const isAdministrator = actor.permissions.has('settings.edit')
  const { entries, older } = await searchAudit(db, workspace.id, {}, { before, most: LINES })
  return {
    card: journalCard(t, {
      lines: await linesOf(turn, entries),
      ...(older === undefined ? {} : { older }),
      isFirst: before === undefined,
      isAdministrator,
      isService: actor.isServiceAdministrator,
      check: await lastCheck(db),
      now: now(),
    }),
  }
}

/** The whole chain, whose ever the entries are: it is read in the background, and whoever began it is told what came of it. */
async function verify(turn: Turn): Promise<Shown> {
  await beginCheck(turn, turn.person)
  return await showJournal(turn, {})
}

/** A search in the journal: what is found stands in the same dialog. */
async function find(
  turn: Turn,
  { opened: { before }, nonce, sent }: Saved<(typeof auditDialogs)['audit.find']>,
): Promise<Shown> {
  if (!sent.ok) return found(turn, { nonce, values: sent.values })
  const values = sent.fields
  const people = values.who === '' ? undefined : [values.who]
  const { entries, older } = await searchJournal(turn, { ...values, people }, { before, most: LINES })
  const names = await namesOf(turn.db, turn.person.tenantId, people ?? [])
  const who = (people ?? []).map((value) => ({ value, title: names.get(value) || value }))
  return found(turn, { nonce, values, found: { lines: await linesOf(turn, entries), older, who } })
}

function found({ t }: Turn, form: Parameters<typeof findForm>[1]): Shown {
  return { dialog: { title: t('audit.find'), card: findForm(t, form) } }
}

/** What somebody looks for, as the store finds it: days as they are in the reader's zone, an incident by its number. */
export async function searchJournal(
  turn: Turn,
  {
    people,
    what,
    outcome,
    about,
    from,
    to,
  }: Omit<JournalQuery, 'who'> & { readonly people: readonly string[] | undefined },
  page: { readonly before: number | undefined; readonly most: number },
): Promise<Found> {
  const { db, workspace, settings } = turn
  const zone = turn.timeZone ?? settings.hours?.timeZone ?? 'UTC'
  const its = about === '' ? undefined : await findTicketByNumber(db, workspace.id, about.toUpperCase())
  const subjects = about === '' ? undefined : its === undefined ? [] : subjectsOf(its)
  const permission = what === 'privacy' ? what : PERMISSIONS.find((its) => its === what)
  const came = outcome === 'done' || outcome === 'refused' ? outcome : undefined
  const end = dayStart(to, zone)
  const span = { from: dayStart(from, zone), to: end === undefined ? undefined : dayStart(dayAfter(to), zone) }
  return await searchAudit(db, workspace.id, { people, permission, outcome: came, subjects, ...span }, page)
}

function dayAfter(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + DAY_MS).toISOString().slice(0, 10)
}

/** The incident, and the chat that it came from. */
function subjectsOf({ id, handoffId }: Pick<Ticket, 'id' | 'handoffId'>) {
  return [ticketSubject(id), ...(handoffId === undefined ? [] : [handoffSubject(handoffId)])]
}

export async function linesOf({ db, person }: Turn, entries: readonly AuditEntry[]): Promise<readonly JournalLine[]> {
  const people = entries.flatMap(({ actorId, behalfId }) => [actorId, ...(behalfId === undefined ? [] : [behalfId])])
  const names = await namesOf(db, person.tenantId, people)
  const tickets = entries.map(({ subject }) => idIn(subject, 'ticket')).filter((id) => id !== undefined)
  const numbers = await numbersOf(db, tickets)
  const unnamed = people.filter((id) => (names.get(id) ?? '') === '')
  const signedIn = await namesInSessions(db, person.tenantId, unnamed)
  // Who was refused before they ever spoke to us, and is signed in no more, has no name here: their account's id says who it was.
  const nameOf = (id: string) => names.get(id) || signedIn.get(id) || id
  return entries.map(({ at, actorId, behalfId, permission, outcome, subject }) => ({
    at,
    name: actorId === '' ? undefined : nameOf(actorId),
    permission,
    outcome,
    number: numbers.get(idIn(subject, 'ticket') ?? ''),
    behalf: behalfId && nameOf(behalfId),
  }))
}

async function showViewers({ db, t, person }: Turn, its: Ticket): Promise<Shown> {
  const { id, number, kind, requester, opener, isConfidential } = its
  const subjects = subjectsOf(its)
  const without = [requester.objectId, opener.objectId, person.objectId]
  const found = await listViewers(db, subjects, { without, most: MOST_VIEWERS })
  const names = await namesOf(
    db,
    person.tenantId,
    found.map(({ actorId }) => actorId),
  )
  const viewers = found.map(({ actorId, at }) => ({ name: names.get(actorId) || t('ticket.colleague'), at }))
  return { card: viewersCard(t, { ticketId: id, number, kind, isConfidential, viewers }) }
}
