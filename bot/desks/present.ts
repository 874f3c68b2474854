import { deskCard, MOST_CHATS, MOST_NAMES } from '../../cards/desks/desk.ts'
import { mineCard } from '../../cards/desks/mine.ts'
import type { Card } from '../../cards/render.ts'
import type { Sentences } from '../../cards/sentences.ts'
import type { Services } from '../../services/context.ts'
import { boardOf, listMine } from '../../services/desks/board.ts'
import { inStepOf } from '../../services/measures/in-step.ts'
import { getWorkspace, listDesksOf } from '../../services/workspaces/store.ts'
import type { Desk } from '../../services/workspaces/workspace.ts'
import type { Turn } from '../turn/reply.ts'

export async function presentDesk(
  services: Pick<Services, 'db' | 'now' | 'settingsOf' | 'systems' | 'pages'>,
  t: Sentences,
  { id, workspaceId, tier }: Pick<Desk, 'id' | 'workspaceId' | 'tier'>,
): Promise<Card> {
  const { db } = services
  const workspace = await getWorkspace(db, workspaceId)
  const { name, tenantId } = workspace
  const desks = await listDesksOf(db, workspaceId)
  const others = desks.filter((its) => its.id !== id)
  const here = { id, workspaceId, tier }
  const board = await boardOf({ db }, tenantId, here, desks, { names: MOST_NAMES, chats: MOST_CHATS })
  const inStep = await inStepOf(services, workspace)
  const { pages } = services
  const consoleUrl = pages === undefined ? undefined : `${pages}/desks/${id}`
  return deskCard(t, { deskId: id, name, tenantId, board, tier, others, inStep, consoleUrl })
}

export const MOST_MINE = 20

/** What the reader has taken in the workspace in which they are. */
export async function presentMine({ db, t, workspace, person }: Turn): Promise<Card> {
  return mineCard(t, await listMine({ db }, workspace.id, person, MOST_MINE))
}
