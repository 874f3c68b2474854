import { strict as assert } from 'node:assert'
import { nextAsked, outcomeOf } from '../../services/approvals/approval.ts'
import { type ApprovalRule, itemDocument } from '../../services/catalogue/catalogue.ts'
import { connect, type Db } from '../../services/db/connect.ts'
import { type Service, startService } from '../service.ts'
import { type Browser, createBrowser } from '../web/browser.ts'

type State = Parameters<typeof outcomeOf>[0][number]['state']

describe('an approval', () => {
  const outcome = (rule: 'one' | 'all', ...states: State[]) =>
    outcomeOf(
      states.map((state) => ({ state })),
      rule,
    )

  it('comes to what its rule says: one, or all of them', () => {
    assert.equal(outcome('one', 'asked', 'refused'), 'open')
    assert.equal(outcome('one', 'asked', 'approved'), 'approved')
    assert.equal(outcome('one', 'refused', 'refused'), 'refused')
    assert.equal(outcome('one', 'refused', 'later'), 'open')
    assert.equal(outcome('all', 'approved', 'asked'), 'open')
    assert.equal(outcome('all', 'asked', 'refused'), 'refused')
    assert.equal(outcome('all', 'approved', 'approved'), 'approved')
  })

  it('asks everybody at once, or one after the other', () => {
    const next = (order: 'at-once' | 'in-order', ...states: State[]) =>
      nextAsked(
        states.map((state, n) => ({ state, n })),
        order,
      ).map(({ n }) => n)
    assert.deepEqual(next('at-once', 'later', 'later'), [0, 1])
    assert.deepEqual(next('in-order', 'later', 'later'), [0])
    assert.deepEqual(next('in-order', 'asked', 'later'), [])
    assert.deepEqual(next('in-order', 'approved', 'later', 'later'), [1])
  })
})

