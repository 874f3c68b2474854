import type { Services } from '../context.ts'
import { isConflict, isTransient, PACED, ServiceDeskError } from '../errors.ts'
import { refreshDeskOf, refreshHandoff } from '../handoffs/refresh.ts'
import { getHandoff } from '../handoffs/store.ts'
import type { Afterwards } from '../jobs/task.ts'
import { enqueueRefresh, tell } from '../notices/tell.ts'
import type { NamedPerson, PersonKey } from '../people/person.ts'
import { maskSecrets } from '../secrets/secret.ts'
import { enqueueSlaLook } from '../tickets/enqueue-sla.ts'
import { enqueueSync } from '../tickets/enqueue-sync.ts'
import type { TicketJobs } from '../tickets/jobs.ts'
import { recordEntry } from '../tickets/record.ts'
import { changeTicket, findTicketByNumber, getTicket, listEntriesAfter, renumberTicket } from '../tickets/store.ts'
import {
  type EntryKind,
  isForAnother,
  isProvisional,
  isSettled,
  type Ticket,
  type TicketEntry,
  ticketSubject,
} from '../tickets/ticket.ts'
import { throughCircuit } from './circuit.ts'
import { type Enclosure, isTaken, listEnclosures, sendEnclosure, type TalkWords } from './enclosures.ts'
import { pollSoon } from './enqueue-poll.ts'
import {
  changeOf,
  type Field,
  type Fields,
  idOfTheirs,
  keyOfTheirs,
  localFields,
  objectIdOfTheirs,
  openedFields,
  oursAlone,
  type Reconciled,
  reconcile,
  refusedBefore,
  refusedOf,
  remoteFields,
  withoutRefused,
} from './itsm.ts'
import type { ItsmNotice } from './jobs.ts'
import type { Itsm, NewRemoteEntry, RemoteTicket } from './port.ts'
import {
  findLink,
  findLinkByRemote,
  findRemoteId,
  findState,
  findWrite,
  forgetWrite,
  type Link,
  notePending,
  noteWrite,
  personOf,
  rememberRemote,
  saveLink,
} from './store.ts'
import { systemOf } from './system-of.ts'

