import type { NamedPerson } from '../people/person.ts'
import type { Words } from '../words/words.ts'

/** What somebody wrote, before anything was covered in it. */
export interface Bare {
  readonly text: string
  readonly html?: string | undefined
}

/** `covered`: it went without its secret; `as-written`: its author said that it was none, or corrected it; `late`: the chat was over by then. */
export type QuarantineState = 'waiting' | 'covered' | 'as-written' | 'dropped' | 'late'

/** A message of a chat that seems to hold a secret: it waits for its author to decide (F16). */
export interface QuarantinedMessage {
  readonly id: string
  readonly workspaceId: string
  readonly handoffId: string
  readonly author: NamedPerson
  /** For whose eyes it is. */
  readonly audience: 'desk' | 'requester'
  /** With its secrets covered. */
  readonly words: Words
  /** Gone as soon as it was decided. */
  readonly bare: Bare | undefined
  readonly activityId: string
  readonly quarantinedAt: number
  readonly state: QuarantineState
}

/** Without a decision it goes covered: ten minutes, in milliseconds. */
export const DECISION_MS = 600_000

export function quarantineSubject(id: string) {
  return `quarantine:${id}` as const
}

/** Where the card hangs that asks: in its author's own chat, or in the thread where they wrote. */
export function positionOf({ audience }: Pick<QuarantinedMessage, 'audience'>): 'own' | 'thread' {
  return audience === 'desk' ? 'own' : 'thread'
}
