import type { Subject } from '../notices/subject.ts'
import type { NamedPerson } from '../people/person.ts'

/** Whether somebody was helped. */
export const VERDICTS = ['yes', 'partly', 'no'] as const
export type Verdict = (typeof VERDICTS)[number]

/** What somebody thinks of something: of a chat or an incident of theirs, of something that they read here, or of the desk altogether. */
export type About = Subject | `issue:${string}` | `service:${string}`

/** What somebody thought of one thing. Read by the desk without their name, but for what is about the desk altogether. */
export interface Opinion {
  readonly about: About
  readonly workspaceId: string
  readonly author: NamedPerson
  /** `undefined`: they wrote only. */
  readonly verdict: Verdict | undefined
  /** Empty: they wrote nothing. */
  readonly text: string
  /** Milliseconds since 1970, of the last change. */
  readonly givenAt: number
}

/** So many characters anybody reads. */
export const MOST_FEEDBACK = 1_000
