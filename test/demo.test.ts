import { strict as assert } from 'node:assert'
import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { fileURLToPath } from 'node:url'

const DEMO = fileURLToPath(new URL('../simulator/demo.js', import.meta.url))
const demo = (...args: string[]) => spawnSync(process.execPath, [DEMO, ...args], { encoding: 'utf8', timeout: 20_000 })

describe('the demonstration', () => {
  it('says in a sentence that its port is taken, and how to choose another (N29)', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const { port } = other.address() as AddressInfo
    const { status, stdout, stderr } = demo('--port', String(port))
    other.close()
    assert.deepEqual([status, stderr], [1, ''])
    assert.equal(stdout, 'Something else listens on that port: choose another with --port N.\n')
  })

  it('explains its options, and refuses others in a sentence (N29)', () => {
    assert.match(demo('--help').stdout, /--port N/)
    const { status, stdout, stderr } = demo('--unknown')
    assert.deepEqual([status, stderr], [1, ''])
    assert.match(stdout, /--unknown/)
    assert.doesNotMatch(stdout, /\n\s+at /)
  })
})
