import type { Db } from '../db/connect.ts'
import type { NamedPerson } from '../people/person.ts'

/** Who last confirmed a workspace's responsibilities, and when. */
export interface Confirmation {
  readonly name: string
  /** Milliseconds since 1970. */
  readonly at: number
}

export async function confirmationOf(db: Db, workspaceId: string): Promise<Confirmation | undefined> {
  const row = await db
    .selectFrom('responsibility_confirmations')
    .select(['name', 'confirmed_at'])
    .where('workspace_id', '=', workspaceId)
    .executeTakeFirst()
  return row && { name: row.name, at: Number(row.confirmed_at) }
}

export async function saveConfirmation(
  db: Db,
  workspaceId: string,
  { tenantId, objectId, name }: NamedPerson,
  at: number,
): Promise<void> {
  const its = { tenant_id: tenantId, object_id: objectId, name, confirmed_at: at }
  await db
    .insertInto('responsibility_confirmations')
    .values({ workspace_id: workspaceId, ...its })
    .onConflict((conflict) => conflict.column('workspace_id').doUpdateSet(its))
    .execute()
}
