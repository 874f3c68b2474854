import type { ActionData } from '../../cards/actions.ts'
import type { auditActions } from '../../cards/audit/actions.ts'
import { type JournalLine, journalCard, viewersCard } from '../../cards/audit/journal.ts'
import type { AuditEntry } from '../../services/audit/audit.ts'
import { listAuditEntries, listViewers } from '../../services/audit/store.ts'
import { handoffSubject } from '../../services/handoffs/handoff.ts'
import { idIn } from '../../services/notices/subject.ts'
import { namesOf } from '../../services/people/store.ts'
import { numbersOf } from '../../services/tickets/store.ts'
import { type Ticket, ticketSubject } from '../../services/tickets/ticket.ts'
import { ticket } from '../tickets/kinds.ts'
import { may, on } from '../turn/guard.ts'
import type { Shown, Turn } from '../turn/reply.ts'
import type { Verbs } from '../turn/verbs.ts'

export const auditVerbs = {
  'audit.show': may('audit.read', showJournal),
  'audit.viewers': on(ticket, 'ticket.read', showViewers),
} satisfies Verbs<typeof auditActions>

const LINES = 10
const MOST_VIEWERS = 30

async function showJournal(turn: Turn, { before }: ActionData<'audit.show'>): Promise<Shown> {
  const { db, t, workspace, actor } = turn
  const isAdministrator = actor.permissions.has('settings.edit')
  const from = before === undefined ? {} : { before }
  const entries = await listAuditEntries(db, workspace.id, { ...from, most: LINES + 1 })
  const shown = entries.slice(0, LINES)
  const older = entries.length > LINES ? { older: shown.at(-1)?.id ?? 0 } : {}
  return {
    card: journalCard(t, {
      lines: await linesOf(turn, shown),
      ...older,
      isFirst: before === undefined,
      isAdministrator,
    }),
  }
}

async function linesOf({ db, person }: Turn, entries: readonly AuditEntry[]): Promise<readonly JournalLine[]> {
  const people = entries.flatMap(({ actorId, behalfId }) => [actorId, ...(behalfId === undefined ? [] : [behalfId])])
  const names = await namesOf(db, person.tenantId, people)
  const tickets = entries.map(({ subject }) => idIn(subject, 'ticket')).filter((id) => id !== undefined)
  const numbers = await numbersOf(db, tickets)
  // Who was refused before they ever spoke to us has no name here: their account's id says who it was.
  const nameOf = (id: string) => names.get(id) || id
  return entries.map(({ at, actorId, behalfId, permission, outcome, subject }) => ({
    at,
    name: actorId === '' ? undefined : nameOf(actorId),
    permission,
    outcome,
    number: numbers.get(idIn(subject, 'ticket') ?? ''),
    behalf: behalfId && nameOf(behalfId),
  }))
}

/** The incident, and the chat that it came from. */
async function showViewers({ db, t, person }: Turn, its: Ticket): Promise<Shown> {
  const { id, number, kind, handoffId, requester, opener, isConfidential } = its
  const subjects = [ticketSubject(id), ...(handoffId === undefined ? [] : [handoffSubject(handoffId)])]
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
