import type { Services } from '../context.ts'
import { isConflict, isTransient, ServiceDeskError } from '../errors.ts'
import { refreshDeskOf, refreshHandoff } from '../handoffs/refresh.ts'
import { getHandoff } from '../handoffs/store.ts'
import type { Afterwards } from '../jobs/task.ts'
import { enqueueRefresh, tell } from '../notices/tell.ts'
import type { NamedPerson, PersonKey } from '../people/person.ts'
import { enqueueSync } from '../tickets/enqueue-sync.ts'
import type { TicketJobs } from '../tickets/jobs.ts'
import { recordEntry } from '../tickets/record.ts'
import { changeTicket, getTicket, listEntriesAfter, renumberTicket } from '../tickets/store.ts'
import { type EntryKind, isForAnother, type Ticket, type TicketEntry, ticketSubject } from '../tickets/ticket.ts'
import { getWorkspace } from '../workspaces/store.ts'
import { throughCircuit } from './circuit.ts'
import {
  changeOf,
  type Fields,
  idOfTheirs,
  keyOfTheirs,
  localFields,
  objectIdOfTheirs,
  oursAlone,
  type Reconciled,
  reconcile,
  remoteFields,
} from './itsm.ts'
import type { ItsmNotice } from './jobs.ts'
import type { Itsm, NewRemoteEntry, RemoteTicket } from './port.ts'
import { findLink, findRemoteId, type Link, noteWell, personOf, rememberRemote, saveLink } from './store.ts'
import type { TicketSystems } from './vendors.ts'

export interface SyncNeeds extends Pick<Services, 'db' | 'now' | 'rulesOf' | 'settingsOf'> {
  readonly systems: TicketSystems
  /** The e-mail address that Teams has of somebody; `undefined` where it has none, or we cannot ask. */
  readonly emailOf: (person: PersonKey, workspaceId: string) => Promise<string | undefined>
  /** What a system is told of a confidential ticket, whose words stay here (F24). */
  readonly hidden: (ticket: Ticket) => Promise<{ readonly title: string; readonly description: string }>
}

/** The ticket system that a workspace works with now, if it is the one that `system` names. */
export async function systemOf(
  { db, settingsOf, systems }: Pick<SyncNeeds, 'db' | 'settingsOf' | 'systems'>,
  workspaceId: string,
  system?: string,
): Promise<{ readonly name: string; readonly itsm: Itsm } | undefined> {
  const workspace = await getWorkspace(db, workspaceId)
  const { ticketSystem } = await settingsOf(db, workspace)
  if (ticketSystem === null || (system !== undefined && ticketSystem.connection !== system)) return undefined
  const itsm = systems.of(workspace.tenantId, ticketSystem)
  return itsm && { name: ticketSystem.connection, itsm }
}

/** What goes there in words; all else is in the fields. */
const SPOKEN = [
  'comment',
  'work-note',
  'held',
  'resumed',
  'cancelled',
  'withdrawn',
  'resolved',
  'reopened',
  'passed',
] as const
const MOST_ENTRIES = 50

/**
 * Brings a ticket and its like in the ticket system in step: opens it there once, says there what was said here, and merges field
 * by field what was changed on either side. It may run again at any time: every step is idempotent. A ticket of a system that the
 * workspace does not use any more stays as it is.
 */
export async function syncTicket(
  needs: SyncNeeds,
  { ticketId, look }: TicketJobs['ticket.sync'],
): Promise<Afterwards | undefined> {
  const { db } = needs
  const ticket = await getTicket(db, ticketId)
  if (ticket.system === undefined) return undefined
  const system = await systemOf(needs, ticket.workspaceId, ticket.system)
  if (system === undefined) return undefined
  const link = await findLink(db, ticketId)
  const unsaid = await listEntriesAfter(db, ticketId, link?.pushedEntry ?? 0, SPOKEN, MOST_ENTRIES)
  const ours = unsaid.filter((its) => its.text !== '' && !its.key.startsWith(keyOfTheirs(ticket.system ?? '', '')))
  if (link !== undefined && look !== true && ours.length === 0 && (await isInStep(needs, ticket, link)))
    return undefined
  const at = { workspaceId: ticket.workspaceId, system: system.name }
  return await throughCircuit<Afterwards>(needs, at, async () => {
    const { itsm } = system
    const before = link === undefined ? await openThere(needs, itsm, ticket) : await itsm.read(link.remoteId)
    const base = link?.base ?? remoteFields(before)
    if (!ticket.isConfidential)
      for (const entry of ours) await itsm.say(before.id, saidThere(entry), `entry:${entry.id}`)
    const met = await meetAssignee(needs, itsm, ticket)
    const merged = reconcile(localFields(ticket, met), base, remoteFields(before), itsm.supports)
    const after = await write(itsm, before, merged, ours.length > 0)
    return (tx) =>
      apply({ ...needs, db: tx }, ticket, {
        link,
        merged,
        remote: after,
        system: system.name,
        met,
        pushedEntry: unsaid.at(-1)?.id ?? link?.pushedEntry ?? 0,
        hasMore: unsaid.length === MOST_ENTRIES,
      })
  }).catch((error: unknown) => gone(needs, ticket, error))
}