export interface SyncNeeds extends Pick<Services, 'db' | 'now' | 'rulesOf' | 'settingsOf' | 'systems'> {
  /** The e-mail address that Teams has of somebody; `undefined` where it has none, or we cannot ask. */
  readonly emailOf: (person: PersonKey, workspaceId: string) => Promise<string | undefined>
  /** What a system is told of a confidential ticket, whose words stay here (F24). */
  readonly hidden: (ticket: Ticket) => Promise<{ readonly title: string; readonly description: string }>
  /** In what words a chat is told there, by its workspace's language. */
  readonly talkWords: (workspaceId: string) => Promise<TalkWords>
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
/** One job says so many entries, or sends so many enclosures, and its calls fit into its lease even where each is slow. */
const MOST_ENTRIES = 10
const MOST_ENCLOSURES = 2

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
  const system = await systemOf(needs, ticket.workspaceId)
  if (system?.name !== ticket.system) return undefined
  const link = await findLink(db, ticketId)
  const unsaid = await listEntriesAfter(db, ticketId, link?.pushedEntry ?? 0, SPOKEN, MOST_ENTRIES)
  const ours = unsaid.filter((its) => its.text !== '' && !its.key.startsWith(keyOfTheirs(ticket.system ?? '', '')))
  const words = await needs.talkWords(ticket.workspaceId)
  const takesFiles = system.itsm.supports.files
  const unsent = await listEnclosures(needs, ticket, words, { sent: link?.enclosed ?? [], takesFiles })
  const isQuiet = look !== true && ours.length + unsent.length === 0
  if (link !== undefined && isQuiet && (await isInStep(needs, system.itsm, ticket, link))) return undefined
  await awaitSettled(needs, ticketId)
  if (link === undefined) await noteWrite(needs, ticketId)
  const at = { workspaceId: ticket.workspaceId, system: system.name }
  return await throughCircuit<Afterwards>(needs, at, async () => {
    const { itsm } = system
    const before = link === undefined ? await openThere(needs, itsm, ticket) : await readThere(itsm, link)
    if (before === undefined) return (tx) => cancelGone({ ...needs, db: tx }, ticket, '')
    // Two of ours were merged there: the other one goes on, and nothing of this one is written to it.
    const other = await findLinkByRemote(db, system.name, before.id)
    if (other !== undefined && other.ticketId !== ticketId) {
      const { number } = await getTicket(db, other.ticketId)
      return (tx) => cancelGone({ ...needs, db: tx }, ticket, number)
    }
    const base = link === undefined ? openedFields(before) : agreedFields(link, before)
    const untaken: (TicketEntry | Enclosure)[] = []
    if (!ticket.isConfidential)
      for (const entry of ours) {
        await noteWrite(needs, ticketId)
        if (!(await isTaken(itsm.say(before.id, saidThere(entry), `entry:${entry.id}`)))) untaken.push(entry)
      }
    const remoteAssignee = await remoteIdOfAssignee(needs, itsm, ticket)
    const compared = reconcile(localFields(ticket, remoteAssignee), base, remoteFields(before), itsm.supports)
    const merged = { ...compared, toRemote: withoutRefused(compared.toRemote, link?.refused) }
    const isWriting = Object.keys(merged.toRemote).length > 0
    // Words and fields first, and the rest by a job of its own: a file that does not get through holds up nothing but files.
    const enclosures = ours.length > 0 || isWriting ? [] : unsent.slice(0, MOST_ENCLOSURES)
    for (const its of enclosures) {
      await noteWrite(needs, ticketId)
      if ((await sendEnclosure(needs, itsm, before.id, its)) === 'refused') untaken.push(its)
    }
    if (isWriting)
      await notePending(
        db,
        link ?? { ticketId, system: system.name, remoteId: before.id, base, pushedEntry: 0, enclosed: [] },
        merged.toRemote,
      )
    const after = await write(itsm, before, merged, ours.length + enclosures.length > 0)
    return (tx) =>
      apply({ ...needs, db: tx }, ticket, {
        link,
        merged,
        remote: after,
        base: baseAfter(before, after, merged),
        refused: {
          ...refusedBefore(compared.toRemote, link?.refused),
          ...refusedOf(merged.toRemote, remoteFields(before), remoteFields(after)),
        },
        system: system.name,
        remoteAssignee,
        pushedEntry: unsaid.at(-1)?.id ?? link?.pushedEntry ?? 0,
        enclosed: [...(link?.enclosed ?? []), ...enclosures.map(({ key }) => key)],
        untaken,
        hasMore: unsaid.length === MOST_ENTRIES || unsent.length > enclosures.length,
      })
  }).catch(async (error: unknown) => {
    // Whatever failed for sure is not under way.
    if (error instanceof ServiceDeskError)
      await (error.uncertain ? noteWrite(needs, ticketId) : forgetWrite(db, ticketId))
    throw retryable(error)
  })
}

/** Longer than any system takes for what it was asked, also where nobody waits for the answer any more. */
const SETTLE_MS = 20_000

/**
 * An attempt that died, or whose answer was lost, may still be at work there: a look right after it would not find what it is about
 * to do, and it would be done twice. Throws `unavailable` until it must be over.
 */
async function awaitSettled({ db, now }: SyncNeeds, ticketId: string): Promise<void> {
  const began = await findWrite(db, ticketId)
  const wait = began === undefined ? 0 : began + SETTLE_MS - now()
  if (wait > 0)
    throw new ServiceDeskError('unavailable', 'What was asked for before may be under way there.', {
      reason: PACED,
      retryAfterMs: wait,
    })
}

/** Nothing to say, and nothing to write; asked of our own store alone. */
async function isInStep(
  { db }: SyncNeeds,
  itsm: Itsm,
  ticket: Ticket,
  { base, system, refused }: Link,
): Promise<boolean> {
  const { assignee } = ticket
  const known = assignee && (idOfTheirs(system, assignee) ?? (await findRemoteId(db, system, assignee)))
  if (assignee !== undefined && known === undefined) return false
  const { toRemote } = reconcile(localFields(ticket, known), base, base, itsm.supports)
  return Object.keys(withoutRefused(toRemote, refused)).length === 0
}

