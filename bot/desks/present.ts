import { deskCard, MOST_NAMES } from '../../cards/desks/desk.ts'
import type { Card } from '../../cards/render.ts'
import type { Sentences } from '../../cards/sentences.ts'
import type { Db } from '../../services/db/connect.ts'
import { countQueued } from '../../services/handoffs/store.ts'
import { whoIsOnDuty } from '../../services/workspaces/duty.ts'
import { getWorkspace, listDesksOf } from '../../services/workspaces/store.ts'
import { type Desk, tiersAt } from '../../services/workspaces/workspace.ts'

export async function presentDesk(
  db: Db,
  t: Sentences,
  { id, workspaceId, tier }: Pick<Desk, 'id' | 'workspaceId' | 'tier'>,
): Promise<Card> {
  const onDuty = await whoIsOnDuty(db, { workspaceId, tier }, MOST_NAMES)
  const { name } = await getWorkspace(db, workspaceId)
  const desks = await listDesksOf(db, workspaceId)
  const others = desks.filter((its) => its.id !== id)
  const waiting = await countQueued(db, workspaceId, tiersAt(desks, { id }))
  return deskCard(t, { deskId: id, name, onDuty, waiting, tier, others })
}
