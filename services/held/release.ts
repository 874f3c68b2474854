import type { Services } from '../context.ts'
import { awaitAnalyst } from '../handoffs/clock.ts'
import { isOpen } from '../handoffs/handoff.ts'
import { sayAsRequester, sayInThread } from '../handoffs/say.ts'
import { lockHandoff } from '../handoffs/store.ts'
import { enqueueRefresh } from '../notices/tell.ts'
import { type SecretKind, takenAtTheirWord } from '../secrets/secret.ts'
import type { Words } from '../words/words.ts'
import { type HeldMessage, heldSubject } from './held.ts'
import { decideHeld, findOwnHeld, readHeld, rewordHeld } from './store.ts'

type Saying = Pick<Services, 'db' | 'now' | 'rulesOf'>

/** The decision of a message's author, or what is done without one. False: it was decided before. */
export async function decide(
  services: Saying,
  { id, handoffId }: Pick<HeldMessage, 'id' | 'handoffId'>,
  how: 'covered' | 'as-written' | 'dropped',
  corrected?: Words,
): Promise<boolean> {
  const { db } = services
  // A row lock: nothing is said in a chat that ends at the same moment.
  const handoff = await lockHandoff(db, handoffId)
  const isLate = how !== 'dropped' && !isOpen(handoff)
  const held = await decideHeld(db, id, isLate ? 'late' : how)
  if (held === undefined) return false
  await enqueueRefresh(services, heldSubject(id), POSITIONS[held.audience])
  if (isLate || how === 'dropped') return true
  const { author, activityId, audience } = held
  const said = { author, activityId, words: corrected ?? wordsFor(held, how) }
  if (audience === 'requester') await sayInThread(services, handoff, said)
  else {
    await awaitAnalyst(services, handoff)
    await sayAsRequester(services, handoffId, said)
  }
  return true
}

/** Where the card hangs that asks: in its author's own chat, or in the thread where they wrote. */
const POSITIONS = { desk: 'own', requester: 'thread' } as const

function wordsFor({ words, bare }: HeldMessage, how: 'covered' | 'as-written'): Words {
  if (how === 'covered' || bare === undefined) return words
  const { masked: _masked, html: _html, ...rest } = words
  const text = takenAtTheirWord(bare.text)
  return bare.html === undefined ? { ...rest, text } : { ...rest, text, html: takenAtTheirWord(bare.html) }
}

/** What the timer does: it goes without its secret. */
export async function releaseHeld(services: Saying, { id }: { readonly id: string }): Promise<void> {
  const held = await readHeld(services.db, id)
  if (held !== undefined) await decide(services, held, 'covered')
}

/** Its author corrected it while it waits: without a secret it goes. False: none of theirs waits. */
export async function correctHeld(
  services: Saying,
  authorId: string,
  activityId: string,
  words: Words & { readonly masked?: readonly SecretKind[] | undefined },
): Promise<boolean> {
  const held = await findOwnHeld(services.db, activityId, authorId)
  if (held === undefined) return false
  if (words.masked === undefined) return await decide(services, held, 'as-written', words)
  await rewordHeld(services.db, held.id, words)
  await enqueueRefresh(services, heldSubject(held.id), POSITIONS[held.audience])
  return true
}

/** Its author took it back while it waits. */
export async function dropHeld(services: Saying, authorId: string, activityId: string): Promise<void> {
  const held = await findOwnHeld(services.db, activityId, authorId)
  if (held !== undefined) await decide(services, held, 'dropped')
}
