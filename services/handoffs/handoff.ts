import type { PersonKey, Words } from '../people/person.ts'

export type HandoffState = 'queued' | 'active' | 'closed' | 'abandoned' | 'converted'

/** Who let a chat end; silence is nobody's decision. */
export type EndedBy = 'requester' | 'analyst' | 'silence'

/** One conversation passing from the bot to a person, from request to close. */
export interface Handoff {
  readonly id: string
  readonly workspaceId: string
  readonly requester: PersonKey & { readonly name: string }
  readonly state: HandoffState
  readonly analyst: { readonly objectId: string; readonly name: string } | undefined
  readonly queuedAt: number
  readonly takenAt: number | undefined
  readonly endedAt: number | undefined
  readonly endedBy: EndedBy | undefined
  readonly silentSince: number | undefined
  readonly warnings: number
  readonly ticketId: string | undefined
}

/** For whose eyes a message in a handoff is: the desk's thread, the requester, or analysts alone (a whisper). */
export type Audience = 'desk' | 'requester' | 'work-note'

/** What a message is known by before it has a number: whose activity it was, in which chat. */
export interface MessageKey {
  readonly handoffId: string
  readonly activityId: string
  readonly authorId: string
}

export interface Message extends Omit<MessageKey, 'authorId'> {
  readonly id: number
  readonly audience: Audience
  readonly author: { readonly objectId: string; readonly name: string }
  readonly words: Words
  readonly saidAt: number
  readonly sentActivityId: string | undefined
  readonly deletedAt: number | undefined
  /** Teams refused it for good: the other side never saw it. */
  readonly undelivered: boolean
}

export function isOpen(handoff: Handoff): boolean {
  return handoff.state === 'queued' || handoff.state === 'active'
}

/** Whether words begin with `//`, whatever invisible stands before: their author keeps them among analysts. */
export function beginsWhisper(text: string): boolean {
  return /^[\s\u200b-\u200f\u2060\ufeff]*\/\//.test(text)
}

/** Only who took the handoff speaks to the requester; everybody else in the thread, and who whispers, does not. */
export function audienceInThread(handoff: Handoff, authorId: string, words: Words): 'requester' | 'work-note' {
  const speaks = handoff.state === 'active' && handoff.analyst?.objectId === authorId
  return speaks && words.whispered !== true ? 'requester' : 'work-note'
}

/** The chat as both sides saw it, a line a message, as `line` writes it; whispers are not part of it. */
export function transcriptOf(messages: readonly Message[], line: (name: string, text: string) => string): string {
  return messages
    .filter(
      ({ audience, deletedAt, undelivered }) => audience !== 'work-note' && deletedAt === undefined && !undelivered,
    )
    .map(({ author, words }) => line(author.name, words.text))
    .join('\n')
}
