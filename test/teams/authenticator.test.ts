import { strict as assert } from 'node:assert'
import { createHmac, createPublicKey, generateKeyPairSync, sign } from 'node:crypto'
import { type Authenticator, createAuthenticator } from '../../bot/teams/authenticator.ts'
import { readConfig } from '../../services/config.ts'
import { createLog, type Log } from '../../services/log.ts'
import type { Json } from '../../simulator/chats.ts'
import { type Service, startService } from '../service.ts'

const FOREIGN = 'aaaaaaaa-0000-4000-8000-000000000000'

describe('who may speak to the bot', () => {
  let service: Service
  before(async () => {
    service = await startService()
    await service.teams.installForPerson(service.person('camille').account)
  })
  after(() => service.close())

  const seconds = () => Math.floor(Date.now() / 1000)
  const message = (more: object = {}): Json => {
    const { account } = service.person('camille')
    return service.teams.activity(account, service.person('camille').chat(), {
      type: 'message',
      text: 'bonjour',
      ...more,
    })
  }
  const token = (claims: object = {}, header: object = {}) =>
    service.teams.identity.channelToken(service.teams.serviceUrl, claims, header)
  const statusOf = async (activity: object, bearer: string) => (await service.teams.deliver(activity, bearer)).status

  it('is Teams', async () => {
    assert.equal(await statusOf(message(), token()), 200)
  })

  const attacks: Readonly<
    Record<string, () => { readonly claims?: object; readonly header?: object; readonly activity?: object }>
  > = {
    'with an expired token': () => ({ claims: { exp: seconds() - 400 } }),
    'with a token of the future': () => ({ claims: { nbf: seconds() + 400 } }),
    'for another audience': () => ({ claims: { aud: FOREIGN } }),
    'without an audience': () => ({ claims: { aud: undefined } }),
    'from another issuer': () => ({ claims: { iss: 'https://evil.example' } }),
    'from our tenant’s Entra, v2': () => ({
      claims: {
        iss: `https://login.microsoftonline.com/${service.teams.directory.tenantId}/v2.0`,
        tid: service.teams.directory.tenantId,
        azp: service.teams.appId,
        ver: '2.0',
      },
    }),
    'from our tenant’s Entra, v1': () => ({
      claims: {
        iss: `https://sts.windows.net/${service.teams.directory.tenantId}/`,
        tid: service.teams.directory.tenantId,
        appid: service.teams.appId,
        ver: '1.0',
      },
    }),
    'from a foreign tenant’s Entra': () => ({
      claims: { iss: `https://sts.windows.net/${FOREIGN}/`, tid: FOREIGN, appid: service.teams.appId },
    }),
    'by the AseChannel door': () => ({
      claims: { iss: `https://sts.windows.net/${FOREIGN}/` },
      activity: { channelId: 'AseChannel' },
    }),
    'for a channel that the key is not endorsed for': () => ({ activity: { channelId: 'slack' } }),
    'without a service URL in the token': () => ({ claims: { serviceurl: undefined } }),
    'with a token for another service URL': () => ({ claims: { serviceurl: 'https://smba.trafficmanager.net/emea/' } }),
    'naming a service URL of its own': () => ({
      claims: { serviceurl: 'https://evil.example/' },
      activity: { serviceUrl: 'https://evil.example/' },
    }),
    'naming a tenant that is not served': () => ({
      activity: {
        conversation: { id: 'x', conversationType: 'personal', tenantId: FOREIGN },
        channelData: { tenant: { id: FOREIGN } },
      },
    }),
    'signed by an unknown key': () => ({ header: { kid: 'unknown' } }),
    'claiming the algorithm none': () => ({ header: { alg: 'none' } }),
    'claiming HS256': () => ({ header: { alg: 'HS256' } }),
  }
  for (const [name, attack] of Object.entries(attacks)) {
    it(`is nobody ${name}`, async () => {
      const { claims, header, activity } = attack()
      const { status, body } = await service.teams.deliver(message(activity), token(claims, header))
      assert.equal(status, 401)
      assert.deepEqual(body, {}, 'a refusal tells something')
    })
  }

  it('is nobody without a token, or with something else in its place', async () => {
    for (const bearer of ['', 'x', 'a.b.c', `${token()}.x`, token().slice(0, -8), 'x'.repeat(15_000)]) {
      assert.equal(await statusOf(message(), bearer), 401, bearer.slice(0, 20))
    }
    const response = await fetch(`${service.bot.url}/api/messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(message()),
    })
    assert.equal(response.status, 401)
    assert.equal(await response.text(), '')
  })

  it('is nobody with a key of their own, or the public key for a secret', async () => {
    const [head = '', body = ''] = token().split('.')
    const own = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
    assert.equal(
      await statusOf(
        message(),
        `${head}.${body}.${sign('sha256', Buffer.from(`${head}.${body}`), own).toString('base64url')}`,
      ),
      401,
    )
    const keys = (await (await fetch(`${service.teams.url}/identity/keys`)).json()) as { keys: { kid: string }[] }
    const pem = createPublicKey({ key: keys.keys[0] as never, format: 'jwk' }).export({ type: 'spki', format: 'pem' })
    const confused = `${Buffer.from(JSON.stringify({ alg: 'HS256', kid: keys.keys[0]?.kid })).toString('base64url')}.${body}`
    assert.equal(
      await statusOf(message(), `${confused}.${createHmac('sha256', pem).update(confused).digest('base64url')}`),
      401,
    )
  })

  it('gets 400 for a body that is no activity, 413 for one that is too big, 404 elsewhere', async () => {
    const post = (body: string, path = '/api/messages') =>
      fetch(service.bot.url + path, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token()}` },
        body,
      })
    for (const body of [
      '',
      '{',
      '[]',
      '"x"',
      '{}',
      '{"type":"message"}',
      JSON.stringify({ ...message(), serviceUrl: undefined }),
      JSON.stringify({ ...message(), from: 7 }),
    ]) {
      const response = await post(body)
      assert.equal(response.status, 400, body.slice(0, 40))
      assert.equal(await response.text(), '')
    }
    assert.equal((await post(JSON.stringify(message({ text: 'x'.repeat(300_000) })))).status, 413)
    assert.equal((await post('{}', '/')).status, 404)
  })

  it('asks for the keys once, however many come at the same time', async () => {
    const fresh = await startService()
    try {
      const { account } = fresh.person('camille')
      const chat = {
        id: 'a:x',
        type: 'personal' as const,
        members: [],
        teamId: undefined,
        channelId: undefined,
        messages: [],
      }
      const activities = Array.from({ length: 50 }, () => fresh.teams.activity(account, chat, { type: 'typing' }))
      const answers = await Promise.all(activities.map((activity) => fresh.teams.deliver(activity)))
      assert.ok(answers.every(({ status }) => status === 200))
      assert.equal(fresh.teams.identity.keyRequests(), 1)
      fresh.teams.identity.rollKeys()
      assert.equal((await fresh.teams.deliver(activities[0] as object)).status, 401, 'asked again within the minute')
    } finally {
      await fresh.close()
    }
  })
})

