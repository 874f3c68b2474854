import type { Db } from './db/connect.ts'
import type { Links } from './files/link.ts'
import type { Graph } from './graph/client.ts'
import type { TicketSystems } from './itsm/vendors.ts'
import type { SettingsReader } from './settings/read.ts'

/** What a workspace wants of its chats; times in milliseconds, `undefined`: as long as it takes. */
export interface ChatRules {
  /** An employee's silence before each of two warnings, and then before the end (S0.23). */
  readonly silenceMs: number
  /** An analyst's, before each of two reminders, and then before the chat waits for another (F6). */
  readonly answerMs: number | undefined
  /** A wait for an analyst, before the employee is asked how to go on (F4). */
  readonly waitMs: number | undefined
  /** The tiers whose desk holds a chat out to one analyst at a time; at the others, whoever wants takes it. */
  readonly offerTiers: readonly number[]
  /** How long an analyst may think about an offer. */
  readonly offerMs: number
  /** Whoever leads so many chats is offered no further one. */
  readonly mostChats: number
  /** Whether anybody has the role to supervise chats. */
  readonly hasSupervisors: boolean
  /** Whether a chat can be classified. */
  readonly hasCategories: boolean
  /** How long an analyst is offered nothing after a chat, or until they have classified it. */
  readonly wrapUpMs: number
  /** What analysts often answer. */
  readonly replies: readonly string[]
}

/** What the verbs work with. Each asks only for what it uses: `Pick<Services, 'db' | 'now'>`. */
export interface Services {
  readonly db: Db
  /** Milliseconds since 1970. The only clock. */
  readonly now: () => number
  /** The settings in force in a workspace. */
  readonly settingsOf: SettingsReader
  /** The rules of a workspace's chats, by its settings in force. */
  readonly rulesOf: (db: Db, workspaceId: string) => Promise<ChatRules>
  /** The companies' own ticket systems. */
  readonly systems: TicketSystems
  /** Microsoft Graph: who somebody is in their directory, and what their devices say. */
  readonly graph: Graph
  /** Where files are offered; `undefined` where the world cannot reach us. */
  readonly links: Links | undefined
  /** The origin of our pages, e.g. `https://desk.example`; left out where there are none. */
  readonly pages?: string | undefined
}
