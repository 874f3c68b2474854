import { strict as assert } from 'node:assert'
import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { createLimits, type Limits } from '../../services/coordination/limits.ts'
import { connectRedis, type SharedMemory } from '../../services/coordination/redis.ts'
import { createLog } from '../../services/log.ts'
import { type LocalServer, startRedis } from '../../simulator/servers.ts'
import { limitsContract } from '../coordination/limits.test.ts'

describe('coordination through Redis', () => {
  let server: LocalServer
  const opened: SharedMemory[] = []
  const replica = async () => {
    const memory = connectRedis(server.url, createLimits(Date.now), createLog('silent'))
    opened.push(memory)
    while (!memory.isThere()) await wait(10)
    return memory
  }
  before(async () => {
    server = await startRedis()
  })
  after(async () => {
    await Promise.all(opened.map((memory) => memory.close()))
    await server.close()
  })

  limitsContract('through Redis', async () => {
    const { limits } = await replica()
    // Each test has keys of its own.
    const run = randomUUID()
    const own: Limits = { take: (wanted) => limits.take(wanted.map((one) => ({ ...one, key: `${run}${one.key}` }))) }
    return { limits: own, pass: (ms: number) => wait(ms) }
  })

  const wanted = (key: string) => [{ key, windows: [{ most: 10, ms: 60_000 }] }]

  it('gives ten places to two replicas that ask for forty at once', async () => {
    const replicas = [await replica(), await replica()]
    const asked = Array.from({ length: 40 }, (_, n) => replicas[n % 2]?.limits.take(wanted('shared')))
    const waits = await Promise.all(asked)
    assert.equal(waits.filter((ms) => ms === 0).length, 10)
  })

  it('goes on alone when Redis is away, and together when it is back', async () => {
    const { limits, isThere } = await replica()
    for (let n = 0; n < 10; n += 1) assert.equal(await limits.take(wanted('lost')), 0)
    assert.ok((await limits.take(wanted('lost'))) > 0)
    await server.kill()
    const began = Date.now()
    assert.equal(await limits.take(wanted('lost')), 0)
    assert.ok(Date.now() - began < 1_000, 'it waited for who is away')
    await server.start()
    while (!isThere()) await wait(20)
    assert.equal(await limits.take(wanted('lost')), 0)
  })
})
