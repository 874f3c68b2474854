export interface ResponsibilityJobs {
  /** The quarter is over: administrators are to confirm who does what, or to change it (S3.18). */
  readonly 'responsibilities.remind': { readonly workspaceId: string }
}

/** To each administrator, in their own chat. */
export interface ResponsibilityNotice {
  readonly kind: 'responsibilities-due'
  readonly workspaceId: string
}
