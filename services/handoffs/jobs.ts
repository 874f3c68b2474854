import type { Words } from '../words/words.ts'
import type { MessageKey } from './handoff.ts'

/** What chats leave to be done. */
export interface HandoffJobs {
  readonly 'relay.send': MessageKey
  readonly 'relay.edit': MessageKey
  readonly 'relay.delete': MessageKey
  readonly 'crossing.settle': Crossing
  readonly 'silence.check': { readonly handoffId: string; readonly since: number; readonly warnings: number }
}

/** A correction of a message that was not there yet; `words` absent: the message was deleted. */
export interface Crossing {
  readonly activityId: string
  readonly authorId: string
  readonly words?: Words
}

/** What is said of chats. */
export type HandoffNotice =
  | { readonly kind: 'connected'; readonly handoffId: string }
  /** All analysts left while somebody waits. */
  | { readonly kind: 'nobody-there'; readonly handoffId: string }
  /** Whoever took it cannot go on. */
  | { readonly kind: 'given-back'; readonly handoffId: string; readonly name: string }
  /** The same in its thread. */
  | { readonly kind: 'given-back-here'; readonly name: string; readonly note?: string }
  /** In its thread: it is held out to a colleague there. */
  | { readonly kind: 'offered'; readonly offerId: string }
  | { readonly kind: 'offer-refused'; readonly name: string }
  /** The other desk cannot be reached: it was withdrawn. */
  | { readonly kind: 'offer-unseen' }
  /** In its thread: who goes on with it; at another desk with what was said. */
  | Passed
  /** In the thread that it left. */
  | { readonly kind: 'passed-away'; readonly tier: number; readonly teamName: string }
  /** The desk cannot see who waits. */
  | { readonly kind: 'unseen'; readonly handoffId: string }
  | { readonly kind: 'silence'; readonly handoffId: string; readonly warning: 1 | 2; readonly endsAt: number }
  | { readonly kind: 'chat-ended'; readonly handoffId: string; readonly at: number }
  | { readonly kind: 'left-out'; readonly what: LeftOut }
  | Undelivered

export interface Passed {
  readonly kind: 'passed'
  readonly handoffId: string
  readonly from: string
  readonly to: string
  /** What whoever passed it wrote for whoever goes on. */
  readonly note: string
  readonly isElsewhere: boolean
}

export type LeftOut =
  | 'attachment'
  | 'too-long'
  | 'too-many-files'
  | 'over'
  | 'over-file'
  | 'over-edit'
  | 'note'
  | 'note-file'
  | 'still-whispered'
  | 'no-right'
  | 'no-right-note'

/** A message, or a correction of one, could not be delivered: told to its author. */
export interface Undelivered {
  readonly kind: 'undelivered'
  readonly excerpt: string
  readonly what: 'message' | 'edit'
  readonly message: Omit<MessageKey, 'authorId'>
  readonly why: WhyUndelivered
}

export type WhyUndelivered = 'unreachable' | 'not-allowed' | 'no-desk' | 'too-big' | 'no-answer'