describe('the keys of the channel', () => {
  let service: Service
  let time: number
  let errors: string[]
  let authenticator: Authenticator
  before(async () => {
    service = await startService()
    time = Date.now()
    errors = []
    const { teams } = service
    const config = readConfig({
      MicrosoftAppId: teams.appId,
      MicrosoftAppTenantId: teams.directory.tenantId,
      MicrosoftAppPassword: 'x',
      ToBotFromChannelOpenIdMetadataUrl: `${teams.url}/identity/.well-known/openidconfiguration`,
      SERVICE_HOSTS: new URL(teams.url).host,
    })
    const log = {
      ...createLog('silent'),
      error: (_fields: object, text: string) => errors.push(text),
    } as unknown as Log
    authenticator = createAuthenticator({ config, now: () => time, log })
  })
  after(() => service.close())

  const seconds = () => Math.floor(time / 1000)
  const admitted = async () => {
    const { serviceUrl, identity } = service.teams
    const token = identity.channelToken(serviceUrl, { nbf: seconds() - 60, exp: seconds() + 3600 })
    return await authenticator.identify(`Bearer ${token}`).then(
      () => true,
      () => false,
    )
  }

  it('are asked for again five seconds after a failure', async () => {
    service.teams.identity.setOutage(true)
    assert.equal(await admitted(), false)
    assert.deepEqual(errors.splice(0), ['The keys of the channel could not be fetched.'])
    service.teams.identity.setOutage(false)
    assert.equal(await admitted(), false)
    time += 5_000
    assert.equal(await admitted(), true)
  })

  it('outlive an outage of the issuer, however long', async () => {
    service.teams.identity.setOutage(true)
    time += 48 * 3_600_000
    assert.equal(await admitted(), true)
    assert.equal(await admitted(), true)
    await service.eventually('the failure is logged', () => errors.length > 0)
    service.teams.identity.setOutage(false)
  })

  it('are followed when they change, and the old one then admits nobody', async () => {
    time += 3_600_000
    assert.equal(await admitted(), true)
    const { serviceUrl, identity } = service.teams
    const old = identity.channelToken(serviceUrl, { nbf: seconds() - 60, exp: seconds() + 7200 })
    identity.rollKeys()
    time += 61_000
    assert.equal(await admitted(), true)
    await assert.rejects(authenticator.identify(`Bearer ${old}`), /unknown key/)
  })
})
