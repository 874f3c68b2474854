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

/** The same of « French | English », as nothing has it or had it yet; `otherwise` where nothing is left of the words. */
export function freshSlug(text: string, otherwise: string, taken: readonly { readonly id: string }[]): string {
  const base = slugOf(text.split('|')[0] ?? text) || otherwise
  const isTaken = (id: string) => id in Object.prototype || taken.some((its) => its.id === id)
  for (let n = 1; ; n += 1) {
    const id = n === 1 ? base : `${base.slice(0, 36)}-${n}`
    if (!isTaken(id)) return id
  }
}
