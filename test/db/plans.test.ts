import { strict as assert } from 'node:assert'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CompiledQuery, type KyselyPlugin, type RootOperationNode } from 'kysely'
import { connect, type Db } from '../../services/db/connect.ts'
import { countTaken, listTaken, listTakenBy } from '../../services/handoffs/store.ts'
import { activityOf } from '../../services/measures/activity.ts'
import { pulseOf } from '../../services/measures/pulse.ts'
import { type Filter, listDeskTickets } from '../../services/tickets/desk-list.ts'
import { countUnsettled, listAnnounced, listUnsettledOf } from '../../services/tickets/store.ts'

const WORKSPACE = { id: 'w', tenantId: 't' }
const PERSON = { tenantId: 't', objectId: 'o' }
const OPEN: Filter = {
  ...({ tiers: undefined, states: 'open', assignee: 'nobody', requesterId: undefined } as const),
  ...{ withConfidential: true, urgency: undefined, category: undefined, query: '' },
}
const PAGE = { page: 0, size: 10 }

/** By which indexes SQLite finds what is asked for, without statistics, as a store has it from its first day. */
describe('what is asked for all the time', () => {
  let db: Db
  let folder: string
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'plans-'))
    db = await connect(`sqlite:${join(folder, 'desk.sqlite')}`)
  })
  after(async () => {
    await db.destroy()
    rmSync(folder, { recursive: true })
  })

  async function planOf(work: (db: Db) => Promise<unknown>): Promise<string> {
    const nodes: RootOperationNode[] = []
    const spy: KyselyPlugin = {
      transformQuery({ node }) {
        nodes.push(node)
        return node
      },
      transformResult: async ({ result }) => result,
    }
    await work(db.withPlugin(spy))
    const plans = nodes.map(async (node) => {
      const { sql, parameters } = db.getExecutor().compileQuery(node, { queryId: 'plan' })
      const { rows } = await db.executeQuery<{ detail: string }>(
        CompiledQuery.raw(`explain query plan ${sql}`, [...parameters]),
      )
      return rows.map(({ detail }) => detail).join('; ')
    })
    return (await Promise.all(plans)).join('; ')
  }

  for (const [name, work, index] of [
    ['the chats that go on', (its) => listTaken(its, WORKSPACE, [1], 8), 'handoffs_open'],
    ['how many there are', (its) => countTaken(its, WORKSPACE, [1]), 'handoffs_open'],
    ['somebody’s own', (its) => listTakenBy(its, WORKSPACE, PERSON, 8), 'handoffs_open'],
    ['how many incidents are open', (its) => countUnsettled(its, 'w', [1]), 'tickets_(assignee|unsettled)'],
    ['somebody’s incidents', (its) => listUnsettledOf(its, 'w', PERSON, 8), 'tickets_assignee'],
    ['what is announced', (its) => listAnnounced(its, 'w', 2), 'tickets_announced'],
    ['what nobody has taken', (its) => listDeskTickets(its, 'w', OPEN, PAGE), 'tickets_(assignee|unsettled)'],
    [
      'what somebody works on',
      (its) => listDeskTickets(its, 'w', { ...OPEN, assignee: PERSON }, PAGE),
      'tickets_(assignee|unsettled)',
    ],
    ['the pulse of a workspace', (its) => pulseOf(its, WORKSPACE), 'handoffs_open'],
  ] satisfies readonly (readonly [string, (db: Db) => Promise<unknown>, string])[])
    it(`is found by what is open, and never by walking through what is over: ${name}`, async () => {
      const plan = await planOf(work)
      assert.match(plan, new RegExp(`INDEX ${index} `), plan)
      assert.doesNotMatch(plan, /handoffs_asked|tickets_touched|SCAN (handoffs|tickets|messages)/, plan)
    })

  it('is found by its time, where it is asked for by that', async () => {
    const plan = await planOf((its) => activityOf(its, ['w'], { days: 7, now: Date.now(), timeZone: 'UTC' }))
    assert.match(plan, /INDEX handoffs_asked /, plan)
    assert.doesNotMatch(plan, /SCAN (handoffs|tickets|t|e)\b/, plan)
  })
})
