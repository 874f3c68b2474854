import { forgetOldRequests } from '../approvals/forget.ts'
import type { Services } from '../context.ts'
import { transact } from '../db/transact.ts'
import { forgetFeedback } from '../feedback/store.ts'
import { forgetFilesOf } from '../files/store.ts'
import { forgetOldChats } from '../handoffs/forget.ts'
import { handoffSubject } from '../handoffs/handoff.ts'
import { listHeld } from '../privacy/kit.ts'
import { forgetOldTickets } from '../tickets/forget.ts'
import { ticketSubject } from '../tickets/ticket.ts'
import { DAY_MS } from '../time.ts'
import { listWorkspaces } from '../workspaces/store.ts'

/** A look forgets no more than this of each workspace; the next one goes on, an hour later. */
const MOST = 500

/** Retention as each workspace's settings say: chats that ended and incidents that were settled longer ago, and requests that ended (F29, D5). */
export async function forgetOld({ db, now, settingsOf }: Pick<Services, 'db' | 'now' | 'settingsOf'>): Promise<void> {
  const held = await listHeld(db)
  const failures: unknown[] = []
  for (const workspace of await listWorkspaces(db)) {
    const { keepDays } = await settingsOf(db, workspace)
    if (keepDays === null) continue
    const old = { before: now() - keepDays * DAY_MS, held, now: now() }
    await transact(db, async (tx) => {
      const chats = await forgetOldChats(tx, workspace.id, old, MOST)
      const tickets = await forgetOldTickets(tx, workspace.id, old, MOST)
      await forgetOldRequests(tx, workspace.id, old, MOST)
      await forgetFeedback(tx, workspace.id, old)
      await forgetFilesOf(tx, [...chats.map(handoffSubject), ...tickets.map(ticketSubject)], held)
    }).catch((error: unknown) => failures.push(error))
  }
  // One workspace’s trouble keeps nothing of the others’.
  if (failures.length > 0) throw failures[0]
}
