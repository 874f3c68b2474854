import type { Services } from '../context.ts'
import { awaitRequester } from '../handoffs/clock.ts'
import { type Handoff, sideOf } from '../handoffs/handoff.ts'
import { enqueue } from '../jobs/enqueue.ts'
import { tell } from '../notices/tell.ts'
import type { NamedPerson } from '../people/person.ts'
import type { OneTimeJobs, OneTimeNotice } from './jobs.ts'
import { LIFE_MS } from './onetime.ts'
import { addOneTime } from './store.ts'

/** « Remettre un secret », by whoever took the chat: its requester gets a card that shows it once. `key` is the dialog's. */
export async function handSecret(
  services: Pick<Services, 'db' | 'now' | 'rulesOf'>,
  handoff: Handoff,
  author: NamedPerson,
  { key, secret }: { readonly key: string; readonly secret: string },
): Promise<void> {
  const { db, now } = services
  const { tenantId, objectId, name } = handoff.requester
  const added = await addOneTime(db, {
    id: key,
    workspace_id: handoff.workspaceId,
    handoff_id: handoff.id,
    tenant_id: tenantId,
    requester_id: objectId,
    author_id: author.objectId,
    author_name: author.name,
    secret,
    handed_at: now(),
  })
  if (!added) return
  await wipeAt(services, key, now() + LIFE_MS)
  await awaitRequester(services, handoff)
  await tell<OneTimeNotice>(services, sideOf(handoff, 'requester'), { kind: 'onetime-handed', id: key })
  const here = { kind: 'onetime-here', what: 'handed', name, author: author.name } as const
  await tell<OneTimeNotice>(services, sideOf(handoff, 'desk'), here)
}

/** One timer per secret: the next replaces it. */
export async function wipeAt({ db, now }: Pick<Services, 'db' | 'now'>, id: string, dueAt: number): Promise<void> {
  const lane = `onetime:${id}`
  await enqueue<OneTimeJobs>(db, { task: 'onetime.wipe', lane, payload: { id }, dueAt, timerKey: lane }, now())
}
