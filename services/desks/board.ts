import type { Services } from '../context.ts'
import { type Handoff, handoffSubject } from '../handoffs/handoff.ts'
import { countCallbacks, countQueued, countTaken, listTaken, listTakenBy, listWaiting } from '../handoffs/store.ts'
import { findRoots } from '../notices/live-cards.ts'
import type { Subject } from '../notices/subject.ts'
import type { PersonKey } from '../people/person.ts'
import { countUnsettled, listUnsettledOf } from '../tickets/store.ts'
import { type Ticket, ticketSubject } from '../tickets/ticket.ts'
import { whoIsOnDuty } from '../workspaces/duty.ts'
import { listDesksOf } from '../workspaces/store.ts'
import { channelIdOf, type Desk, type DutyAnalyst, tiersAt } from '../workspaces/workspace.ts'

/** Where a thing's thread is in Teams. */
export interface Thread {
  readonly channelId: string
  readonly rootId: string
  /** The team's id in Entra, where Teams told it. */
  readonly groupId: string | undefined
}

/** A thing at a desk, with its thread as soon as it hangs. */
export interface Hung<Thing> {
  readonly thing: Thing
  readonly thread: Thread | undefined
}

/** A desk as it is: the first of each, the longest there, and how many there are in all. */
export interface Board {
  readonly onDuty: { readonly analysts: readonly DutyAnalyst[]; readonly count: number }
  readonly waiting: { readonly first: readonly Hung<Handoff>[]; readonly count: number }
  readonly taken: { readonly first: readonly Hung<Handoff>[]; readonly count: number }
  /** Who wait for an appointed time. */
  readonly callbacks: number
  readonly incidents: number
}

/** `desks` are those of its workspace. */
export async function boardOf(
  { db }: Pick<Services, 'db'>,
  tenantId: string,
  desk: Pick<Desk, 'id' | 'workspaceId' | 'tier'>,
  desks: readonly Desk[],
  most: { readonly names: number; readonly chats: number },
): Promise<Board> {
  const { workspaceId } = desk
  const tiers = tiersAt(desks, desk)
  const waiting = await listWaiting(db, workspaceId, tiers, most.chats)
  const taken = await listTaken(db, { id: workspaceId, tenantId }, tiers, most.chats)
  return {
    onDuty: await whoIsOnDuty(db, desk, most.names),
    waiting: {
      first: await hung({ db }, waiting, desks, ({ id }) => handoffSubject(id)),
      // Most desks show all there are.
      count: waiting.length < most.chats ? waiting.length : await countQueued(db, workspaceId, tiers),
    },
    taken: {
      first: await hung({ db }, taken, desks, ({ id }) => handoffSubject(id)),
      count: taken.length < most.chats ? taken.length : await countTaken(db, { id: workspaceId, tenantId }, tiers),
    },
    callbacks: await countCallbacks(db, workspaceId, tiers),
    incidents: await countUnsettled(db, workspaceId, tiers),
  }
}

/** What somebody has taken in a workspace: the chats that go on, and the incidents that are not settled. */
export interface Mine {
  readonly chats: readonly Hung<Handoff>[]
  readonly incidents: readonly Hung<Ticket>[]
}

export async function listMine(
  { db }: Pick<Services, 'db'>,
  workspaceId: string,
  person: PersonKey,
  most: number,
): Promise<Mine> {
  const desks = await listDesksOf(db, workspaceId)
  const chats = await listTakenBy(db, { id: workspaceId, tenantId: person.tenantId }, person, most)
  const incidents = await listUnsettledOf(db, workspaceId, person, most)
  return {
    chats: await hung({ db }, chats, desks, ({ id }) => handoffSubject(id)),
    incidents: await hung({ db }, incidents, desks, ({ id }) => ticketSubject(id)),
  }
}

async function hung<Thing>(
  { db }: Pick<Services, 'db'>,
  things: readonly Thing[],
  desks: readonly Desk[],
  subjectOf: (thing: Thing) => Subject,
): Promise<readonly Hung<Thing>[]> {
  const roots = await findRoots(db, things.map(subjectOf))
  return things.map((thing) => {
    const root = roots.get(subjectOf(thing))
    const desk = root && desks.find(({ channelId }) => channelId === channelIdOf(root.conversationId))
    const thread = root && desk && { channelId: desk.channelId, rootId: root.activityId, groupId: desk.groupId }
    return { thing, thread }
  })
}
