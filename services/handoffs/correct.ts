import type { Services } from '../context.ts'
import { retractFiles } from '../files/carry.ts'
import { findFileOf } from '../files/store.ts'
import { idIn } from '../notices/subject.ts'
import { enqueueRefresh, tell } from '../notices/tell.ts'
import { latest, type Words } from '../words/words.ts'
import { handoffSubject, isOpen, otherSide, sideOf } from './handoff.ts'
import type { HandoffNotice } from './jobs.ts'
import { enqueueRelay } from './relay.ts'
import { sayAsRequester, sayInThread } from './say.ts'
import { changeMessage, findOwnMessage, getHandoff } from './store.ts'

/**
 * Somebody corrected a message of their own: its copy follows, as long as the chat goes on. A whisper stays one, and
 * what becomes one is taken back; where nothing follows, its author is told. False: it was no message of a chat.
 */
export async function correctMessage(
  services: Pick<Services, 'db' | 'now' | 'rulesOf'>,
  authorId: string,
  words: Words,
  activityId: string,
): Promise<boolean> {
  const { db } = services
  const message = await findOwnMessage(db, activityId, authorId)
  if (message === undefined) return await correctBesideFiles(services, authorId, words, activityId)
  if (message.deletedAt !== undefined || latest(message.words, words) !== words) return true
  const handoff = await getHandoff(db, message.handoffId)
  const { audience } = message
  const about = { activityId, authorId, audience }
  if (!isOpen(handoff)) {
    if (audience !== 'work-note')
      await tell<HandoffNotice>(services, sideOf(handoff, otherSide(audience)), { kind: 'left-out', what: 'over-edit' })
    return true
  }
  if (audience === 'requester' && words.whispered === true) {
    await changeMessage(db, message.id, { words, audience: 'work-note' })
    await retractFiles(services, authorId, activityId)
    await enqueueRelay(services, 'relay.delete', handoff, about)
    return true
  }
  await changeMessage(db, message.id, { words })
  const wasWhispered = message.words.whispered === true
  if (audience === 'work-note' && wasWhispered && words.whispered !== true)
    await tell<HandoffNotice>(services, sideOf(handoff, 'desk'), { kind: 'left-out', what: 'still-whispered' })
  await enqueueRelay(services, 'relay.edit', handoff, about)
  if (audience === 'desk') await enqueueRefresh(services, handoffSubject(handoff.id))
  return true
}

/** A message of files alone was corrected: they were whispered, or words were added. False: there were no files either. */
async function correctBesideFiles(
  services: Pick<Services, 'db' | 'now' | 'rulesOf'>,
  authorId: string,
  words: Words,
  activityId: string,
): Promise<boolean> {
  const file = await findFileOf(services.db, authorId, activityId)
  const handoffId = idIn(file?.subject, 'handoff')
  if (file === undefined || handoffId === undefined) return false
  if (file.audience === 'requester' && words.whispered === true) await retractFiles(services, authorId, activityId)
  const handoff = await getHandoff(services.db, handoffId)
  if (!isOpen(handoff) || words.text === '') return true
  const said = { author: file.author, words, activityId }
  if (file.audience === 'desk') await sayAsRequester(services, handoffId, said)
  else await sayInThread(services, handoff, said)
  return true
}
