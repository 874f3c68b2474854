import { strict as assert } from 'node:assert'
import { randomUUID } from 'node:crypto'
import nock from 'nock'
import { createSignIn } from '../../bot/web/sign-in.ts'
import { connect } from '../../services/db/connect.ts'
import { type Service, startService } from '../service.ts'
import { type Browser, createBrowser } from './browser.ts'

const HOSTILE = `<script>alert("x")</script> & 'y'`

describe('pages for a browser', () => {
  let service: Service
  before(async () => {
    service = await startService()
    await service.settle('sophie')
  })
  after(() => service.close())
  const at = (path: string) => `${service.bot.url}${path}`
  async function report(key: string, title: string, description = 'Depuis ce matin'): Promise<void> {
    const person = service.person(key)
    await person.presses('Créer un incident')
    person.fills({ title, description, urgency: 'high' })
    await person.presses('Enregistrer')
    person.closeDialog()
  }
  async function signedIn(name: string, path = '/incidents', browser = createBrowser()): Promise<Browser> {
    await browser.get(at(path))
    await browser.follow(name)
    return browser
  }

  it('shows an employee their incidents, and the state and the history of each (S0.33, S0.34)', async () => {
    await report('camille', 'Mon écran reste noir')
    const thread = await service.person('sophie').findsThread('Mon écran reste noir')
    await service.person('sophie').presses('Prendre', thread)
    await service.person('camille').sees(/Sophie Martin prend en charge/)
    const browser = createBrowser()
    await browser.get(at('/'))
    const home = await browser.follow('Camille Roy')
    assert.match(home.html, /<h1>Bonjour Camille<\/h1>[\s\S]*Nous sommes en ligne/)
    const list = await browser.follow('Vérifier l’état d’un incident').catch(() => browser.follow('Vérifier l'))
    assert.equal(new URL(list.url).pathname, '/incidents')
    assert.match(
      list.html,
      /<html lang="fr">[\s\S]*<h1>Vos incidents et demandes<\/h1>[\s\S]*INC-1001 · Mon écran reste noir/,
    )
    const shown = await browser.follow('Mon écran reste noir')
    assert.match(shown.html, /<h1>Incident INC-1001<\/h1>[\s\S]*En cours[\s\S]*Sophie Martin/)
    assert.match(shown.html, /Historique[\s\S]*Pris en charge par Sophie Martin[\s\S]*Créé par Camille Roy/)
    assert.doesNotMatch(shown.html, /<script/)
  })

  it('comes back after signing in to where somebody wanted to go, and nowhere else', async () => {
    const db = await connect(service.databaseUrl)
    const { id } = await db.selectFrom('tickets').select('id').executeTakeFirstOrThrow()
    await db.destroy()
    const browser = createBrowser()
    await browser.get(at(`/incidents/${id}`))
    assert.equal((await browser.follow('Camille Roy')).url, at(`/incidents/${id}`))
    for (const elsewhere of [
      '//evil.example',
      'https://evil.example',
      '/\\evil.example',
      'javascript:alert(1)',
      '/sign-in',
      '/files/x',
      '/incidents/\\evil',
      '/incidentsx',
    ]) {
      const other = createBrowser()
      await other.get(at(`/sign-in?return=${encodeURIComponent(elsewhere)}`))
      assert.equal((await other.follow('Camille Roy')).url, at('/'), elsewhere)
    }
  })

  it('shows nobody what is somebody else’s, nor an analyst’s work notes', async () => {
    const sophie = service.person('sophie')
    const thread = await sophie.findsThread('Mon écran reste noir')
    await sophie.presses('Commenter', thread)
    sophie.fills({ text: 'Câble douteux', visibility: 'work-note' })
    await sophie.presses('Enregistrer')
    sophie.closeDialog()
    const camille = await signedIn('Camille Roy')
    const shown = await camille.follow('Mon écran reste noir')
    assert.doesNotMatch(shown.html, /Câble douteux/)
    const noah = await signedIn('Noah Petit')
    assert.match((await noah.get(at('/incidents'))).html, /Vous n’avez encore ni incident ni demande/)
    for (const path of [
      new URL(shown.url).pathname,
      `/incidents/${randomUUID()}`,
      '/incidents/1%27',
      '/incidents/..%2f',
    ]) {
      const refused = await noah.get(at(path))
      assert.equal(refused.status, 404, path)
      assert.match(refused.html, /Il n’y a rien à cette adresse/)
      assert.doesNotMatch(refused.html, /écran/)
    }
  })

  it('writes what people wrote as it is, in the reader’s language', async () => {
    await report('camille', HOSTILE, HOSTILE)
    const camille = await signedIn('Camille Roy')
    const shown = await camille.follow('&lt;script&gt;')
    assert.doesNotMatch(shown.html, /<script/)
    assert.match(shown.html, /&lt;script&gt;alert\(&quot;x&quot;\)&lt;\/script&gt; &amp; &#39;y&#39;/)
    const erin = createBrowser('en-GB')
    await erin.get(at('/incidents'))
    assert.match((await erin.follow('Erin Walsh')).html, /<html lang="en">[\s\S]*You have no incidents or requests yet/)
  })

  it('lists page by page', async () => {
    const db = await connect(service.databaseUrl)
    const row = await db
      .selectFrom('tickets')
      .selectAll()
      .where('title', '=', 'Mon écran reste noir')
      .executeTakeFirstOrThrow()
    for (let n = 0; n < 25; n += 1)
      await db
        .insertInto('tickets')
        .values({
          ...row,
          id: randomUUID(),
          key: randomUUID(),
          number: `INC-9${n}`,
          title: `Autre ${n}`,
          opened_at: n,
          updated_at: n,
        })
        .execute()
    await db.destroy()
    const camille = await signedIn('Camille Roy')
    const first = await camille.get(at('/incidents'))
    assert.equal(first.html.match(/<li>/g)?.length, 20)
    const second = await camille.follow('Page suivante')
    assert.equal(second.html.match(/<li>/g)?.length, 7)
    assert.equal((await camille.follow('Page précédente')).html.match(/<li>/g)?.length, 20)
    assert.equal((await camille.get(at('/incidents?page=x'))).status, 200)
  })

  it('signs out of every browser (S2.27), on a press on a page of ours alone', async () => {
    const [one, two] = [await signedIn('Camille Roy'), await signedIn('Camille Roy')]
    const origin = new URL(at('/')).origin
    for (const headers of [{}, { 'sec-fetch-site': 'cross-site' }, { origin: 'https://evil.example' }]) {
      assert.equal((await one.post(at('/sign-out'), headers)).status, 403)
      assert.match((await one.get(at('/incidents'))).html, /Vos incidents/)
    }
    const out = await one.post(at('/sign-out'), { 'sec-fetch-site': 'same-origin', origin })
    assert.match(out.html, /Vous êtes déconnecté/)
    assert.equal(one.cookies.size, 0)
    assert.match((await two.get(at('/incidents'))).html, /Pick an account/)
  })

  it('keeps no session that a browser could use where it is not meant to, and none that is over', async () => {
    const browser = await signedIn('Camille Roy')
    const origin = new URL(at('/')).origin
    const token = browser.cookies.get(`${origin} __Host-desk`) ?? ''
    assert.match(token, /^[\w-]{43}$/)
    const db = await connect(service.databaseUrl)
    const rows = await db.selectFrom('sessions').selectAll().execute()
    assert.ok(rows.length > 0 && !JSON.stringify(rows).includes(token), 'the store does not hold it')
    await db
      .updateTable('sessions')
      .set({ expires_at: Date.now() - 1 })
      .execute()
    await db.destroy()
    assert.match((await browser.get(at('/incidents'))).html, /Pick an account/)
    for (const cookie of ['__Host-desk=', '__Host-desk=x', `__Host-desk=${'a'.repeat(43)}`]) {
      const response = await fetch(at('/incidents'), { headers: { cookie }, redirect: 'manual' })
      assert.equal(response.status, 303)
    }
  })

  it('says in words why somebody was not signed in (S2.6, S2.7)', async () => {
    const browser = createBrowser()
    await browser.get(at('/sign-in'))
    const cancelled = await browser.follow('Cancel')
    assert.equal(cancelled.status, 403)
    assert.match(cancelled.html, /La connexion n’a pas abouti[\s\S]*n’a pas encore autorisé cette application/)
    const again = await browser.follow('Réessayer')
    assert.match(again.html, /Pick an account/)
    assert.doesNotMatch(again.url, /offline_access/)
    for (const path of ['/sign-in/done', '/sign-in/done?code=x&state=y', '/sign-in/done?code=x'])
      assert.match((await createBrowser().get(at(path))).html, /commencée dans un autre navigateur/)
    // A code is good once, and for the browser that asked for it.
    const page = await createBrowser().get(at('/sign-in'))
    const link = /href="([^"]*code=[^"]*)"/.exec(page.html)?.[1]?.replaceAll('&amp;', '&') ?? ''
    assert.match((await createBrowser().get(link)).html, /commencée dans un autre navigateur/)
  })

  it('lets two windows sign in at the same time, and comes back to where each was', async () => {
    const browser = createBrowser()
    const first = await browser.get(at('/incidents?page=1'))
    const code = /href="([^"]*code=[^"]*)"/.exec(first.html)?.[1]?.replaceAll('&amp;', '&') ?? ''
    await browser.get(at('/incidents?page=2'))
    assert.equal((await browser.follow('Camille Roy')).url, at('/incidents?page=2'))
    assert.equal((await browser.get(code)).url, at('/incidents?page=1'))
    await browser.get(at('/incidents?page=3'))
    await browser.follow('Cancel').catch(() => undefined)
    const cancelled = createBrowser()
    await cancelled.get(at('/incidents?page=3'))
    await cancelled.follow('Cancel')
    await cancelled.follow('Réessayer')
    assert.equal((await cancelled.follow('Camille Roy')).url, at('/incidents?page=3'))
  })

  it('takes back nothing that it did not hand out itself: what a browser keeps is signed, and soon over', async () => {
    const { teams } = service
    const client = {
      hosts: [],
      clientId: teams.appId,
      clientSecret: 's',
      loginUrl: `${teams.url}/${teams.directory.tenantId}`,
    }
    let time = Date.now()
    const signIn = createSignIn({ ...client, redirectUri: at('/sign-in/done') }, undefined, () => time)
    const { state, pending } = await signIn.begin('/incidents')
    const outcome = async (kept: string | undefined) => {
      const came = await signIn.end({ state, error: 'access_denied' }, kept)
      return 'fault' in came ? came.fault : ''
    }
    assert.equal(await outcome(pending), 'cancelled')
    const [text = '', signature = ''] = pending.split('.')
    const written = JSON.parse(Buffer.from(text, 'base64url').toString())
    const forged = Buffer.from(JSON.stringify({ ...written, returnTo: '//evil.example' })).toString('base64url')
    for (const kept of [undefined, '', text, `${forged}.${signature}`, `${text}.`, 'x.y'])
      assert.equal(await outcome(kept), 'expired', kept)
    time += 11 * 60_000
    assert.equal(await outcome(pending), 'expired')
  })

  it('signs in nobody of an organisation that is not served, nor a personal account', async () => {
    const { teams } = service
    const { tenantId } = teams.directory
    const outcome = async (tid: string, tenants: readonly string[] | undefined) => {
      const client = { hosts: [], clientId: teams.appId, clientSecret: 's', loginUrl: `${teams.url}/${tenantId}` }
      const signIn = createSignIn({ ...client, redirectUri: at('/sign-in/done') }, tenants, Date.now)
      const { pending } = await signIn.begin('/incidents')
      const { state, nonce } = JSON.parse(Buffer.from(pending.split('.')[0] ?? '', 'base64url').toString())
      const times = { iat: 0, nbf: 0, exp: Math.floor(Date.now() / 1000) + 3600 }
      const id_token = teams.identity.idToken({
        ...{ iss: `${teams.url}/${tid}/v2.0`, aud: teams.appId, tid, oid: randomUUID(), ver: '2.0', nonce, ...times },
      })
      nock(teams.url)
        .post(`/${tenantId}/oauth2/v2.0/token`)
        .query(true)
        .reply(200, { token_type: 'Bearer', expires_in: 3600, access_token: 'x', id_token })
      const came = await signIn.end({ code: 'c', state }, pending)
      return 'fault' in came ? came.fault : came.person.tenantId
    }
    const personal = '9188040d-6c67-4c5b-b112-36a304b66dad'
    assert.equal(await outcome(tenantId, [tenantId]), tenantId)
    assert.equal(await outcome(randomUUID(), [tenantId]), 'organisation')
    assert.equal(await outcome(personal, undefined), 'organisation')
  })

  it('tells whoever has a browser that is too old which to use (S0.36)', async () => {
    for (const agent of [
      'Mozilla/4.0 (compatible; MSIE 8.0; Windows NT 6.1; Trident/4.0)',
      'Mozilla/5.0 (compatible; MSIE 9.0; Windows NT 6.1; Trident/5.0)',
      'Mozilla/5.0 (Windows NT 10.0; WOW64; Trident/7.0; rv:11.0) like Gecko',
    ]) {
      const { html, url } = await createBrowser().get(at('/catalogue'), { 'user-agent': agent })
      assert.equal(url, at('/catalogue'), 'nobody is sent to sign in for nothing')
      assert.match(html, /Votre navigateur n’est plus pris en charge[\s\S]*Google Chrome \(recommandé\)/)
    }
    const edge = 'Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/156.0.0.0 Safari/537.36 Edg/156.0.0.0'
    assert.match((await createBrowser().get(at('/catalogue'), { 'user-agent': edge })).html, /Pick an account/)
  })

  it('may be framed by Teams alone, and loads nothing from anywhere', async () => {
    const { headers } = await (await signedIn('Noah Petit')).get(at('/incidents'))
    const policy = headers.get('content-security-policy') ?? ''
    assert.match(policy, /default-src 'none'; style-src 'self'; img-src data:; form-action 'self'; base-uri 'none'/)
    assert.match(policy, /frame-ancestors 'self' https:\/\/\*\.cloud\.microsoft https:\/\/teams\.microsoft\.com/)
    assert.equal(headers.get('cache-control'), 'no-store')
    assert.equal(headers.get('x-content-type-options'), 'nosniff')
  })
})
