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
  /** A personal account that is not let in: how to be invited, or why not. */
  | { readonly kind: 'personal-account'; readonly why: 'personal.text' | 'personal.code' | 'personal.off' }
