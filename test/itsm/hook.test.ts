import { strict as assert } from 'node:assert'
import { createHmac } from 'node:crypto'
import { connect } from '../../services/db/connect.ts'
import { freePort } from '../../simulator/servers.ts'
import { type Service, startService } from '../service.ts'

const SECRET = 'a-secret-of-the-webhook-that-is-long'
const signature = (body: string, secret = SECRET) => `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`

describe('a ticket system’s webhook', () => {
  let service: Service
  before(async () => {
    const url = `http://127.0.0.1:${await freePort()}`
    const rt = { vendor: 'rt', url, token: '1-2-3' }
    const connections = [
      { ...rt, name: 'contoso', webhookSecret: SECRET },
      { ...rt, name: 'deaf' },
    ]
    service = await startService({ TICKET_SYSTEMS: JSON.stringify(connections) })
    await service.settle('sophie')
    await service.activate({ ticketSystem: { connection: 'contoso', sync: '30', mapping: { queue: 'Helpdesk' } } })
  })
  after(() => service.close())
  async function hook(name: string, body: string, headers: Readonly<Record<string, string>>): Promise<number> {
    const response = await fetch(`${service.bot.url}/hooks/${name}`, { method: 'POST', body, headers })
    assert.equal(await response.text(), '', 'it says nothing')
    return response.status
  }

  it('is believed where it is signed with the connection’s secret, and nowhere else', async () => {
    const body = '{"webhookEvent":"jira:issue_updated"}'
    const signed = { 'x-hub-signature': signature(body) }
    const db = await connect(service.databaseUrl)
    const soon = async () =>
      (await db.selectFrom('jobs').select('id').where('timer_key', 'like', 'poll:% %').execute()).length
    for (const forged of [
      {},
      { 'x-hub-signature': '' },
      { 'x-hub-signature': signature(body, 'another secret') },
      { 'x-hub-signature': signature(`${body} `) },
      { 'x-hub-signature': signature(body).toUpperCase() },
      { 'x-hub-signature': signature(body).slice(7) },
    ])
      assert.equal(await hook('contoso', body, forged), 401)
    // Without a secret nothing is signed, not even with none.
    assert.equal(await hook('deaf', body, { 'x-hub-signature': signature(body, '') }), 401)
    assert.equal(await hook('nobody', body, signed), 401)
    const long = 'x'.repeat(300_000)
    assert.equal(await hook('contoso', long, { 'x-hub-signature': signature(long) }), 413)
    assert.equal(await soon(), 0, 'nothing is asked')
    assert.equal(await hook('contoso', body, signed), 202)
    assert.equal(await soon(), 2)
    await db.destroy()
    assert.equal((await fetch(`${service.bot.url}/hooks/contoso`)).status, 404)
  })
})
