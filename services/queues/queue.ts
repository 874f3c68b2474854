import type { Judgement, RoutingDecision } from '../handoffs/handoff.ts'
import type { Answer } from '../handoffs/offers.ts'

/** An analyst on duty, as the queue sees them. */
export interface Candidate {
  readonly objectId: string
  readonly name: string
  /** How many chats they lead, or are offered. */
  readonly chats: number
  /** Since when they have waited for a chat. */
  readonly since: number
  /** Until when they put their last one in order. */
  readonly busyUntil: number
}

/** A chat that waits for an offer. */
export interface Waiting {
  readonly requesterId: string
  /** The analyst who led this requester's last chat. */
  readonly helperId: string | undefined
  /** How analysts answered offers of it before, the latest last. */
  readonly answers: readonly Omit<Answer, 'handoffId'>[]
}

interface Rules {
  readonly mostChats: number
  readonly at: number
}

/** What a choice lists of those who were judged. */
const MOST_JUDGED = 20

/**
 * To whom a chat is offered, and why (F9). Never to its requester, to whoever refused it or gave it back, or to whoever has no
 * room; last of all to whoever left an offer of it without an answer. Then to whoever helped the requester last, to whoever has
 * fewest chats, to whoever has waited longest. The same in, the same out.
 */
export function choose(
  waiting: Waiting,
  candidates: readonly Candidate[],
  rules: Rules,
): { readonly to: Candidate | undefined; readonly why: RoutingDecision } {
  const { mostChats, at } = rules
  const able = candidates.filter((its) => obstacle(waiting, its, rules) === undefined)
  const ranked = able.toSorted((one, other) => compare(waiting, one, other))
  const [to, next] = ranked
  const judged = [...ranked, ...candidates.filter((its) => !able.includes(its))]
    .slice(0, MOST_JUDGED)
    .map((its) => judgementOf(waiting, its, to, rules))
  return { to, why: { at, by: to && reasonFor(waiting, to, next), mostChats, judged } }
}

function obstacle(
  { requesterId, answers }: Waiting,
  { objectId, chats, busyUntil }: Candidate,
  { mostChats, at }: Rules,
): { readonly fate: Judgement['fate']; readonly at?: number } | undefined {
  if (objectId === requesterId) return { fate: 'own' }
  const answer = answers.findLast((its) => its.objectId === objectId && its.state !== 'expired')
  if (answer !== undefined) return { fate: answer.state === 'refused' ? 'refused' : 'returned', at: answer.at }
  if (busyUntil > at) return { fate: 'busy', at: busyUntil }
  return chats >= mostChats ? { fate: 'full' } : undefined
}

function missedAt({ answers }: Waiting, { objectId }: Candidate): number | undefined {
  return answers.findLast((its) => its.objectId === objectId && its.state === 'expired')?.at
}

function compare(waiting: Waiting, one: Candidate, other: Candidate): number {
  const [a, b] = [keyOf(waiting, one), keyOf(waiting, other)]
  const differs = a.findIndex((part, n) => part !== b[n])
  return differs === -1 ? (one.objectId < other.objectId ? -1 : 1) : (a[differs] ?? 0) - (b[differs] ?? 0)
}

/** The smaller comes first. */
function keyOf(waiting: Waiting, its: Candidate): readonly number[] {
  return [missedAt(waiting, its) ?? 0, its.objectId === waiting.helperId ? 0 : 1, its.chats, its.since]
}

function reasonFor(waiting: Waiting, to: Candidate, next: Candidate | undefined): RoutingDecision['by'] {
  if (to.objectId === waiting.helperId) return 'helper'
  if (next === undefined || missedAt(waiting, next) !== undefined) return 'only'
  return to.chats < next.chats ? 'fewest' : 'rested'
}

function judgementOf(waiting: Waiting, its: Candidate, to: Candidate | undefined, rules: Rules): Judgement {
  const { objectId, name, chats } = its
  const missed = missedAt(waiting, its)
  const after =
    missed !== undefined
      ? { fate: 'missed' as const, at: missed }
      : { fate: chats > (to?.chats ?? 0) ? ('busier' as const) : ('later' as const) }
  const fate = its === to ? { fate: 'chosen' as const } : (obstacle(waiting, its, rules) ?? after)
  return { objectId, name, chats, ...fate }
}
