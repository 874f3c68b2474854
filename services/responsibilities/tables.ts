export interface ResponsibilityTables {
  /** Who last confirmed that what a workspace says of who does what is true. */
  readonly responsibility_confirmations: {
    workspace_id: string
    tenant_id: string
    object_id: string
    name: string
    confirmed_at: number
  }
}
