import { strict as assert } from 'node:assert'
import { randomUUID } from 'node:crypto'
import { itemDocument } from '../../services/catalogue/catalogue.ts'
import { MOST_DRAFTS } from '../../services/catalogue/draft.ts'
import { SEED } from '../../services/catalogue/seed.ts'
import { saveOwnDraft } from '../../services/catalogue/store.ts'
import { connect } from '../../services/db/connect.ts'
import { type Service, startService } from '../service.ts'
import { createBrowser } from '../web/browser.ts'

describe('the catalogue of services', () => {
  let service: Service
  before(async () => {
    service = await startService()
    await service.settle('sophie')
    await service.person('camille').says('Bonjour')
    await service.person('camille').sees('Catalogue de services')
  })
  after(() => service.close())
  const at = (path: string) => `${service.bot.url}${path}`
  async function signedIn(name: string, path = '/catalogue') {
    const browser = createBrowser()
    await browser.get(at(path))
    await browser.follow(name)
    return browser
  }

  it('tells requests from problems, in Teams (S0.6, S0.7), as a list or as tiles, which is remembered (S0.8, S0.9)', async () => {
    const camille = service.person('camille')
    await camille.presses('Catalogue de services')
    await camille.sees(
      /Demandes de service[\s\S]*réclamer un service[\s\S]*Réservation d’une salle[\s\S]*Problèmes[\s\S]*interruption du service[\s\S]*Compte verrouillé/,
    )
    await camille.presses('Vue mosaïque')
    await camille.sees('Vue de liste')
    const browser = await signedIn('Camille Roy')
    assert.match((await browser.get(at('/catalogue'))).html, /class="list tiles"/)
    await browser.press('Vue de liste')
    assert.match((await browser.get(at('/catalogue'))).html, /class="list sheet"/)
  })

  it('a form of several pages in Teams becomes a request with a number of its own', async () => {
    const camille = service.person('camille')
    await camille.presses('Nouveau compte de messagerie')
    camille.fills({ 'f-for': 'une-personne' })
    await camille.presses('Continuer')
    assert.match(JSON.stringify(camille.dialog?.content), /Nom et prénom[\s\S]*Date d’arrivée/)
    await camille.presses('Envoyer')
    camille.seesDialog(/Nom et prénom.:.une réponse est nécessaire[\s\S]*Date d’arrivée.:.une réponse est nécessaire/)
    camille.fills({ 'f-name': 'Léa Blanc', 'f-starts': '2027-01-04', 'f-why': 'Bureau 12' })
    await camille.presses('Envoyer')
    camille.seesDialog(/Demande REQ-1001 envoyée/)
    camille.closeDialog()
    const thread = await service.person('sophie').findsThread('REQ-1001')
    await service
      .person('sophie')
      .sees(/Nouvelle demande REQ-1001[\s\S]*Nom et prénom.: Léa Blanc[\s\S]*Date d’arrivée.: 4 janvier 2027/, thread)
    await service.person('sophie').presses('Prendre', thread)
    await camille.sees(/Sophie Martin prend en charge votre demande REQ-1001/)
  })

  it('a draft begun in Teams goes on in a browser, and is sent once (S0.10, S0.11, F22)', async () => {
    const camille = service.person('camille')
    await camille.presses('Réservation d’une salle')
    camille.fills({ 'f-day': '2026-12-01', 'f-people': 4 as never })
    await camille.presses('Enregistrer comme brouillon')
    camille.seesDialog('Brouillon enregistré')
    camille.closeDialog()
    const browser = await signedIn('Camille Roy')
    const list = await browser.follow('Brouillons (1)')
    assert.match(list.html, /Réservation d’une salle/)
    const form = await browser.follow('Réservation d’une salle')
    assert.match(form.html, /value="2026-12-01"[\s\S]*name="f-people" value="4"/)
    await browser.press('Envoyer', { 'f-from': '09:00' })
    const sent = await browser.press('Envoyer', { 'f-to': '10:30', 'f-equipment': 'tableau-blanc' })
    assert.match(sent.html, /Demande REQ-1002 envoyée/)
    assert.match((await browser.get(at('/catalogue'))).html, /Brouillons \(0\)/)
    const thread = await service.person('sophie').findsThread('REQ-1002')
    await service.person('sophie').sees(/De.: 09:00[\s\S]*À.: 10:30[\s\S]*Équipement.: Tableau blanc/, thread)
  })

  it('going back loses nothing, and what is hidden by another answer is not sent', async () => {
    const browser = await signedIn('Camille Roy')
    await browser.follow('Imprimante en panne')
    await browser.press('Continuer', { 'f-which': 'Couloir B', 'f-trouble': 'autre-chose' })
    await browser.press('Précédent', { 'f-other': 'Elle fume' })
    const last = await browser.press('Continuer', { 'f-trouble': 'rien-ne-sort' })
    assert.match(last.html, /Quelle imprimante/, 'nothing is sent that was not meant to be')
    const again = await browser.press('Envoyer')
    assert.match(again.html, /Incident INC-\d+ créé/)
    const thread = await service.person('sophie').findsThread('Couloir B')
    await service.person('sophie').sees(/Que se passe-t-il[\s\S]*Rien ne sort/, thread)
    assert.doesNotMatch(service.person('sophie').shown(thread).join(), /Elle fume/)
  })

  it('is one search over what is offered and what is one’s own', async () => {
    const browser = await signedIn('Camille Roy')
    const found = await browser.get(at('/catalogue?query=MESSAGERIE'))
    assert.match(found.html, /Nouveau compte de messagerie[\s\S]*REQ-1001 · Nouveau compte de messagerie/)
    assert.doesNotMatch(found.html, /Compte verrouillé/)
    assert.match((await browser.get(at('/catalogue?query=licorne'))).html, /Rien ne correspond/)
  })

  it('a draft of what is offered no more shows what was written; one whose form changed says so', async () => {
    const browser = await signedIn('Camille Roy')
    await browser.follow('Compte verrouillé')
    await browser.press('Enregistrer comme brouillon', { 'f-where': 'Messagerie', 'f-message': 'Mot de passe perdu' })
    const locked = SEED.find(({ id }) => id === 'locked')
    const changed = itemDocument.parse({
      ...locked,
      fields: [
        { id: 'where', kind: 'text', label: 'Où' },
        { id: 'when', kind: 'date', label: 'Quand' },
      ],
    })
    await service.activate({ catalogue: [changed] })
    await browser.get(at('/drafts'))
    const form = await browser.follow('Compte verrouillé')
    assert.match(
      form.html,
      /Questions retirées.: Message affiché[\s\S]*Nouvelles questions.: Quand[\s\S]*value="Messagerie"/,
    )
    await service.activate({ catalogue: [] })
    const gone = await browser.get(form.url)
    assert.match(gone.html, /Cette demande n’est plus proposée[\s\S]*Messagerie[\s\S]*Mot de passe perdu/)
    await service.activate({ catalogue: [...SEED] })
  })

  it('on a page, a person is found on any page of a form, and what was typed stays', async () => {
    const karim = service.person('karim')
    await karim.says('Bonjour')
    await karim.sees('Sélectionnez')
    const browser = await signedIn('Camille Roy')
    await browser.follow('Nouveau compte de messagerie')
    await browser.press('Continuer', { 'f-for': 'une-boite-partagee' })
    const found = await browser.press('Rechercher', { 'f-address': 'ventes@example.com', '_name.f-owner': 'benali' })
    assert.match(found.html, /value="ventes@example.com"[\s\S]*Karim Benali/)
    const objectId = /name="f-owner" value="([^"]+)"/.exec(found.html)?.[1] ?? ''
    assert.match((await browser.press('Envoyer', { 'f-owner': objectId })).html, /Demande REQ-\d+ envoyée/)
    const thread = await service.person('sophie').findsThread('ventes@example.com')
    await service.person('sophie').sees(/Responsable.: Karim Benali/, thread)
    const db = await connect(service.databaseUrl)
    const drafts = await db.selectFrom('drafts').select('answers').execute()
    await db.destroy()
    assert.ok(!JSON.stringify(drafts).includes('ventes@'), 'its draft is gone')
  })

  it('a device or an entry of a long list is found by typing, in Teams and on a page, and what a form begins with is there', async () => {
    const lists = [
      { id: 'sites', name: 'Sites', entries: Array.from({ length: 40 }, (_, n) => `Site ${n + 1} | Place ${n + 1}`) },
    ]
    const field = (id: string, kind: string, more: object = {}) => ({ id, kind, label: id, ...more })
    const item = itemDocument.parse({
      ...{ id: 'dock', kind: 'service-request', name: 'Station d’accueil', about: '' },
      fields: [
        field('poste', 'device', { required: true }),
        field('site', 'reference', { list: 'sites', required: true }),
        field('pour', 'person', { default: 'me' }),
        field('jour', 'date', { default: 'today' }),
      ],
    })
    await service.activate({ catalogue: [...SEED, item], lists })
    const camille = service.person('camille')
    const account = service.teams.account('camille')
    const search = async (dataset: string, queryText: string) => {
      const value = { queryText, queryOptions: { skip: 0, top: 15 }, dataset }
      const { status, body } = await service.teams.invoke(account, camille.chat(), 'application/search', value)
      assert.equal(status, 200)
      assert.equal(body.type, 'application/vnd.microsoft.search.searchResponse')
      return (body.value as { results: { title: string; value: string }[] }).results
    }
    assert.deepEqual(await search('dock/site', 'site 12'), [{ title: 'Site 12', value: 'site-12' }])
    assert.equal((await search('dock/site', '')).length, 15, 'as many as Teams shows')
    assert.deepEqual(
      (await search('dock/poste', 'fr-lt')).map(({ value }) => value.split(' ')[0]),
      ['FR-LT-0421', 'fr-lt'],
      'one’s own, and what was typed',
    )
    const ofOthers = await search('dock/poste', '')
    assert.ok(ofOthers.length > 0 && ofOthers.every(({ value }) => !value.includes('0422')), JSON.stringify(ofOthers))
    for (const dataset of ['dock/jour', 'gone/site', 'graph.microsoft.com/users', ''])
      assert.deepEqual(await search(dataset, 'a'), [], dataset)
    await camille.says('Bonjour')
    await camille.presses('Catalogue de services')
    await camille.presses('Station d’accueil')
    assert.match(JSON.stringify(camille.dialog), /Site 1\b/)
    camille.fills({ 'f-poste': 'FR-LT-0421', 'f-site': 'site-7' })
    await camille.presses('Envoyer')
    const thread = await service.person('sophie').findsThread('FR-LT-0421')
    await service.person('sophie').sees(/site.: Site 7[\s\S]*pour.: Camille Roy[\s\S]*jour.: \d/, thread)
    camille.closeDialog()
    // A page searches itself, one field after the other.
    const browser = await signedIn('Camille Roy')
    const begun = await browser.follow('Station d’accueil')
    assert.match(begun.html, /value="\d{4}-\d\d-\d\d"[\s\S]*|Camille Roy/)
    const site = await browser.press('Rechercher', { '_name.f-site': '33', _find: 'f-site' })
    assert.match(site.html, /Choisissez dans la liste[\s\S]*value="site-33"/)
    const both = await browser.press('Rechercher', {
      'f-site': 'site-33',
      '_name.f-poste': 'vieux poste',
      _find: 'f-poste',
    })
    assert.match(both.html, /value="vieux poste"[\s\S]*value="site-33" checked> Site 33/)
    const sent = await browser.press('Envoyer', { 'f-site': 'site-33', 'f-poste': 'vieux poste' })
    assert.match(sent.html, /Demande REQ-\d+ envoyée/)
    const forged = await signedIn('Camille Roy')
    await forged.follow('Station d’accueil')
    assert.match((await forged.press('Envoyer', { 'f-site': 'rome', 'f-poste': 'x' })).html, /choisissez dans la liste/)
  })

  it('an administrator writes the lists of choices as lines, in Teams and on the page (F11)', async () => {
    const dominique = await signedIn('Dominique Lavoie', '/settings/catalogue')
    await dominique.get(at('/settings/catalogue'))
    const form = await dominique.follow('Listes de choix')
    assert.match(form.html, /# Sites\nSite 1 \| Place 1\n/)
    const orphan = await dominique.press('Vérifier', { lists: 'Paris' })
    assert.match(orphan.html, /La ligne 1 n’appartient à aucune liste[\s\S]*Paris/)
    assert.match((await dominique.press('Vérifier', { lists: '# Sites\nParis\nparis' })).html, /Corrigez «.Sites.»/)
    assert.match(
      (await dominique.press('Vérifier', { lists: '# Villes\nParis' })).html,
      /Le formulaire «.Station d’accueil.» utilise encore une liste/,
    )
    const drafted = await dominique.press('Vérifier', { lists: '# Sites\nParis\nLyon' })
    assert.match(drafted.html, /Liste de choix[\s\S]*Sites \(2 choix\).: Paris, Lyon/)
    await dominique.press('Activer')
    const browser = await signedIn('Camille Roy')
    assert.match(
      (await browser.follow('Station d’accueil')).html,
      /type="radio" name="f-site" value="lyon"> Lyon/,
      'a short one is not searched',
    )
    await service.activate({
      lists: [
        { id: 'long', name: 'Long', entries: Array.from({ length: 900 }, (_, n) => `Une entrée assez longue ${n}`) },
      ],
    })
    const teams = service.person('dominique')
    await teams.says('Bonjour')
    await teams.presses('Administration')
    await teams.presses('Gérer le catalogue')
    await teams.presses('Listes de choix')
    teams.seesDialog(/trop longues pour Teams[\s\S]*page/)
    teams.closeDialog()
    await service.activate({ catalogue: [...SEED] })
  })

  it('a form on a page is kept at each field, and whoever leaves it finds it among their drafts (S0.10, F22)', async () => {
    const browser = await signedIn('Camille Roy')
    const page = await browser.follow('Compte verrouillé')
    assert.match(page.html, /<form[^>]* data-keep="\/acts\/keep"/)
    assert.match(page.html, /<script src="\/live-/)
    const dialog = /name="_dialog" value="([^"]+)"/.exec(page.html)?.[1]?.replaceAll('&quot;', '"') ?? ''
    const own = { 'sec-fetch-site': 'same-origin' }
    const keeps = (more: Record<string, string>) =>
      browser.post(at('/acts/keep'), own, new URLSearchParams({ _dialog: dialog, ...more }))
    assert.equal((await keeps({ 'f-where': 'RDC-04', _chosen: '0' })).html, 'Brouillon enregistré')
    assert.match((await keeps({ 'f-where': 'RDC-042', _chosen: '1' })).html, /sauf les fichiers choisis/)
    const drafts = await browser.get(at('/drafts'))
    assert.match(drafts.html, /Compte verrouillé/)
    assert.match((await browser.follow('Compte verrouillé')).html, /value="RDC-042"/)
    // What was kept while it was sent is no draft any more once it is opened and sent again.
    const sent = await browser.press('Envoyer', { 'f-where': 'RDC-042' })
    assert.match(sent.html, /INC-\d+/)
    assert.equal((await keeps({ 'f-where': 'late' })).html.split('.')[0], 'Brouillon non enregistré')
    const nonce = /"nonce":"([^"]+)"/.exec(dialog)?.[1] ?? ''
    assert.ok(!(await browser.get(at('/drafts'))).html.includes(nonce), 'it is a draft no more')
    const other = dialog.replace('request.make', 'ticket.open')
    const forged = await browser.post(at('/acts/keep'), own, new URLSearchParams({ _dialog: other, title: 'x' }))
    assert.equal(forged.status, 400)
    const foreign = await browser.post(
      at('/acts/keep'),
      { 'sec-fetch-site': 'cross-site' },
      new URLSearchParams({ _dialog: dialog }),
    )
    assert.equal(foreign.status, 403)
  })

  it('what is kept late undoes nothing, and a search in a form keeps it as it was left (F22)', async () => {
    const field = (id: string, kind: string, more: object = {}) => ({ id, kind, label: id, ...more })
    const item = itemDocument.parse({
      ...{ id: 'late', kind: 'service-request', name: 'Tardif', about: '' },
      fields: [
        field('many', 'choices', { options: ['Un', 'Deux'], default: 'un' }),
        field('qui', 'person', { default: 'me' }),
        field('poste', 'device'),
        field('q', 'choice', { options: ['A', 'B'], required: true }),
        field('d', 'text', { when: { field: 'q', is: 'a' }, required: true }),
      ],
    })
    await service.activate({ catalogue: [...SEED, item] })
    const browser = await signedIn('Camille Roy')
    const own = { 'sec-fetch-site': 'same-origin' }
    const dialogIn = (html: string) => /name="_dialog" value="([^"]+)"/.exec(html)?.[1]?.replaceAll('&quot;', '"') ?? ''
    const nonceIn = (html: string) => /"nonce":"([^"]+)"/.exec(dialogIn(html))?.[1]
    const first = await browser.follow('Tardif')
    const keeps = (more: Record<string, string>) =>
      browser.post(at('/acts/keep'), own, new URLSearchParams({ _dialog: dialogIn(first.html), ...more }))
    assert.match((await keeps({ 'f-q': 'a', 'f-many': 'un' })).html, /Brouillon enregistré/)
    await browser.get(at('/acts/request.make?with=%7B%22itemId%22%3A%22late%22%7D'))
    const fresh = await browser.get(
      at(
        `/acts/request.make?with=${encodeURIComponent(JSON.stringify({ itemId: 'late', draftId: nonceIn(first.html) }))}`,
      ),
    )
    assert.equal(nonceIn(fresh.html), nonceIn(first.html), 'loaded again, it is the same')
    assert.match(fresh.html, /name="f-many" value="un" checked/)
    // A box that was not ticked any more stays so, and the form its own.
    const searched = await browser.post(
      at('/acts'),
      own,
      new URLSearchParams({
        ...{ _dialog: dialogIn(fresh.html), _find: 'f-poste', '_name.f-poste': 'x', 'f-q': 'a' },
      }),
    )
    assert.equal(nonceIn(searched.html), nonceIn(first.html))
    assert.doesNotMatch(searched.html, /name="f-many" value="un" checked/)
    // A name that was typed is looked for, though somebody is chosen.
    const named = await browser.press('Continuer', { 'f-q': 'a', '_name.f-qui': 'noah' })
    assert.match(named.html, /Noah Petit|ne connaît personne/)
    const second = await browser.press('Continuer', { 'f-q': 'a', '_name.f-qui': '' })
    assert.match(second.html, /name="f-d"/)
    assert.match((await keeps({ 'f-q': 'b' })).html, /Brouillon non enregistré/, 'that page was left')
    await browser.get(at('/drafts'))
    await browser.follow('Tardif')
    assert.match((await browser.press('Envoyer', { 'f-d': 'Gardé' })).html, /Demande REQ-\d+ envoyée/)
    await service.person('sophie').findsThread('Gardé')
    await service.activate({ catalogue: [...SEED] })
    assert.match((await keeps({ 'f-q': 'b' })).html, /Brouillon non enregistré/, 'it was sent')
    // Lists that are too long are told so, and nothing is made of them.
    const dominique = await signedIn('Dominique Lavoie', '/settings/catalogue')
    await dominique.get(at('/settings/catalogue'))
    await dominique.follow('Listes de choix')
    const long = `# Long\n${'x'.repeat(150_001)}`
    assert.match((await dominique.press('Vérifier', { lists: long })).html, /trop longues pour une page[\s\S]*xxxxx/)
  })

  it('a form that is changed while somebody fills it loses no answer', async () => {
    const text = (id: string, more: object = {}) => ({ id, kind: 'text', label: id, ...more })
    const offer = async (fields: readonly object[]) => {
      const item = itemDocument.parse({ id: 'changing', kind: 'service-request', name: 'Changeante', fields })
      await service.activate({ catalogue: [...SEED, item] })
    }
    const decisive = { id: 'b', kind: 'choice', label: 'b', options: ['Oui', 'Non'] }
    await offer([text('a'), decisive, text('c')])
    const browser = await signedIn('Camille Roy')
    await browser.follow('Changeante')
    await offer([text('a'), decisive, text('d', { when: { field: 'b', is: 'oui' } }), text('c')])
    const next = await browser.press('Envoyer', { 'f-a': 'un', 'f-b': 'oui', 'f-c': 'trois' })
    assert.match(next.html, /name="f-c" maxlength="300" value="trois"/)
    const sent = await browser.press('Envoyer', { 'f-d': 'quatre' })
    const number = /REQ-\d+/.exec(sent.html)?.[0] ?? ''
    await service
      .person('sophie')
      .sees(/a.: un[\s\S]*d.: quatre[\s\S]*c.: trois/, await service.person('sophie').findsThread(number))
    await service.activate({ catalogue: [...SEED] })
  })

  it('offers no incident where the workspace lets nobody open one (S0.35)', async () => {
    await service.activate({ options: { chat: 'on', incident: 'off', status: 'on' }, contact: 'Poste 4000' })
    const browser = await signedIn('Camille Roy')
    await service.eventually(
      'problems are gone',
      async () => !(await browser.get(at('/catalogue'))).html.includes('Compte verrouillé'),
    )
    const open = `/acts/request.make?with=${encodeURIComponent(JSON.stringify({ itemId: 'locked' }))}`
    assert.match((await browser.get(at(open))).html, /Cette demande n’est plus proposée/)
    await service.activate({ catalogue: [...SEED] })
  })

  it('nobody keeps drafts without end; who has too many is told, and loses nothing', async () => {
    const db = await connect(service.databaseUrl)
    const { objectId } = service.teams.account('noah')
    const { id: workspaceId, tenant_id } = await db
      .selectFrom('workspaces')
      .select(['id', 'tenant_id'])
      .executeTakeFirstOrThrow()
    for (let n = 0; n < MOST_DRAFTS; n += 1)
      await saveOwnDraft(db, {
        ...{
          id: randomUUID(),
          owner: { tenantId: tenant_id, objectId },
          workspaceId,
          itemId: 'room',
          answers: {},
          form: {},
        },
        ...{ page: 0, updatedAt: Date.now() },
      })
    const noah = await signedIn('Noah Petit')
    await noah.follow('Compte verrouillé')
    const full = await noah.press('Enregistrer comme brouillon', { 'f-where': 'Messagerie' })
    assert.match(full.html, /beaucoup de brouillons[\s\S]*value="Messagerie"/)
    await db.deleteFrom('drafts').where('object_id', '=', objectId).execute()
    await db.destroy()
  })

  it('nobody sees or sends another’s draft', async () => {
    const db = await connect(service.databaseUrl)
    const { id } = await db.selectFrom('drafts').select('id').executeTakeFirstOrThrow()
    await db.destroy()
    const noah = await signedIn('Noah Petit')
    const open = `/acts/request.make?with=${encodeURIComponent(JSON.stringify({ itemId: 'locked', draftId: id }))}`
    assert.doesNotMatch((await noah.get(at(open))).html, /Messagerie|perdu/)
    const act = JSON.stringify({
      kind: 'save',
      verb: 'request.make',
      data: { itemId: 'locked', page: 0, step: 'keep', nonce: id },
    })
    await noah.get(at('/catalogue'))
    await noah.follow('Compte verrouillé')
    await noah.press('Enregistrer comme brouillon', { _act: act, 'f-where': 'À moi' })
    const discard = JSON.stringify({ kind: 'press', verb: 'draft.discard', data: { draftId: id } })
    await noah.get(at('/catalogue'))
    await noah.press('Vue', { _act: discard })
    const camille = await signedIn('Camille Roy')
    await camille.get(at('/drafts'))
    assert.match((await camille.follow('Compte verrouillé')).html, /value="Messagerie"/)
  })

  it('an administrator writes an item as lines; it is offered once it is in force (F11)', async () => {
    const dominique = service.person('dominique')
    await dominique.says('Bonjour')
    await dominique.presses('Administration')
    await dominique.presses('Gérer le catalogue')
    await dominique.presses('Ajouter')
    dominique.fills({
      name: 'Accès VPN | VPN access',
      kind: 'service-request',
      pinned: 'true',
      fields: 'Motif : couleur',
    })
    await dominique.presses('Vérifier')
    dominique.seesDialog(/La ligne 1 du formulaire n’est pas comprise[\s\S]*Motif/)
    dominique.fills({ fields: 'Motif * : choix : Télétravail ; Déplacement\nPays [Motif = Déplacement] * : texte' })
    await dominique.presses('Vérifier')
    dominique.closeDialog()
    await dominique.sees(/Accès VPN[\s\S]*Motif, Pays/)
    await dominique.presses('Activer')
    const browser = await signedIn('Camille Roy')
    await service.eventually('it is offered', async () =>
      (await browser.get(at('/catalogue'))).html.includes('Accès VPN'),
    )
    const list = await browser.get(at('/catalogue'))
    assert.ok(list.html.indexOf('Accès VPN') < list.html.indexOf('Réservation'), 'pinned items stand first')
  })

  it('whoever leaves a draft alone is reminded once, and it is forgotten in the end (F22)', async () => {
    const db = await connect(service.databaseUrl)
    try {
      const age = async (days: number) =>
        await db
          .updateTable('drafts')
          .set({ updated_at: Date.now() - days * 86_400_000 })
          .execute()
      const prune = async () => {
        await db.updateTable('jobs').set({ due_at: 0 }).where('task', '=', 'store.prune').execute()
        await service.eventually('it was pruned', async () => {
          const row = await db.selectFrom('jobs').select('due_at').where('task', '=', 'store.prune').executeTakeFirst()
          return row !== undefined && row.due_at > Date.now()
        })
      }
      await age(4)
      await prune()
      await service.person('camille').sees(/Vous avez un formulaire à terminer[\s\S]*Compte verrouillé/)
      const count = () => service.person('camille').shown().join().split('formulaire à terminer').length
      const before = count()
      await prune()
      assert.equal(count(), before)
      await age(31)
      await prune()
      assert.deepEqual(await db.selectFrom('drafts').select('id').execute(), [])
    } finally {
      await db.destroy()
    }
  })
})
