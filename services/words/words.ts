import type { SecretKind, Written } from '../secrets/secret.ts'

/** What somebody wrote: as plain text, and as safe HTML where it had a form. */
export interface Words {
  readonly text: Written
  readonly html?: Written | undefined
  /** Begun with the mark by which an analyst keeps it among analysts. */
  readonly whispered?: boolean | undefined
  /** When they were written or last corrected, by Teams' clock. */
  readonly at?: number | undefined
  /** Which secrets were covered in them. */
  readonly masked?: readonly SecretKind[] | undefined
}

/** Of two versions of the same words the later one, whichever came first. */
export function latest(words: Words, other: Words | undefined): Words {
  return other !== undefined && (other.at ?? 0) > (words.at ?? 0) ? other : words
}

/** The first `length` characters of a text, never half of a surrogate pair. */
export function cut(text: string, length: number): string {
  return text.slice(0, length).replace(/[\ud800-\udbff]$/, '')
}

/** The last `length` characters of a text, never half of a surrogate pair. */
export function cutStart(text: string, length: number): string {
  return text.slice(-length).replace(/^[\udc00-\udfff]/, '')
}
