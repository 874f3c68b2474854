import type { Card } from '../cards/render.ts'
import type { Sentences } from '../cards/words.ts'
import type { OpenChat } from '../services/activities/arrival.ts'
import type { Services } from '../services/context.ts'
import type { Notice } from '../services/notices/notice.ts'
import type { Person, Words } from '../services/people/person.ts'
import type { Workspace } from '../services/workspaces/workspace.ts'
import type { Event } from './activity.ts'

/** What a handler works with: the verbs' needs on one transaction, and whom it serves. */
export interface Turn extends Services {
  readonly person: Person
  readonly workspace: Workspace
  /** The chat that the person waits for or is in. */
  readonly openChat: OpenChat | undefined
  /** A correction of this very activity that came before it. */
  readonly earlyEdit: Words | undefined
  /** The activity had its effect before. */
  readonly seen: boolean
  /** The sentences of the person's language. */
  readonly t: Sentences
}

/** What a handler answers. It sends nothing itself. */
export type Reply =
  /** The activity became a message of a chat: that is the mark by which it is known if it comes again. */
  | 'message'
  | { readonly notice: Notice }
  | { readonly card: Card }
  | { readonly text: string }
  | { readonly dialog: { readonly title: string; readonly card: Card } }
  | undefined

/** Answers one kind of event, or one verb of a card with what it carries. */
export type Handler<Data> = (turn: Turn, event: Event, data: Data) => Promise<Reply>
