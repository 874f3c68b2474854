import type { CallName } from '../graph/calls.ts'
import type { NamedPerson } from '../people/person.ts'

/** An operator looked at somebody's account and devices, for a reason (F25). What was seen is kept nowhere. */
export interface Lookup {
  readonly id: string
  readonly workspaceId: string
  readonly operator: NamedPerson
  /** Whose account and devices; of the operator's own organisation. */
  readonly person: NamedPerson
  /** An incident's number, or what the operator wrote. */
  readonly reason: string
  /** Milliseconds since 1970. */
  readonly at: number
}

const HOUR_MS = 3_600_000
/** A reason is good for a working day; whoever looks again after it gives one again. */
export const GOOD_MS = 8 * HOUR_MS
/** As long people can read who looked. */
export const KEEP_LOOKUPS_MS = 90 * 24 * HOUR_MS

/** Whether it may still be looked at. Pure. */
export function isGood({ at }: Pick<Lookup, 'at'>, now: number): boolean {
  return now - at < GOOD_MS
}

/** What a device can be had to do, each with Graph's own name for it; nothing that destroys anything. */
export const DEVICE_ACTIONS = {
  sync: { call: 'device.sync', name: 'syncDevice' },
  restart: { call: 'device.restart', name: 'rebootNow' },
  lock: { call: 'device.lock', name: 'remoteLock' },
} as const satisfies Readonly<Record<string, { readonly call: CallName; readonly name: string }>>
export type DeviceActionName = keyof typeof DEVICE_ACTIONS
export const DEVICE_ACTION_NAMES = Object.keys(DEVICE_ACTIONS) as readonly DeviceActionName[]

/**
 * `asked`: Graph has not taken it yet. `sent`: the device has not said what came of it. `refused`: it is not that person's, or Graph
 * did not take it. `unknown`: a day went by without a word.
 */
export type DeviceActionState = 'asked' | 'sent' | 'done' | 'failed' | 'refused' | 'unknown'

export interface DeviceAction {
  readonly id: string
  readonly workspaceId: string
  readonly tenantId: string
  readonly operatorId: string
  readonly personId: string
  readonly deviceId: string
  /** Empty until Graph has told it. */
  readonly deviceName: string
  readonly action: DeviceActionName
  readonly state: DeviceActionState
  readonly askedAt: number
  readonly sentAt: number | undefined
}

/** What Graph says of a device, as far as it tells what came of an action. Times in milliseconds since 1970. */
export interface Followed {
  readonly userId: string
  readonly name: string
  readonly seenAt: number | undefined
  readonly results: readonly { readonly name: string; readonly state: string; readonly startedAt: number | undefined }[]
}

/** Clocks differ. */
const SLACK_MS = 60_000

/** What came of it; `undefined`: nothing is known yet. A device that synchronised since may have no other word for it. Pure. */
export function outcomeOf(
  { action, sentAt = 0 }: Pick<DeviceAction, 'action' | 'sentAt'>,
  { results, seenAt = 0 }: Followed,
): 'sent' | 'done' | 'failed' | undefined {
  const { name } = DEVICE_ACTIONS[action]
  const its = results.find((result) => result.name === name && (result.startedAt ?? 0) >= sentAt - SLACK_MS)
  const state = its?.state.toLowerCase()
  if (state === 'done') return 'done'
  if (state === 'failed' || state === 'notsupported' || state === 'canceled') return 'failed'
  if (action === 'sync' && sentAt > 0 && seenAt > sentAt) return 'done'
  return its === undefined ? undefined : 'sent'
}

/** When it is looked at again after it was sent, in milliseconds; then each hour, for a day. */
export const FOLLOW_MS = [2_000, 15_000, 60_000, 5 * 60_000, 15 * 60_000] as const
export const HOURLY_MS = 3_600_000
export const GIVE_UP_MS = 24 * HOURLY_MS

/** How long to wait before the `n`th look, counted from 0. Pure. */
export function waitBefore(n: number): number {
  return FOLLOW_MS[n] ?? HOURLY_MS
}
