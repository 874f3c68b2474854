/** The languages that the service speaks. A third one is a file in cards/strings and a word here. */
export const LANGUAGES = ['fr', 'en'] as const
export type Language = (typeof LANGUAGES)[number]

/** A conversation as Teams addresses it. */
export interface Conversation {
  readonly serviceUrl: string
  readonly conversationId: string
}

/** Who somebody is, for ever: an Entra object in its tenant. Never an e-mail, never a chat's id. */
export interface PersonKey {
  readonly tenantId: string
  readonly objectId: string
}

/** A person under the name that they had when something was written down. */
export interface NamedPerson extends PersonKey {
  readonly name: string
}

export interface Person extends NamedPerson {
  readonly teamsId: string
  readonly language: Language
}

/** Somebody as we know them, with the chat in which they are spoken to alone, if there is one. */
export interface Contact extends Person {
  readonly chat: Conversation | undefined
  /** The workspace that they are in; `undefined`: the default one, as they never joined another (S1.7). */
  readonly workspaceId: string | undefined
}

/** The tenant of all personal Microsoft accounts: no organisation, and nobody there vouches for anybody (S1.17). */
export const PERSONAL_TENANT = '9188040d-6c67-4c5b-b112-36a304b66dad'

/** Of a personal account: Entra gives no such id to people of an organisation. */
export function isPersonalAccount({ objectId }: Pick<PersonKey, 'objectId'>): boolean {
  return objectId.startsWith('00000000-0000-0000-')
}

/** The language we speak with somebody whose client says `locale` (BCP 47), e.g. `fr-CA`. */
export function languageOf(locale: string | undefined, otherwise: Language): Language {
  const primary = locale?.toLowerCase().split('-')[0]
  return LANGUAGES.find((language) => language === primary) ?? otherwise
}

export function samePerson(a: PersonKey | undefined, b: PersonKey | undefined): boolean {
  return a !== undefined && b !== undefined && a.tenantId === b.tenantId && a.objectId === b.objectId
}

/** What stands where a person's name or words were. */
export const ERASED = '—'
