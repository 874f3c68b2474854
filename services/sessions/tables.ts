export interface SessionTables {
  readonly sessions: {
    /** SHA-256 of what the browser holds: who reads the store holds no session. */
    token_hash: string
    tenant_id: string
    object_id: string
    /** As the directory gave it when they signed in; for eyes only. */
    name: string
    began_at: number
    expires_at: number
  }
}
