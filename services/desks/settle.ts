import type { Services } from '../context.ts'
import { forgetLiveCard } from '../notices/live-cards.ts'
import { enqueueRefresh } from '../notices/tell.ts'
import { addDesk, listDesksOf } from '../workspaces/store.ts'
import { type Channel, type Desk, deskSubject, FIRST_TIER, type Workspace } from '../workspaces/workspace.ts'
import { enqueueRehang } from './rehang.ts'
import { removeDesk } from './remove.ts'
import { enqueueRoster } from './rosters.ts'

/**
 * Makes a channel the workspace's desk of a tier: its card is hung up there, and everything that is open with it. The desk that
 * had this tier, and the one that this channel was, are none any more. Whoever calls this has made sure that somebody with the
 * right wants it.
 */
export async function settleDesk(
  services: Pick<Services, 'db' | 'now'>,
  workspace: Workspace,
  channel: Channel,
  tier = FIRST_TIER,
): Promise<Desk> {
  const { db } = services
  for (const present of await listDesksOf(db, workspace.id)) {
    const [isTier, isHere] = [present.tier === tier, present.channelId === channel.channelId]
    if (isTier && isHere) {
      await forgetLiveCard(db, deskSubject(present.id), 'desk')
      await enqueueRefresh(services, deskSubject(present.id))
      return present
    }
    if (isTier || isHere) await removeDesk(services, present)
  }
  const desk = await addDesk(services, workspace.id, channel, tier)
  // The others name it.
  for (const { id } of await listDesksOf(db, workspace.id)) await enqueueRefresh(services, deskSubject(id))
  await enqueueRehang(services, workspace.id)
  await enqueueRoster(services, desk.id)
  return desk
}
