import { createHash } from 'node:crypto'
import type { Services } from '../context.ts'
import type { Db } from '../db/connect.ts'
import { tell } from '../notices/tell.ts'
import type { NamedPerson, PersonKey } from '../people/person.ts'
import { maskSecrets, type Written } from '../secrets/secret.ts'
import { type Handoff, sideOf } from './handoff.ts'
import type { HandoffNotice } from './jobs.ts'
import { sayInThread } from './say.ts'
import { findMessage } from './store.ts'

/** A saved reply with who is spoken to and who speaks in their places. */
export function filled(
  reply: string,
  { requester }: Pick<Handoff, 'requester'>,
  analyst: Pick<NamedPerson, 'name'>,
): string {
  const names: Readonly<Record<string, string>> = { name: requester.name, analyst: analyst.name }
  return reply.replace(/\{(name|analyst)\}/g, (whole, which: string) => names[which] ?? whole)
}

/**
 * Whoever took a chat answers it from elsewhere than its thread: it goes to the requester as their words, and the thread shows it.
 * `key` is the idempotency key of the dialog. Returns what was said.
 */
export async function answerFromAside(
  services: Pick<Services, 'db' | 'now' | 'rulesOf'>,
  handoff: Handoff,
  author: NamedPerson,
  { key, text }: { readonly key: string; readonly text: Written },
): Promise<string> {
  const activityId = await keyOfSaid(services.db, handoff.id, author, { key, text })
  if (activityId === undefined) return text
  await sayInThread(services, handoff, { author, words: { text }, activityId })
  const notice = { kind: 'replied', author: author.name, text } as const
  await tell<HandoffNotice>(services, sideOf(handoff, 'desk'), notice)
  return text
}

/**
 * The idempotency key of what is said from a field that stays on the page: the same words again are said once, others under the same
 * key are another message. `undefined`: they were said.
 */
export async function keyOfSaid(
  db: Db,
  handoffId: string,
  { objectId: authorId }: PersonKey,
  { key, text }: { readonly key: string; readonly text: string },
): Promise<string | undefined> {
  const known = await findMessage(db, { handoffId, activityId: key, authorId })
  if (known === undefined) return key
  if (known.words.text === text) return undefined
  const other = `${key}:${createHash('sha256').update(text).digest('hex').slice(0, 16)}`
  return (await findMessage(db, { handoffId, activityId: other, authorId })) === undefined ? other : undefined
}

/** The same with a saved reply. */
export async function sendReply(
  services: Pick<Services, 'db' | 'now' | 'rulesOf'>,
  handoff: Handoff,
  author: NamedPerson,
  { key, reply }: { readonly key: string; readonly reply: string },
): Promise<string> {
  const { text } = maskSecrets(filled(reply, handoff, author))
  return await answerFromAside(services, handoff, author, { key, text })
}
