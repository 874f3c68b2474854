import { strict as assert } from 'node:assert'
import { randomUUID } from 'node:crypto'
import { type Service, startService } from '../service.ts'
import { createBrowser } from './browser.ts'

describe('a tab in Teams', () => {
  let service: Service
  before(async () => {
    service = await startService()
  })
  after(() => service.close())
  const at = (path: string) => `${service.bot.url}${path}`
  const own = { 'sec-fetch-site': 'same-origin' }
  const someone = () => {
    const { objectId, name } = service.teams.account('camille')
    return { tenantId: service.teams.directory.tenantId, objectId, name }
  }
  const enter = (claims: object = {}, headers: Readonly<Record<string, string>> = own, body = '{}') => {
    const authorization = `Bearer ${service.teams.identity.tabToken(someone(), claims)}`
    const type = { 'content-type': 'application/json' }
    return fetch(at('/session'), { method: 'POST', headers: { authorization, ...type, ...headers }, body })
  }

  it('lets in whoever Teams vouches for, for the pages that a browser has (S0.37)', async () => {
    const answer = await enter({}, own, JSON.stringify({ theme: 'dark', timeZone: 'America/Toronto' }))
    assert.equal(answer.status, 204)
    const set = answer.headers.getSetCookie()
    assert.equal(set.length, 2)
    for (const cookie of set) assert.match(cookie, /Path=\/; .*Secure; HttpOnly; SameSite=None; Partitioned/)
    const cookie = set.map((line) => line.split(';')[0]).join('; ')
    assert.equal((await fetch(at('/session'), { headers: { cookie } })).status, 204)
    const page = await (await fetch(at('/catalogue'), { headers: { cookie, 'accept-language': 'fr' } })).text()
    assert.match(page, /<html data-theme="dark" lang="fr">[\s\S]*Camille Roy/)
    assert.equal((await fetch(at('/session'))).status, 401)
  })

  it('lets in nobody by any other token: of a version, an issuer, an audience, a client, a scope or a time that is not ours', async () => {
    const now = Math.floor(Date.now() / 1000)
    const { tenantId } = someone()
    const wrong: readonly object[] = [
      { ver: '1.0' },
      { iss: `https://sts.windows.net/${tenantId}/` },
      { iss: `${service.teams.url}/${randomUUID()}/v2.0` },
      { aud: randomUUID() },
      { aud: `api://${service.teams.appId}` },
      { azp: service.teams.appId },
      { azp: undefined },
      { scp: 'openid' },
      { scp: undefined },
      { scp: 'access_as_users' },
      { exp: now - 600 },
      { nbf: now + 600 },
      { oid: 'x' },
      { tid: undefined },
    ]
    for (const claims of wrong) {
      const answer = await enter(claims)
      assert.equal(answer.status, 403, JSON.stringify(claims))
      assert.equal(await answer.text(), 'token')
      assert.deepEqual(answer.headers.getSetCookie(), [])
    }
    const elsewhere = randomUUID()
    const other = await enter({ tid: elsewhere, iss: `${service.teams.url}/${elsewhere}/v2.0` })
    assert.equal(await other.text(), 'organisation')
    const personal = '9188040d-6c67-4c5b-b112-36a304b66dad'
    assert.equal((await enter({ tid: personal, iss: `${service.teams.url}/${personal}/v2.0` })).status, 403)
  })

  it('lets in nobody by the channel’s token, nor by one that is unsigned, changed or cut', async () => {
    const { identity, serviceUrl } = service.teams
    const good = identity.tabToken(someone())
    const [head = '', body = '', signature = ''] = good.split('.')
    const none = Buffer.from(JSON.stringify({ alg: 'none', kid: 'x' })).toString('base64url')
    const claims = JSON.parse(Buffer.from(body, 'base64url').toString())
    const changed = Buffer.from(JSON.stringify({ ...claims, oid: randomUUID() })).toString('base64url')
    const tokens = [
      ...[identity.channelToken(serviceUrl), `${none}.${body}.`, `${head}.${changed}.${signature}`],
      ...[`${head}.${body}`, `${head}.${body}.`, '', 'x', 'a'.repeat(100_000)],
    ]
    for (const token of tokens) {
      const headers = { authorization: `Bearer ${token}`.slice(0, 12_000), ...own }
      assert.equal((await fetch(at('/session'), { method: 'POST', headers })).status, 403, token.slice(0, 40))
    }
    assert.equal((await fetch(at('/session'), { method: 'POST', headers: own })).status, 403)
    const channel = { authorization: `Bearer ${good}`, 'content-type': 'application/json' }
    const spoken = await fetch(at('/api/messages'), { method: 'POST', headers: channel, body: '{}' })
    assert.equal(spoken.status, 401, 'nor does its token pass for the channel’s')
  })

  it('is opened by a page of ours alone, and keeps of it nothing but what it knows', async () => {
    for (const headers of [{}, { 'sec-fetch-site': 'cross-site' }, { origin: 'https://evil.example' }])
      assert.equal((await enter({}, headers as never)).status, 403)
    const answer = await enter({}, own, JSON.stringify({ theme: '"><script>', timeZone: 'x; Path=/' }))
    assert.match(answer.headers.getSetCookie()[1] ?? '', /^__Host-look=default\.;/)
  })

  it('in a frame, whoever is not signed in is sent to where Teams signs them in; the directory’s page shows in none', async () => {
    const browser = createBrowser()
    const framed = { 'sec-fetch-dest': 'iframe' }
    const tab = await browser.get(at('/catalogue?query=x'), framed)
    assert.equal(new URL(tab.url).pathname, '/tab')
    assert.match(tab.html, /data-to="\/catalogue\?query=x"[\s\S]*<script src="\/tab-[0-9a-f]{12}\.js" type="module">/)
    assert.match(tab.html, /Ouvrir dans le navigateur/)
    const policy = tab.headers.get('content-security-policy') ?? ''
    assert.match(policy, /script-src 'self'; connect-src 'self' https:\/\/res\.cdn\.office\.net/)
    assert.match(
      policy,
      new RegExp(`frame-ancestors 'self'.*https://\\*\\.teams\\.microsoft\\.com ${service.teams.url}`),
    )
    assert.equal(new URL((await browser.get(at('/sign-in?return=/incidents'), framed)).url).pathname, '/tab')
    for (const to of ['https://evil.example', '//evil.example', 'javascript:alert(1)'])
      assert.match((await browser.get(at(`/tab?to=${encodeURIComponent(to)}`))).html, /data-to="\/"/)
    const script = /src="(\/tab-[^"]+)"/.exec(tab.html)?.[1] ?? ''
    const { headers } = await fetch(at(script), { headers: { 'accept-encoding': 'br' } })
    assert.match(headers.get('cache-control') ?? '', /immutable/)
    assert.equal(headers.get('content-encoding'), 'br', 'packed for whoever takes it so')
  })
})