/** `undefined`: it was deleted there. */
async function readThere(itsm: Itsm, { remoteId }: Link): Promise<RemoteTicket | undefined> {
  try {
    return await itsm.read(remoteId)
  } catch (error) {
    if (error instanceof ServiceDeskError && error.code === 'not-found') return undefined
    throw error
  }
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
async function remoteIdOfAssignee(
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
  const isItsOwnDoing = AT_WORK.includes(now.state) && !AT_WORK.includes(before.state)
  return isItsOwnDoing ? await itsm.change(before.id, { state: before.state }) : now
}

/** What a system makes of a ticket by itself as soon as anybody says something. Any other change is somebody's. */
const AT_WORK: readonly Ticket['state'][] = ['new', 'in-progress']

/** What we wrote, and whose answer was lost, is agreed on where it is there (a lost acknowledgement is no change of theirs). */
function agreedFields({ base, pending = {} }: Link, remote: RemoteTicket): Fields {
  const theirs = remoteFields(remote)
  const written = Object.entries(pending).filter(([field, value]) => theirs[field as Field] === value)
  return { ...base, ...Object.fromEntries(written) }
}

/**
 * What was there when both sides were compared, with what we wrote since. What somebody there changed between our look and now
 * is no part of it: the next look finds it.
 */
function baseAfter(before: RemoteTicket, after: RemoteTicket, { toRemote }: Reconciled): Fields {
  const now = remoteFields(after)
  const written = (Object.keys(toRemote) as Field[]).map((field) => [field, now[field]])
  return { ...remoteFields(before), ...Object.fromEntries(written) }
}

interface Synced {
  readonly link: Link | undefined
  readonly merged: Reconciled
  readonly remote: RemoteTicket
  /** What both sides agree on now. */
  readonly base: Fields
  readonly system: string
  /** Who whoever works on it here is there. */
  readonly remoteAssignee: string | undefined
  readonly pushedEntry: number
  readonly enclosed: readonly string[]
  /** What it does not take: the desk is told. */
  readonly untaken: readonly (TicketEntry | Enclosure)[]
  readonly refused: Partial<Fields>
  readonly hasMore: boolean
}

type Applied = Pick<Services, 'db' | 'now' | 'rulesOf' | 'systems'>

async function apply(
  services: Applied,
  ticket: Ticket,
  { link, merged, remote, base, system, remoteAssignee, pushedEntry, enclosed, untaken, refused, hasMore }: Synced,
): Promise<void> {
  const { db } = services
  const { id, workspaceId } = ticket
  await forgetWrite(db, id)
  await saveLink(db, {
    ticketId: id,
    system,
    remoteId: remote.id,
    base,
    pending: undefined,
    pushedEntry,
    enclosed,
    refused,
  })
  // It answers again: the poller catches up on what was given up meanwhile, and then all is well.
  if ((await findState(db, workspaceId))?.failingSince !== undefined)
    await pollSoon(services, workspaceId, services.now() + 1)
  if (ticket.assignee !== undefined && remoteAssignee !== undefined && remoteAssignee !== oursAlone(ticket.assignee))
    await rememberOurs(db, system, remoteAssignee, ticket.assignee)
  if ((link === undefined || isProvisional(ticket)) && remote.requester !== undefined)
    await rememberOurs(db, system, remote.requester.id, ticket.requester)
  const number = await freeNumber(db, ticket, remote.number)
  if (number !== ticket.number) {
    await renumberTicket(db, id, number)
    await enqueueRefresh(services, ticketSubject(id))
    // Each card that tells its number tells the real one in its place (F17).
    await enqueueRefresh(services, ticketSubject(id), 'opened')
    if (isForAnother(ticket)) await enqueueRefresh(services, ticketSubject(id), 'opened-by')
    if (ticket.handoffId !== undefined) await enqueueRefresh(services, ticketSubject(id), 'opened-desk')
    if (ticket.handoffId !== undefined) await refreshHandoff(services, await getHandoff(db, ticket.handoffId))
  }
  await tellUnsent(services, ticket, withoutRefused(refused, link?.refused), untaken)
  // They say it, and the next job takes it up where this one stopped.
  if (hasMore) await enqueueSync(services, ticket)
  if (Object.keys(merged.toLocal).length > 0) await takeOver(services, ticket, remote, { merged, system })
}

/** What the system did not take, once each. */
async function tellUnsent(
  services: Applied,
  { id, assignee }: Ticket,
  refused: Partial<Fields>,
  untaken: readonly (TicketEntry | Enclosure)[],
): Promise<void> {
  const thread = { thread: ticketSubject(id) }
  for (const field of Object.keys(refused) as Field[]) {
    const value = field === 'assignee' ? (assignee?.name ?? '') : (refused[field] ?? '')
    await tell<ItsmNotice>(services, thread, { kind: 'ticket-field-unsent', ticketId: id, field, value })
  }
  for (const its of untaken) {
    if ('file' in its)
      await tell<ItsmNotice>(services, thread, { kind: 'ticket-file-unsent', ticketId: id, name: its.file.name })
    else await tell<ItsmNotice>(services, thread, { kind: 'ticket-unsent', ticketId: id, why: 'refused' })
  }
}

async function rememberOurs(db: Services['db'], system: string, remoteId: string, person: PersonKey): Promise<void> {
  if (idOfTheirs(system, person) === undefined) await rememberRemote(db, system, remoteId, person)
}

/** What was changed there is changed here, and told like what is changed here. */
async function takeOver(
  services: Applied,
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
  await enqueueSlaLook(services, ticket.id)
  await refreshDeskOf(services, changed)
  const key = keyOfTheirs(system, `${remote.id}:version:${changed.version}`)
  const kind = entryKindOf(ticket, changed)
  const author = (kind === 'taken' ? assignee : undefined) ?? someoneThere(services, ticket)
  if (kind !== undefined) await recordEntry(services, changed, { kind, author, key })
  for (const field of conflicts) {
    const notice = { kind: 'ticket-conflict', ticketId: ticket.id, field, ...valuesOf(ticket, changed, field) } as const
    await tell<ItsmNotice>(services, { thread: ticketSubject(ticket.id) }, notice)
  }
}

/** Whoever changed it there is not told to us. */
function someoneThere({ systems }: Applied, { requester: { tenantId }, system = '' }: Ticket): NamedPerson {
  return { tenantId, objectId: objectIdOfTheirs(system, ''), name: systems.labelOf(system) }
}

/** What a change of state is called in a ticket's history. */
function entryKindOf(before: Ticket, { state, assignee }: Ticket): EntryKind | undefined {
  const wasSettled = before.state === 'resolved' || before.state === 'closed' || before.state === 'cancelled'
  if (state === before.state) {
    const isTaken = assignee !== undefined && assignee.objectId !== before.assignee?.objectId
    return isTaken && state === 'in-progress' ? 'taken' : undefined
  }
  if (state === 'resolved' || state === 'closed') return before.state === 'resolved' ? 'confirmed' : 'resolved'
  if (state === 'cancelled') return 'cancelled'
  if (wasSettled) return 'reopened'
  if (state === 'on-hold') return 'held'
  if (before.state === 'on-hold') return 'resumed'
  return state === 'in-progress' ? 'taken' : undefined
}

function valuesOf(before: Ticket, after: Ticket, field: Field): { readonly ours: string; readonly theirs: string } {
  const of = (its: Ticket) => (field === 'assignee' ? (its.assignee?.name ?? '') : String(its[field] ?? ''))
  return { ours: of(before), theirs: of(after) }
}

/** Deleted there, or merged `into` the one of this number: it is cancelled here, and told like that. */
async function cancelGone(services: Applied, ticket: Ticket, into: string): Promise<void> {
  await forgetWrite(services.db, ticket.id)
  // What was settled long ago may be gone there.
  if (isSettled(ticket)) return
  const changed = await changeTicket(services, ticket, { state: 'cancelled' })
  if (changed === undefined) throw new ServiceDeskError('conflict', 'The ticket was changed meanwhile.')
  const { system = '' } = ticket
  const author = someoneThere(services, ticket)
  const { text } = maskSecrets(into === '' ? '' : `→ ${into}`)
  await recordEntry(services, changed, {
    kind: 'cancelled',
    author,
    text,
    key: keyOfTheirs(system, `${ticket.id}:gone`),
  })
}

/** Two systems may give the same number: in one workspace each is there once. */
export async function freeNumber(
  db: Services['db'],
  { id, workspaceId, system }: Pick<Ticket, 'id' | 'workspaceId' | 'system'>,
  number: string,
): Promise<string> {
  const taken = await findTicketByNumber(db, workspaceId, number)
  return taken === undefined || taken.id === id ? number : `${number} (${system})`
}

/** Somebody changed it there between our look and our word: the next attempt sees both. */
function retryable(error: unknown): unknown {
  if (!isConflict(error) || isTransient(error)) return error
  return new ServiceDeskError('unavailable', 'The ticket was changed there meanwhile.', { cause: error })
}
