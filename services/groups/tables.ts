import type { Trouble } from '../graph/graph.ts'

export interface GroupTables {
  readonly groups: GroupsTable
  /** Who is in a group, also by way of another group that is in it. */
  readonly group_members: { tenant_id: string; group_id: string; object_id: string }
}

/** Groups of the directory that settings name. */
export interface GroupsTable {
  tenant_id: string
  group_id: string
  /** Empty until the directory has told it. */
  name: string
  /** Milliseconds since 1970; `null`: never. */
  read_at: number | null
  /** Why the last look came to nothing. */
  trouble: Trouble | 'too-large' | null
  size: number
  /** When somebody last had it watched; milliseconds since 1970. */
  watched_at: number
}
