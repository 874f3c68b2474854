export interface HealthJobs {
  /** Reads how an organisation's services are. */
  readonly 'health.read': { readonly tenantId: string }
  /** Has be read what is due. */
  readonly 'health.plan': Record<string, never>
}
