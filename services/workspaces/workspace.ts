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
  /** Of the team in Entra, where Teams told it. */
  readonly groupId?: string | undefined
}

/** The tiers of what hangs at a desk: its own, and at the lowest those that have none. */
export function tiersAt(desks: readonly Desk[], { id }: Pick<Desk, 'id'>): readonly number[] {
  return TIERS.filter((tier) => deskOfTier(desks, tier)?.id === id)
}

/** The channel of a conversation: a thread's is the channel's id, a semicolon and its root's. */
export function channelIdOf(conversationId: string): string {
  return conversationId.split(';messageid=')[0] ?? ''
}

/** A channel where handoffs and tickets of a workspace appear: new ones at its first tier, others where they were passed to (S3.19). */
export interface Desk extends Channel {
  readonly id: string
  readonly workspaceId: string
  /** From 1 to `MOST_TIERS`; a workspace has one desk of each. */
  readonly tier: number
}

export const FIRST_TIER = 1
export const MOST_TIERS = 5
export const TIERS: readonly number[] = Array.from({ length: MOST_TIERS }, (_, n) => n + 1)

/** Where things of a tier hang: at its desk, else at the lowest there is. `desks` are a workspace's, the lowest first. */
export function deskOfTier(desks: readonly Desk[], tier: number): Desk | undefined {
  return desks.find((its) => its.tier === tier) ?? desks[0]
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
