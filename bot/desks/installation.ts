import { enqueueChecks } from '../../services/desks/check-desks.ts'
import type { DeskNotice } from '../../services/desks/jobs.ts'
import { loseDesk } from '../../services/desks/lose.ts'
import { applyRoster } from '../../services/desks/roster.ts'
import { settleDesk } from '../../services/desks/settle.ts'
import { forgetPersonalChat } from '../../services/people/store.ts'
import { findDesk, getWorkspace, listDesksOf, listDesksOfTeam } from '../../services/workspaces/store.ts'
import { type Desk, TIERS, type Workspace } from '../../services/workspaces/workspace.ts'
import { recordAct } from '../audit/record.ts'
import type { EventOf } from '../teams/activity.ts'
import type { Said, Turn } from '../turn/reply.ts'

/**
 * The app was added: in private it introduces itself. In a team its channel becomes the desk if a service administrator added
 * it; else nothing hangs there before one of them confirms. A team that has a workspace's desk stays that workspace's.
 */
export async function installed(turn: Turn, { scope, isUpgrade }: EventOf<'installed'>): Promise<Said> {
  if (scope === 'personal') return { notice: { kind: 'menu' } }
  const { db, channel, actor, person } = turn
  if (scope !== 'channel' || channel === undefined) return { notice: { kind: 'elsewhere' } }
  const there = await listDesksOfTeam(db, person.tenantId, channel.teamId)
  // An upgrade says nothing of a channel; and another workspace's desk stays that.
  if (
    there.length > 0 &&
    (isUpgrade || there.some((its) => its.channelId === channel.channelId && its.workspaceId !== turn.workspace.id))
  )
    return {}
  const own =
    there.find(({ channelId }) => channelId === channel.channelId) ??
    there.find(({ workspaceId }) => workspaceId === turn.workspace.id) ??
    there[0]
  const workspace = own === undefined ? turn.workspace : await getWorkspace(db, own.workspaceId)
  const desk = own ?? (await findDesk(db, workspace.id))
  // Beside a desk that is there, it may be meant as another tier, or for another workspace: whoever confirms says so.
  const isPlain = desk === undefined || own !== undefined
  if (actor.isServiceAdministrator && isPlain) {
    await settleDesk(turn, workspace, channel, own?.tier)
    await recordAct(turn, { act: 'desk.settle', permission: 'desk.settle', workspaceId: workspace.id })
    await enqueueChecks(turn, workspace.id, person, false)
    return {}
  }
  // Added once more where it is: it stays as it was.
  if (own !== undefined) return {}
  return { notice: await offerChannel(turn, workspace) }
}

/** Asks whoever may whether this channel is to be the workspace's desk, or another one. */
export async function offerChannel({ db }: Pick<Turn, 'db'>, workspace: Workspace): Promise<DeskNotice> {
  const desks = await listDesksOf(db, workspace.id)
  const [first] = desks
  if (first === undefined) return { kind: 'desk-unconfirmed', workspaceName: workspace.name }
  const free = freeTier(desks)
  return { kind: 'desk-taken', teamName: first.teamName, ...(free === undefined ? {} : { free }) }
}

/** The lowest tier that has no desk; `undefined`: each has one. */
export function freeTier(desks: readonly Desk[]): number | undefined {
  return TIERS.find((tier) => desks.every((its) => its.tier !== tier))
}

/** The app was taken away, or the team or the channel in which it was. */
export async function removed(turn: Turn, { scope }: EventOf<'removed'>): Promise<Said> {
  if (scope === 'personal') await forgetPersonalChat(turn, turn.person, 'uninstalled')
  else await leave(turn, () => true)
  return {}
}

/** A channel was deleted, or its team archived: where it was the desk, there is none now. */
export async function closed(turn: Turn, { channelId }: EventOf<'channel-closed'>): Promise<Said> {
  await leave(turn, (desk) => desk.channelId === channelId || !channelId)
  return {}
}

async function leave(turn: Turn, is: (desk: Desk) => boolean): Promise<void> {
  for (const desk of (await desksHere(turn)).filter(is)) {
    if (await loseDesk(turn, turn.config, desk))
      await recordAct(turn, { act: 'desk.remove', permission: 'desk.settle', workspaceId: desk.workspaceId })
  }
}

/** Somebody left the desk's team: duty and chats are taken away from them. */
export async function membersLeft(turn: Turn, { objectIds }: EventOf<'members-left'>): Promise<Said> {
  const gone = new Set(objectIds)
  const isStaying = (objectId: string) => !gone.has(objectId)
  for (const desk of await desksHere(turn))
    await applyRoster(turn, desk, { mayStaff: isStaying, mayLead: isStaying }, turn.person.tenantId)
  return {}
}

async function desksHere({ db, person, channel }: Turn): Promise<readonly Desk[]> {
  return channel === undefined ? [] : await listDesksOfTeam(db, person.tenantId, channel.teamId)
}
