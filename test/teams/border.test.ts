import { strict as assert } from 'node:assert'
import { parseActivity } from '../../bot/teams/activity.ts'
import { parseBody } from '../../bot/teams/body.ts'
import { readConfig } from '../../services/config.ts'
import { createLimits } from '../../services/coordination/limits.ts'
import { type Service, startService } from '../service.ts'

const base = {
  type: 'message',
  id: '1763718000000',
  channelId: 'msteams',
  serviceUrl: 'https://smba.trafficmanager.net/emea/',
  from: { id: '29:1', name: 'Sophie', aadObjectId: '2c8e7f30-0000-4000-8000-000000000001' },
  recipient: { id: '28:app' },
  conversation: { id: 'a:1', conversationType: 'personal', tenantId: '6f1d4c1e-5a0b-4d3c-9e51-0a7c2b9d8e10' },
}
const parse = (activity: object) => parseActivity(activity as Parameters<typeof parseActivity>[0])

describe('at the border', () => {
  it('mentions are looked up in linear time (X-L1)', () => {
    const text = '<at>a</at>'.repeat(20_000)
    const entities = Array.from({ length: 500 }, () => ({
      type: 'mention',
      text: '<at>a</at>',
      mentioned: { id: '29:a' },
    }))
    const began = performance.now()
    parse({ ...base, text, entities })
    parse({
      ...base,
      text: 'a'.repeat(190_000),
      entities: [{ type: 'mention', text: 'a'.repeat(390), mentioned: { id: 'x' } }],
    })
    assert.ok(performance.now() - began < 400, `${(performance.now() - began).toFixed(0)} ms`)
  })

  it('the longest messages are read in 50 ms, whatever is in them (X-M1)', () => {
    const hostile = [
      '2-'.repeat(13_950),
      `mdp: abcdef ${'2-'.repeat(13_900)}`,
      '4970 '.repeat(5_500),
      'fr76 '.repeat(5_500),
      'mot de passe '.repeat(2_100),
      'password: '.repeat(2_700),
      'eyJ'.repeat(9_000),
      `${'code '.repeat(5_000)}: x`,
      'mdp\n'.repeat(6_900),
      'a1!'.repeat(9_000),
      'pass:'.repeat(5_500),
      'pass :'.repeat(4_600),
      'pin: '.repeat(5_500),
      'code:'.repeat(5_500),
      'mdp:a1!'.repeat(4_000),
      'mdp : é1! '.repeat(2_700),
    ]
    for (const text of hostile) {
      const attachments = [{ contentType: 'text/html', content: `<p>${text}<a href="https://x.fr/">x</a></p>` }]
      parse({ ...base, text, attachments })
      // The best of several: a busy machine takes its time with any of them, and never with all.
      let best = Number.POSITIVE_INFINITY
      for (let tries = 0; tries < 15 && best >= 50; tries += 1) {
        const began = performance.now()
        parse({ ...base, text, attachments })
        best = Math.min(best, performance.now() - began)
      }
      assert.ok(best < 50, `${best.toFixed(0)} ms for ${text.slice(0, 20)}…`)
    }
  })

  it('control characters go, tabs and line breaks stay (X-L6)', () => {
    assert.deepEqual(parseBody(Buffer.from('{"a":"\\u0001x\\u0000\\ty\\n\\u001b[0m\\u007f"}')), { a: 'x\ty\n[0m' })
  })

  it('a clock that is set back makes nobody wait longer than the window (X-L2)', async () => {
    let time = 1_000_000
    const limits = createLimits(() => time)
    const wanted = [{ key: 'k', windows: [{ most: 1, ms: 2_000 }] }]
    assert.equal(await limits.take(wanted), 0)
    time -= 240_000
    assert.ok((await limits.take(wanted)) <= 2_000)
  })

  it('configuration that cannot work is refused by its name (X-L12, X-L14)', () => {
    const right = {
      MicrosoftAppId: '11111111-1111-4111-8111-111111111111',
      MicrosoftAppTenantId: '22222222-2222-4222-8222-222222222222',
      MicrosoftAppPassword: 'x',
    }
    readConfig(right)
    for (const [name, value] of [
      ['SERVICE_HOSTS', 'https://smba.trafficmanager.net/'],
      ['SERVICE_HOSTS', '*'],
      ['ALLOWED_TENANTS', 'x'],
      ['SERVICE_ADMINISTRATORS', 'camille@contoso.com'],
      ['ToBotFromChannelOpenIdMetadataUrl', 'http://login.example/keys'],
      ['ToBotFromChannelOpenIdMetadataUrl', 'file:///etc/passwd'],
      ['ToChannelFromBotLoginUrl', 'http://login.example/t'],
      ['SILENCE_SECONDS', '1e300'],
    ] as const)
      assert.throws(() => readConfig({ ...right, [name]: value }), new RegExp(name), `${name}=${value}`)
    assert.equal(readConfig({ ...right, SILENCE_SECONDS: '2.0005' }).silenceMs, 2_001)
  })
})

describe('strangers', () => {
  let service: Service
  before(async () => {
    service = await startService()
  })
  after(() => service.close())

  it('fill no log: a line a second, without a stack (X-L4)', async () => {
    const before = service.bot.output.length
    await Promise.all(
      Array.from({ length: 400 }, () => fetch(`${service.bot.url}/api/messages`, { method: 'POST', body: '{}' })),
    )
    const refusals = () => service.bot.output.slice(before).filter((line) => line.includes('A caller was refused.'))
    await service.eventually('the refusal is logged', () => refusals().length > 0)
    const lines = refusals()
    assert.ok(lines.length < 10, `${lines.length} lines`)
    assert.ok(
      lines.every((line) => line.length < 400),
      'a stack',
    )
  })
})
