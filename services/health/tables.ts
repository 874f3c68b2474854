import type { Json } from '../db/json.ts'
import type { Trouble } from '../graph/graph.ts'
import type { Color, Health } from './health.ts'

export interface HealthTables {
  /** What Microsoft said last of an organisation's services. */
  readonly health: {
    tenant_id: string
    asked_at: number
    read_at: number | null
    trouble: Trouble | null
    /** The worst of its workloads. */
    color: Color | null
    document: Json<Health> | null
  }
}
