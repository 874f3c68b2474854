import type { Services } from '../context.ts'
import type { Db } from '../db/connect.ts'
import { fromJson, toJson } from '../db/json.ts'
import { type Contract, contractDocument } from './contract.ts'

/** What an organisation has contracted; `undefined`: nobody wrote a contract down. */
export async function findContract(db: Db, tenantId: string): Promise<Contract | undefined> {
  const row = await db.selectFrom('contracts').select('document').where('tenant_id', '=', tenantId).executeTakeFirst()
  return row && contractDocument.parse(fromJson(row.document))
}

/** Whether there is one. */
export async function hasContract(db: Db, tenantId: string): Promise<boolean> {
  const row = await db.selectFrom('contracts').select('changed_at').where('tenant_id', '=', tenantId).executeTakeFirst()
  return row !== undefined
}

/** Puts a contract in the place of the one of before. `by`: who did, as it is shown to operators. */
export async function saveContract(
  { db, now }: Pick<Services, 'db' | 'now'>,
  tenantId: string,
  contract: Contract,
  by: string,
): Promise<void> {
  const saved = { document: toJson(contract), changed_at: now(), changed_by: by }
  await db
    .insertInto('contracts')
    .values({ tenant_id: tenantId, ...saved })
    .onConflict((conflict) => conflict.column('tenant_id').doUpdateSet(saved))
    .execute()
}
