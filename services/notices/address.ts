import type { Conversation, Language, PersonKey } from '../people/person.ts'
import type { Subject } from './subject.ts'

/** To whom something is said. */
export type Address =
  | { readonly person: PersonKey }
  | { readonly thread: Subject }
  | { readonly conversation: Conversation; readonly language: Language }

/** What must stay in order travels in one lane. */
export function laneOf(address: Address): string {
  if ('person' in address) return `person:${address.person.tenantId}/${address.person.objectId}`
  if ('thread' in address) return `thread:${address.thread}`
  return `conversation:${address.conversation.conversationId}`
}
