import type { Services } from '../context.ts'
import type { Db } from '../db/connect.ts'
import type { PersonKey } from '../people/person.ts'
import type { About, Opinion } from './feedback.ts'

type Given = Pick<Opinion, 'about' | 'workspaceId' | 'author'> & Partial<Pick<Opinion, 'verdict' | 'text'>>

/** Keeps what somebody thinks of something; what they do not say this time stays as they said it before. */
export async function saveOpinion({ db, now }: Pick<Services, 'db' | 'now'>, opinion: Given): Promise<void> {
  const { verdict, text } = opinion
  const said = { ...(verdict === undefined ? {} : { verdict }), ...(text === undefined ? {} : { text }) }
  await db
    .insertInto('feedback')
    .values({ ...rowOf(opinion, now()), ...said })
    .onConflict((conflict) =>
      conflict.columns(['about', 'tenant_id', 'author_id']).doUpdateSet({ ...said, given_at: now() }),
    )
    .execute()
}

/** False: it was kept before, by the same dialog. */
export async function addOpinion(
  { db, now }: Pick<Services, 'db' | 'now'>,
  opinion: Given & { readonly text: string },
): Promise<boolean> {
  const added = await db
    .insertInto('feedback')
    .values({ ...rowOf(opinion, now()), text: opinion.text })
    .onConflict((conflict) => conflict.doNothing())
    .returning('about')
    .executeTakeFirst()
  return added !== undefined
}

/** What somebody said of something; `undefined`: nothing yet. */
export async function opinionOf(
  db: Db,
  { tenantId, objectId }: PersonKey,
  about: About,
): Promise<Pick<Opinion, 'verdict' | 'text'> | undefined> {
  const row = await db
    .selectFrom('feedback')
    .select(['verdict', 'text'])
    .where('about', '=', about)
    .where('tenant_id', '=', tenantId)
    .where('author_id', '=', objectId)
    .executeTakeFirst()
  return row && { verdict: row.verdict ?? undefined, text: row.text }
}

/** What was said of these things is another workspace's from now on. */
export async function moveFeedback(db: Db, abouts: readonly About[], to: string): Promise<void> {
  if (abouts.length === 0) return
  await db.updateTable('feedback').set({ workspace_id: to }).where('about', 'in', abouts).execute()
}

/** Forgets what was said in a workspace before then, but for those whose data is held. */
export async function forgetFeedback(
  db: Db,
  workspaceId: string,
  { before, held }: { readonly before: number; readonly held: readonly string[] },
): Promise<void> {
  await db
    .deleteFrom('feedback')
    .where('workspace_id', '=', workspaceId)
    .where('given_at', '<', before)
    .where('author_id', 'not in', ['-', ...held])
    .execute()
}

function rowOf({ about, workspaceId, author }: Given, at: number) {
  return {
    about,
    tenant_id: author.tenantId,
    author_id: author.objectId,
    author_name: author.name,
    workspace_id: workspaceId,
    verdict: null,
    text: '',
    given_at: at,
  }
}
