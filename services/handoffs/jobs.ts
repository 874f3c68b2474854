import type { NamedPerson } from '../people/person.ts'
import type { Written } from '../secrets/secret.ts'
import type { Words } from '../words/words.ts'
import type { MessageKey } from './handoff.ts'

/** What chats leave to be done. */
export interface HandoffJobs {
  readonly 'relay.send': MessageKey
  readonly 'relay.edit': MessageKey
  readonly 'relay.delete': MessageKey
  readonly 'crossing.settle': Crossing
  /** Somebody reacted to what was not known as a copy: perhaps it was just being noted. */
  readonly 'reaction.settle': Reaction
  /** A look at the clock of whoever's turn it is. */
  readonly 'clock.check': { readonly handoffId: string }
  /** What a release before left to be done: the same. */
  readonly 'silence.check': { readonly handoffId: string }
  /** A look at somebody who waits: whether it is long by now, or the time that they wished. */
  readonly 'wait.check': { readonly handoffId: string }
  /** A pass of routing over the queues of a workspace. */
  readonly 'queue.route': { readonly workspaceId: string }
  /** A chat ended that had come to an incident, or at a workspace that offers its chats. */
  readonly 'handoff.ended': { readonly handoffId: string }
  /** The end of the time that an analyst had for an offer. */
  readonly 'offer.check': { readonly offerId: string }
  /** Brings those who are next their place in the queue. */
  readonly 'wait.refresh': { readonly workspaceId: string; readonly tier: number }
}

/** A correction of a message that was not there yet; `words` absent: the message was deleted. */
export interface Crossing {
  readonly activityId: string
  readonly authorId: string
  readonly words?: Words
}

/** `messageId` is that of the copy; `reaction` is as Teams names it; `looks`: how often its message was looked for later. */
export interface Reaction {
  readonly handoffId: string
  readonly by: NamedPerson
  readonly messageId: string
  readonly reaction: string
  readonly looks: number
}

/** What is said of chats. */
export type HandoffNotice =
  | { readonly kind: 'connected'; readonly handoffId: string }
  /** All analysts left while somebody waits. */
  | { readonly kind: 'nobody-there'; readonly handoffId: string }
  /** Whoever took it cannot go on. */
  | { readonly kind: 'given-back'; readonly handoffId: string; readonly name: string }
  /** The same in its thread. */
  | {
      readonly kind: 'given-back-here'
      readonly handoffId: string
      readonly name: string
      readonly note?: string
      /** They left it without an answer. */
      readonly isUnanswered?: boolean
    }
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
  /** In its thread: the requester waits for an answer. */
  | { readonly kind: 'unanswered'; readonly handoffId: string; readonly since: number; readonly returnsAt?: number }
  /** The same, to supervisors. */
  | { readonly kind: 'unanswered-elsewhere'; readonly handoffId: string; readonly since: number }
  /** In its thread: what was answered with a saved reply. */
  | { readonly kind: 'replied'; readonly author: string; readonly text: Written }
  /** In its thread: a note among analysts. */
  | { readonly kind: 'chat-note'; readonly author: string; readonly text: Written }
  /** On the side of whoever wrote it: somebody reacted to a message. */
  | { readonly kind: 'reacted'; readonly name: string; readonly reaction: string; readonly excerpt: string }
  /** It came back to its queue again and again (F8): to supervisors. */
  | { readonly kind: 'bounced'; readonly handoffId: string; readonly count: number }
  /** Nobody takes it: in its thread, later in the same card, and to supervisors (F28). */
  | { readonly kind: 'still-waiting'; readonly handoffId: string }
  | { readonly kind: 'waiting-elsewhere'; readonly handoffId: string }
  /** In its thread: the requester is away for a while, and back. */
  | { readonly kind: 'away'; readonly name: string; readonly until: number }
  | { readonly kind: 'back'; readonly name: string }
  /** To the requester: the analyst needs a while. */
  | { readonly kind: 'analyst-away'; readonly name: string; readonly until: number }
  /** The wait has become long: how to go on? */
  | { readonly kind: 'long-wait'; readonly handoffId: string }
  /** The time that they wished has come: to the requester, and in the thread. */
  | { readonly kind: 'callback-due'; readonly handoffId: string }
  | { readonly kind: 'callback-due-here'; readonly handoffId: string }
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