/** Nothing to say, and the fields are those that both sides agreed on; asked of our own store alone. */
async function isInStep({ db }: SyncNeeds, ticket: Ticket, { base, system }: Link): Promise<boolean> {
  const { state, urgency, impact, category } = ticket
  if (state !== base.state || category !== base.category) return false
  if ((base.urgency ?? urgency) !== urgency || (base.impact ?? impact) !== impact) return false
  if (ticket.assignee === undefined) return base.assignee === undefined
  const known = idOfTheirs(system, ticket.assignee) ?? (await findRemoteId(db, system, ticket.assignee))
  return known !== undefined && known === base.assignee
}

async function openThere(needs: SyncNeeds, itsm: Itsm, ticket: Ticket): Promise<RemoteTicket> {
  const { title, description } = ticket.isConfidential ? await needs.hidden(ticket) : ticket
  const { urgency, impact, category, requester, opener } = ticket
  const email = await needs.emailOf(requester, ticket.workspaceId)
  const openedBy = isForAnother(ticket) ? opener.name : undefined
  const fresh = { title, description, urgency, impact, category, openedBy }
  return await itsm.open({ ...fresh, requester: { name: requester.name ?? '', email } }, ticket.id)
}

function saidThere({ kind, text, author }: TicketEntry): NewRemoteEntry {
  return { kind: kind === 'work-note' || kind === 'passed' ? 'work-note' : 'comment', text, author: author.name }
}

/** Who whoever works on it is there; asked there once. */
async function meetAssignee(
  needs: SyncNeeds,
  itsm: Itsm,
  { assignee, workspaceId, system = '' }: Ticket,
): Promise<string | undefined> {
  if (assignee === undefined) return undefined
  const known = idOfTheirs(system, assignee) ?? (await findRemoteId(needs.db, system, assignee))
  if (known !== undefined) return known
  const email = await needs.emailOf(assignee, workspaceId)
  const found = email === undefined ? undefined : await itsm.findPerson(email)
  return found?.id ?? oursAlone(assignee)
}

/**
 * Writes what was changed here. What the system did by itself because we said something (RT opens again what is answered) is put
 * back: a word changes no state.
 */
async function write(
  itsm: Itsm,
  before: RemoteTicket,
  { toRemote }: Reconciled,
  hasSpoken: boolean,
): Promise<RemoteTicket> {
  const change = changeOf(toRemote)
  const after = Object.keys(change).length > 0 ? await itsm.change(before.id, change) : undefined
  if (!hasSpoken || toRemote.state !== undefined) return after ?? before
  const now = after ?? (await itsm.read(before.id))
  return now.state === before.state ? now : await itsm.change(before.id, { state: before.state })
}

interface Synced {
  readonly link: Link | undefined
  readonly merged: Reconciled
  readonly remote: RemoteTicket
  readonly system: string
  /** Who whoever works on it here is there. */
  readonly met: string | undefined
  readonly pushedEntry: number
  readonly hasMore: boolean
}

async function apply(
  services: Pick<Services, 'db' | 'now' | 'rulesOf'>,
  ticket: Ticket,
  { link, merged, remote, system, met, pushedEntry, hasMore }: Synced,
): Promise<void> {
  const { db } = services
  const { id, workspaceId } = ticket
  await saveLink(db, {
    ticketId: id,
    workspaceId,
    system,
    remoteId: remote.id,
    base: remoteFields(remote),
    stateLabel: remote.stateLabel,
    pushedEntry,
  })
  await noteWell(db, workspaceId)
  if (ticket.assignee !== undefined && met !== undefined && met !== oursAlone(ticket.assignee))
    await rememberOurs(db, system, met, ticket.assignee)
  if (link === undefined && remote.requester !== undefined)
    await rememberOurs(db, system, remote.requester.id, ticket.requester)
  if (remote.number !== ticket.number) {
    await renumberTicket(db, id, remote.number)
    await enqueueRefresh(services, ticketSubject(id))
    await enqueueRefresh(services, ticketSubject(id), 'opened')
    if (ticket.handoffId !== undefined) await refreshHandoff(services, await getHandoff(db, ticket.handoffId))
  }
  // They say it, and the next job takes it up where this one stopped.
  if (hasMore) await enqueueSync(services, ticket)
  if (Object.keys(merged.toLocal).length > 0) await takeOver(services, ticket, remote, { merged, system })
}

