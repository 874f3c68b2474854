import type { Language } from '../people/person.ts'

/** A part of an organisation with its own desk; every tenant has one by default. */
export interface Workspace {
  readonly id: string
  readonly tenantId: string
  readonly language: Language
}

/** The team's channel where a workspace's handoffs and new tickets appear. */
export interface Desk {
  readonly id: string
  readonly workspaceId: string
  readonly teamId: string
  readonly teamName: string
  readonly channelId: string
  readonly serviceUrl: string
}

export interface DutyAnalyst {
  readonly objectId: string
  readonly name: string
  readonly since: number
}
