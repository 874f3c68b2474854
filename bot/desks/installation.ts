import { removeDesk } from '../../services/desks/remove.ts'
import { applyRoster } from '../../services/desks/roster.ts'
import { settleDesk } from '../../services/desks/settle.ts'
import { forgetPersonalChat } from '../../services/people/store.ts'
import { findDesk } from '../../services/workspaces/store.ts'
import { recordAct } from '../audit/record.ts'
import type { EventOf } from '../teams/activity.ts'
import type { Said, Turn } from '../turn/reply.ts'

/**
 * The app was added: in private it introduces itself. In a team its channel becomes the desk if a service administrator added
 * it; else nothing hangs there before one of them confirms.
 */
export async function installed(turn: Turn, { scope }: EventOf<'installed'>): Promise<Said> {
  if (scope === 'personal') return { notice: { kind: 'menu' } }
  const { channel, workspace, actor } = turn
  if (scope !== 'channel' || channel === undefined) return { notice: { kind: 'elsewhere' } }
  if (actor.isServiceAdministrator) {
    await settleDesk(turn, workspace, channel)
    await recordAct(turn, { act: 'desk.settle', permission: 'desk.settle' })
    return {}
  }
  const desk = await findDesk(turn.db, workspace.id)
  // An upgrade, or added once more where it is: it stays as it was.
  if (desk?.teamId === channel.teamId) return {}
  if (desk === undefined) return { notice: { kind: 'desk-unconfirmed' } }
  return { notice: { kind: 'desk-taken', teamName: desk.teamName } }
}

/** The app was taken away, or the team or the channel in which it was. */
export async function removed(turn: Turn, { scope }: EventOf<'removed'>): Promise<Said> {
  if (scope === 'personal') await forgetPersonalChat(turn, turn.person, 'uninstalled')
  else await leave(turn, ({ teamId }) => teamId === turn.channel?.teamId)
  return {}
}

/** A channel was deleted, or its team archived: where it was the desk, there is none now. */
export async function closed(turn: Turn, { channelId }: EventOf<'channel-closed'>): Promise<Said> {
  await leave(turn, (desk) => desk.teamId === turn.channel?.teamId && (desk.channelId === channelId || !channelId))
  return {}
}

async function leave(turn: Turn, is: (desk: { teamId: string; channelId: string }) => boolean): Promise<void> {
  const desk = await findDesk(turn.db, turn.workspace.id)
  if (desk === undefined || !is(desk)) return
  await removeDesk(turn, desk)
  await recordAct(turn, { act: 'desk.remove', permission: 'desk.settle' })
}

/** Somebody left the desk's team: duty and chats are taken away from them. */
export async function membersLeft(turn: Turn, { objectIds }: EventOf<'members-left'>): Promise<Said> {
  const { tenantId } = turn.person
  const gone = new Set(objectIds)
  const desk = await findDesk(turn.db, turn.workspace.id)
  if (desk === undefined || desk.teamId !== turn.channel?.teamId) return {}
  const isStaying = (objectId: string) => !gone.has(objectId)
  await applyRoster(turn, desk, { mayStaff: isStaying, mayLead: isStaying }, tenantId)
  return {}
}
