import { strict as assert } from 'node:assert'
import { planHealth } from '../../bot/health/plan.ts'
import { clientsOf } from '../../services/clients/ask.ts'
import { connect, type Db } from '../../services/db/connect.ts'
import { createGraph, noGraph } from '../../services/graph/client.ts'
import { askHealth } from '../../services/health/ask.ts'
import { colorOf, issueColor, withIssues, worstOf } from '../../services/health/health.ts'
import { defaultSettings } from '../../services/settings/defaults.ts'
import { createSettingsReader } from '../../services/settings/read.ts'
import { CLIENTS } from '../../simulator/graph/data.ts'
import { type Service, startService } from '../service.ts'
import { type Browser, createBrowser } from '../web/browser.ts'

describe('how Microsoft’s services are (S2.17)', () => {
  it('is never better than what is known, and an advice is no interruption', () => {
    assert.equal(colorOf('ServiceOperational'), 'green', 'capitals do not matter')
    assert.equal(colorOf('serviceInterruption'), 'red')
    for (const status of ['serviceDegradation', 'investigating', 'unknownFutureValue', 'x', ''])
      assert.equal(colorOf(status), 'yellow', status)
    assert.equal(issueColor('serviceInterruption', true), 'red')
    assert.equal(issueColor('serviceInterruption', false), 'yellow')
    assert.equal(worstOf([]), 'unknown')
    assert.equal(worstOf(['green', 'unknown']), 'green')
    assert.equal(worstOf(['green', 'yellow', 'red']), 'red')
    const workloads = [{ id: 'x', name: 'Teams', color: 'green' as const }]
    const issue = {
      id: 'i',
      title: '',
      service: 'teams',
      isIncident: true,
      color: 'red' as const,
      impact: '',
      posts: [],
    }
    assert.equal(withIssues(workloads, [{ ...issue, startedAt: 1, changedAt: 1 }])[0]?.color, 'red')
  })
})

