import type { FileRefusal } from '../files/file.ts'
import type { MessageKey } from '../handoffs/handoff.ts'
import type { PersonKey } from '../people/person.ts'
import type { SecretKind } from '../secrets/secret.ts'

/** A thing that has a card in Teams which is kept true. */
export type Subject = `handoff:${string}` | `ticket:${string}` | `desk:${string}`

/** The id of what a subject is, if it is of this kind. */
export function idIn(subject: Subject | undefined, kind: 'handoff' | 'ticket' | 'desk'): string | undefined {
  return subject?.startsWith(`${kind}:`) ? subject.slice(kind.length + 1) : undefined
}

/** Where a subject's card hangs: in the desk's channel; or in the requester's own chat, while they wait and while they talk. */
export type Place = 'desk' | 'waiting' | 'talk'

/** A conversation as Teams addresses it. */
export interface Conversation {
  readonly serviceUrl: string
  readonly conversationId: string
}

export type Address =
  | { readonly person: PersonKey }
  | { readonly thread: Subject }
  | { readonly conversation: Conversation; readonly language: 'fr' | 'en' }

/** Something said once, as a fact; how it looks and in which words is decided when it is delivered. */
export type Notice =
  | { readonly kind: 'menu' }
  | { readonly kind: 'elsewhere' }
  | { readonly kind: 'connected'; readonly handoffId: string }
  | { readonly kind: 'silence'; readonly handoffId: string; readonly warning: 1 | 2; readonly endsAt: number }
  | { readonly kind: 'chat-ended'; readonly handoffId: string; readonly at: number }
  | { readonly kind: 'ticket-opened'; readonly ticketId: string }
  | { readonly kind: 'ticket-news'; readonly ticketId: string; readonly entryId: number }
  | { readonly kind: 'left-out'; readonly what: 'attachment' | 'too-long' | 'over' | 'over-file' }
  | {
      readonly kind: 'undelivered'
      readonly excerpt: string
      /** What may be tried again; an edit may not. */
      readonly message?: Omit<MessageKey, 'authorId'>
      readonly why: 'unreachable' | 'no-desk' | 'too-big' | 'silence'
    }
  | { readonly kind: 'file'; readonly fileId: string }
  | { readonly kind: 'file-left-out'; readonly name: string; readonly why: FileRefusal }
  /** News of a ticket did not reach the person whom it concerns. */
  | {
      readonly kind: 'not-told'
      readonly name: string | undefined
      readonly excerpt: string
      readonly why: 'unreachable' | 'silence'
    }
  | { readonly kind: 'masked'; readonly kinds: readonly SecretKind[] }
  | { readonly kind: 'desk-taken'; readonly teamName: string }
  | { readonly kind: 'desk'; readonly deskId: string }
  /** Something came to nothing; `excerpt` is what somebody wrote, where they must know which message it was. */
  | { readonly kind: 'failed'; readonly text: string; readonly excerpt?: string }

/** What must stay in order travels in one lane. */
export function laneOf(address: Address): string {
  if ('person' in address) return `person:${address.person.tenantId}/${address.person.objectId}`
  if ('thread' in address) return `thread:${address.thread}`
  return `conversation:${address.conversation.conversationId}`
}
