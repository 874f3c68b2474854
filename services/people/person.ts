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

/** What somebody wrote: as plain text, and as safe HTML where it had a form. */
export interface Words {
  readonly text: string
  readonly html?: string | undefined
  /** Begun with the mark by which an analyst keeps it among analysts. */
  readonly whispered?: boolean | undefined
}

/** The language we speak with somebody whose client says `locale` (BCP 47), e.g. `fr-CA`. */
export function languageOf(locale: string | undefined, otherwise: Language): Language {
  const primary = locale?.toLowerCase().split('-')[0]
  return primary === 'fr' || primary === 'en' ? primary : otherwise
}

export function samePerson(a: PersonKey, b: PersonKey): boolean {
  return a.tenantId === b.tenantId && a.objectId === b.objectId
}

/** The first `length` characters of a text, never half of one that takes two. */
export function cut(text: string, length: number): string {
  return text.slice(0, length).replace(/[\ud800-\udbff]$/, '')
}
