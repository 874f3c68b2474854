/** A secret that an analyst hands to a requester on purpose: it is shown once, and stands in no chat and no incident (A13). */
export interface OneTimeSecret {
  readonly id: string
  readonly workspaceId: string
  readonly handoffId: string
  readonly requester: { readonly tenantId: string; readonly objectId: string }
  readonly author: { readonly objectId: string; readonly name: string }
  readonly handedAt: number
  /** When it was first shown. */
  readonly shownAt: number | undefined
  /** `undefined`: it was wiped out. */
  readonly secret: string | undefined
}

/** It waits so long to be shown. */
export const LIFE_MS = 3_600_000
/** Once shown, it can be read so long: Teams may have lost the first answer. */
export const READABLE_MS = 60_000

export function oneTimeSubject(id: string) {
  return `onetime:${id}` as const
}
