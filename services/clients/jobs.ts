export interface ClientJobs {
  /** Reads whom a partner looks after. */
  readonly 'client.read': { readonly partnerId: string }
}
