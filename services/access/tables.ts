export interface AccessTables {
  /** Who may settle desks beside those named in the configuration: whoever knew the one-time code. */
  readonly service_administrators: {
    tenant_id: string
    object_id: string
    since: number
  }
  /** The one-time code, until somebody used it. */
  readonly claim_codes: { id: number; code: string }
}
