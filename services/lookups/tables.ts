import type { DeviceActionName, DeviceActionState } from './lookup.ts'

export interface LookupTables {
  readonly lookups: LookupsTable
  readonly device_actions: DeviceActionsTable
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

export interface DeviceActionsTable {
  id: string
  workspace_id: string
  tenant_id: string
  operator_id: string
  person_id: string
  device_id: string
  device_name: string
  action: DeviceActionName
  state: DeviceActionState
  asked_at: number
  sent_at: number | null
  ended_at: number | null
}
