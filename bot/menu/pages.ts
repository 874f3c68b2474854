import { findOpenHandoff } from '../../services/handoffs/store.ts'
import { homeHtml } from '../../web/menu/home.ts'
import { positionNow, presentChat } from '../handoffs/present.ts'
import { looked } from '../turn/guard.ts'
import type { Turn } from '../turn/reply.ts'
import { viewOf } from '../web/view.ts'
import { isAnalystIn, presentMenu } from './present.ts'

/** What any message brings in Teams (S0.29), and the chat that the reader waits for or is in. */
export async function homePage(turn: Turn): Promise<string> {
  const { db, t, person, workspace, settings, actor } = turn
  looked(turn, 'menu.read')
  const open = await findOpenHandoff(db, person)
  const chat = open && (await presentChat(turn, t, open, positionNow(open)))
  const menu = await presentMenu(turn, t, person, { workspace, settings, permissions: actor.permissions })
  const isAnalyst = await isAnalystIn(db, workspace.id, person)
  return homeHtml(t, { menu, chat, reader: person.name, isAnalyst, view: viewOf(turn, '/') })
}
