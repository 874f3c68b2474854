import type { Services } from '../context.ts'
import { takeFilesBack } from '../files/carry.ts'
import { listFilesOf } from '../files/store.ts'
import { enqueue } from '../jobs/enqueue.ts'
import { idIn, laneOf } from '../notices/notice.ts'
import { refreshCard } from '../notices/tell.ts'
import { latest, type Person, type Words } from '../people/person.ts'
import { audienceInThread, type Handoff, isOpen, type Message, type MessageKey } from './handoff.ts'
import { listenForSilence } from './silence.ts'
import { addMessage, changeMessage, findMessage, findOwnMessage, getHandoff, takeUndelivered } from './store.ts'

/** Carries the requester's words to the desk's thread. */
export async function sayAsRequester(
  { db, now }: Pick<Services, 'db' | 'now'>,
  handoffId: string,
  author: Pick<Person, 'objectId' | 'name'>,
  words: Words,
  activityId: string,
): Promise<void> {
  await addMessage(db, { handoffId, author, words, saidAt: now(), activityId, audience: 'desk' })
  const payload = { handoffId, activityId, authorId: author.objectId }
  await enqueue(db, { task: 'relay.send', lane: laneOf({ thread: `handoff:${handoffId}` }), payload }, now())
}

/** Takes what was said in the desk's thread: to the requester if it is the taker who speaks, else among analysts. */
export async function sayInThread(
  { db, now, silenceMs }: Pick<Services, 'db' | 'now' | 'silenceMs'>,
  handoff: Handoff,
  author: Pick<Person, 'objectId' | 'name'>,
  words: Words,
  activityId: string,
): Promise<'requester' | 'work-note'> {
  const audience = audienceInThread(handoff, author.objectId, words)
  const handoffId = handoff.id
  await addMessage(db, { handoffId, author, words, saidAt: now(), activityId, audience })
  if (audience === 'work-note') return audience
  await listenForSilence({ db, now, silenceMs }, handoff)
  const payload = { handoffId, activityId, authorId: author.objectId }
  await enqueue(db, { task: 'relay.send', lane: lane(handoff, 'requester'), payload }, now())
  return audience
}

/** Tries again what could not be delivered, once for each time that it could not. `undefined`: it is not this person's. */
export async function sayAgain(
  { db, now }: Pick<Services, 'db' | 'now'>,
  author: Person,
  key: Omit<MessageKey, 'authorId'>,
): Promise<Message | undefined> {
  const payload = { ...key, authorId: author.objectId }
  const message = await findMessage(db, payload)
  if (message === undefined || message.audience === 'work-note') return undefined
  if (!message.undelivered || !(await takeUndelivered(db, message.id))) return message
  const handoff = await getHandoff(db, message.handoffId)
  await enqueue(db, { task: 'relay.send', lane: lane(handoff, message.audience), payload }, now())
  return message
}

/** Somebody corrected a message of their own: its copy follows, as long as the chat goes on. A whisper stays one, and what becomes one is taken back. False: it was no message of a chat. */
export async function editMessage(
  { db, now, silenceMs }: Pick<Services, 'db' | 'now' | 'silenceMs'>,
  author: Pick<Person, 'objectId'>,
  words: Words,
  activityId: string,
): Promise<boolean> {
  const message = await findOwnMessage(db, activityId, author.objectId)
  if (message === undefined) return await editBesideFiles({ db, now, silenceMs }, author.objectId, words, activityId)
  if (message.deletedAt !== undefined || latest(message.words, words) !== words) return true
  const handoff = await getHandoff(db, message.handoffId)
  if (!isOpen(handoff)) return true
  if (message.audience === 'requester' && words.whispered === true) {
    await changeMessage(db, message.id, { words: JSON.stringify(words), audience: 'work-note' })
    await takeFilesBack({ db, now }, author.objectId, activityId)
    await follow({ db, now }, handoff, message, 'relay.delete')
    return true
  }
  await changeMessage(db, message.id, { words: JSON.stringify(words) })
  await follow({ db, now }, handoff, message, 'relay.edit')
  return true
}

/** A message of files alone was corrected: they were whispered, or words were added. False: there were no files either. */
async function editBesideFiles(
  services: Pick<Services, 'db' | 'now' | 'silenceMs'>,
  authorId: string,
  words: Words,
  activityId: string,
): Promise<boolean> {
  const [file] = await listFilesOf(services.db, authorId, activityId)
  const handoffId = idIn(file?.subject, 'handoff')
  if (file === undefined || handoffId === undefined) return false
  if (file.audience === 'requester' && words.whispered === true) await takeFilesBack(services, authorId, activityId)
  const handoff = await getHandoff(services.db, handoffId)
  if (!isOpen(handoff) || words.text === '') return true
  if (file.audience === 'desk') await sayAsRequester(services, handoffId, file.author, words, activityId)
  else await sayInThread(services, handoff, file.author, words, activityId)
  return true
}

/** Somebody took back a message of their own: its copy and its files go too, even when the chat is over. False: it was no message of a chat. */
export async function deleteMessage(
  { db, now }: Pick<Services, 'db' | 'now'>,
  author: Pick<Person, 'objectId'>,
  activityId: string,
): Promise<boolean> {
  await takeFilesBack({ db, now }, author.objectId, activityId)
  const message = await findOwnMessage(db, activityId, author.objectId)
  if (message === undefined) return false
  if (message.deletedAt !== undefined) return true
  await changeMessage(db, message.id, { deleted_at: now() })
  await follow({ db, now }, await getHandoff(db, message.handoffId), message, 'relay.delete')
  return true
}

async function follow(
  { db, now }: Pick<Services, 'db' | 'now'>,
  handoff: Handoff,
  message: Message,
  task: 'relay.edit' | 'relay.delete',
): Promise<void> {
  if (message.audience === 'work-note') return
  await enqueue(db, { task, lane: lane(handoff, message.audience), payload: keyOf(message) }, now())
  await refreshCard({ db, now }, `handoff:${handoff.id}`)
}

function keyOf({ handoffId, activityId, author }: Message): MessageKey {
  return { handoffId, activityId, authorId: author.objectId }
}

function lane(handoff: Handoff, audience: 'desk' | 'requester'): string {
  return laneOf(audience === 'desk' ? { thread: `handoff:${handoff.id}` } : { person: handoff.requester })
}
