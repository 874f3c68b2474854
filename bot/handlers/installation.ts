import { forgetPersonalChat } from '../../services/people/store.ts'
import { removeDesk, settleDesk } from '../../services/workspaces/settle-desk.ts'
import type { Event } from '../activity.ts'
import type { Reply, Turn } from '../handler.ts'

/** The app was added: in private it introduces itself, in a team it makes the channel the desk. */
export async function installed(turn: Turn, event: Event): Promise<Reply> {
  if (event.scope === 'personal') return { notice: { kind: 'menu' } }
  if (event.scope !== 'channel' || event.channel === undefined) return { notice: { kind: 'elsewhere' } }
  const place = { ...event.channel, serviceUrl: event.serviceUrl }
  const { settled, desk } = await settleDesk(turn, turn.workspace, place)
  return settled ? undefined : { notice: { kind: 'desk-taken', teamName: desk.teamName } }
}

/** The app was taken away. */
export async function removed(turn: Turn, event: Event): Promise<Reply> {
  if (event.scope === 'personal') await forgetPersonalChat(turn, turn.person, 'uninstalled')
  else if (event.channel !== undefined) await removeDesk(turn, turn.workspace.id, event.channel.teamId)
  return undefined
}
