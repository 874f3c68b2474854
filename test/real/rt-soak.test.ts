import { strict as assert } from 'node:assert'
import { without } from '../chaos/broken.ts'
import { type SoakResult, soakWithRt } from '../chaos/with-rt.ts'

describe('Request Tracker and Teams, changed from both sides while either is killed', function () {
  this.timeout(400_000)
  const say = () => {}
  const findings = ({ missing, doubled, disagreeing }: SoakResult) => ({ missing, doubled, disagreeing })

  it('agree in the end, field by field and word by word: nothing is missing, nothing is there twice', async () => {
    const result = await soakWithRt({ tickets: 60, acts: 300, kills: 2, seed: 7, say })
    assert.deepEqual(findings(result), { missing: [], doubled: [], disagreeing: [] })
    assert.deepEqual(result.kills, { service: 2, tracker: 2 })
    assert.ok(result.acts.here > 100 && result.acts.there > 50, JSON.stringify(result.acts))
  })

  it('are seen to say something twice where what was said is not looked for', async () => {
    const rule = 'if (readBody(pageOf(z.object({})), body).items.length > 0)\n            return;'
    const program = without('say', 'services/itsm/rt/rt.js', rule, '')
    // A kill must come between the word and the note that it was said: most do.
    let doubled: readonly string[] = []
    for (const seed of [7, 8, 9])
      if (doubled.length === 0)
        doubled = (await soakWithRt({ tickets: 15, acts: 120, kills: 4, seed, say, program })).doubled
    assert.ok(doubled.length > 0, 'nothing was found twice')
  })
})
