import type { Services } from '../context.ts'
import { retractFiles } from '../files/carry.ts'
import { awaitAnalyst } from '../handoffs/clock.ts'
import { audienceInThread, type Handoff, isOpen } from '../handoffs/handoff.ts'
import { sayAsRequester, sayInThread } from '../handoffs/say.ts'
import { lockHandoff } from '../handoffs/store.ts'
import { enqueueRefresh } from '../notices/tell.ts'
import { takenAtTheirWord } from '../secrets/secret.ts'
import { latest, type Words } from '../words/words.ts'
import { positionOf, type QuarantinedMessage, quarantineSubject } from './quarantine.ts'
import { decideQuarantined, findOwnQuarantined, readQuarantined, rewordQuarantined } from './store.ts'

type Saying = Pick<Services, 'db' | 'now' | 'rulesOf'>

/** The decision of a message's author, or what is done without one. False: it was decided before. */
export async function decide(
  services: Saying,
  { id, handoffId }: Pick<QuarantinedMessage, 'id' | 'handoffId'>,
  how: 'covered' | 'as-written' | 'dropped',
  corrected?: Words,
): Promise<boolean> {
  const { db } = services
  // A row lock: nothing is said in a chat that ends at the same moment.
  const handoff = await lockHandoff(db, handoffId)
  const isLate = how !== 'dropped' && !(await canGo(services, id, handoff))
  const message = await decideQuarantined(db, id, isLate ? 'late' : how)
  if (message === undefined) return false
  await enqueueRefresh(services, quarantineSubject(id), positionOf(message))
  // What came along with it went at once, and goes with it now.
  if (how === 'dropped') await retractFiles(services, message.author.objectId, message.activityId)
  if (isLate || how === 'dropped') return true
  const { author, activityId, audience } = message
  const said = { author, activityId, words: corrected ?? wordsFor(message, how) }
  if (audience === 'requester') await sayInThread(services, handoff, said)
  else {
    await awaitAnalyst(services, handoff)
    await sayAsRequester(services, handoffId, said)
  }
  return true
}

/** The chat goes on where it was written; of an analyst's, it is still theirs: what they said would reach nobody else. */
async function canGo({ db }: Saying, id: string, handoff: Handoff): Promise<boolean> {
  const message = await readQuarantined(db, id)
  if (message === undefined || !isOpen(handoff)) return false
  if (message.audience === 'desk') return true
  const isHere = handoff.workspaceId === message.workspaceId
  return isHere && audienceInThread(handoff, message.author, false) === 'requester'
}

function wordsFor({ words, bare }: QuarantinedMessage, how: 'covered' | 'as-written'): Words {
  if (how === 'covered' || bare === undefined) return words
  const { masked: _masked, html: _html, ...rest } = words
  const text = takenAtTheirWord(bare.text)
  return bare.html === undefined ? { ...rest, text } : { ...rest, text, html: takenAtTheirWord(bare.html) }
}

/** What the timer does: it goes without its secret. */
export async function releaseQuarantined(services: Saying, { id }: { readonly id: string }): Promise<void> {
  const message = await readQuarantined(services.db, id)
  if (message !== undefined) await decide(services, message, 'covered')
}

/** Its author corrected it while it waits: without a secret it goes. False: none of theirs waits. */
export async function correctQuarantined(
  services: Saying,
  authorId: string,
  activityId: string,
  words: Words,
): Promise<boolean> {
  const message = await findOwnQuarantined(services.db, activityId, authorId)
  if (message === undefined) return false
  // A row lock: a decision at the same moment is not undone by a correction, nor a correction by it.
  await lockHandoff(services.db, message.handoffId)
  const now = await readQuarantined(services.db, message.id)
  if (now?.state !== 'waiting') return false
  if (latest(now.words, words) !== words) return true
  if (words.masked === undefined) return await decide(services, message, 'as-written', words)
  await rewordQuarantined(services.db, message.id, words)
  await enqueueRefresh(services, quarantineSubject(message.id), positionOf(message))
  return true
}

/** Its author took it back while it waits. */
export async function dropQuarantined(services: Saying, authorId: string, activityId: string): Promise<void> {
  const message = await findOwnQuarantined(services.db, activityId, authorId)
  if (message !== undefined) await decide(services, message, 'dropped')
}
