import type { Address } from '../notices/address.ts'
import { type NamedPerson, type PersonKey, samePerson } from '../people/person.ts'
import type { Words } from '../words/words.ts'

/** Where a chat stands. `converted`: it came to an incident. */
export type HandoffState = 'queued' | 'active' | 'closed' | 'abandoned' | 'converted'

/** The states of a chat that still waits or goes on. The store's indexes name them too; a test compares. */
export const OPEN_STATES = ['queued', 'active'] as const satisfies readonly HandoffState[]

/** The state machine: which states a transition leaves, and the one that it enters. */
export const TRANSITIONS = {
  take: { from: ['queued'], to: 'active' },
  /** Whoever took it cannot go on: it waits again, where it stood. */
  'give-back': { from: ['active'], to: 'queued' },
  abandon: { from: ['queued'], to: 'abandoned' },
  close: { from: ['active'], to: 'closed' },
  convert: { from: ['queued', 'active'], to: 'converted' },
} as const satisfies Readonly<Record<string, { from: readonly HandoffState[]; to: HandoffState }>>
export type Transition = keyof typeof TRANSITIONS

/** Who let a chat end; silence is nobody's decision. */
export type EndedBy = 'requester' | 'analyst' | 'supervisor' | 'silence'

/** One conversation passing from the bot to a person, from request to close. */
export interface Handoff {
  readonly id: string
  readonly workspaceId: string
  /** Of the desk that it is at. */
  readonly tier: number
  readonly requester: NamedPerson
  readonly state: HandoffState
  readonly analyst: NamedPerson | undefined
  readonly queuedAt: number
  readonly takenAt: number | undefined
  readonly endedAt: number | undefined
  readonly endedBy: EndedBy | undefined
  /** Since when it is the requester's turn to speak; `undefined` when it is not. */
  readonly silentSince: number | undefined
  /** How often whoever's turn it is was reminded of it. */
  readonly warnings: number
  /** Since when it is the analyst's turn to speak; `undefined` when it is not. */
  readonly owedSince: number | undefined
  /** When whoever's turn it is is reminded next, or waited for no longer. */
  readonly clockAt: number | undefined
  /** Whoever's turn it is said that they are back by then. */
  readonly heldUntil: number | undefined
  /** While it waits: nobody is to take it before, as its requester wished (F4). */
  readonly callbackAt: number | undefined
  /** While it waits: its card tells of something that the next news of the queue must not take away. */
  readonly isTold: boolean
  /** How often its desk was reminded that nobody takes it (F28). */
  readonly reminded: number
  readonly ticketId: string | undefined
  /** What it was about, as whoever led it says. */
  readonly category: string | undefined
  /** The open offer of it. */
  readonly offerId: string | undefined
}

/**
 * `withdrawn`: by whoever made it, or by what became of the chat; `expired`: nobody answered in time; `returned`: no offer, but
 * the mark that they took it and gave it back.
 */
export type OfferState = 'open' | 'accepted' | 'refused' | 'withdrawn' | 'expired' | 'returned'

/** A chat held out to somebody, by whoever took it, who stays with it until one accepts, or by the queue where it waits. */
export interface Offer {
  readonly id: string
  readonly workspaceId: string
  readonly handoffId: string
  /** To whoever is at the desk of this tier, */
  readonly tier: number
  /** or to this analyst at the same desk. */
  readonly to: NamedPerson | undefined
  /** `undefined`: the queue. */
  readonly from: NamedPerson | undefined
  /** What whoever goes on needs to know; for analysts alone. */
  readonly note: string
  readonly state: OfferState
  readonly offeredAt: number
  readonly answeredBy: NamedPerson | undefined
  readonly answeredAt: number | undefined
  /** Of the queue's own: when it goes to the next. */
  readonly expiresAt?: number | undefined
  /** Of the queue's own: why it went to whom. */
  readonly why?: RoutingDecision | undefined
}

/** Made by the queue itself, not by an analyst: its chat waits, and it ends by itself. */
export function isQueuesOwn({ from }: Pick<Offer, 'from'>): boolean {
  return from === undefined
}

