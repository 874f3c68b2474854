import { strict as assert } from 'node:assert'
import { ServiceDeskError } from '../../services/errors.ts'
import type { Itsm } from '../../services/itsm/port.ts'
import { type Tried, tryOut } from '../../services/itsm/try-out.ts'
import { itsmContract } from './contract.ts'
import { createMemory, farOfMemory } from './memory.ts'

itsmContract('A system in memory', async () => farOfMemory())
// What it lacks is refused, and left as it is here.
itsmContract('A system that holds little', async () =>
  farOfMemory({
    ...{ states: ['new', 'in-progress', 'on-hold', 'resolved', 'closed', 'cancelled'] },
    ...{ urgency: false, impact: false, category: false, files: false },
  }),
)

describe('a try of a ticket system', () => {
  const stepsOf = async (itsm: Itsm, email = 'sophie@example.com') => {
    const steps: Tried[] = []
    for await (const its of tryOut(itsm, 'Un essai', email)) steps.push(its)
    return steps
  }
  const faultsOf = (steps: readonly Tried[]) => steps.flatMap(({ step, fault }) => (fault === undefined ? [] : [step]))

  it('opens, says, attaches, changes, hears of it, and ends what it opened', async () => {
    const { itsm, rows } = createMemory()
    const steps = await stepsOf(itsm)
    assert.deepEqual(faultsOf(steps), [])
    assert.equal(steps.length, 10)
    const [row, ...more] = rows.values()
    assert.deepEqual([row?.ticket.state, row?.entries.length, row?.files.length, more.length], ['cancelled', 3, 1, 0])
  })

  it('says which step a system does not take, and goes on with the others', async () => {
    const { itsm } = createMemory()
    const broken: Itsm = {
      ...itsm,
      open: (its, key) => itsm.open(its, `${key}${Math.random()}`),
      say: () => Promise.reject(new ServiceDeskError('forbidden', 'No.', { reason: '403' })),
      changesSince: async () => ({ tickets: [], entries: [], gone: [], cursor: '0', more: false }),
    }
    assert.deepEqual(faultsOf(await stepsOf(broken)), ['once', 'comment', 'work-note', 'changes'])
    const stranger: Itsm = { ...itsm, open: () => Promise.reject(new ServiceDeskError('invalid', 'No.')) }
    assert.deepEqual(faultsOf(await stepsOf(stranger)), ['open'])
  }).timeout(30_000)
})
