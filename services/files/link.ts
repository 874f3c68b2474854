import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import type { Db } from '../db/connect.ts'
import { DAY_MS } from '../time.ts'

/** Opens a file to whoever holds it, for a day: Teams and its picture proxy sign in nowhere. */
export interface Link {
  readonly url: string
  /** Milliseconds since 1970. */
  readonly until: number
}

export interface Links {
  linkTo(fileId: string): Link
  /** `until` and `signature` as they stand in the link that somebody followed. */
  check(fileId: string, until: string, signature: string): 'open' | 'expired' | 'forged'
}

/** `publicUrl` is where the world reaches us. All replicas sign with the one key of their store. */
export async function createLinks(db: Db, publicUrl: string, now: () => number): Promise<Links> {
  const key = await signingKey(db)
  const sign = (fileId: string, until: string) => createHmac('sha256', key).update(`${fileId} ${until}`).digest()
  return {
    linkTo(fileId) {
      const until = now() + DAY_MS
      const signature = sign(fileId, String(until)).toString('base64url')
      return { url: `${publicUrl}/files/${fileId}?until=${until}&signature=${signature}`, until }
    },
    check(fileId, until, signature) {
      const given = Buffer.from(signature, 'base64url')
      const right = sign(fileId, until)
      if (given.length !== right.length || !timingSafeEqual(given, right)) return 'forged'
      return Number(until) > now() ? 'open' : 'expired'
    },
  }
}

async function signingKey(db: Db): Promise<Buffer> {
  await db
    .insertInto('signing_keys')
    .values({ name: 'files', key: randomBytes(32).toString('base64url') })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  const { key } = await db
    .selectFrom('signing_keys')
    .select('key')
    .where('name', '=', 'files')
    .executeTakeFirstOrThrow()
  return Buffer.from(key, 'base64url')
}
