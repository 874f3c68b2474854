import { strict as assert } from 'node:assert'
import { readFileSync } from 'node:fs'
import { parityTable } from '../parity.ts'

describe('chat and page (S0.5)', () => {
  it('do the same; what is done in one place alone is listed with why', () => {
    const table = parityTable()
    assert.doesNotMatch(table, /NO REASON/)
    assert.match(table, /`ticket\.open` \| yes \| yes/)
    const written = readFileSync(new URL('../../../docs/parity.md', import.meta.url), 'utf8')
    assert.equal(written, table, 'docs/parity.md: node dist/test/parity.js > docs/parity.md')
  })
})
