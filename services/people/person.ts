import type { Conversation } from '../notices/notice.ts'
import type { SecretKind } from '../secrets/secret.ts'

export type Language = 'fr' | 'en'

/** Who somebody is, for ever: an Entra object in its tenant. Never an e-mail, never a chat's id. */
export interface PersonKey {
  readonly tenantId: string
  readonly objectId: string
}

export interface Person extends PersonKey {
  readonly name: string
  readonly teamsId: string
  readonly language: Language
}

/** Somebody as we know them, with the chat in which they are spoken to alone, if there is one. */
export interface Contact extends Person {
  readonly chat: Conversation | undefined
}

/** What somebody wrote: as plain text, and as safe HTML where it had a form. */
export interface Words {
  readonly text: string
  readonly html?: string | undefined
  /** Begun with the mark by which an analyst keeps it among analysts. */
  readonly whispered?: boolean | undefined
  /** When they were written or last corrected, by Teams' clock. */
  readonly at?: number | undefined
  /** What was covered in them, because nobody should read it. */
  readonly masked?: readonly SecretKind[] | undefined
}

/** The language we speak with somebody whose client says `locale` (BCP 47), e.g. `fr-CA`. */
export function languageOf(locale: string | undefined, otherwise: Language): Language {
  const primary = locale?.toLowerCase().split('-')[0]
  return primary === 'fr' || primary === 'en' ? primary : otherwise
}

/** Of two versions of the same words the later one, whichever came first. */
export function latest(words: Words, other: Words | undefined): Words {
  return other !== undefined && (other.at ?? 0) > (words.at ?? 0) ? other : words
}

export function samePerson(a: PersonKey, b: PersonKey): boolean {
  return a.tenantId === b.tenantId && a.objectId === b.objectId
}

/** The first `length` characters of a text, never half of one that takes two. */
export function cut(text: string, length: number): string {
  return text.slice(0, length).replace(/[\ud800-\udbff]$/, '')
}