/** Why a chat was offered to whom, or to nobody (F9): what there was to say of each who was on duty. */
export interface RoutingDecision {
  readonly at: number
  /** `helper`: they led this requester's last chat; `only`: nobody else could; `rested`: they have waited longest for a chat. */
  readonly by: 'helper' | 'only' | 'fewest' | 'rested' | undefined
  readonly mostChats: number
  /** The first twenty. */
  readonly judged: readonly Judgement[]
}

export interface Judgement {
  readonly objectId: string
  readonly name: string
  /** How many they led, or were offered. */
  readonly chats: number
  /** `later`: after somebody who came before them. */
  readonly fate: 'chosen' | 'own' | 'busy' | 'full' | 'refused' | 'returned' | 'missed' | 'busier' | 'later'
  /** Of what they did before; of `busy`, until when. */
  readonly at?: number | undefined
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

export function handoffSubject(handoffId: string) {
  return `handoff:${handoffId}` as const
}

export function offerSubject(offerId: string) {
  return `offer:${offerId}` as const
}

export function isOpen(handoff: Pick<Handoff, 'state'>): boolean {
  return OPEN_STATES.some((state) => state === handoff.state)
}

/** Until when the requester said that they are away. */
export function awayUntil({ state, silentSince, heldUntil }: Handoff): number | undefined {
  return state === 'active' && silentSince !== undefined ? heldUntil : undefined
}

/** Whether the requester waits for an answer, and nobody said for how long. */
export function isOwed({ state, silentSince, heldUntil }: Handoff): boolean {
  return state === 'active' && silentSince === undefined && heldUntil === undefined
}

const UNDO_MS = 60_000

/** Whether whoever took it may still take that back (F3): lately, and before they said anything. */
export function mayUndo({ state, takenAt = 0, owedSince }: Handoff, at: number): boolean {
  return state === 'active' && owedSince === takenAt && at - takenAt < UNDO_MS
}

/** Where what is said for an audience is read: the desk's thread, or the requester's own chat. */
export function sideOf(handoff: Pick<Handoff, 'id' | 'requester'>, audience: 'desk' | 'requester'): Address {
  return audience === 'desk' ? { thread: handoffSubject(handoff.id) } : { person: handoff.requester }
}

/** Where what is said for an audience was written: the other side. */
export function otherSide(audience: Audience): 'desk' | 'requester' {
  return audience === 'desk' ? 'requester' : 'desk'
}

/**
 * Whether words begin with `//`, after whatever shows nothing (blanks, control and format characters, combining marks
 * without a letter, fillers): their author keeps them among analysts.
 */
export function beginsWhisper(text: string): boolean {
  return /^[\s\p{C}\p{M}\u115f\u1160\u2800\u3164\uffa0\ufffc]*[/\uff0f\u2044\u2215]{2}/u.test(text)
}

/** Only who took the handoff speaks to the requester; everybody else in the thread, and who whispers, does not. */
export function audienceInThread(
  { state, analyst }: Handoff,
  author: PersonKey,
  whispered: boolean,
): 'requester' | 'work-note' {
  return state === 'active' && samePerson(analyst, author) && !whispered ? 'requester' : 'work-note'
}

/** The chat as both sides saw it, a line a message, as `line` writes it; whispers are not part of it. */
export function transcriptOf(messages: readonly Message[], line: (name: string, text: string) => string): string {
  return linesOf(messages.filter(isCommon), line)
}

/** A line a message, as `line` writes it. */
export function linesOf(messages: readonly Message[], line: (name: string, text: string) => string): string {
  return messages.map(({ author, words }) => line(author.name, indented(words.text))).join('\n')
}

/** Both sides saw it, and it was not taken back. */
export function isCommon({ audience, deletedAt, undelivered, sentActivityId }: Message): boolean {
  // Of a message that arrived, only its correction can be undelivered.
  const arrived = !undelivered || sentActivityId !== undefined
  return audience !== 'work-note' && deletedAt === undefined && arrived
}

/** Further lines are indented: nobody can write a line that looks like somebody else's. */
function indented(text: string): string {
  return text.replace(/[\n\r\u2028\u2029\u0085\v\f]+/g, '\n    ')
}
