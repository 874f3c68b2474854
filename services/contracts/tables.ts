import type { Json } from '../db/json.ts'
import type { Contract } from './contract.ts'

export interface ContractTables {
  readonly contracts: { tenant_id: string; document: Json<Contract>; changed_at: number; changed_by: string }
}
