import type { Card } from '../../cards/render.ts'
import type { Sentences } from '../../cards/sentences.ts'
import type { Services } from '../../services/context.ts'
import type { Position } from '../../services/notices/subject.ts'
import type { PersonKey } from '../../services/people/person.ts'
import type { Priority } from '../teams/connector.ts'

/** What delivery wants to know of a thing whose card is kept true. */
export interface Described {
  readonly workspaceId: string
  /** Of the desk where it hangs. */
  readonly tier: number
  /** Whose it is, where it has a card in somebody's own chat. */
  readonly requester: PersonKey | undefined
  /** Whether a thread is begun for it where it has none yet. */
  readonly isWorthAThread: boolean
  /** Whose language a card in somebody's own chat has, where that is not always the requester's. */
  readerAt?(position: Position): PersonKey
  present(t: Sentences, position: Position): Promise<Card>
  /** Who is rung when it is hung up at the desk. */
  rings?(): Promise<readonly PersonKey[]>
}

/** A kind of thing that has a card in Teams. Each noun brings its own; delivery knows none. */
export interface SubjectKind {
  readonly priority?: Priority
  /** The desk's own card lists it, with a link to its thread. */
  readonly isListed?: true
  /** Throws `not-found` when there is none. */
  find(services: Pick<Services, 'db' | 'now' | 'rulesOf' | 'settingsOf' | 'systems'>, id: string): Promise<Described>
  /** It hangs at another desk than its own: that thread is left, and says so. Without it the thread is left without a word. */
  leaves?(
    services: Pick<Services, 'db' | 'now'>,
    id: string,
    to: Pick<Described, 'workspaceId' | 'tier'>,
  ): Promise<void>
  /** Its card could not be hung up at the desk: whoever waits for it there hears of it. */
  unseen(services: Pick<Services, 'db' | 'now'>, id: string): Promise<void>
}

export type SubjectKinds = Readonly<Record<string, SubjectKind>>