async function rememberOurs(db: Services['db'], system: string, remoteId: string, person: PersonKey): Promise<void> {
  if (idOfTheirs(system, person) === undefined) await rememberRemote(db, system, remoteId, person)
}

/** What was changed there is changed here, and told like what is changed here. */
async function takeOver(
  services: Pick<Services, 'db' | 'now' | 'rulesOf'>,
  ticket: Ticket,
  remote: RemoteTicket,
  { merged, system }: { readonly merged: Reconciled; readonly system: string },
): Promise<void> {
  const { db } = services
  const { toLocal, conflicts } = merged
  const { tenantId } = ticket.requester
  const theirs = remote.assignee && (await personOf(db, tenantId, system, remote.assignee))
  const assignee = 'assignee' in toLocal ? theirs : ticket.assignee
  const state = toLocal.state ?? ticket.state
  const changed = await changeTicket(services, ticket, {
    state,
    urgency: toLocal.urgency ?? ticket.urgency,
    impact: toLocal.impact ?? ticket.impact,
    category: ('category' in toLocal ? toLocal.category : ticket.category) ?? null,
    assignee_id: assignee?.objectId ?? null,
    assignee_name: assignee?.name ?? null,
  })
  // Somebody changed it here meanwhile: what both sides agree on is found anew, with nothing of this written.
  if (changed === undefined) throw new ServiceDeskError('conflict', 'The ticket was changed meanwhile.')
  await enqueueRefresh(services, ticketSubject(ticket.id))
  await refreshDeskOf(services, changed)
  const author = assignee ?? someoneThere(ticket, system)
  const key = keyOfTheirs(system, `${remote.id}:version:${changed.version}`)
  const kind = happened(ticket, changed)
  if (kind !== undefined) await recordEntry(services, changed, { kind, author, key })
  for (const field of conflicts) {
    const notice = { kind: 'ticket-conflict', ticketId: ticket.id, field, ours: oursOf(ticket, field) } as const
    await tell<ItsmNotice>(services, { thread: ticketSubject(ticket.id) }, notice)
  }
}

/** Whoever changed it there is not told to us. */
function someoneThere({ requester: { tenantId } }: Ticket, system: string): NamedPerson {
  return { tenantId, objectId: objectIdOfTheirs(system, ''), name: system }
}

/** What a change of state is called in a ticket's history. */
function happened(before: Ticket, { state, assignee }: Ticket): EntryKind | undefined {
  const wasSettled = before.state === 'resolved' || before.state === 'closed' || before.state === 'cancelled'
  if (state === before.state) {
    const isTaken = assignee !== undefined && assignee.objectId !== before.assignee?.objectId
    return isTaken && state === 'in-progress' ? 'taken' : undefined
  }
  if (state === 'resolved' || state === 'closed') return before.state === 'resolved' ? 'confirmed' : 'resolved'
  if (state === 'cancelled') return 'cancelled'
  if (wasSettled) return 'reopened'
  if (state === 'on-hold') return 'held'
  if (state === 'in-progress') return before.state === 'on-hold' ? 'resumed' : 'taken'
  return undefined
}

function oursOf(ticket: Ticket, field: keyof Fields): string {
  return field === 'assignee' ? (ticket.assignee?.name ?? '') : String(ticket[field] ?? '')
}

/** Deleted there: it is cancelled here, and told like that. Anything else is for the runner. */
async function gone(needs: SyncNeeds, ticket: Ticket, error: unknown): Promise<Afterwards | undefined> {
  if (!(error instanceof ServiceDeskError) || error.code !== 'not-found') throw retryable(error)
  if (ticket.state === 'cancelled') return undefined
  return async (tx) => {
    const services = { ...needs, db: tx }
    const changed = await changeTicket(services, ticket, { state: 'cancelled' })
    if (changed === undefined) throw new ServiceDeskError('conflict', 'The ticket was changed meanwhile.')
    const system = ticket.system ?? ''
    const entry = { kind: 'cancelled', author: someoneThere(ticket, system) } as const
    await recordEntry(services, changed, { ...entry, key: keyOfTheirs(system, `${ticket.id}:deleted`) })
  }
}

/** Somebody changed it there between our look and our word: the next attempt sees both. */
function retryable(error: unknown): unknown {
  if (!isConflict(error) || isTransient(error)) return error
  return new ServiceDeskError('unavailable', 'The ticket was changed there meanwhile.', { cause: error })
}
