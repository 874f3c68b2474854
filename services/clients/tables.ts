export interface ClientTables {
  /** Organisations that a partner looks after, as Microsoft says. */
  readonly clients: {
    partner_id: string
    client_id: string
    name: string
    domain: string
    delegated_until: number | null
  }
  /** When a partner's were read last, and why that came to nothing. */
  readonly client_reads: { partner_id: string; read_at: number | null; asked_at: number; trouble: string | null }
  /** « Favoris » of one person. */
  readonly client_marks: { tenant_id: string; object_id: string; client_id: string }
  /** The one that somebody works for now. */
  readonly client_choices: { tenant_id: string; object_id: string; client_id: string }
}
