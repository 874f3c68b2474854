import { strict as assert } from 'node:assert'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { without } from '../chaos/broken.ts'
import { type ChaosResult, type Form, runChaos } from '../chaos/run.ts'

const NOTHING = { lost: [], doubled: [], outOfOrder: [], stuck: [], twoOwners: [], crossTalk: [], withoutRight: [] }

/** The verdict alone, to be compared with nothing at all. */
function brokenPromises({ lost, doubled, outOfOrder, stuck, twoOwners, crossTalk, withoutRight }: ChaosResult) {
  return { lost, doubled, outOfOrder, stuck, twoOwners, crossTalk, withoutRight }
}

describe('chaos', function () {
  this.timeout(400_000)
  const torment = (form: Form, rounds: number, program?: string) =>
    runChaos({
      form,
      rounds,
      employees: 8,
      seed: 7,
      say: () => {},
      ...(program === undefined ? {} : { program }),
    })

  it('breaks no promise of one process with a file', async () => {
    const result = await torment('sqlite', 6)
    assert.deepEqual(brokenPromises(result), NOTHING)
    assert.ok(result.messages > 50 && result.lostAnswers > 0, JSON.stringify(result))
    assert.ok(result.calmMs < 3_000, `${result.calmMs} ms, beside somebody unkind (X-H1)`)
  })

  it('breaks no promise of two replicas with PostgreSQL and Redis', async () => {
    const result = await torment('fleet', 12)
    assert.deepEqual(brokenPromises(result), NOTHING)
    assert.ok(result.messages > 50 && result.lostAnswers > 0, JSON.stringify(result))
  })

  it('is seen to lose what is acknowledged before it is written', async () => {
    const early = without(
      'commit',
      'services/db/sqlite.js',
      'setImmediate(() => this.#commit())',
      'setTimeout(() => this.#commit(), 700)',
    )
    const file = join(early, '../../services/db/sqlite.js')
    const source = readFileSync(file, 'utf8')
    assert.equal(source.split('await batch?.durable').length, 3)
    writeFileSync(file, source.replaceAll('await batch?.durable', 'void batch?.durable'))
    const { lost } = await torment('sqlite', 8, early)
    assert.ok(lost.length > 0, 'nothing was found lost')
  })

  it('is seen to mix up what does not wait for its turn', async () => {
    const program = without('lanes', 'services/jobs/run.js', ".groupBy('lane')", ".groupBy('id')")
    const { outOfOrder } = await torment('sqlite', 6, program)
    assert.ok(outOfOrder.length > 0, 'nothing was found out of order')
  })

  it('is seen to let somebody act by a role that was taken away', async () => {
    const rule = 'if (byRole && !actor.permissions.has(permission))'
    const program = without('roles', 'services/access/policy.js', rule, 'if (false)')
    const { withoutRight } = await torment('sqlite', 12, program)
    assert.ok(withoutRight.length > 0, 'nobody was found to act without a right')
  })

  it('is seen to bring a chat to the desk of another workspace', async () => {
    const rule = 'workspaceId: workspace.id,\n        requester: { tenantId, objectId, name },'
    const instead = rule.replace(
      'workspace.id',
      "(await db.selectFrom('workspaces').select('id').where('is_default', '=', 1).executeTakeFirst()).id",
    )
    const program = without('workspaces', 'services/handoffs/request.js', rule, instead)
    const { crossTalk } = await torment('sqlite', 4, program)
    assert.ok(crossTalk.length > 0, 'every chat was found at its own desk')
  })

  it('is seen to give one chat to two analysts who both are told that it is theirs', async () => {
    const program = without('taking', 'services/handoffs/store.js', ".where('state', '=', taken.from)", '')
    const { twoOwners } = await torment('sqlite', 4, program)
    assert.ok(twoOwners.length > 0, 'no chat was found with two owners')
  })
})
