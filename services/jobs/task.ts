import type { Db } from '../db/connect.ts'

/**
 * The lease of a claimed job. Longer than all that a task may wait for: its reads, the bot's token and one call, each with
 * a time limit of its own; of a ticket system, many calls. The leases of a killed runner end sooner: see `alive.ts`.
 */
const LEASE_MS = 30_000

/**
 * Jobs of one pool share its slots, and those of other pools never wait for them: a file host that answers slowly holds
 * up files, and nobody's chat.
 */
export const POOLS = {
  /** What people wait for: messages and cards to Teams. */
  chats: { slots: 64, pauseMs: 0, leaseMs: LEASE_MS },
  /** Downloads. Each may hold ten megabytes in memory. */
  files: { slots: 4, pauseMs: 100, leaseMs: LEASE_MS },
  /** Companies' ticket systems: one that hangs holds up nobody's chat. */
  itsm: { slots: 16, pauseMs: 0, leaseMs: 10 * LEASE_MS },
  /** Microsoft Graph: a directory that is slow holds up nobody's chat. */
  graph: { slots: 8, pauseMs: 0, leaseMs: LEASE_MS },
  /** What is read of Graph without anybody waiting for it: groups, clients, how services are. */
  directory: { slots: 3, pauseMs: 0, leaseMs: 10 * LEASE_MS },
  /** What nobody waits for. */
  upkeep: { slots: 2, pauseMs: 250, leaseMs: LEASE_MS },
} as const
export type Pool = keyof typeof POOLS

/** What a task leaves to be written in one transaction with the end of its job. */
export type Afterwards = (tx: Db) => Promise<void>

/** What a kind of job does. It may run again after a crash: each makes sure that twice does no harm, or says `visible`. */
export interface Task<Payload> {
  readonly pool: Pool
  /** How long a far side that stays away is asked again, in milliseconds from the job's creation. */
  readonly patienceMs: number
  /** Whether a second run can be seen by somebody: it sends something new, and is counted when nobody knows if it did. */
  readonly repeat: 'harmless' | 'visible'
  run(payload: Payload): Promise<Afterwards | undefined>
  /** Tells whoever waits for the effect that it was given up, in the transaction that gives it up. */
  readonly givenUp?: ((tx: Db, payload: Payload, error: unknown) => Promise<void>) | undefined
}

/** One task for each kind of job; `Payloads` maps a job's task to what the job carries. */
export type Tasks<Payloads> = { readonly [Name in keyof Payloads & string]: Task<Payloads[Name]> }

/** Any table of tasks, as the engine sees it: it knows no noun. */
// biome-ignore lint/suspicious/noExplicitAny: a task's payload is known to whoever enqueues it and to the task alone.
export type AnyTasks = Readonly<Record<string, Task<any>>>

/** Work still to be done, as a row: jobs of one lane run one after the other, in the order of their ids. */
export interface Job {
  readonly id: number
  readonly task: string
  readonly lane: string
  readonly payload: unknown
  /** How often it was begun, this time included. */
  readonly attempts: number
  /** How many of the earlier attempts ended in a failure that was noted. */
  readonly failures: number
  readonly createdAt: number
}

const FIRST_RETRY_MS = 1_000
const LONGEST_RETRY_MS = 20_000
const JITTER_MS = 250
/** A far side that asks us to wait for a day is asked again before. */
const LONGEST_ASKED_MS = 5 * 60_000

/**
 * The delay before the next attempt: what the far side asked for (Retry-After), or exponential backoff from a second to
 * twenty, as somebody waits. Jitter is added, so that jobs that failed together do not come back together.
 */
export function retryDelayMs(attempts: number, askedMs: number | undefined, random: number): number {
  if (askedMs !== undefined) return Math.min(askedMs, LONGEST_ASKED_MS) + random * JITTER_MS
  return Math.min(FIRST_RETRY_MS * 2 ** (attempts - 1), LONGEST_RETRY_MS) * (1 + random / 4)
}