describe('a request that others approve of', () => {
  let service: Service
  let db: Db
  before(async () => {
    service = await startService()
    await service.settle('sophie')
    for (const key of ['camille', 'karim', 'noah']) {
      await service.person(key).says('Bonjour')
      await service.person(key).sees('Sélectionnez')
    }
    db = await connect(service.databaseUrl)
  })
  after(async () => {
    await db.destroy()
    await service.close()
  })
  const at = (path: string) => `${service.bot.url}${path}`
  async function signedIn(name: string, path = '/catalogue'): Promise<Browser> {
    const browser = createBrowser()
    await browser.get(at(path))
    await browser.follow(name)
    return browser
  }
  const person = (key: string) => service.person(key)
  const approver = (key: string) => ({ id: service.teams.account(key).objectId, name: service.teams.account(key).name })
  async function offer(approval: Partial<ApprovalRule>): Promise<void> {
    const fields = [{ id: 'what', kind: 'text', label: 'Quoi', required: true }]
    const item = itemDocument.parse({ id: 'laptop', kind: 'service-request', name: 'Portable', fields, approval })
    await service.activate({ catalogue: [item] })
  }
  async function request(
    what: string,
    by = 'Camille Roy',
  ): Promise<{ browser: Browser; html: string; number: string }> {
    const browser = await signedIn(by)
    await service.eventually('it is offered', async () =>
      (await browser.get(at('/catalogue'))).html.includes('Portable'),
    )
    await browser.follow('Portable')
    const { html } = await browser.press('Envoyer', { 'f-what': what })
    return { browser, html, number: /REQ-\d+/.exec(html)?.[0] ?? '' }
  }
  /** Who is asked of it now. */
  const askedOf = async (number: string) =>
    await db
      .selectFrom('approvals as a')
      .innerJoin('requests as r', 'r.id', 'a.request_id')
      .selectAll('a')
      .where('a.state', '=', 'asked')
      .where('r.number', '=', number)
      .orderBy('a.position')
      .execute()
  const namesOf = async (number: string) => (await askedOf(number)).map((row) => row.approver_name)
  const countTickets = async () => (await db.selectFrom('tickets').select('id').execute()).length

  it('waits for one of them, comes to the desk then, and is asked of the others no more', async () => {
    await offer({ approvers: [approver('karim'), approver('noah')], rule: 'one' })
    const before = await countTickets()
    const { html, browser, number } = await request('Un treize pouces')
    assert.match(html, /Demande REQ-\d+ envoyée[\s\S]*dès qu’elle sera approuvée/)
    await person('camille').sees(new RegExp(`En attente d’approbation[\\s\\S]*${number}`))
    await person('noah').sees(/Camille Roy demande votre accord[\s\S]*Un treize pouces[\s\S]*Répondez avant/)
    assert.match(
      (await browser.get(at('/incidents'))).html,
      new RegExp(`${number} · Portable[\\s\\S]*En attente d’approbation`),
    )
    assert.match((await browser.follow(number)).html, /Karim Benali.: En attente de réponse[\s\S]*Noah Petit/)
    assert.equal(await countTickets(), before, 'the desk does not have it yet')
    await person('karim').presses('Approuver')
    await person('karim').sees(/Accord donné[\s\S]*Accord donné par Karim Benali/)
    const thread = await person('sophie').findsThread(number)
    await person('sophie').sees(/Nouvelle demande[\s\S]*Un treize pouces/, thread)
    await person('noah').sees('Plus nécessaire')
    await person('camille').sees(`Demande ${number} envoyée`)
    assert.equal(await countTickets(), before + 1)
    assert.match(
      (await browser.get(at('/incidents'))).html,
      new RegExp(`/incidents/[^>]*>[\\s\\S]*${number} · Portable`),
    )
  })

  it('that one refuses goes no further, with why; on the page as in Teams', async () => {
    await offer({ approvers: [approver('karim'), approver('noah')], rule: 'all' })
    const { number } = await request('Un dix-sept pouces')
    const karim = await signedIn('Karim Benali', '/')
    await karim.follow('Vos approbations (1)')
    await karim.follow(number).catch(async () => await karim.press(number))
    await karim.follow('Refuser')
    assert.match((await karim.press('Refuser', { text: ' ' })).html, /Un texte est obligatoire/)
    const refused = await karim.press('Refuser', { text: 'Trop cher' })
    assert.match(refused.html, /Accord refusé[\s\S]*Trop cher/)
    await person('camille').sees(
      /Votre demande REQ-\d+ est refusée[\s\S]*Trop cher[\s\S]*Accord refusé par Karim Benali/,
    )
    await person('noah').sees('Plus nécessaire')
    assert.match((await karim.get(at('/approvals'))).html, /Aucune demande n’attend votre accord/)
  })

  it('goes from one to the next, in order; whoever is away is stood in for', async () => {
    await offer({ approvers: [approver('noah'), approver('karim')], rule: 'all', order: 'in-order' })
    const noah = await signedIn('Noah Petit', '/approvals')
    await noah.follow('Me faire remplacer')
    const until = new Date(Date.now() + 3 * 86_400_000).toISOString().slice(0, 10)
    assert.match(
      (await noah.press('Enregistrer', { deputy: approver('noah').id, until })).html,
      /Choisissez une autre personne/,
    )
    assert.match(
      (await noah.press('Enregistrer', { deputy: approver('karim').id, until })).html,
      /Karim Benali peut répondre à votre place/,
    )
    const { number } = await request('Une station d’accueil')
    await person('karim').sees(/Camille Roy demande votre accord[\s\S]*Une station d’accueil/)
    assert.deepEqual(await namesOf(number), ['Noah Petit'])
    await person('karim').presses('Approuver')
    await service.eventually('the next is asked', async () => (await namesOf(number))[0] === 'Karim Benali')
    await person('noah').sees(/Accord donné par Karim Benali/)
    await service.eventually('Karim is asked himself', async () => {
      const lines = person('karim').shown()
      return lines.filter((line) => line.includes('Une station d’accueil')).length >= 2
    })
    await person('karim').presses('Approuver')
    await person('sophie').findsThread(number)
  })

  it('is sent to whoever is to stand in from now on, where it was asked before', async () => {
    await offer({ approvers: [approver('erin')] })
    const { number } = await request('Une lampe')
    assert.deepEqual(await namesOf(number), ['Erin Walsh'])
    const erin = await signedIn('Erin Walsh', '/approvals')
    await erin.follow('Have somebody stand in for me')
    const until = new Date(Date.now() + 3 * 86_400_000).toISOString().slice(0, 10)
    await erin.press('Save', { deputy: approver('noah').id, until })
    await person('noah').sees(/Camille Roy demande votre accord[\s\S]*Une lampe/)
    await person('noah').presses('Approuver')
    await person('sophie').findsThread(number)
  })

  it('whose approver cannot be reached says so to whoever asked; they answer on the page', async () => {
    await service.teams.removeForPerson(service.teams.account('alex'))
    await offer({ approvers: [approver('alex')] })
    const { number } = await request('Un tapis')
    await person('camille').sees(new RegExp(`Impossible de joindre Alex[\\s\\S]*${number}`))
    const alex = await signedIn('Alex Chen', '/approvals')
    await alex.press(number)
    await alex.press('Approve')
    await person('sophie').findsThread(number)
  })

  it('is nobody’s to approve of but theirs who are asked; never one’s own', async () => {
    await offer({ approvers: [approver('camille'), approver('karim')], rule: 'all' })
    const { number } = await request('Un écran')
    const rows = await askedOf(number)
    assert.deepEqual(await namesOf(number), ['Karim Benali'], 'the requester is not asked')
    const approvalId = rows[0]?.id ?? ''
    const erin = await signedIn('Erin Walsh', '/')
    const act = JSON.stringify({ kind: 'press', verb: 'approval.approve', data: { approvalId } })
    const refused = await erin.post(
      at('/acts'),
      { 'sec-fetch-site': 'same-origin' },
      new URLSearchParams({ _act: act }),
    )
    assert.doesNotMatch(refused.html, /Un écran|Approved/)
    assert.deepEqual(await namesOf(number), ['Karim Benali'])
    await offer({ approvers: [approver('camille')] })
    const { html } = await request('Deux écrans')
    assert.match(html, /Vous ne pouvez pas approuver votre propre demande/)
  })

  it('can be withdrawn; whoever presses later sees what became of it', async () => {
    await offer({ approvers: [approver('karim')] })
    const { browser, number } = await request('Un clavier')
    await person('karim').sees('Un clavier')
    await browser.get(at('/incidents'))
    await browser.follow(number)
    assert.match((await browser.press('Retirer')).html, /Retirée/)
    await person('karim').sees(/Plus nécessaire[\s\S]*Un clavier/)
  })

  it('that nobody answers is reminded of once, and is a draft again in the end (F22)', async () => {
    const { number } = await request('Une souris')
    const later = async (share: number) => {
      const [row] = await askedOf(number)
      assert.ok(row)
      const span = Number(row.due_at) - Number(row.asked_at)
      const asked_at = Date.now() - Math.round(span * share)
      await db
        .updateTable('approvals')
        .set({ asked_at, due_at: asked_at + span })
        .where('id', '=', row.id)
        .execute()
      await db.updateTable('jobs').set({ due_at: 0 }).where('task', '=', 'store.prune').execute()
      await service.eventually('it was looked at', async () => {
        const job = await db.selectFrom('jobs').select('due_at').where('task', '=', 'store.prune').executeTakeFirst()
        return job !== undefined && job.due_at > Date.now()
      })
    }
    const times = () =>
      person('karim')
        .shown()
        .filter((line) => line.includes('Une souris')).length
    await service.eventually('it is asked', () => times() === 1)
    await later(0.6)
    await service.eventually('it is asked again', () => times() === 2)
    await later(1.1)
    await person('camille').sees(new RegExp(`Votre demande ${number} est restée sans réponse`))
    const browser = await signedIn('Camille Roy', '/drafts')
    await browser.get(at('/drafts'))
    assert.match((await browser.follow('Portable')).html, /value="Une souris"/)
  })

  it('two who decide at the same moment make one ticket', async () => {
    await offer({ approvers: [approver('karim'), approver('noah')], rule: 'all' })
    const before = await countTickets()
    const { number } = await request('Un casque')
    const [karim, noah] = [await signedIn('Karim Benali', '/'), await signedIn('Noah Petit', '/')]
    const rows = await askedOf(number)
    const press = (browser: Browser, name: string) => {
      const approvalId = rows.find((row) => row.approver_name === name)?.id
      const act = JSON.stringify({ kind: 'press', verb: 'approval.approve', data: { approvalId } })
      return browser.post(at('/acts'), { 'sec-fetch-site': 'same-origin' }, new URLSearchParams({ _act: act }))
    }
    const answers = await Promise.all([
      ...[press(karim, 'Karim Benali'), press(noah, 'Noah Petit')],
      ...[press(karim, 'Karim Benali'), press(noah, 'Noah Petit')],
    ])
    for (const { html } of answers) assert.match(html, /Accord donné/)
    await person('sophie').findsThread(number)
    assert.equal(await countTickets(), before + 1)
  })

  describe('by the requester’s manager, whom the directory names', () => {
    it('asks them before the others, once, and goes on as with anybody', async () => {
      // Sophie is Noah’s manager; Karim is named for the item.
      await offer({ manager: true, order: 'in-order', rule: 'all', approvers: [approver('karim')] })
      const { html, number } = await request('Avec mon responsable', 'Noah Petit')
      assert.match(html, /envoyée/)
      await service.eventually('the manager is asked', async () => (await namesOf(number)).includes('Sophie Martin'))
      assert.deepEqual(await namesOf(number), ['Sophie Martin'])
      await person('sophie').sees(/Noah Petit demande votre accord[\s\S]*Avec mon responsable/)
      await person('sophie').presses('Approuver')
      await service.eventually('Karim is next', async () => (await namesOf(number)).includes('Karim Benali'))
      await person('karim').sees('Avec mon responsable')
      await person('karim').presses('Approuver')
      await person('sophie').findsThread(number)
    })

    it('asks nobody twice who is named for the item as well', async () => {
      await offer({ manager: true, rule: 'all', approvers: [approver('sophie')] })
      const { number } = await request('Une fois suffit', 'Noah Petit')
      await service.eventually('she is asked', async () => (await namesOf(number)).length > 0)
      assert.deepEqual(await namesOf(number), ['Sophie Martin'])
    })

    it('gives the request back with a reason where the directory names nobody, or lets nobody ask', async () => {
      const { tenantId } = service.teams.directory
      service.teams.graph.change(tenantId, { isConsented: true })
      await offer({ manager: true, approvers: [] })
      service.teams.graph.fail('/manager', { status: 404 })
      const first = await request('Sans responsable', 'Noah Petit')
      await person('noah').sees(new RegExp(`${first.number}[\\s\\S]*Votre responsable est introuvable`))
      const drafts = await first.browser.get(at('/drafts'))
      assert.match(drafts.html, /Portable/)
      // A directory that is away is asked again.
      service.teams.graph.fail('/manager', { status: 503 })
      const second = await request('Annuaire absent', 'Noah Petit')
      assert.deepEqual(await namesOf(second.number), [])
      assert.match((await second.browser.get(at('/incidents'))).html, /Annuaire absent|En attente/)
      service.teams.graph.fail('/manager', undefined)
      await service.eventually('it is asked for once it is back', async () =>
        (await namesOf(second.number)).includes('Sophie Martin'),
      )
      service.teams.graph.fail('/manager', { status: 403 })
      const third = await request('Interdit', 'Noah Petit')
      await person('noah').sees(new RegExp(`${third.number}[\\s\\S]*Votre responsable est introuvable`))
      service.teams.graph.fail('/manager', undefined)
    })
  })
})
