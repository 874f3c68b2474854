export interface GroupJobs {
  /** Reads who is in a group. */
  readonly 'group.read': { readonly tenantId: string; readonly groupId: string }
  /** Has each group that settings name be read. */
  readonly 'group.plan': Record<string, never>
}
