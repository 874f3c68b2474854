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

export interface Message {
  readonly id: number
  readonly handoffId: string
  readonly audience: Audience
  readonly author: { readonly objectId: string; readonly name: string }
  readonly words: Words
  readonly saidAt: number
  readonly sentActivityId: string | undefined
  readonly deletedAt: number | undefined
}

export function isOpen(handoff: Handoff): boolean {
  return handoff.state === 'queued' || handoff.state === 'active'
}

/** Begins a message that its author keeps among analysts, even the one who took the handoff. */
export const WHISPER_MARK = '//'

/**
 * Only who took the handoff speaks to the requester; everybody else in the thread, and whoever begins with the mark,
 * is whispering.
 */
export function audienceInThread(handoff: Handoff, authorId: string, words: Words): 'requester' | 'work-note' {
  const speaks = handoff.state === 'active' && handoff.analyst?.objectId === authorId
  return speaks && !words.text.trimStart().startsWith(WHISPER_MARK) ? 'requester' : 'work-note'
}

/** The chat as both sides saw it, a line a message; whispers are not part of it. */
export function transcriptOf(messages: readonly Message[]): string {
  return messages
    .filter((message) => message.audience !== 'work-note' && message.deletedAt === undefined)
    .map((message) => `${message.author.name} : ${message.words.text}`)
    .join('\n')
}
