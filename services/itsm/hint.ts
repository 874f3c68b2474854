import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Services } from '../context.ts'
import { SECOND_MS } from '../time.ts'
import { listWorkspaces } from '../workspaces/store.ts'
import { pollSoon } from './enqueue-poll.ts'

/** `sha256=` and the HMAC-SHA256 of the body in hexadecimal, as Jira signs and every other system can. */
export function isSigned(secret: string, body: Uint8Array, signature: string): boolean {
  const right = Buffer.from(`sha256=${createHmac('sha256', secret).update(body).digest('hex')}`)
  const given = Buffer.from(signature)
  return given.length === right.length && timingSafeEqual(given, right)
}

/** Some searches follow a change after some seconds (Jira's). */
const SEARCH_LAG_MS = 10 * SECOND_MS

/**
 * A connection says that something changed there (a webhook). That is a hint alone: whoever chose it asks what changed, at the
 * next full second (milliseconds since 1970), so that many hints are one question. Returns when. Who synchronises by hand is not
 * asked.
 */
export async function enqueueHint(
  services: Pick<Services, 'db' | 'now' | 'settingsOf'>,
  { name, tenants }: { readonly name: string; readonly tenants: readonly string[] },
): Promise<number> {
  const { db, now, settingsOf } = services
  const dueAt = (Math.floor(now() / SECOND_MS) + 1) * SECOND_MS
  for (const workspace of await listWorkspaces(db)) {
    if (!tenants.includes(workspace.tenantId)) continue
    const { ticketSystem } = await settingsOf(db, workspace)
    if (ticketSystem?.connection !== name || ticketSystem.sync === 'manual') continue
    await pollSoon(services, workspace.id, dueAt)
    await pollSoon(services, workspace.id, dueAt + SEARCH_LAG_MS)
  }
  return dueAt
}
