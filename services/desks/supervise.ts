import type { Services } from '../context.ts'
import { endHandoff } from '../handoffs/end.ts'
import { giveBack } from '../handoffs/give-back.ts'
import type { Handoff } from '../handoffs/handoff.ts'
import { listTakenHandoffs } from '../handoffs/store.ts'
import { tell } from '../notices/tell.ts'
import type { NamedPerson } from '../people/person.ts'
import { whoIsOnDuty } from '../workspaces/duty.ts'
import { listDesksOf } from '../workspaces/store.ts'
import { type Desk, type DutyAnalyst, deskOfTier } from '../workspaces/workspace.ts'
import type { DeskNotice } from './jobs.ts'
import { tellLeaving } from './leave.ts'
import { setDuty } from './set-duty.ts'

/** What a dialog lists. */
const MOST = 50

/** Who is on duty at a desk, and which chats are taken there. */
export interface UnderWay {
  readonly onDuty: readonly DutyAnalyst[]
  readonly chats: readonly Handoff[]
}

export async function underWayAt(
  { db }: Pick<Services, 'db'>,
  desk: Pick<Desk, 'id' | 'workspaceId' | 'tier'>,
  tenantId: string,
): Promise<UnderWay> {
  const desks = await listDesksOf(db, desk.workspaceId)
  const taken = await listTakenHandoffs(db, { id: desk.workspaceId, tenantId }, 1_000)
  const here = taken.filter(({ tier }) => deskOfTier(desks, tier)?.id === desk.id)
  return { onDuty: (await whoIsOnDuty(db, desk, MOST)).analysts, chats: here.slice(0, MOST) }
}

/**
 * A supervisor takes analysts off duty (D2), who are told, gives chats back to the queue, with their rank, and ends others: `back`
 * and `end` are their ids with their analysts'. Returns how many of each.
 */
export async function supervise(
  services: Pick<Services, 'db' | 'now' | 'rulesOf' | 'settingsOf'>,
  desk: Desk,
  { off, back, end }: Readonly<Record<'off' | 'back' | 'end', readonly string[]>>,
  by: NamedPerson,
): Promise<Readonly<Record<'off' | 'back' | 'end', number>>> {
  const { tenantId } = by
  const { onDuty, chats } = await underWayAt(services, desk, tenantId)
  const leaving = onDuty.filter(({ objectId }) => off.includes(objectId))
  for (const { objectId, name } of leaving) {
    const person = { tenantId, objectId }
    await setDuty(services, desk, { ...person, name }, false)
    if (objectId !== by.objectId) await tell<DeskNotice>(services, { person }, { kind: 'taken-off', name: by.name })
    await tellLeaving(services, desk, person)
  }
  // Only what is still theirs who had it when the dialog was opened.
  const isIn = (list: readonly string[], { id, analyst }: Handoff) => list.includes(`${id}/${analyst?.objectId ?? ''}`)
  let [given, ended] = [0, 0]
  for (const chat of chats) {
    if (isIn(end, chat)) ended += (await endHandoff(services, chat, 'supervisor')).endedBy === 'supervisor' ? 1 : 0
    else if (isIn(back, chat) && (await giveBack(services, chat))) given += 1
  }
  return { off: leaving.length, back: given, end: ended }
}
