import { randomUUID } from 'node:crypto'
import type { Services } from '../context.ts'
import { refreshDeskOf } from '../handoffs/refresh.ts'
import { enqueue } from '../jobs/enqueue.ts'
import type { Afterwards } from '../jobs/task.ts'
import { enqueueRefresh, tell } from '../notices/tell.ts'
import { namesOf } from '../people/store.ts'
import { maskSecrets } from '../secrets/secret.ts'
import type { Settings } from '../settings/settings.ts'
import { enqueueSync } from '../tickets/enqueue-sync.ts'
import { ASIDE, type TicketNotice } from '../tickets/jobs.ts'
import { recordEntry } from '../tickets/record.ts'
import { addEntry, addTicket, getTicket } from '../tickets/store.ts'
import { ticketSubject } from '../tickets/ticket.ts'
import { MINUTE_MS, SECOND_MS } from '../time.ts'
import { cut } from '../words/words.ts'
import { getWorkspace } from '../workspaces/store.ts'
import { FIRST_TIER } from '../workspaces/workspace.ts'
import { throughCircuit } from './circuit.ts'
import { keyOfTheirs, remoteFields } from './itsm.ts'
import type { ItsmJobs } from './jobs.ts'
import type { RemoteEntry, RemoteTicket } from './port.ts'
import { findLinkByRemote, findOurs, findState, personOf, saveCursor, saveLink } from './store.ts'
import { type SyncNeeds, systemOf } from './sync.ts'

/** « En continu »: a change there is seen here within some seconds. */
const FAST_MS = 5 * SECOND_MS
/** After it was given up: the connection is wrong, and somebody mends it. */
const AFTER_FAULT_MS = 5 * MINUTE_MS
const LONGEST_TITLE = 100
const LONGEST_WORDS = 4_000

/** Asks at once what changed in a workspace's ticket system: « Synchroniser maintenant », a hint of the system, other settings. */
export async function enqueuePoll({ db, now }: Pick<Services, 'db' | 'now'>, workspaceId: string): Promise<void> {
  await enqueue<ItsmJobs>(db, { task: 'itsm.poll', lane: laneOf(workspaceId), payload: { workspaceId } }, now())
}

/** The next time, where this one came to nothing. */
export async function pollLater({ db, now }: Pick<Services, 'db' | 'now'>, workspaceId: string): Promise<void> {
  await planPoll({ db, now }, workspaceId, AFTER_FAULT_MS)
}

async function planPoll({ db, now }: Pick<Services, 'db' | 'now'>, workspaceId: string, inMs: number): Promise<void> {
  const lane = laneOf(workspaceId)
  const timer = { dueAt: now() + inMs, timerKey: lane }
  await enqueue<ItsmJobs>(db, { task: 'itsm.poll', lane, payload: { workspaceId }, ...timer }, now())
}

function laneOf(workspaceId: string): string {
  return `poll:${workspaceId}`
}

/** How often a workspace asks, in milliseconds; `undefined`: when somebody wishes it. */
export function delayOf(sync: NonNullable<Settings['ticketSystem']>['sync']): number | undefined {
  if (sync === 'manual') return undefined
  return sync === 'fast' ? FAST_MS : Number(sync) * MINUTE_MS
}

/**
 * Takes over what changed in a workspace's ticket system since the last time. The cursor is kept in the same transaction as what
 * was read up to it: nothing is left out, whatever dies. One lane a workspace: one replica asks at a time.
 */
export async function pollSystem(
  needs: SyncNeeds,
  { workspaceId }: ItsmJobs['itsm.poll'],
): Promise<Afterwards | undefined> {
  const { db } = needs
  const system = await systemOf(needs, workspaceId)
  // Whoever chooses one again asks for the next.
  if (system === undefined) return undefined
  const { name } = system
  const known = await findState(db, workspaceId)
  const cursor = known?.system === name ? known.cursor : undefined
  const changes = await throughCircuit(needs, { workspaceId, system: name }, () => system.itsm.changesSince(cursor))
  const workspace = await getWorkspace(db, workspaceId)
  const { ticketSystem } = await needs.settingsOf(db, workspace)
  const at = { workspaceId, tenantId: workspace.tenantId, system: name }
  const delay = changes.more ? 0 : delayOf(ticketSystem?.sync ?? 'manual')
  return async (tx) => {
    const services = { ...needs, db: tx }
    for (const remote of changes.tickets) {
      const words = changes.entries.find((its) => its.kind === 'opened' && its.ticketId === remote.id)?.text
      await meet(services, at, remote, words ?? '')
    }
    for (const { id } of changes.gone) await look(services, at, id)
    for (const entry of changes.entries) await hear(services, at, entry)
    await saveCursor(services, workspaceId, { system: name, cursor: changes.cursor })
    if (delay === 0) await enqueuePoll(services, workspaceId)
    else if (delay !== undefined) await planPoll(services, workspaceId, delay)
  }
}

