import { strict as assert } from 'node:assert'
import nock from 'nock'
import { ServiceDeskError } from '../../services/errors.ts'
import { type Call, createCaller } from '../../services/itsm/call.ts'

const BASE = 'https://tickets.example.com/api/'

describe('a call to a ticket system', () => {
  const call = createCaller(BASE, async () => ({ authorization: 'token geheim' }))
  const read: Call = { method: 'GET', path: '/ticket/1' }
  const write: Call = { method: 'POST', path: '/ticket', json: { title: 'x' } }
  const fails = async (its: Call, wanted: Partial<ServiceDeskError>) =>
    await assert.rejects(call(its), (error) => {
      assert.ok(error instanceof ServiceDeskError)
      for (const [key, value] of Object.entries(wanted)) assert.equal(error[key as 'code'], value, key)
      assert.ok(!error.message.includes('geheim'))
      return true
    })

  it('brings JSON, with our credentials, or nothing', async () => {
    nock(BASE, { reqheaders: { authorization: 'token geheim' } })
      .get('/ticket/1')
      .query({ fields: 'a b' })
      .reply(200, { id: 1 })
    const { status, body } = await call({ ...read, query: { fields: 'a b' } })
    assert.deepEqual([status, body], [200, { id: 1 }])
    nock(BASE).post('/ticket', { title: 'x' }).reply(204)
    assert.equal((await call(write)).body, undefined)
    nock(BASE).get('/ticket/1').reply(404, { message: 'No' })
    assert.equal((await call({ ...read, accepts: [404] })).status, 404)
  })

  it('makes of each refusal one of our codes; of an answer that is lost it says whether something may have been done', async () => {
    for (const [status, code] of [
      [400, 'invalid'],
      [401, 'forbidden'],
      [403, 'forbidden'],
      [404, 'unavailable'],
      [409, 'conflict'],
      [412, 'conflict'],
      [422, 'invalid'],
    ] as const) {
      nock(BASE).post('/ticket').reply(status, {})
      await fails(write, { code, reason: String(status), uncertain: false })
    }
    nock(BASE).post('/ticket').reply(429, {}, { 'retry-after': '7' })
    await fails(write, { code: 'rate-limited', retryAfterMs: 7_000 })
    nock(BASE).post('/ticket').reply(502, 'x')
    await fails(write, { code: 'unavailable', uncertain: true })
    nock(BASE).get('/ticket/1').reply(502, 'x')
    await fails(read, { code: 'unavailable', uncertain: false })
    nock(BASE).post('/ticket').replyWithError('reset')
    await fails(write, { code: 'unavailable', uncertain: true })
  })

  it('takes a page of HTML, and an endless answer, for a system that is away', async () => {
    nock(BASE).get('/ticket/1').reply(200, '<html>Sign in</html>')
    await fails(read, { code: 'unavailable' })
    nock(BASE)
      .get('/ticket/1')
      .reply(200, 'x'.repeat(9 * 1024 * 1024))
    await fails(read, { code: 'unavailable' })
  })

  it('follows nobody to another address', async () => {
    nock(BASE).get('/ticket/1').reply(302, '', { location: 'https://elsewhere.example.com/' })
    const elsewhere = nock('https://elsewhere.example.com').get('/').reply(200, {})
    await fails(read, { code: 'unavailable' })
    assert.equal(elsewhere.isDone(), false)
    nock.cleanAll()
  })
})
