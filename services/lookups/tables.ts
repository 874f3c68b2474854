export interface LookupTables {
  readonly lookups: LookupsTable
}

export interface LookupsTable {
  id: string
  workspace_id: string
  tenant_id: string
  operator_id: string
  operator_name: string
  person_id: string
  person_name: string
  reason: string
  at: number
}
