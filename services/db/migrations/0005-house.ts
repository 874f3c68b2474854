import { type Kysely, sql } from 'kysely'
import { addColumns, table } from './columns.ts'

/**
 * Timers with a key, who may settle a desk, files in pieces and where they are shown, indexes for what is counted or paged,
 * and jobs under their new names. Stop every replica of the version before: there was no release of it.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await addColumns(db, 'jobs', ['timer_key text?'])
  await sql`create unique index jobs_timer_key on jobs (timer_key) where timer_key is not null`.execute(db)
  await renameJobs(db)

  await table(db, 'service_administrators', ['tenant_id text', 'object_id text', 'since bigint'])
    .addPrimaryKeyConstraint('service_administrators_key', ['tenant_id', 'object_id'])
    .execute()
  await table(db, 'claim_codes', ['id integer', 'code text'])
    .addPrimaryKeyConstraint('claim_codes_key', ['id'])
    .execute()

  await addColumns(db, 'files', ['shown_at text?'])
  await sql`update files set shown_at = '{"thread":"' || subject || '"}'
    where audience = 'desk' and subject is not null`.execute(db)
  await sql`update files set shown_at = (
      select '{"person":{"tenantId":"' || h.tenant_id || '","objectId":"' || h.requester_id || '"}}'
      from handoffs as h where 'handoff:' || h.id = files.subject)
    where audience = 'requester' and subject is not null`.execute(db)
  await table(db, 'file_pieces', ['file_id text', 'n integer', 'bytes bytes'])
    .addPrimaryKeyConstraint('file_pieces_key', ['file_id', 'n'])
    .execute()
  await sql`insert into file_pieces (file_id, n, bytes) select file_id, 0, bytes from file_contents`.execute(db)
  await sql`drop table file_contents`.execute(db)

  await sql`create index handoffs_requester on handoffs (tenant_id, requester_id, queued_at)`.execute(db)
  await sql`create index tickets_unsettled on tickets (workspace_id, id)
    where state in ('new', 'in-progress', 'on-hold')`.execute(db)
  await sql`create index handoffs_unsettled on handoffs (workspace_id, id)
    where state in ('queued', 'active')`.execute(db)
}

interface Row {
  readonly id: number
  readonly task: string
  readonly payload: string
}

/** Each kind of notice and of card is a task of its own now; what waits under the old names goes on under the new. */
async function renameJobs(db: Kysely<unknown>): Promise<void> {
  const { rows } = await sql<Row>`select id, task, payload from jobs
    where task in ('notice.send', 'card.refresh', 'card.replace') and state in ('ready', 'timer')`.execute(db)
  for (const { id, task, payload } of rows) {
    const { task: name, payload: value } = renamed(task, JSON.parse(payload))
    await sql`update jobs set task = ${name}, payload = ${JSON.stringify(value)} where id = ${id}`.execute(db)
  }
}

interface Old {
  readonly subject?: string
  readonly place?: string
  readonly conversation?: object
  readonly notice?: { readonly kind: string; readonly message?: object }
}

function renamed(task: string, payload: Old) {
  if (task === 'card.refresh') {
    const { subject = '', place: position } = payload
    return { task: `refresh.${subject.slice(0, subject.indexOf(':'))}`, payload: { subject, position } }
  }
  if (task === 'card.replace') {
    const { conversation, ...rest } = payload
    return { task, payload: { ...conversation, ...rest } }
  }
  const { notice = { kind: 'failed' } } = payload
  const isText = notice.kind === 'failed' || (notice.kind === 'undelivered' && notice.message === undefined)
  const sentence = { kind: 'sentence', key: 'failed.other', values: { reference: '' } }
  const said = isText ? sentence : { what: 'message', excerpt: '', ...notice }
  return { task: `tell.${said.kind}`, payload: { ...payload, notice: said } }
}
