import { z } from 'zod'
import type { Services } from '../context.ts'
import { isTransient } from '../errors.ts'
import type { Graph } from '../graph/client.ts'
import { instant } from '../graph/schema.ts'
import { enqueue } from '../jobs/enqueue.ts'
import type { Afterwards } from '../jobs/task.ts'
import { tell } from '../notices/tell.ts'
import type { LookupJobs, LookupNotice } from './jobs.ts'
import {
  DEVICE_ACTIONS,
  type DeviceAction,
  type DeviceActionState,
  type Followed,
  GIVE_UP_MS,
  outcomeOf,
  waitBefore,
} from './lookup.ts'
import { addDeviceAction, changeDeviceAction, readDeviceAction } from './store.ts'

type Needs = Pick<Services, 'db' | 'now'>

/** Has a device do something; what comes of it is told. The same `id` again changes nothing. */
export async function askDevice(services: Needs, action: DeviceAction): Promise<void> {
  const { db, now } = services
  if (!(await addDeviceAction(db, action))) return
  const lane = `device:${action.deviceId}`
  await enqueue<LookupJobs>(db, { task: 'device.act', lane, payload: { actionId: action.id } }, now())
}

/**
 * Sends it to Graph, once: it has no idempotency key, so that an attempt after one of which nobody heard looks first whether the
 * device knows of it.
 */
export async function sendAction(
  { db, now, graph }: Needs & Pick<Services, 'graph'>,
  { actionId }: LookupJobs['device.act'],
): Promise<Afterwards | undefined> {
  const its = await readDeviceAction(db, actionId)
  if (its?.state !== 'asked') return undefined
  const followed = await follow(graph, its)
  // Whoever looked at a person acts on that person's own devices.
  if (followed.userId !== its.personId) return ended({ now }, its, 'refused')
  const isSentBefore = its.sentAt !== undefined && outcomeOf(its, followed) !== undefined
  if (!isSentBefore) {
    await changeDeviceAction(db, actionId, { sentAt: now(), deviceName: followed.name })
    try {
      await graph.ask(DEVICE_ACTIONS[its.action].call, its.tenantId, { deviceId: its.deviceId })
    } catch (error) {
      if (isTransient(error)) throw error
      return ended({ now }, its, 'refused')
    }
  }
  return async (tx) => {
    await changeDeviceAction(tx, actionId, { state: 'sent', deviceName: followed.name })
    await lookLater({ db: tx, now }, its, 0)
  }
}

/** Looks what came of it; again later, as long as nothing is known. */
export async function followAction(
  { db, now, graph }: Needs & Pick<Services, 'graph'>,
  { actionId, n }: LookupJobs['device.follow'],
): Promise<Afterwards | undefined> {
  const its = await readDeviceAction(db, actionId)
  if (its?.state !== 'sent') return undefined
  const came = outcomeOf(its, await follow(graph, its))
  if (came === 'done' || came === 'failed') return ended({ now }, its, came)
  if (now() - its.askedAt > GIVE_UP_MS) return ended({ now }, its, 'unknown')
  return (tx) => lookLater({ db: tx, now }, its, n + 1)
}

/** It came to an end, and whoever asked is told. */
function ended(
  { now }: Pick<Needs, 'now'>,
  { id: actionId, tenantId, operatorId: objectId }: DeviceAction,
  state: DeviceActionState,
): Afterwards {
  return async (tx) => {
    await changeDeviceAction(tx, actionId, { state, endedAt: now() })
    await tell<LookupNotice>({ db: tx, now }, { person: { tenantId, objectId } }, { kind: 'device-acted', actionId })
  }
}

/** It was given up: nobody knows what the device did. */
export async function giveUpAction({ db, now }: Needs, actionId: string): Promise<void> {
  const its = await readDeviceAction(db, actionId)
  if (its?.state === 'asked' || its?.state === 'sent')
    await ended({ now }, its, its.sentAt === undefined ? 'refused' : 'unknown')(db)
}

async function lookLater({ db, now }: Needs, { id: actionId, deviceId }: DeviceAction, n: number): Promise<void> {
  const dueAt = now() + waitBefore(n)
  const lane = `device:${deviceId}`
  await enqueue<LookupJobs>(db, { task: 'device.follow', lane, payload: { actionId, n }, dueAt }, now())
}

const text = z
  .string()
  .nullish()
  .transform((its) => its ?? '')
const device = z.object({
  userId: text,
  deviceName: text,
  lastSyncDateTime: instant,
  deviceActionResults: z
    .array(z.object({ actionName: text, actionState: text, startDateTime: instant }))
    .nullish()
    .transform((its) => its ?? []),
})

async function follow(graph: Graph, { tenantId, deviceId }: DeviceAction): Promise<Followed> {
  const its = device.parse(await graph.ask('device.follow', tenantId, { deviceId }))
  return {
    userId: its.userId.toLowerCase(),
    name: its.deviceName,
    seenAt: its.lastSyncDateTime,
    results: its.deviceActionResults.map(({ actionName, actionState, startDateTime }) => ({
      name: actionName,
      state: actionState,
      startedAt: startDateTime,
    })),
  }
}
