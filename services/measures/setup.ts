import { sql } from 'kysely'
import type { Db } from '../db/connect.ts'

/** What a workspace needs before its first chat, in this order, and what of it is done. */
export interface Setup {
  /** A channel is its desk. */
  readonly desk: boolean
  /** An analyst is, or was, on duty. */
  readonly duty: boolean
  /** Somebody asked for a chat or opened an incident. */
  readonly first: boolean
}

/** `undefined`: all of it is done. */
export async function setupOf(db: Db, workspaceId: string): Promise<Setup | undefined> {
  const { rows } = await sql<Record<keyof Setup, number | boolean>>`select
    exists (select 1 from desks where workspace_id = ${workspaceId} and removed_at is null) as desk,
    exists (select 1 from duties where workspace_id = ${workspaceId})
      or exists (select 1 from handoffs where workspace_id = ${workspaceId} and taken_at is not null) as duty,
    exists (select 1 from handoffs where workspace_id = ${workspaceId})
      or exists (select 1 from tickets where workspace_id = ${workspaceId}) as first`.execute(db)
  const [row] = rows
  const setup = { desk: Boolean(row?.desk), duty: Boolean(row?.duty), first: Boolean(row?.first) }
  return setup.desk && setup.duty && setup.first ? undefined : setup
}
