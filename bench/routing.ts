import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Kysely, sql } from 'kysely'
import { connect, type Db } from '../services/db/connect.ts'
import { MIGRATING, postgresDialect } from '../services/db/postgres.ts'
import { transact } from '../services/db/transact.ts'
import { routeQueue } from '../services/queues/route.ts'
import { defaultSettings } from '../services/settings/defaults.ts'
import { rulesIn } from '../services/settings/settings.ts'
import type { Database } from '../services/tables.ts'
import { addDuty } from '../services/workspaces/duty.ts'
import { addDesk, getDefaultWorkspace, makeDefaultWorkspace } from '../services/workspaces/store.ts'
import { startPostgres } from '../simulator/servers.ts'
import { rounded } from './ratio.ts'
import { at } from './world.ts'

const WAITING = 1_000
const ANALYSTS = 200
const CLOSED = 1_000_000
const PASSES = 40

/** A pass of routing over so many who wait and so many on duty, in milliseconds (medians), and again with a million closed chats. */
export async function measureRouting(say: (line: string) => void): Promise<Readonly<Record<string, number>>> {
  const folder = mkdtempSync(join(tmpdir(), 'desk-routing-'))
  const postgres = await startPostgres()
  try {
    return {
      ...(await measureOn('routingSqlite', `sqlite:${join(folder, 'desk.sqlite')}`, say)),
      ...(await measureOn('routingPostgres', postgres.url, say)),
    }
  } finally {
    await postgres.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

async function measureOn(name: string, url: string, say: (line: string) => void): Promise<Record<string, number>> {
  const db = await connect(url)
  // Filling takes longer than any statement in service may.
  const filling = url.startsWith('sqlite:') ? db : new Kysely<Database>({ dialect: postgresDialect(url, MIGRATING) })
  const services = { db, now: Date.now }
  const tenantId = randomUUID()
  await makeDefaultWorkspace(services, tenantId, 'fr')
  const { id: workspaceId } = await getDefaultWorkspace(db, tenantId)
  const channel = { teamId: 't', teamName: 'T', channelId: '19:c', serviceUrl: 'https://x.example' }
  const desk = await addDesk(services, workspaceId, channel)
  for (let n = 0; n < ANALYSTS; n += 1)
    await addDuty(services, desk, { tenantId, objectId: randomUUID(), name: `Analyste ${n}` })
  await fill(filling, { workspaceId, tenantId, state: 'queued', count: WAITING })
  const few = await passOf(db, workspaceId)
  await fill(filling, { workspaceId, tenantId, state: 'closed', count: CLOSED })
  if (filling !== db) await sql`vacuum analyze handoffs`.execute(filling)
  const many = await passOf(db, workspaceId)
  if (filling !== db) await filling.destroy()
  await db.destroy()
  const about = `${WAITING} waiting, ${ANALYSTS} on duty`
  say(`${name} a pass, ${about}: ${few.toFixed(1)} ms; with ${CLOSED} closed ${many.toFixed(1)} ms (medians)`)
  return { [`${name}Ms`]: rounded(few), [`${name}Ms1mClosed`]: rounded(many) }
}

/** What one transaction of the pass takes, which makes 20 offers; then they are taken back. */
async function passOf(db: Db, workspaceId: string): Promise<number> {
  const settings = { ...defaultSettings({ language: 'fr', silenceMs: 300_000 }), offerTiers: [1] }
  const [rulesOf, settingsOf] = [async () => rulesIn(settings), async () => settings]
  const took: number[] = []
  for (let n = 0; n < PASSES; n += 1) {
    const began = performance.now()
    await transact(db, (tx) => routeQueue({ db: tx, now: Date.now, rulesOf, settingsOf }, { workspaceId }))
    took.push(performance.now() - began)
    await db.updateTable('handoffs').set({ offer_id: null }).where('offer_id', 'is not', null).execute()
    await db.deleteFrom('offers').execute()
    await db.deleteFrom('jobs').execute()
  }
  return at(
    took.sort((a, b) => a - b),
    0.5,
  )
}

interface Filling {
  readonly workspaceId: string
  readonly tenantId: string
  readonly state: 'queued' | 'closed'
  readonly count: number
}

async function fill(db: Db, { workspaceId, tenantId, state, count }: Filling): Promise<void> {
  await sql`with recursive n(i) as (select 1 union all select i + 1 from n where i < ${sql.lit(count)})
    insert into handoffs (id, workspace_id, tenant_id, requester_id, requester_name, state, queued_at, warnings)
    select ${sql.lit(`${state}-`)} || i, ${sql.lit(workspaceId)}, ${sql.lit(tenantId)}, ${sql.lit(`${state}-`)} || i,
      'Camille Roy', ${sql.lit(state)}, i, 0 from n`.execute(db)
}
