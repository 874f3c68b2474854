import type { Services } from '../context.ts'
import { tell } from '../notices/tell.ts'
import type { NamedPerson } from '../people/person.ts'
import type { Written } from '../secrets/secret.ts'
import { type Handoff, sideOf } from './handoff.ts'
import type { HandoffNotice } from './jobs.ts'
import { keyOfSaid } from './reply.ts'
import { addMessage } from './store.ts'

/** An analyst notes something for analysts alone (F15): it has no copy on the other side, whatever is done. `key` is the dialog's. */
export async function noteInChat(
  services: Pick<Services, 'db' | 'now'>,
  handoff: Pick<Handoff, 'id' | 'requester'>,
  author: NamedPerson,
  { key, text }: { readonly key: string; readonly text: Written },
): Promise<void> {
  const { db, now } = services
  const activityId = await keyOfSaid(db, handoff.id, author, { key, text })
  if (activityId === undefined) return
  const words = { text, whispered: true }
  await addMessage(db, { handoffId: handoff.id, author, words, saidAt: now(), activityId, audience: 'work-note' })
  await tell<HandoffNotice>(services, sideOf(handoff, 'desk'), { kind: 'chat-note', author: author.name, text })
}