describe('clients of a partner, and how services are there', () => {
  let service: Service
  let db: Db
  let sophie: Browser
  before(async () => {
    service = await startService()
    await service.settle('sophie')
    for (const key of ['sophie', 'karim']) {
      await service.person(key).says('Bonjour')
      await service.person(key).sees('Sélectionnez')
    }
    db = await connect(service.databaseUrl)
    await follow('15')
    sophie = await signedIn('Sophie Martin')
  })
  after(async () => {
    await db.destroy()
    await service.close()
  })
  const at = (path: string) => `${service.bot.url}${path}`
  const idOf = (key: string) => service.teams.account(key).objectId
  const tenantId = () => service.teams.directory.tenantId
  async function signedIn(name: string): Promise<Browser> {
    const browser = createBrowser()
    await browser.get(at('/'))
    await browser.follow(name)
    return browser
  }
  async function follow(serviceHealth: 'off' | '15' | '30' | 'manual') {
    const desk = { name: 'Centre', description: '', role: 'analyst', members: ['channel' as const], clients: [] }
    const members = [{ id: idOf('sophie'), name: 'Sophie Martin' }]
    const partner = { name: 'Partenaire', description: '', role: 'partner', members, clients: [] }
    await service.activate({ serviceHealth, assignments: [desk, partner] })
  }
  /** As each five minutes. */
  async function plan(now = Date.now()) {
    const settingsOf = createSettingsReader(defaultSettings({ language: 'fr', silenceMs: 300_000 }))
    const graph = { ...noGraph, isConnected: true }
    await planHealth({ db, now: () => now, settingsOf, graph })
  }
  const readsDue = async () =>
    (await db.selectFrom('jobs').select('lane').where('task', '=', 'health.read').execute()).map(({ lane }) => lane)

  it('are for whoever has the role, from the menu and by address (S2.3, S2.4)', async () => {
    const { id } = await service.person('sophie').says('Bonjour')
    await service.eventually('a menu answers', () => service.person('sophie').chat().messages.at(-1)?.id !== id)
    assert.match(service.person('sophie').shown().at(-1) ?? '', /État des services/)
    const karim = await signedIn('Karim Benali')
    for (const path of ['/clients', '/health']) assert.equal((await karim.get(at(path))).status, 403, path)
  })

  it('are read when it is due, and a list that is searched by default domain (S2.8, S2.11, S2.16)', async () => {
    assert.match((await sophie.get(at('/health'))).html, /pas encore été lu/)
    await sophie.get(at('/health'))
    assert.match((await sophie.press('Actualiser')).html, /Interrogation de Microsoft en cours/)
    await service.eventually('clients are read', async () =>
      (await sophie.get(at('/clients'))).html.includes('Fabrikam'),
    )
    const { html } = await sophie.get(at('/clients'))
    assert.match(
      html,
      /Votre organisation[\s\S]*Fabrikam SA[\s\S]*fabrikam\.example[\s\S]*Northwind[\s\S]*Tailspin Toys[\s\S]*ca10\.onmicrosoft\.example/,
    )
    const found = await sophie.get(at('/clients?query=north'))
    assert.match(found.html, /Northwind/)
    assert.doesNotMatch(found.html, /Fabrikam/)
    assert.match((await sophie.get(at('/clients?query=FABRIKAM.ex'))).html, /Fabrikam SA/)
    await sophie.get(at('/clients'))
    const pressed = await sophie.press('Rechercher', { query: 'tails' })
    assert.match(pressed.html, /Tailspin/)
    assert.doesNotMatch(pressed.html, /Northwind/, 'the button searches as the address does')
    assert.match((await sophie.get(at('/clients?query=zzz'))).html, /Aucun client ne correspond/)
    await service.eventually('services are read', async () =>
      (await sophie.get(at('/clients'))).html.includes('Interrompu'),
    )
  })

  it('are flagged as favourites, which stand first (S2.15)', async () => {
    await sophie.get(at('/clients'))
    const marked = await acts(sophie, 'client.mark', { clientId: CLIENTS.tailspin, isMarked: true })
    assert.ok(marked.html.indexOf('Tailspin') < marked.html.indexOf('Fabrikam'), 'it stands first')
    assert.match(marked.html, /★ Favori/)
    await acts(sophie, 'client.mark', { clientId: CLIENTS.tailspin, isMarked: false })
    assert.ok(
      (await sophie.get(at('/clients'))).html.indexOf('Fabrikam') <
        (await sophie.get(at('/clients'))).html.indexOf('Tailspin'),
    )
  })

  it('are all shown until one is chosen, which stays chosen, in Teams as well (S2.12, S2.13, S2.14)', async () => {
    await service.eventually('all are read', async () => {
      const { html } = await sophie.get(at('/health'))
      return /✖ Interrompu · Fabrikam SA[\s\S]*▲ Perturbé · Tailspin Toys[\s\S]*✔ En service · Votre organisation[\s\S]*\? Inconnu · Northwind/.test(
        html,
      )
    })
    const chosen = await acts(sophie, 'client.choose', { clientId: CLIENTS.fabrikam })
    assert.match(chosen.url, /\/health$/)
    assert.match(
      chosen.html,
      /État des services.: Fabrikam SA[\s\S]*Exchange Online[\s\S]*✖ Interrompu[\s\S]*✔ En service.: SharePoint Online, Microsoft Teams/,
    )
    assert.match(chosen.html, /Administration déléguée \(GDAP\) jusqu’au/)
    assert.match((await sophie.get(at('/clients'))).html, /Fabrikam SA · client sélectionné/)
    await service.person('sophie').says('Bonjour')
    await service.person('sophie').presses('État des services')
    await service.person('sophie').sees(/État des services.: Fabrikam SA/)
    await service.person('sophie').presses('Autre client')
    await service.person('sophie').sees(/Northwind/)
    await service.person('sophie').presses('Northwind')
    await service.person('sophie').sees(/n’a pas encore autorisé[\s\S]*adminconsent\?client_id=/)
    assert.match((await sophie.get(at('/health'))).html, /État des services.: Northwind/, 'and on the page')
  })

  it('lead from a workload to what is wrong there, in Microsoft’s words as text, and ask whether that was useful (S2.18, S2.28)', async () => {
    await sophie.get(at('/clients'))
    await acts(sophie, 'client.choose', { clientId: CLIENTS.fabrikam })
    const issue = await acts(sophie, 'health.issue', { clientId: CLIENTS.fabrikam, issueId: 'EX226792' })
    assert.match(
      issue.html,
      /Users cannot access their mailboxes[\s\S]*Incident EX226792[\s\S]*A fix is being deployed &amp; tested/,
    )
    assert.doesNotMatch(issue.html, /alert\(1\)/)
    assert.match(issue.html, /We are looking into it/)
    const useful = { clientId: CLIENTS.fabrikam, issueId: 'EX226792' }
    assert.match(issue.html, /Ces informations vous ont-elles été utiles\s\?/, 'S2.28')
    assert.match((await acts(sophie, 'feedback.issue', { ...useful, verdict: 'no' })).html, /✓ Non/)
    await sophie.get(at('/health'))
    const gone = await acts(sophie, 'health.issue', { clientId: CLIENTS.fabrikam, issueId: 'EX1' })
    assert.match(gone.html, /ce problème est réglé/)
  })

  it('are nobody else’s: not by an id of another partner’s client', async () => {
    const foreign = await acts(sophie, 'client.choose', { clientId: idOf('karim') })
    assert.doesNotMatch(foreign.html, /État des services/)
    const karim = await signedIn('Karim Benali')
    const refused = await acts(karim, 'client.choose', { clientId: CLIENTS.fabrikam })
    assert.match(refused.html, /n’est pas permise/)
  })

  it('are asked for as often as the settings say, each once, and spread over minutes (S2.8)', async () => {
    const later = Date.now() + 16 * 60_000
    await plan(later)
    const due = await readsDue()
    assert.equal(due.length, 3, 'the own one and two clients: the third lets us in once, and not within minutes')
    await plan(later)
    assert.deepEqual(await readsDue(), due, 'each once')
    await db.deleteFrom('jobs').where('task', '=', 'health.read').execute()
    for (const sync of ['manual', 'off'] as const) {
      await follow(sync)
      await plan(later + 31 * 60_000)
      assert.deepEqual(await readsDue(), [], sync)
    }
    await follow('30')
    await plan(later + 16 * 60_000)
    assert.deepEqual(await readsDue(), [], 'half of the time')
    await plan(later + 31 * 60_000)
    assert.equal((await readsDue()).length, 3)
    await db.deleteFrom('jobs').where('task', '=', 'health.read').execute()
  })

  it('keep what was read where Microsoft does not answer, and say so; what is not known is not green', async () => {
    service.teams.graph.fail('serviceAnnouncement', { status: 503 })
    await db.updateTable('health').set({ asked_at: 0 }).execute()
    await sophie.get(at('/clients'))
    await acts(sophie, 'client.all', {})
    await sophie.press('Actualiser')
    await service.eventually('it is said', async () => {
      const { html } = await sophie.get(at('/clients'))
      return html.split('? Inconnu').length === 5
    })
    await acts(sophie, 'client.choose', { clientId: CLIENTS.fabrikam })
    assert.match((await sophie.get(at('/health'))).html, /Microsoft ne répond pas[\s\S]*Exchange Online/)
    service.teams.graph.fail('serviceAnnouncement', undefined)
  })

  it('are read though one of the two ways is closed, and not where both are', async () => {
    const graph = (fails: readonly string[]) => {
      const its = createGraph({
        ...{ url: `${service.teams.url}/graph`, token: async () => `graph.${tenantId()}`, consentUrl: () => '' },
        observe: () => {},
      })
      return {
        ...its,
        pages: (...asked: Parameters<typeof its.pages>) =>
          fails.some((name) => asked[0].startsWith(name)) ? noGraph.pages(...asked) : its.pages(...asked),
      }
    }
    const names = async (fails: readonly string[]) =>
      (await clientsOf(graph(fails), tenantId())).map(({ name }) => name).toSorted()
    assert.deepEqual(await names([]), ['Fabrikam SA', 'Northwind', 'Tailspin Toys'])
    assert.deepEqual(await names(['clients.contracts']), ['Fabrikam SA', 'Tailspin Toys'])
    assert.deepEqual(await names(['clients.customers', 'clients.relationships']), ['Fabrikam', 'Northwind'])
    await assert.rejects(names(['clients.']))
    service.teams.graph.fail('delegatedAdminCustomers', { status: 503 })
    await assert.rejects(names([]), 'what passes is waited for: what was read before stays')
    service.teams.graph.fail('delegatedAdminCustomers', undefined)
    assert.equal((await askHealth(graph([]), tenantId())).workloads.length, 3)
  })

  /** What a button sends, also one that no page shows. */
  function acts(browser: Browser, verb: string, data: object) {
    const body = new URLSearchParams({ _act: JSON.stringify({ kind: 'press', verb, data }), _from: '/clients' })
    return browser.post(at('/acts'), { 'sec-fetch-site': 'same-origin' }, body)
  }
})
