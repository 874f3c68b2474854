import type { Language } from '../people/person.ts'

/** A part of an organisation with its own desk; every tenant has one by default. */
export interface Workspace {
  readonly id: string
  readonly tenantId: string
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
