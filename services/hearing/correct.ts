import { saveEarlyEdit } from '../admission/early-edit.ts'
import { type ActivityKey, markSeen } from '../admission/seen.ts'
import type { Services } from '../context.ts'
import { correctMessage } from '../handoffs/correct.ts'
import { settleLater } from '../handoffs/crossing.ts'
import { retractMessage } from '../handoffs/retract.ts'
import { getHandoff } from '../handoffs/store.ts'
import { idIn, type Subject } from '../notices/subject.ts'
import type { PersonKey } from '../people/person.ts'
import { changeLastWords } from '../people/store.ts'
import { correctQuarantined, dropQuarantined } from '../quarantine/decide.ts'
import { correctNote } from '../tickets/comment.ts'
import type { Words } from '../words/words.ts'

interface Corrected {
  readonly author: PersonKey
  readonly activity: ActivityKey
  /** What the thread is about in which it was written, if it was in one. */
  readonly subject: Subject | undefined
  /** The message itself had its effect before; else it may still be on its way. */
  readonly seen: boolean
}

/** Somebody corrected a message of theirs: in a chat, below an incident, or the words that brought them here. */
export async function correct(services: Services, corrected: Corrected, words: Words): Promise<void> {
  const { author, activity, subject, seen } = corrected
  const { activityId } = activity
  const authorId = author.objectId
  const ticketId = await ticketOf(services, subject)
  if (ticketId !== undefined) await correctNote(services, ticketId, authorId, words.text, activityId)
  if (await correctQuarantined(services, authorId, activityId, words)) return
  const isMessage = await correctMessage(services, authorId, words, activityId)
  if (!isMessage && ticketId === undefined) await changeLastWords(services.db, author, activityId, words)
  if (seen) return
  await saveEarlyEdit(services, activity, authorId, words)
  await settleLater(services, { activityId, authorId, words })
}

/** Somebody took a message of theirs back. If it has not come yet it will have no effect when it does. */
export async function retract(services: Services, { author, activity, subject, seen }: Corrected): Promise<void> {
  const { activityId } = activity
  const authorId = author.objectId
  const ticketId = await ticketOf(services, subject)
  if (ticketId !== undefined) await correctNote(services, ticketId, authorId, undefined, activityId)
  await dropQuarantined(services, authorId, activityId)
  const isMessage = await retractMessage(services, authorId, activityId)
  if (!isMessage && ticketId === undefined) await changeLastWords(services.db, author, activityId, undefined)
  if (!seen) await settleLater(services, { activityId, authorId })
  await markSeen(services.db, activity, services.now())
}

/** The incident whose thread it is, or that a chat came to: what was written after its end is noted there. */
async function ticketOf({ db }: Services, subject: Subject | undefined): Promise<string | undefined> {
  const handoffId = idIn(subject, 'handoff')
  return handoffId === undefined ? idIn(subject, 'ticket') : (await getHandoff(db, handoffId)).ticketId
}
