/** What is said of workspaces. */
export type WorkspaceNotice =
  /** Somebody is invited to one. */
  | { readonly kind: 'invitation'; readonly workspaceId: string }
  /** They do not belong to it any more; `next`: the name of the one that they were moved to. */
  | { readonly kind: 'workspace-left'; readonly name: string; readonly next?: string }
  /** A personal account came in by its code. */
  | { readonly kind: 'workspace-entered'; readonly workspaceId: string }
  /** Said in the thread that was left: what was spoken of here is elsewhere now. */
  | { readonly kind: 'moved-away'; readonly name: string }
  /** A personal account that is not let in. */
  | { readonly kind: 'personal-account'; readonly why: NotLetIn }

/** Why a personal account is not let in: nobody invited it, its code is not good, the workspace accepts none. */
export type NotLetIn = 'uninvited' | 'wrong-code' | 'not-accepted'
