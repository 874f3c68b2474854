import { strict as assert } from 'node:assert'
import { connect } from '../../services/db/connect.ts'
import { type Service, startService } from '../service.ts'
import { type Browser, createBrowser } from './browser.ts'

describe('the pages of administration', () => {
  let service: Service
  let dominique: Browser
  before(async () => {
    service = await startService()
    await service.settle('sophie')
    for (const key of ['camille', 'karim', 'dominique']) {
      await service.person(key).says('Bonjour')
      await service.person(key).sees('Sélectionnez')
    }
    dominique = await signedIn('Dominique')
  })
  after(() => service.close())
  const at = (path: string) => `${service.bot.url}${path}`
  async function signedIn(name: string): Promise<Browser> {
    const browser = createBrowser()
    await browser.get(at('/'))
    await browser.follow(name)
    return browser
  }
  const get = async (path: string) => (await dominique.get(at(path))).html

  it('are one press away from each other, for whoever may, and for nobody else', async () => {
    await dominique.get(at('/'))
    const { html } = await dominique.follow('Administration')
    for (const label of ['Membres', 'Rôles', 'Catalogue de services', 'Journal'])
      assert.ok(html.includes(`>${label}</a>`), label)
    const camille = await signedIn('Camille Roy')
    for (const path of ['', '/members', '/roles', '/catalogue', '/catalogue/item', '/journal', '/journal/check'])
      assert.equal((await camille.get(at(`/settings${path}`))).status, 403, path)
    const answer = await camille.post(
      at('/settings/catalogue/preview'),
      { 'sec-fetch-site': 'same-origin' },
      new URLSearchParams({ name: 'x' }),
    )
    assert.equal(answer.status, 403)
  })

  it('name in the journal who was refused on a page before they ever spoke to the app', async () => {
    const alex = await signedIn('Alex Chen')
    assert.equal((await alex.get(at('/settings'))).status, 403)
    assert.match((await dominique.get(at('/settings/journal'))).html, /Alex Chen/)
  })

  it('lead from a change to its draft, and from there to its activation', async () => {
    await dominique.get(at('/settings'))
    await dominique.follow('Changer les réglages')
    const draft = await dominique.press('Vérifier', { contact: 'le 4242' })
    assert.match(draft.url, /\/settings$/)
    assert.match(draft.html, /● Brouillon[\s\S]*le 4242[\s\S]*Activer/)
    const active = await dominique.press('Activer')
    assert.doesNotMatch(active.html, /● Brouillon/)
    assert.match(active.html, /le 4242/)
  })

  it('say that somebody else was faster, and put nothing of theirs out of force unseen', async () => {
    await dominique.get(at('/settings'))
    await dominique.follow('Changer les réglages')
    await dominique.press('Vérifier', { contact: 'le 5555' })
    await service.activate({ contact: 'le 9999' })
    const answer = await dominique.press('Activer')
    assert.match(answer.html, /Une autre version a été activée depuis/)
    assert.match(answer.html, /le 9999[\s\S]*le 5555/)
    await dominique.press('Abandonner')
  })

  it('show roles with what each permits, and members by name', async () => {
    const roles = await get('/settings/roles')
    assert.match(
      roles,
      /Rôles affectés[\s\S]*Centre de services[\s\S]*Analyste[\s\S]*Rôles propres[\s\S]*Rôles prédéfinis[\s\S]*Superviseur/,
    )
    await dominique.follow('Affecter un rôle')
    const people = await get('/settings/members')
    assert.match(people, /Toute l’organisation a accès/)
    assert.match(await get('/settings/members?name=Zo%C3%A9'), /Aucun membre ne porte ce nom/)
  })

  it('set up the catalogue beside what people will see, and say what is wrong as it is typed', async () => {
    assert.match(await get('/settings/catalogue'), /Réservation d’une salle[\s\S]*Ajouter/)
    const item = await dominique.follow('Réservation d’une salle')
    assert.match(
      item.html,
      /data-preview="\/settings\/catalogue\/preview"[\s\S]*id="preview"[\s\S]*Formulaire, page 1 sur 1[\s\S]*<fieldset[^>]* disabled[\s\S]*Nombre de personnes/,
    )
    const dialog = /name="_dialog" value="([^"]*)"/.exec(item.html)?.[1]?.replaceAll('&quot;', '"') ?? ''
    const preview = async (fields: Readonly<Record<string, string>>) => {
      const body = new URLSearchParams({
        _dialog: dialog,
        name: 'Salle',
        kind: 'service-request',
        rule: 'one',
        days: '7',
        pinned: 'false',
        ...fields,
      })
      return await dominique.post(at('/settings/catalogue/preview'), { 'sec-fetch-site': 'same-origin' }, body)
    }
    const good = await preview({
      fields: 'Taille * : choix : Grande ; Petite\nPourquoi [Taille = Grande] : texte',
      tasks: 'Réserver | Book\nOuvrir',
    })
    assert.match(
      good.html,
      /Salle[\s\S]*page 1 sur 2[\s\S]*Grande[\s\S]*page 2 sur 2[\s\S]*après certaines réponses[\s\S]*Pourquoi[\s\S]*<li>Réserver<\/li><li>Ouvrir<\/li>/,
    )
    assert.match((await preview({ fields: 'Taille : couleur' })).html, /attention">[^<]*1[^<]*Taille : couleur/)
    assert.match((await preview({ fields: '', remove: 'true' })).html, /retiré du catalogue/)
    const hostile = await preview({ name: '<img src=x>', fields: '<b>x</b> : texte' })
    assert.doesNotMatch(hostile.html, /<img src=x|<b>x/)
    assert.equal(
      (
        await dominique.post(
          at('/settings/catalogue/preview'),
          { 'sec-fetch-site': 'same-origin' },
          new URLSearchParams({ _dialog: '{' }),
        )
      ).status,
      400,
    )
    assert.equal((await dominique.get(at('/settings/catalogue/item?id=nothing'))).status, 404)
    await dominique.get(at('/settings/catalogue'))
    await dominique.follow('Ajouter')
    const saved = await dominique.press('Vérifier', {
      name: 'Badge | Badge',
      fields: 'Pour qui * : personne',
      tasks: 'Imprimer | Print',
    })
    assert.match(saved.html, /● Brouillon[\s\S]*Badge/)
    await dominique.press('Activer')
    await service.eventually('it is offered', async () => (await get('/catalogue')).includes('Badge'))
    assert.match(await get('/settings/catalogue'), /Badge[\s\S]*<td>1<\/td><td>1<\/td>/)
  })

  it('find in the journal who did what, of whom, of which incident and when, in Teams as well (S0.5)', async () => {
    const camille = service.person('camille')
    await camille.presses('Créer un incident')
    camille.fills({ title: 'Souris', description: 'Elle saute.' })
    await camille.presses('Enregistrer')
    camille.closeDialog()
    await service.person('sophie').presses('Prendre', await service.person('sophie').findsThread('Souris'))
    const rows = (html: string) => (html.match(/<tr><td>/g) ?? []).length
    await service.eventually('it is taken', async () => rows(await get('/settings/journal?who=Sophie')) > 0)
    const all = rows(await get('/settings/journal'))
    const ofSophie = await get('/settings/journal?who=SOPHIE')
    assert.ok(rows(ofSophie) > 0 && rows(ofSophie) < all)
    assert.doesNotMatch(ofSophie, /<td>Dominique/)
    const about = await get('/settings/journal?about=inc-1001')
    assert.match(about, /Sophie Martin<\/td><td>[^<]*<\/td>\n<td>INC-1001<\/td><td>Camille Roy/)
    assert.equal(rows(await get('/settings/journal?outcome=done')) <= all, true)
    for (const nothing of ['who=Personne', 'about=INC-9', 'from=2099-01-01', 'to=2001-01-01', 'what=privacy'])
      assert.match(await get(`/settings/journal?${nothing}`), /Aucune entrée ne correspond/, nothing)
    const today = new Date().toISOString().slice(0, 10)
    assert.ok(rows(await get(`/settings/journal?from=${today}&to=${today}&who=Sophie`)) > 0)
    assert.ok(
      rows(await get('/settings/journal?what=nonsense&from=yesterday')) > 0,
      'what cannot be read is not asked for',
    )
    const person = service.person('dominique')
    await person.presses('Administration')
    await person.presses('Journal')
    await person.presses('Rechercher dans le journal')
    person.fills({ about: 'INC-1001', who: service.teams.account('sophie').objectId })
    await person.presses('Rechercher')
    person.seesDialog(/Sophie Martin[\s\S]*INC-1001/)
    person.fills({ about: 'INC-7777', who: '' })
    await person.presses('Rechercher')
    person.seesDialog(/Aucune entrée ne correspond/)
    person.closeDialog()
  })

  it('verify the journal in the background, and tell whoever asked what came of it', async () => {
    assert.match(await get('/settings/journal'), /n’a pas encore été vérifié/)
    // Two who ask at the same moment have one check, and both are told.
    const desk = { name: 'Centre', description: '', role: 'analyst', members: ['channel' as const], clients: [] }
    const members = [{ id: service.teams.account('karim').objectId, name: 'Karim Benali' }]
    const audits = { name: 'Contrôle', description: '', role: 'Contrôle', members, clients: [] }
    await service.activate({
      roles: [{ name: 'Contrôle', permissions: ['audit.read'] }],
      assignments: [desk, audits],
    })
    const karim = await signedIn('Karim Benali')
    await karim.get(at('/settings/journal'))
    const [begun] = await Promise.all([dominique.press('Vérifier le journal'), karim.press('Vérifier le journal')])
    assert.match(begun.url, /\/settings\/journal$/)
    await service.person('dominique').sees('Le journal est intact')
    await service.person('karim').sees('Le journal est intact')
    const db = await connect(service.databaseUrl)
    const checks = await db.selectFrom('audit_checks').select('id').execute()
    await db.destroy()
    assert.equal(checks.length, 1)
    assert.match(await get('/settings/journal/check'), /Vérifié le[\s\S]*entrées sont inchangées[\s\S]*Empreinte/)
  })
})
