import { strict as assert } from 'node:assert'
import { randomUUID } from 'node:crypto'
import type { Client } from '../../services/access/access.ts'
import { connect, type Db } from '../../services/db/connect.ts'
import { GOOD_MS, KEEP_LOOKUPS_MS } from '../../services/lookups/lookup.ts'
import { forgetLookups } from '../../services/lookups/store.ts'
import { type Service, startService } from '../service.ts'
import { type Browser, createBrowser } from '../web/browser.ts'

describe('« Dépanner une personne »', () => {
  let service: Service
  let db: Db
  before(async () => {
    service = await startService()
    await service.settle('sophie')
    for (const key of ['sophie', 'karim', 'noah']) {
      await service.person(key).says('Bonjour')
      await service.person(key).sees('Sélectionnez')
    }
    db = await connect(service.databaseUrl)
    await giveRole('operator')
  })
  after(async () => {
    await db.destroy()
    await service.close()
  })
  const at = (path: string) => `${service.bot.url}${path}`
  const person = (key: string) => service.person(key)
  const idOf = (key: string) => service.teams.account(key).objectId
  /** S4.2, S4.5, S4.6: the built-in role, or one of one’s own, with a name and members. */
  async function giveRole(
    role: string,
    permissions: readonly string[] = [],
    clients: readonly Client[] = [],
  ): Promise<void> {
    const members = [{ id: idOf('sophie'), name: 'Sophie Martin' }]
    const desk = { name: 'Centre', description: '', role: 'analyst', members: ['channel' as const], clients: [] }
    await service.activate({
      roles: permissions.length === 0 ? [] : [{ name: role, permissions: permissions as never }],
      assignments: [desk, { name: 'Support', description: 'Niveau 1', role, members, clients: [...clients] }],
    })
  }
  async function signedIn(name: string): Promise<Browser> {
    const browser = createBrowser()
    await browser.get(at('/'))
    await browser.follow(name)
    return browser
  }
  async function looksUp(browser: Browser, words: string, key: string, reason: string) {
    await browser.get(at(`/troubleshoot?query=${words}`))
    return await browser.press('Consulter', { requester: idOf(key), reason })
  }

  it('is in the menu of whoever has the role, by a direct link too, and of nobody else (S4.5, S4.8, S4.9, S4.10)', async () => {
    const menu = async (key: string) => {
      const { id } = await service.person(key).says('Bonjour')
      await service.eventually('a menu answers', () => service.person(key).chat().messages.at(-1)?.id !== id)
      return service.person(key).shown().at(-1) ?? ''
    }
    assert.match(await menu('sophie'), /Dépanner une personne/)
    assert.doesNotMatch(await menu('karim'), /Dépanner une personne/)
    assert.match((await (await signedIn('Sophie Martin')).get(at('/troubleshoot'))).html, /<h1>Dépanner une personne/)
    const karim = await signedIn('Karim Benali')
    for (const path of ['/troubleshoot', '/troubleshoot?query=cami', '/troubleshoot/latest'])
      assert.equal((await karim.get(at(path))).status, 403, path)
  })

  it('finds a person by name, and shows the five blocks for a reason, on a page (S2.19, S2.20, S2.22, S4.1, S4.3, S4.11, F25)', async () => {
    const sophie = await signedIn('Sophie Martin')
    const found = await sophie.get(at('/troubleshoot?query=cami'))
    assert.match(found.html, /Camille Roy[\s\S]*Comptable · Finances/)
    assert.match((await sophie.get(at('/troubleshoot?query=zzz'))).html, /L’annuaire ne connaît personne de ce nom/)
    const nothing = await looksUp(sophie, 'cami', 'camille', ' ')
    assert.match(nothing.html, /Indiquez une raison/)
    const page = await looksUp(sophie, 'cami', 'camille', 'INC-1042 : le PC ne répond plus')
    assert.match(
      page.html,
      /Comptable · Finances · B-214[\s\S]*camille@contoso\.example · \+33 1 23 45 67 89/,
      'a business card',
    )
    assert.match(page.url, /\/troubleshoot\/[0-9a-f-]{36}$/)
    assert.match(page.html, /<h1>Camille Roy<\/h1>[\s\S]*INC-1042/)
    assert.match(page.html, /FR-LT-0421 ne répond plus depuis 41 jours[\s\S]*FR-LT-0421 n’est pas conforme/)
    const blocks = [
      'État du client',
      'État de l&#39;utilisateur',
      'Appareils et les actions de l&#39;appareil',
      'Appartenance au groupe',
      'État de protection des applications',
    ]
    const shown = [...page.html.matchAll(/<h2>([^<]+)<\/h2>/g)].map(([, title]) => title)
    assert.deepEqual(shown, blocks)
    assert.match(
      page.html,
      /Actif[\s\S]*SPE_E3[\s\S]*iPhone de Camille[\s\S]*Finances[\s\S]*Outlook sur iPhone de Camille.: protégée/,
    )
    assert.match(page.html, /nº.…/)
    assert.doesNotMatch(page.html, /5CG/, 'a serial number is masked')
    assert.match((await sophie.get(at('/troubleshoot'))).html, /Consultées récemment[\s\S]*Camille Roy[\s\S]*INC-1042/)
  })

  it('is told in the operator’s own chat as well, after « Sélectionner un utilisateur » (S4.11)', async () => {
    const sophie = service.person('sophie')
    await sophie.presses('Dépanner une personne')
    await sophie.presses('Sélectionner un utilisateur')
    sophie.fills({ requester: idOf('noah'), reason: 'Wi-Fi' })
    await sophie.presses('Consulter')
    sophie.closeDialog()
    await sophie.sees(
      /Noah Petit[\s\S]*Wi-Fi[\s\S]*FR-LT-0588 ne reçoit pas.: Wi-Fi du siège[\s\S]*Une application n’a pas pu être installée sur FR-LT-0588[\s\S]*État du client/,
    )
  })

  it('names whoever never spoke to us, as the directory does', async () => {
    const sophie = await signedIn('Sophie Martin')
    const page = await looksUp(sophie, 'alex', 'alex', 'Un essai')
    assert.match(page.html, /<h1>Alex Chen<\/h1>/)
    assert.match((await sophie.get(at('/troubleshoot'))).html, /Alex Chen/)
  })

  it('shows the person who looked, when and why, and keeps it in the audit (F25)', async () => {
    const noah = service.person('noah')
    await noah.says('Bonjour')
    await noah.presses('Qui a consulté votre fiche (1)')
    await noah.sees(/Qui a consulté votre fiche[\s\S]*Sophie Martin[\s\S]*Wi-Fi/)
    const rows = await db.selectFrom('audit_entries').selectAll().where('act', '=', 'lookup.open').execute()
    assert.ok(rows.some((row) => row.actor_id === idOf('sophie') && row.behalf_id === idOf('noah')))
    const kept = JSON.stringify(await db.selectFrom('lookups').selectAll().execute())
    assert.doesNotMatch(kept, /FR-LT|Finances|SPE_E3/, 'what was seen is kept nowhere')
  })

  it('is another look with another person or another reason, however often one form is sent', async () => {
    const count = async () => (await db.selectFrom('lookups').select('id').execute()).length
    const before = await count()
    const sophie = await signedIn('Sophie Martin')
    const { html } = await sophie.get(at('/troubleshoot?query=cami'))
    const act = unquoted(/name="_act" value="([^"]*lookup\.open[^"]*)"/.exec(html)?.[1] ?? '')
    const send = async (key: string, reason: string) =>
      await sophie.post(
        at('/acts'),
        { 'sec-fetch-site': 'same-origin' },
        new URLSearchParams({ _act: act, requester: idOf(key), reason }),
      )
    await send('camille', 'Une')
    await send('camille', 'Une')
    assert.equal(await count(), before + 1)
    assert.match((await send('noah', 'Une')).html, /<h1>Noah Petit/)
    await send('noah', 'Deux')
    assert.equal(await count(), before + 3)
  })
  const unquoted = (text: string) => text.replaceAll('&quot;', '"')

  it('shows what a role of one’s own permits, and no block beside (S4.5, S4.9)', async () => {
    await giveRole('Appareils', ['device.read'])
    const searching = await signedIn('Sophie Martin')
    const people = await searching.get(at('/troubleshoot?query=cami'))
    assert.match(people.html, /Camille Roy/)
    assert.doesNotMatch(people.html, /Comptable|Finances/, 'what somebody does takes « Organisation : Lecture »')
    const searches = await db
      .selectFrom('audit_entries')
      .select('actor_id')
      .where('act', '=', 'lookup.search')
      .execute()
    assert.ok(
      searches.some((row) => row.actor_id === idOf('sophie')),
      'who searches people is in the audit',
    )
    const sophie = await signedIn('Sophie Martin')
    const page = await looksUp(sophie, 'noah', 'noah', 'Encore')
    assert.match(page.html, /FR-LT-0588/)
    assert.doesNotMatch(
      page.html,
      /État du client|Appartenance au groupe|protection des applications|n’a pas pu être installée/,
    )
    await giveRole('operator')
  })

  it('is there with the client that a role is for alone, in what is told later too (S0.3, S4.9)', async () => {
    await giveRole('operator', [], ['phone'])
    const start = async () => (await (await signedIn('Sophie Martin')).get(at('/troubleshoot'))).status
    assert.equal(await start(), 403)
    await giveRole('operator', [], ['web'])
    assert.equal(await start(), 200)
    const sophie = person('sophie')
    await sophie.says('Bonjour')
    await sophie.presses('Dépanner une personne')
    await sophie.presses('Sélectionner un utilisateur')
    sophie.fills({ requester: idOf('camille'), reason: 'Par le navigateur' })
    await sophie.presses('Consulter')
    sophie.closeDialog()
    await sophie.sees(/Camille Roy[\s\S]*Par le navigateur[\s\S]*État du client[\s\S]*Appartenance au groupe/)
    await giveRole('operator')
  })

  it('has a device do something, once, and tells what came of it (S4.11)', async () => {
    const sophie = person('sophie')
    const page = await looksUp(await signedIn('Sophie Martin'), 'noah', 'noah', 'Wi-Fi encore')
    assert.doesNotMatch(page.html, /Agir sur/, 'a role that only reads')
    await giveRole('Appareils', ['device.read', 'device.act'])
    const browser = await signedIn('Sophie Martin')
    await looksUp(browser, 'noah', 'noah', 'Wi-Fi toujours')
    await browser.follow('Agir sur FR-LT-0588')
    const form = await browser.press('Demander', { action: 'restart' })
    assert.match(form.html, /Action demandée/)
    await sophie.sees(/FR-LT-0588[\s\S]*Redémarrer.: fait/)
    const asked = service.teams.graph.calls.filter((call) => /rebootNow/.test(call))
    assert.equal(asked.length, 1)
    const [entry] = await db.selectFrom('audit_entries').selectAll().where('act', '=', 'device.act').execute()
    assert.deepEqual([entry?.actor_id, entry?.behalf_id, entry?.outcome], [idOf('sophie'), idOf('noah'), 'done'])
  })

  it('is a press away from a chat and from an incident, with the person and the reason there already (S4.10, F25)', async () => {
    await service.ask('noah', 'Mon Wi-Fi ne marche plus')
    const thread = await person('sophie').findsThread('Mon Wi-Fi ne marche plus')
    await person('sophie').presses('Prendre', thread)
    await person('sophie').presses('Dépanner Noah Petit', thread)
    const opened = JSON.stringify(person('sophie').dialog)
    assert.match(opened, /Mon Wi-Fi ne marche plus/)
    assert.ok(opened.includes(idOf('noah')))
    person('sophie').fills({ requester: idOf('noah'), reason: 'Mon Wi-Fi ne marche plus' })
    await person('sophie').presses('Consulter')
    person('sophie').closeDialog()
    await person('sophie').sees(/FR-LT-0588 ne reçoit pas.: Wi-Fi du siège/)
    assert.doesNotMatch(person('sophie').shown(thread).join(), /FR-LT-0588/, 'nothing of it is in the channel')
    // On the console, from the chat and from an incident.
    const sophie = await signedIn('Sophie Martin')
    const { id: handoffId } = await db.selectFrom('handoffs').select('id').executeTakeFirstOrThrow()
    const { id: deskId } = await db.selectFrom('desks').select('id').executeTakeFirstOrThrow()
    await sophie.get(at(`/desks/${deskId}/chats/${handoffId}`))
    const form = await sophie.follow('Dépanner Noah Petit')
    assert.match(form.html, /value="[^"]*Mon Wi-Fi ne marche plus"/)
    const page = await sophie.press('Consulter')
    assert.match(page.html, /<h1>Noah Petit[\s\S]*FR-LT-0588/)
    await person('noah').presses('Terminer le chat')
    await person('karim').says('Bonjour')
    await person('karim').presses('Créer un incident')
    person('karim').fills({ title: 'Écran noir', description: 'x', urgency: 'normal' })
    await person('karim').presses('Enregistrer')
    person('karim').closeDialog()
    const ticket = await db.selectFrom('tickets').select(['id', 'number']).executeTakeFirstOrThrow()
    await sophie.get(at(`/desks/${deskId}/incidents/${ticket.id}`))
    assert.match((await sophie.follow('Dépanner Karim Benali')).html, new RegExp(`value="${ticket.number}"`))
    // Whoever is no operator has no such button, and is refused.
    const karim = await signedIn('Karim Benali')
    assert.doesNotMatch((await karim.get(at(`/desks/${deskId}/incidents/${ticket.id}`))).html, /Dépanner/)
    const path = `/desks/${deskId}/acts/lookup.open?with=${encodeURIComponent(JSON.stringify({ personId: idOf('noah') }))}`
    assert.match((await karim.get(at(path))).html, /n’est pas permise ici/)
  })

  it('has nobody else’s device do anything, and what Graph refuses is told', async () => {
    const browser = await signedIn('Sophie Martin')
    const page = await looksUp(browser, 'noah', 'noah', 'Wi-Fi')
    const lookupId = page.url.split('/').at(-1) ?? ''
    const camilles = `705c034c-0000-4000-8000-${idOf('camille').slice(-11)}1`
    const data = { verb: 'device.act', lookupId, deviceId: camilles, nonce: randomUUID(), action: 'lock' }
    await service.teams.invoke(service.teams.account('sophie'), person('sophie').chat(), 'task/submit', { data })
    await person('sophie').sees(/Verrouiller.: refusé/)
    assert.equal(service.teams.graph.calls.filter((call) => /remoteLock/.test(call)).length, 0)
    // A lost answer: the device knows of it, so that it is not asked again.
    service.teams.graph.loseAnswer('syncDevice')
    await browser.get(page.url)
    await browser.follow('Agir sur FR-LT-0588')
    await browser.press('Demander', { action: 'sync' })
    await person('sophie').sees(/FR-LT-0588[\s\S]*Synchroniser.: fait/)
    assert.equal(service.teams.graph.calls.filter((call) => /syncDevice/.test(call)).length, 1)
    await giveRole('operator')
  })

  it('is one’s own and good for a day’s work: nobody else opens it, and not without a reason again', async () => {
    const sophie = await signedIn('Sophie Martin')
    const page = await looksUp(sophie, 'cami', 'camille', 'Pour voir')
    const dominique = await signedIn('Dominique Lavoie')
    assert.equal((await dominique.get(page.url)).status, 404)
    await db
      .updateTable('lookups')
      .set({ at: Date.now() - GOOD_MS - 1_000 })
      .execute()
    const over = await sophie.get(page.url)
    assert.match(over.html, /Une raison vaut huit heures/)
    assert.doesNotMatch(over.html, /FR-LT/)
    await forgetLookups(db, Date.now() - KEEP_LOOKUPS_MS, [])
    assert.ok((await db.selectFrom('lookups').select('id').execute()).length > 0)
    await forgetLookups(db, Date.now(), [idOf('noah')])
    assert.ok(
      (await db.selectFrom('lookups').select('person_id').execute()).every((row) => row.person_id === idOf('noah')),
      'a legal hold',
    )
  })

  it('says of each block why it is not there, and what to do', async () => {
    service.teams.graph.forbid('DeviceManagementApps.Read.All')
    service.teams.graph.fail('managedDevices', { status: 429, retryAfterS: 5 })
    const sophie = await signedIn('Sophie Martin')
    const page = await looksUp(sophie, 'cami', 'camille', 'Panne')
    assert.match(page.html, /Microsoft demande d’attendre un peu/)
    assert.match(page.html, /n’a pas l’autorisation DeviceManagementApps\.Read\.All/)
    assert.match(page.html, /Compte activé/, 'the others stand alone')
    service.teams.graph.fail('managedDevices', undefined)
  })
})

describe('« Dépanner une personne » without Graph', () => {
  it('says how to connect it, and all else goes on', async () => {
    const service = await startService({ GRAPH_CLIENT_ID: '', GRAPH_CLIENT_SECRET: '' })
    try {
      await service.settle('sophie')
      await service.person('dominique').says('Bonjour')
      await service.person('dominique').presses('Dépanner une personne')
      await service.person('dominique').sees('Microsoft Graph n’est pas connecté')
      await service.beginChat()
    } finally {
      await service.close()
    }
  })
})
