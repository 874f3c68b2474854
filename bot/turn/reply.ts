import type { Choice } from '../../cards/form.ts'
import type { Card } from '../../cards/render.ts'
import type { SentenceKey, Sentences } from '../../cards/sentences.ts'
import type { Actor } from '../../services/access/policy.ts'
import type { Scope } from '../../services/access/scope.ts'
import type { Arrival } from '../../services/admission/arrive.ts'
import type { Config } from '../../services/config.ts'
import type { Services } from '../../services/context.ts'
import type { LiveCard } from '../../services/notices/live-cards.ts'
import type { Contact } from '../../services/people/person.ts'
import type { Settings } from '../../services/settings/settings.ts'
import type { Channel, Workspace } from '../../services/workspaces/workspace.ts'
import type { Notice } from '../notices.ts'

/** What a handler works with: the verbs' needs on one transaction, whom it serves, and what they may reach. */
export interface Turn extends Services {
  readonly config: Pick<Config, 'serviceAdministrators' | 'silenceMs'>
  readonly person: Contact
  readonly actor: Actor
  /** The object ids of all service administrators of their organisation. */
  readonly administrators: () => Promise<ReadonlySet<string>>
  readonly scope: Scope
  readonly workspace: Workspace
  /** What is in force there now. */
  readonly settings: Settings
  readonly desk: Arrival['desk']
  /** The sentences of the person's language; `deskT` those of the workspace's, for what a whole channel reads. */
  readonly t: Sentences
  readonly deskT: Sentences
  /** The message that carries the card which was used. */
  readonly card: LiveCard | undefined
  /** What was pressed or saved; `undefined` for what is said. */
  readonly verb: string | undefined
  /** What the program that it came from says of itself. */
  readonly client: string | undefined
  /** The reader's own time zone (an IANA name), where a page knows it. */
  readonly timeZone?: string | undefined
  /** The files of a page's form, by id; `undefined` for what is done in Teams. */
  readonly uploads?: readonly string[] | undefined
  /** The channel in which it happened. */
  readonly channel: Channel | undefined
}

/** The same for something that was said: what admission found about it. */
export interface Hearing extends Turn, Pick<Arrival, 'openChat' | 'earlyEdit' | 'seen'> {
  /** A thread that is not known by now is nothing's. */
  readonly hasWaited?: boolean
}

/** What a button or a dialog shows in answer. Its handler sends nothing itself. */
export type Shown = (
  | { readonly card: Card }
  | { readonly dialog: { readonly title: string; readonly card: Card } }
  /** A short sentence that the client shows for a moment. */
  | { readonly say: SentenceKey; readonly values?: Readonly<Record<string, string>> }
) & {
  /** What it came to, for the audit: an effect if nothing is said. `recorded`: its handler wrote that down itself. */
  readonly came?: 'nothing' | 'refused' | 'recorded'
}

/** What a field that finds its choices by typing found. */
export interface Found {
  readonly choices: readonly Choice[]
  /** What is said of it: why nothing was looked for, or what to do. */
  readonly note?: string
}

/** What is answered to something that asks for no card: a notice, or nothing. */
export interface Said {
  readonly notice?: Notice
  /** The activity left its own deduplication mark: it became a message, whose index is unique. */
  readonly isMarked?: true
}
