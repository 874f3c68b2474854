export interface PrivacyTables {
  /** Nothing of these people is erased or forgotten while it holds. */
  readonly legal_holds: { tenant_id: string; object_id: string; reason: string; since: number }
}
