import type { PersonKey } from '../people/person.ts'
import type { Finding } from './check.ts'

/** What a change of a desk leaves to be done: a page at a time, however many wait. */
export interface DeskJobs {
  /** Hangs up everything open in the present desk. */
  readonly 'desk.rehang': {
    readonly workspaceId: string
    readonly afterRequester?: string
    readonly afterTicket?: string
  }
  /** Tells everybody who waits that the desk's presence changed. */
  readonly 'desk.presence': Page & { readonly online: boolean; readonly tier?: number }
  /** Takes off duty whoever is no member of the desk's team any more. */
  readonly 'desk.roster': { readonly deskId: string }
  /** Looks whether a desk works, and tells whoever asked; where nobody asked, whoever settled it, and only what is wrong. */
  readonly 'desk.check': { readonly deskId: string; readonly person: PersonKey; readonly isAsked: boolean }
  /** Takes off duty whoever came before the desk closed for the day. */
  readonly 'desk.shifts': { readonly deskId: string }
  /** Plans the look at every desk's roster. */
  readonly 'desk.rosters': { readonly after?: string }
}

interface Page {
  readonly workspaceId: string
  /** The last one of the page before. */
  readonly afterRequester?: string
}

/** What is said of desks. */
export type DeskNotice =
  | { readonly kind: 'desk'; readonly deskId: string }
  /** `free`: the tier that another desk would have. */
  | { readonly kind: 'desk-taken'; readonly teamName: string; readonly free?: number }
  /** To whoever went off duty, as long as something is still theirs. */
  | { readonly kind: 'leaving'; readonly workspaceId: string }
  /** What a look at a desk came to, to whoever asked for it. */
  | {
      readonly kind: 'desk-checked'
      readonly teamName: string
      readonly tier: number
      readonly findings: readonly Finding[]
    }
  /** They left offers without an answer, and are off duty now. */
  | { readonly kind: 'missed-off'; readonly teamName: string }
  /** The desk has closed for the day, and they are off duty. */
  | { readonly kind: 'shift-over'; readonly closedAt: number }
  /** A supervisor took them off duty. */
  | { readonly kind: 'taken-off'; readonly name: string }
  | { readonly kind: 'desk-unconfirmed'; readonly workspaceName?: string }
  /** Its team or channel was deleted, or the app taken away: said to its administrators. */
  | { readonly kind: 'desk-gone'; readonly teamName: string; readonly workspaceName: string }
