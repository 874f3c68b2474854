import { randomUUID } from 'node:crypto'
import type { ChatRules, Services } from '../context.ts'
import { enqueuePass, enqueueRouting } from '../handoffs/enqueue-routing.ts'
import { type Handoff, handoffSubject, type RoutingDecision, sideOf } from '../handoffs/handoff.ts'
import type { HandoffJobs, HandoffNotice } from '../handoffs/jobs.ts'
import { addOffer } from '../handoffs/offers.ts'
import { listUnoffered, markOffered } from '../handoffs/store.ts'
import { enqueue } from '../jobs/enqueue.ts'
import { deleteJobs } from '../jobs/finish.ts'
import { sameJobs } from '../jobs/pending.ts'
import { enqueueRefresh, tell } from '../notices/tell.ts'
import { maskSecrets } from '../secrets/secret.ts'
import { noteOffered } from '../workspaces/duty.ts'
import { getWorkspace, listDesksOf, lockDesk } from '../workspaces/store.ts'
import { type Desk, tiersAt } from '../workspaces/workspace.ts'
import { candidatesAt, waitingOf } from './candidates.ts'
import { type Candidate, choose } from './queue.ts'

type Routing = Pick<Services, 'db' | 'now' | 'rulesOf' | 'settingsOf'>

const PAGE = 100
/** What one transaction makes; the next pass goes on. */
const MOST_OFFERS = 20

/**
 * A pass of routing: at each desk that offers its chats to one analyst at a time, whoever waits is offered to somebody, in the
 * order of the queue, as long as anybody there has room.
 */
export async function routeQueue(services: Routing, { workspaceId }: HandoffJobs['queue.route']): Promise<void> {
  const { db } = services
  const payload = { workspaceId }
  // A pass that was asked for before we read what there is has nothing left to do.
  const covered = await sameJobs(db, { task: 'queue.route', lane: `route:${workspaceId}`, payload })
  if (covered.length > 0) await deleteJobs(db, covered)
  const rules = await services.rulesOf(db, workspaceId)
  const { tenantId } = await getWorkspace(db, workspaceId)
  const desks = await listDesksOf(db, workspaceId)
  for (const desk of desks)
    if (rules.offerTiers.includes(desk.tier))
      await routeDesk(services, desk, { tenantId, rules, tiers: tiersAt(desks, desk) })
}

interface At {
  readonly tenantId: string
  readonly rules: ChatRules
  readonly tiers: readonly number[]
}

async function routeDesk(services: Routing, desk: Desk, { tenantId, rules, tiers }: At): Promise<void> {
  const { db, now } = services
  const { workspaceId } = desk
  const { mostChats } = rules
  // A row lock: whoever goes off duty at the same moment is offered nothing afterwards.
  await lockDesk(db, desk.id)
  const candidates = new Map((await candidatesAt(services, desk, tenantId)).map((its) => [its.objectId, its]))
  const rooms = () => [...candidates.values()].filter(({ chats }) => chats < mostChats)
  const hasRoom = () => rooms().some(({ busyUntil }) => busyUntil <= now())
  // Whoever classifies their last chat is looked at again when their time is over.
  const busy = rooms().flatMap(({ busyUntil }) => (busyUntil > now() ? [busyUntil] : []))
  if (busy.length > 0) await enqueuePass(services, workspaceId, Math.min(...busy))
  let made = 0
  let after: Pick<Handoff, 'id' | 'queuedAt'> | undefined
  while (hasRoom()) {
    const page = await listUnoffered(db, workspaceId, tiers, after, PAGE)
    const waiting = await waitingOf(services, tenantId, page)
    for (const [n, chat] of page.entries()) {
      const its = waiting[n]
      if (its === undefined || !hasRoom()) return
      const { to, why } = choose(its, [...candidates.values()], { mostChats, at: now() })
      if (to === undefined) continue
      if (made === MOST_OFFERS) return await enqueueRouting(services, workspaceId)
      if (!(await offerTo(services, chat, to, { why, rules, tier: desk.tier, tiers }))) continue
      candidates.set(to.objectId, { ...to, chats: to.chats + 1, since: now() })
      made += 1
    }
    after = page.at(-1)
    if (page.length < PAGE) return
  }
}

interface Offering {
  readonly why: RoutingDecision
  readonly rules: ChatRules
  readonly tier: number
  readonly tiers: readonly number[]
}

/** False: somebody took it meanwhile, or it is not to be offered any more. */
async function offerTo(
  services: Routing,
  chat: Handoff,
  { objectId, name }: Candidate,
  { why, rules, tier, tiers }: Offering,
): Promise<boolean> {
  const { db, now } = services
  const offerId = randomUUID()
  if (!(await markOffered(db, chat, tiers, offerId))) return false
  const expiresAt = now() + rules.offerMs
  await addOffer(db, {
    id: offerId,
    workspaceId: chat.workspaceId,
    handoffId: chat.id,
    tier,
    to: { tenantId: chat.requester.tenantId, objectId, name },
    from: undefined,
    note: maskSecrets('').text,
    offeredAt: now(),
    expiresAt,
    why,
  })
  await noteOffered(services, chat.workspaceId, objectId)
  await enqueueRefresh(services, handoffSubject(chat.id))
  await tell<HandoffNotice>(services, sideOf(chat, 'desk'), { kind: 'offered', offerId })
  const lane = `offer:${offerId}`
  const payload = { offerId }
  await enqueue<HandoffJobs>(db, { task: 'offer.check', lane, payload, dueAt: expiresAt, timerKey: lane }, now())
  return true
}
