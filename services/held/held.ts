import type { NamedPerson } from '../people/person.ts'
import type { Words } from '../words/words.ts'

/** What somebody wrote, before anything was covered in it. */
export interface Bare {
  readonly text: string
  readonly html?: string | undefined
}

/** `covered`: it went without its secret; `as-written`: its author said that it was none; `late`: the chat was over by then. */
export type HeldState = 'held' | 'covered' | 'as-written' | 'dropped' | 'late'

/** A message of a chat that seems to hold a secret: it waits for its author to decide (F16). */
export interface HeldMessage {
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
  readonly heldAt: number
  readonly state: HeldState
}

/** Without a decision it goes covered: ten minutes, in milliseconds. */
export const HOLD_MS = 600_000

export function heldSubject(id: string) {
  return `held:${id}` as const
}
