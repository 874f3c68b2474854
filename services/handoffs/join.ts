import type { Services } from '../context.ts'
import { tell } from '../notices/tell.ts'
import type { NamedPerson } from '../people/person.ts'
import type { Written } from '../secrets/secret.ts'
import { type Handoff, sideOf } from './handoff.ts'
import type { HandoffNotice } from './jobs.ts'
import { enqueueRelay } from './relay.ts'
import { addMessage, findMessage } from './store.ts'

/**
 * A supervisor says something to the requester of a chat that a colleague leads, under their own name; the thread shows it, and the
 * chat stays its analyst's. Whose turn it is does not change. `key` is the idempotency key of the dialog.
 */
export async function joinHandoff(
  services: Pick<Services, 'db' | 'now'>,
  handoff: Pick<Handoff, 'id' | 'requester'>,
  author: NamedPerson,
  { key, text }: { readonly key: string; readonly text: Written },
): Promise<void> {
  const { db, now } = services
  const said = { handoffId: handoff.id, activityId: key }
  if ((await findMessage(db, { ...said, authorId: author.objectId })) !== undefined) return
  await addMessage(db, { ...said, author, words: { text }, saidAt: now(), audience: 'requester' })
  const about = { activityId: key, authorId: author.objectId, audience: 'requester' } as const
  await enqueueRelay(services, 'relay.send', handoff, about)
  await tell<HandoffNotice>(services, sideOf(handoff, 'desk'), { kind: 'replied', author: author.name, text })
}
