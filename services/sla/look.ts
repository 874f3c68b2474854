import { type Access, whoMay } from '../access/access.ts'
import type { Services } from '../context.ts'
import { enqueueRefresh, tell } from '../notices/tell.ts'
import { tellThose } from '../notices/tell-those.ts'
import { enqueueSlaLook, type SlaJobs } from '../tickets/enqueue-sla.ts'
import { getTicket, listEntriesAfter, lockTicket } from '../tickets/store.ts'
import { FOR_DESK, type Ticket, ticketSubject } from '../tickets/ticket.ts'
import { DAY_MS } from '../time.ts'
import { getWorkspace } from '../workspaces/store.ts'
import type { SlaNotice } from './jobs.ts'
import { promisesOf, type SlaPromise } from './sla.ts'
import { dropPromise, type KnownPromise, listPromises, savePromise } from './store.ts'

/** More than anybody writes below one ticket. */
const MOST_ENTRIES = 2_000

/** Looks which promises of a ticket are kept, tells of those that are nearly due or late, and plans the next look. */
export async function lookAtPromises(
  services: Pick<Services, 'db' | 'now' | 'settingsOf'>,
  { ticketId }: SlaJobs['sla.look'],
): Promise<void> {
  const { db, now } = services
  const { workspaceId } = await getTicket(db, ticketId)
  const settings = await services.settingsOf(db, await getWorkspace(db, workspaceId))
  const { sla, hours } = settings
  if (sla === null && (await listPromises(db, ticketId)).length === 0) return
  // Otherwise what happens at this moment could plan a look, and ours replace its timer without having seen it.
  const ticket = await lockTicket(db, ticketId)
  const known = await listPromises(db, ticketId)
  const time = now()
  const entries = sla === null ? [] : await listEntriesAfter(db, ticketId, 0, FOR_DESK, MOST_ENTRIES)
  const promises = sla === null ? [] : promisesOf(ticket, entries, { sla, hours, now: time })
  const isSame = (a: Pick<SlaPromise, 'kind' | 'startedAt'>) => (b: Pick<SlaPromise, 'kind' | 'startedAt'>) =>
    a.kind === b.kind && a.startedAt === b.startedAt
  let isChanged = false
  for (const its of known)
    if (its.state === 'pending' && !promises.some(isSame(its))) {
      await dropPromise(db, ticketId, its)
      isChanged = true
    }
  for (const its of promises) {
    const before = known.find(isSame(its))
    const fact = asFact(its, before)
    const isNearlyDue = fact.state === 'pending' && its.warnAt !== undefined && its.warnAt <= time
    // What is put off is warned of again; what is on hold is not.
    const isWarned = before?.isWarned === true && (its.warnAt === undefined || its.warnAt <= time)
    const promise: KnownPromise = { ...fact, isWarned: isWarned || isNearlyDue }
    if (before !== undefined && !differs(before, promise)) continue
    await savePromise(db, ticketId, promise)
    isChanged = true
    const isLate = promise.state === 'breached' && before?.state !== 'breached'
    if (isLate || (isNearlyDue && before?.isWarned !== true)) await tellOf(services, settings, ticket, promise, isLate)
  }
  if (isChanged) await enqueueRefresh(services, ticketSubject(ticketId))
  const next = promises
    .filter(({ state }) => state === 'pending')
    .flatMap(({ warnAt, dueAt }) => [warnAt, dueAt])
    .filter((at): at is number => at !== undefined && at >= time)
  // A promise is late once its time is over.
  if (next.length > 0) await enqueueSlaLook(services, ticketId, Math.min(...next) + 1)
}

/** What is kept or late stays that, whatever is promised since; only a ticket that is open again is to be resolved again. */
function asFact({ warnAt: _, ...its }: SlaPromise, before: KnownPromise | undefined): Omit<KnownPromise, 'isWarned'> {
  if (before?.state === 'breached') return { ...before, endedAt: its.endedAt }
  return before?.state === 'met' && its.kind !== 'resolution' ? before : its
}

function differs(a: KnownPromise, b: KnownPromise): boolean {
  return a.state !== b.state || a.dueAt !== b.dueAt || a.endedAt !== b.endedAt || a.isWarned !== b.isWarned
}

/** What was late long ago, as where promises were made later, is a fact and no news. */
async function tellOf(
  services: Pick<Services, 'db' | 'now'>,
  access: Access,
  ticket: Ticket,
  { kind, dueAt, endedAt }: KnownPromise,
  isLate: boolean,
): Promise<void> {
  if (dueAt === undefined || endedAt !== undefined || dueAt < services.now() - DAY_MS) return
  const notice: SlaNotice = { kind: 'sla-told', ticketId: ticket.id, promise: kind, dueAt, isLate }
  await tell<SlaNotice>(services, { thread: ticketSubject(ticket.id) }, notice)
  if (!isLate) return
  await tellThose<SlaNotice>(services, ticket.requester.tenantId, whoMay(access, 'chat.supervise'), notice)
}
