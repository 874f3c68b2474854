import { deskCard, MOST_NAMES } from '../../cards/desks/desk.ts'
import type { Card } from '../../cards/render.ts'
import type { Sentences } from '../../cards/sentences.ts'
import type { Db } from '../../services/db/connect.ts'
import { countQueued } from '../../services/handoffs/store.ts'
import { whoIsOnDuty } from '../../services/workspaces/duty.ts'
import { getWorkspace, listDesksOf } from '../../services/workspaces/store.ts'
import type { Desk } from '../../services/workspaces/workspace.ts'

export async function presentDesk(
  db: Db,
  t: Sentences,
  { id, workspaceId, tier }: Pick<Desk, 'id' | 'workspaceId' | 'tier'>,
): Promise<Card> {
  const onDuty = await whoIsOnDuty(db, { workspaceId, tier }, MOST_NAMES)
  const { name } = await getWorkspace(db, workspaceId)
  const others = (await listDesksOf(db, workspaceId)).filter((its) => its.id !== id)
  return deskCard(t, { deskId: id, name, onDuty, waiting: await countQueued(db, workspaceId, tier), tier, others })
}
