import type { Event } from '../activity.ts'
import type { Reply, Turn } from '../handler.ts'
import { presentMenu } from '../present.ts'

/** « Autres options »: the card becomes the menu. */
export async function showMenu(turn: Turn, _event: Event): Promise<Reply> {
  return { card: await presentMenu(turn.db, turn.t, turn.person, turn.workspace.id) }
}
