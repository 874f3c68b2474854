import { randomUUID } from 'node:crypto'
import type { Services } from '../context.ts'
import { refreshDeskOf } from '../handoffs/refresh.ts'
import { hasJobs } from '../jobs/pending.ts'
import type { Afterwards } from '../jobs/task.ts'
import { ASIDE, enqueueRefresh, tell } from '../notices/tell.ts'
import { namesOf } from '../people/store.ts'
import { maskSecrets, type Written } from '../secrets/secret.ts'
import { enqueueSlaLook } from '../tickets/enqueue-sla.ts'
import { enqueueSync, SYNC_LANE } from '../tickets/enqueue-sync.ts'
import type { TicketNotice } from '../tickets/jobs.ts'
import { recordEntry } from '../tickets/record.ts'
import { addEntry, addTicket, findTicketOfSystem, getTicket, listBehind } from '../tickets/store.ts'
import { isSettled, ticketSubject } from '../tickets/ticket.ts'
import { DAY_MS } from '../time.ts'
import { cut } from '../words/words.ts'
import { FIRST_TIER } from '../workspaces/workspace.ts'
import { throughCircuit } from './circuit.ts'
import { enqueuePoll, planPoll } from './enqueue-poll.ts'
import { keyOfTheirs, openedFields, pollPeriodMs, remoteFields } from './itsm.ts'
import type { ItsmJobs } from './jobs.ts'
import type { RemoteEntry, RemoteTicket } from './port.ts'
import {
  BREAKS_AT,
  findLink,
  findLinkByRemote,
  findOurs,
  findState,
  personOf,
  type SyncState,
  saveCursor,
  saveLink,
} from './store.ts'
import { freeNumber, type SyncNeeds } from './sync.ts'
import { systemOf } from './system-of.ts'
import { ensureWatch, refreshDesks } from './watch.ts'

const LONGEST_TITLE = 100
const LONGEST_WORDS = 4_000

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
  const { name, workspace } = system
  // Also of a system that has never answered.
  await ensureWatch(needs, workspaceId, system.settings)
  const known = await findState(db, workspaceId)
  const cursor = known?.system === name ? known.cursor : undefined
  const changes = await throughCircuit(needs, { workspaceId, system: name }, () => system.itsm.changesSince(cursor))
  const delay = changes.more ? 0 : pollPeriodMs(system.sync)
  const at = { workspaceId, tenantId: workspace.tenantId, system: name }
  return async (tx) => {
    const services = { ...needs, db: tx }
    for (const remote of changes.tickets) {
      const words = changes.entries.find((its) => its.kind === 'opened' && its.ticketId === remote.id)?.text
      await importOrSync(services, at, remote, words)
    }
    for (const { id } of changes.gone) await enqueueRemoteChange(services, at, id)
    for (const entry of changes.entries) await importEntry(services, at, entry)
    const since = catchUpSince(cursor, known, needs.now())
    if (since !== undefined)
      for (const id of await listBehind(tx, workspaceId, name, since))
        if (!(await hasJobs(tx, `${SYNC_LANE}${id}`))) await enqueueSync(services, { id, system: name })
    if (known?.failingSince !== undefined) await refreshDesks(services, workspaceId)
    await saveCursor(services, workspaceId, { system: name, cursor: changes.cursor })
    if (delay === 0) await enqueuePoll(services, workspaceId)
    else if (delay !== undefined) await planPoll(services, workspaceId, delay)
  }
}

/** A workspace that chooses a system again may have had another for so long. */
const CATCH_UP_MS = 90 * DAY_MS

/** Since when what was touched may not have been sent: the system was away for more than a moment, or the workspace had another. */
function catchUpSince(cursor: string | undefined, known: SyncState | undefined, at: number): number | undefined {
  if (cursor === undefined) return at - CATCH_UP_MS
  const { failures = 0, failingSince } = known ?? {}
  return failingSince === undefined || failures < BREAKS_AT ? undefined : failingSince - DAY_MS
}

/** One of ours, wherever it was moved in its organisation. False: it is none of ours. */
async function enqueueRemoteChange(
  services: Pick<Services, 'db' | 'now'>,
  { tenantId, system }: At,
  remoteId: string,
): Promise<boolean> {
  const link = await findLinkByRemote(services.db, system, remoteId)
  if (link === undefined) return false
  if ((await getTicket(services.db, link.ticketId)).requester.tenantId === tenantId)
    await enqueueSync(services, { id: link.ticketId, system }, true)
  return true
}

