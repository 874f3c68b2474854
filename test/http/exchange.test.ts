import { strict as assert } from 'node:assert'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { createExchanger, type Exchange } from '../../services/http/exchange.ts'

const TIMEOUT_MS = 300
/** Far more than it has connections, also when those that gave up make room for others at the last moment. */
const MANY = 500

describe('an exchange with a connector', () => {
  let server: Server
  let origin: string
  let heard: string[]
  let delayMs: number
  beforeEach(async () => {
    heard = []
    delayMs = 0
    server = createServer(async (request, response) => {
      heard.push(String(request.url))
      await wait(delayMs)
      response.end('{"id":"1"}')
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  })
  afterEach(async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })

  const ask = (n: number): Exchange => ({ origin, path: `/${n}`, method: 'POST', headers: {}, body: '{}' })

  it('brings the whole answer, for more at once than there are connections', async () => {
    const { exchange, close } = createExchanger(5_000)
    const answers = await Promise.all(Array.from({ length: MANY }, (_, n) => exchange(ask(n))))
    assert.ok(answers.every(({ statusCode, text }) => statusCode === 200 && text === '{"id":"1"}'))
    assert.equal(heard.length, MANY)
    await close()
  })

  it('gives up in time, and sends nothing after that of which nobody would hear', async () => {
    delayMs = 2_000
    const { exchange, close } = createExchanger(TIMEOUT_MS)
    const began = Date.now()
    const outcomes = await Promise.allSettled(Array.from({ length: MANY }, (_, n) => exchange(ask(n))))
    assert.ok(outcomes.every(({ status }) => status === 'rejected'))
    assert.ok(Date.now() - began < 900, `${Date.now() - began} ms`)
    // What was on its way in time may still arrive.
    await wait(600)
    const before = heard.length
    assert.ok(before < MANY, 'all had a connection')
    await wait(1_000)
    assert.equal(heard.length, before)
    await close()
  })

  it('takes no answer that never ends', async () => {
    server.removeAllListeners('request')
    server.on('request', (_request, response) => {
      const more = () => response.write('x'.repeat(16_384), (error) => !error && more())
      more()
    })
    const { exchange, close } = createExchanger(TIMEOUT_MS)
    // What it says beyond our limit is cut off: it was done, and must not be done again (X-L10).
    const began = Date.now()
    assert.equal((await exchange(ask(1))).text, '')
    assert.ok(Date.now() - began < TIMEOUT_MS)
    await close()
  })
})
