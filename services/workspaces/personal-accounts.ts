import { createHash, randomInt } from 'node:crypto'
import type { Services } from '../context.ts'
import type { Db } from '../db/connect.ts'
import type { NamedPerson } from '../people/person.ts'
import { DAY_MS } from '../time.ts'

/** An invitation that nobody used is none after this. */
export const INVITATION_MS = 7 * DAY_MS
/** No letter or digit that is taken for another. */
const SIGNS = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789'
const CODE = /\b([A-HJ-NP-Z2-9]{4})-?([A-HJ-NP-Z2-9]{4})-?([A-HJ-NP-Z2-9]{4})-?([A-HJ-NP-Z2-9]{4})\b/i

/**
 * Invites a personal account, whose id nobody knows before its owner writes: the code that is returned is passed on by whoever
 * invites, works once, and is kept as a hash alone. Eighty bits: it cannot be guessed.
 */
export async function inviteByCode(
  { db, now }: Pick<Services, 'db' | 'now'>,
  workspaceId: string,
  name: string,
  by: Pick<NamedPerson, 'objectId' | 'name'>,
): Promise<string> {
  const code = Array.from({ length: 16 }, () => SIGNS[randomInt(SIGNS.length)] ?? '').join('')
  await db
    .insertInto('invitation_codes')
    .values({
      code_hash: hashOf(code),
      workspace_id: workspaceId,
      name,
      invited_by_id: by.objectId,
      invited_by_name: by.name,
      invited_at: now(),
    })
    .execute()
  return code.match(/.{4}/g)?.join('-') ?? code
}

/** What somebody was invited to by a code. */
export interface CodeInvitation {
  readonly codeHash: string
  readonly workspaceId: string
  readonly invitedBy: Pick<NamedPerson, 'objectId' | 'name'>
}

/** The invitation whose code a text contains, if there is one that is still good. */
export async function findCodeIn(
  { db, now }: Pick<Services, 'db' | 'now'>,
  text: string,
): Promise<CodeInvitation | undefined> {
  const parts = CODE.exec(text)?.slice(1)
  if (parts === undefined) return undefined
  const codeHash = hashOf(parts.join('').toUpperCase())
  const row = await db
    .selectFrom('invitation_codes')
    .selectAll()
    .where('code_hash', '=', codeHash)
    .where('invited_at', '>', now() - INVITATION_MS)
    .executeTakeFirst()
  const invitedBy = row && { objectId: row.invited_by_id, name: row.invited_by_name }
  return row && invitedBy && { codeHash, workspaceId: row.workspace_id, invitedBy }
}

/** False: somebody used it meanwhile. */
export async function useCode(db: Db, codeHash: string): Promise<boolean> {
  const row = await db
    .deleteFrom('invitation_codes')
    .where('code_hash', '=', codeHash)
    .returning('code_hash')
    .executeTakeFirst()
  return row !== undefined
}

export async function forgetCodes(db: Db, before: number): Promise<void> {
  await db.deleteFrom('invitation_codes').where('invited_at', '<', before).execute()
}

/** From now on a personal account is a person of this organisation's. */
export async function admitPersonalAccount(
  { db, now }: Pick<Services, 'db' | 'now'>,
  objectId: string,
  tenantId: string,
): Promise<void> {
  await db
    .insertInto('personal_accounts')
    .values({ object_id: objectId, tenant_id: tenantId, joined_at: now() })
    .onConflict((conflict) => conflict.column('object_id').doUpdateSet({ tenant_id: tenantId }))
    .execute()
}

export async function expelPersonalAccount(db: Db, objectId: string): Promise<void> {
  await db.deleteFrom('personal_accounts').where('object_id', '=', objectId).execute()
}

/** The organisation of which a personal account is a person; `undefined`: none let it in. */
export async function homeOfPersonalAccount(db: Db, objectId: string): Promise<string | undefined> {
  const row = await db
    .selectFrom('personal_accounts')
    .select('tenant_id')
    .where('object_id', '=', objectId)
    .executeTakeFirst()
  return row?.tenant_id
}

function hashOf(code: string): string {
  return createHash('sha256').update(code).digest('hex')
}
