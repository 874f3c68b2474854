import type { Language, NamedPerson } from '../people/person.ts'

/** A part of an organisation with its own desk; every tenant has one by default. */
export interface Workspace {
  readonly id: string
  readonly tenantId: string
  /** Empty where nobody named it. */
  readonly name: string
  /** Everybody of its tenant belongs to it (S1.9); to any other, whoever was invited. */
  readonly isDefault: boolean
  readonly language: Language
  /** The version of its settings that is in force; 0: the defaults. */
  readonly settingsVersion: number
}

/** A team's channel in Teams. */
export interface Channel {
  readonly teamId: string
  readonly teamName: string
  readonly channelId: string
  readonly serviceUrl: string
}

/** The channel of a conversation: a thread's is the channel's id, a semicolon and its root's. */
export function channelIdOf(conversationId: string): string {
  return conversationId.split(';messageid=')[0] ?? ''
}

/** The channel where a workspace's handoffs and new tickets appear. */
export interface Desk extends Channel {
  readonly id: string
  readonly workspaceId: string
}

export interface DutyAnalyst {
  readonly objectId: string
  readonly name: string
  readonly since: number
}

export function deskSubject(deskId: string) {
  return `desk:${deskId}` as const
}

export type MemberState = 'invited' | 'member'

/** Somebody who belongs to a workspace, or is invited to. */
export interface Member {
  readonly workspaceId: string
  readonly person: NamedPerson
  readonly state: MemberState
  readonly invitedBy: Pick<NamedPerson, 'objectId' | 'name'>
  /** Milliseconds since 1970. */
  readonly invitedAt: number
}
