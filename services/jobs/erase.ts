import { type Kysely, sql } from 'kysely'

/** Forgets what was given up and names this id, in its lane or in what it carries; `as` stands for it elsewhere. */
export async function forgetIn<Tables>(db: Kysely<Tables>, id: string, as: string): Promise<void> {
  const named = `%${id}%`
  await sql`delete from jobs where state = 'given-up' and (payload like ${named} or lane like ${named})`.execute(db)
  await sql`update uncertain_deliveries set lane = replace(lane, ${id}, ${as}) where lane like ${named}`.execute(db)
}
