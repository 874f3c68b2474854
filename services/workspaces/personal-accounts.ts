import { createHash, randomInt } from 'node:crypto'
import type { Services } from '../context.ts'
import type { Db } from '../db/connect.ts'
import type { NamedPerson, PersonKey } from '../people/person.ts'
import { DAY_MS } from '../time.ts'

/** An invitation that nobody used is none after this. */
export const INVITATION_MS = 7 * DAY_MS
/** No letter or digit that is taken for another. */
const SIGNS = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789'
const CODE = /(?<!\w)[A-HJ-NP-Z2-9]{4}(?:-?[A-HJ-NP-Z2-9]{4}){3}(?!\w)/gi
/** What is tried of one text. */
const MOST_CODES = 5

/**
 * Invites a personal account, whose id nobody knows before its owner writes: the code that is returned is passed on by whoever
 * invites, works once, and is kept as a hash alone. Eighty bits: it cannot be guessed. Asked again with the same idempotency `key`, it
 * makes another, and the one of before is none any more: it was shown to nobody.
 */
export async function inviteByCode(
  { db, now }: Pick<Services, 'db' | 'now'>,
  workspaceId: string,
  name: string,
  { key, ...by }: Pick<NamedPerson, 'objectId' | 'name'> & { readonly key: string },
): Promise<string> {
  const code = Array.from({ length: 16 }, () => SIGNS[randomInt(SIGNS.length)] ?? '').join('')
  await db
    .insertInto('invitation_codes')
    .values({
      code_hash: hashOf(code),
      key,
      workspace_id: workspaceId,
      name,
      invited_by_id: by.objectId,
      invited_by_name: by.name,
      invited_at: now(),
    })
    .onConflict((conflict) => conflict.column('key').doUpdateSet({ code_hash: hashOf(code) }))
    .execute()
  return code.match(/.{4}/g)?.join('-') ?? code
}

/** What somebody was invited to by a code. */
export interface CodeInvitation {
  readonly codeHash: string
  readonly workspaceId: string
  readonly invitedBy: Pick<NamedPerson, 'objectId' | 'name'>
}

/** What a text says of codes: none, one that is not good (any more), or an invitation. */
export async function findCodeIn(
  { db, now }: Pick<Services, 'db' | 'now'>,
  text: string,
): Promise<CodeInvitation | 'none' | 'unknown'> {
  const hashes = (text.match(CODE) ?? []).slice(0, MOST_CODES).map((code) => hashOf(code.replaceAll('-', '')))
  if (hashes.length === 0) return 'none'
  const row = await db
    .selectFrom('invitation_codes')
    .selectAll()
    .where('code_hash', 'in', hashes)
    .where('invited_at', '>', now() - INVITATION_MS)
    .executeTakeFirst()
  if (row === undefined) return 'unknown'
  const invitedBy = { objectId: row.invited_by_id, name: row.invited_by_name }
  return { codeHash: row.code_hash, workspaceId: row.workspace_id, invitedBy }
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

/** Codes from before a time, in milliseconds since 1970. */
export async function forgetCodes(db: Db, before: number): Promise<void> {
  await db.deleteFrom('invitation_codes').where('invited_at', '<', before).execute()
}

/** Those that somebody made for a workspace. */
export async function forgetCodesOf(db: Db, workspaceId: string, inviterId: string): Promise<void> {
  await db
    .deleteFrom('invitation_codes')
    .where('workspace_id', '=', workspaceId)
    .where('invited_by_id', '=', inviterId)
    .execute()
}

/** From now on a personal account is a person of this organisation's. False: it is one of another's. */
export async function admitPersonalAccount(
  { db, now }: Pick<Services, 'db' | 'now'>,
  { tenantId, objectId }: PersonKey,
): Promise<boolean> {
  await db
    .insertInto('personal_accounts')
    .values({ object_id: objectId, tenant_id: tenantId, joined_at: now() })
    .onConflict((conflict) => conflict.column('object_id').doNothing())
    .execute()
  return (await homeOfPersonalAccount(db, objectId)) === tenantId
}

/** It is a stranger again. */
export async function expelPersonalAccount(db: Db, { tenantId, objectId }: PersonKey): Promise<void> {
  await db.deleteFrom('personal_accounts').where('object_id', '=', objectId).where('tenant_id', '=', tenantId).execute()
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
  return createHash('sha256').update(code.toUpperCase()).digest('hex')
}
