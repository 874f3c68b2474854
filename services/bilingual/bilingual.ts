import type { Language } from '../people/person.ts'

/** Words of a workspace's own in the reader's language: « French | English », or the same in both. */
export function inLanguage(text: string, language: Language): string {
  const [french = '', english = french] = text.split('|').map((part) => part.trim())
  return (language === 'fr' ? french : english) || french || english
}

/** For search and for names that count as the same: no accents, no capitals, no marks between words. */
export function folded(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
}

/** A short name for machines, of words for people: `compte-verrouille`. */
export function slugOf(text: string): string {
  return folded(text).replace(/ /g, '-').slice(0, 40).replace(/-$/, '')
}
