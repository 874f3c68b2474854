export interface AccessTables {
  /** Who may settle desks beside those named in the configuration: whoever knew the one-time code. */
  readonly service_administrators: {
    tenant_id: string
    object_id: string
    since: number
  }
  /** The one-time code, until somebody used it. */
  readonly claim_codes: { id: number; code: string }
  /** Fair shares, a row for each that somebody uses: when it will have drained (see `useShare`). */
  readonly shares: { tenant_id: string; object_id: string; share: string; drained_at: number }
}