interface At {
  readonly workspaceId: string
  readonly tenantId: string
  readonly system: string
}

/** One of ours is brought in step; one that was opened there for somebody whom we know appears here, and they are told. */
async function importOrSync(
  services: Pick<Services, 'db' | 'now' | 'rulesOf'>,
  at: At,
  remote: RemoteTicket,
  words: string | undefined,
): Promise<void> {
  const { db, now } = services
  const { workspaceId, tenantId, system } = at
  if (await linkOurs(services, at, remote)) return
  if (await enqueueRemoteChange(services, at, remote.id)) return
  // Only what was opened since: what was there before is nobody’s news.
  if (words === undefined) return
  // Ours, whose own job has not written down yet that it is there; or nobody’s of ours.
  const person = remote.requester && (await findOurs(db, tenantId, system, remote.requester.id))
  if (remote.key !== undefined || person === undefined || remote.requester === undefined) return
  const name = (await namesOf(db, tenantId, [person.objectId])).get(person.objectId) ?? remote.requester.name
  const assignee = remote.assignee && (await personOf(db, tenantId, system, remote.assignee))
  const time = now()
  const id = randomUUID()
  const ticket = await addTicket(db, {
    id,
    key: keyOfTheirs(system, remote.id),
    kind: 'incident',
    workspace_id: workspaceId,
    tenant_id: tenantId,
    system,
    number: await freeNumber(db, { id, workspaceId, system }, remote.number),
    title: masked(remote.title, LONGEST_TITLE),
    description: masked(words, LONGEST_WORDS),
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
  const requester = { tenantId, objectId: person.objectId, name }
  await addEntry(db, id, { key: `${id}:opened`, kind: 'opened', author: requester, text: '', at: time })
  await saveLink(db, {
    ticketId: id,
    system,
    remoteId: remote.id,
    base: remoteFields(remote),
    pushedEntry: 0,
    enclosed: [],
  })
  await enqueueRefresh(services, ticketSubject(id))
  await enqueueSlaLook(services, id)
  await refreshDeskOf(services, ticket)
  if (!isSettled(ticket))
    await tell<TicketNotice>(services, { person: requester }, { kind: 'ticket-opened', ticketId: id }, ASIDE)
}

/**
 * One of ours by its key, whose own job has not noted yet that it is there (its answer was lost, or it died): it is noted now, so
 * that nothing is missed of what is said there meanwhile. False: it is none of these.
 */
async function linkOurs(
  services: Pick<Services, 'db' | 'now'>,
  { tenantId, system }: At,
  remote: RemoteTicket,
): Promise<boolean> {
  const { db } = services
  const ticket = remote.key === undefined ? undefined : await findTicketOfSystem(db, tenantId, system, remote.key)
  if (ticket === undefined || (await findLink(db, ticket.id)) !== undefined) return false
  if ((await findLinkByRemote(db, system, remote.id)) !== undefined) return false
  const base = openedFields(remote)
  await saveLink(db, { ticketId: ticket.id, system, remoteId: remote.id, base, pushedEntry: 0, enclosed: [] })
  await enqueueSync(services, ticket, true)
  return true
}

/** Somebody said something there: it is in the history here, once, and whom it concerns is told. */
async function importEntry(
  services: Pick<Services, 'db' | 'now'>,
  { tenantId, system }: At,
  entry: RemoteEntry,
): Promise<void> {
  const { db } = services
  if (entry.kind === 'opened') return
  const link = await findLinkByRemote(db, system, entry.ticketId)
  if (link === undefined) return
  const ticket = await getTicket(db, link.ticketId)
  if (ticket.requester.tenantId !== tenantId) return
  const author = await personOf(db, tenantId, system, entry.author)
  const text = masked(entry.text.trim(), LONGEST_WORDS)
  if (text === '') return
  await recordEntry(services, ticket, { kind: entry.kind, author, text, key: keyOfTheirs(system, entry.id) })
}

/** Secrets are looked for in what is kept, and in so much after it that none is halved. */
const MARGIN = 1_000

function masked(text: string, longest: number): Written {
  return cut(maskSecrets(cut(text, longest + MARGIN)).text, longest) as Written
}
