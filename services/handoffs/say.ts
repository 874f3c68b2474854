import type { Services } from '../context.ts'
import type { NamedPerson } from '../people/person.ts'
import type { Words } from '../words/words.ts'
import { awaitRequester } from './clock.ts'
import { audienceInThread, type Handoff } from './handoff.ts'
import { enqueueRelay } from './relay.ts'
import { addMessage } from './store.ts'

interface Said {
  readonly author: NamedPerson
  readonly words: Words
  /** The activity that brought it: its idempotency key. */
  readonly activityId: string
}

/** Carries the requester's words to the desk's thread. */
export async function sayAsRequester(
  { db, now }: Pick<Services, 'db' | 'now'>,
  handoffId: string,
  { author, words, activityId }: Said,
): Promise<void> {
  await addMessage(db, { handoffId, author, words, saidAt: now(), activityId, audience: 'desk' })
  const message = { activityId, authorId: author.objectId, audience: 'desk' } as const
  await enqueueRelay({ db, now }, 'relay.send', { id: handoffId, requester: author }, message)
}

/** Takes what was said in the desk's thread: to the requester if it is the taker who speaks, else among analysts. */
export async function sayInThread(
  services: Pick<Services, 'db' | 'now' | 'rulesOf'>,
  handoff: Handoff,
  { author, words, activityId }: Said,
): Promise<'requester' | 'work-note'> {
  const { db, now } = services
  const audience = audienceInThread(handoff, author, words.whispered === true)
  await addMessage(db, { handoffId: handoff.id, author, words, saidAt: now(), activityId, audience })
  if (audience === 'requester') await awaitRequester(services, handoff)
  await enqueueRelay(services, 'relay.send', handoff, { activityId, authorId: author.objectId, audience })
  return audience
}