/** One of ours, whatever workspace it is in; each workspace brings its own in step. False: it is none of ours. */
async function look(services: Pick<Services, 'db' | 'now'>, { workspaceId, system }: At, remoteId: string) {
  const link = await findLinkByRemote(services.db, system, remoteId)
  if (link === undefined) return false
  if ((await getTicket(services.db, link.ticketId)).workspaceId === workspaceId)
    await enqueueSync(services, { id: link.ticketId, system }, true)
  return true
}

interface At {
  readonly workspaceId: string
  readonly tenantId: string
  readonly system: string
}

/** One of ours is brought in step; one that was opened there for somebody whom we know appears here, and they are told. */
async function meet(
  services: Pick<Services, 'db' | 'now' | 'rulesOf'>,
  at: At,
  remote: RemoteTicket,
  words: string,
): Promise<void> {
  const { db, now } = services
  const { workspaceId, tenantId, system } = at
  if (await look(services, at, remote.id)) return
  // Ours, whose own job has not written down yet that it is there; or nobody’s of ours.
  const person = remote.requester && (await findOurs(db, tenantId, system, remote.requester.id))
  if (remote.key !== undefined || person === undefined || remote.requester === undefined) return
  const name = (await namesOf(db, tenantId, [person.objectId])).get(person.objectId) ?? remote.requester.name
  const assignee = remote.assignee && (await personOf(db, tenantId, system, remote.assignee))
  const time = now()
  const ticket = await addTicket(db, {
    id: randomUUID(),
    key: keyOfTheirs(system, remote.id),
    workspace_id: workspaceId,
    tenant_id: tenantId,
    system,
    number: remote.number,
    title: cut(maskSecrets(remote.title).text, LONGEST_TITLE),
    description: cut(maskSecrets(words).text, LONGEST_WORDS),
    urgency: remote.urgency ?? 'normal',
    impact: remote.impact ?? 'one',
    category: remote.category ?? null,
    state: remote.state,
    requester_id: person.objectId,
    requester_name: name,
    opener_id: person.objectId,
    opener_name: name,
    assignee_id: assignee?.objectId ?? null,
    assignee_name: assignee?.name ?? null,
    handoff_id: null,
    tier: FIRST_TIER,
    confidential: 0,
    opened_at: remote.openedAt,
    updated_at: time,
  })
  const { id } = ticket
  const requester = { tenantId, objectId: person.objectId, name }
  await addEntry(db, id, { key: `${id}:opened`, kind: 'opened', author: requester, text: '', at: time })
  await saveLink(db, {
    ticketId: id,
    workspaceId,
    system,
    remoteId: remote.id,
    base: remoteFields(remote),
    stateLabel: remote.stateLabel,
    pushedEntry: 0,
  })
  await enqueueRefresh(services, ticketSubject(id))
  await refreshDeskOf(services, ticket)
  await tell<TicketNotice>(services, { person: requester }, { kind: 'ticket-opened', ticketId: id }, ASIDE)
}

/** Somebody said something there: it is in the history here, once, and whom it concerns is told. */
async function hear(
  services: Pick<Services, 'db' | 'now'>,
  { workspaceId, tenantId, system }: At,
  entry: RemoteEntry,
): Promise<void> {
  const { db } = services
  const link = entry.kind === 'opened' ? undefined : await findLinkByRemote(db, system, entry.ticketId)
  if (link === undefined || entry.kind === 'opened') return
  const ticket = await getTicket(db, link.ticketId)
  if (ticket.workspaceId !== workspaceId) return
  const author = await personOf(db, tenantId, system, entry.author)
  const { text } = maskSecrets(cut(entry.text.trim(), LONGEST_WORDS))
  if (text === '') return
  await recordEntry(services, ticket, { kind: entry.kind, author, text, key: keyOfTheirs(system, entry.id) })
}
