export interface OneTimeTables {
  readonly onetime_secrets: {
    /** The idempotency key of the dialog that handed it over. */
    id: string
    workspace_id: string
    handoff_id: string
    tenant_id: string
    requester_id: string
    author_id: string
    author_name: string
    /** Empty a minute after it was shown, or where nobody looked at it in time. */
    secret: string | null
    handed_at: number
    shown_at: number | null
  }
}
