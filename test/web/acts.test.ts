import { strict as assert } from 'node:assert'
import { randomUUID } from 'node:crypto'
import { sentencesIn } from '../../cards/sentences.ts'
import { SHARES } from '../../services/access/shares.ts'
import { connect } from '../../services/db/connect.ts'
import { cardForm } from '../../web/card.ts'
import { html } from '../../web/html.ts'
import { everyCardSaying } from '../every-card.ts'
import { type Service, startService } from '../service.ts'
import { type Browser, createBrowser } from './browser.ts'

describe('acts on a page', () => {
  let service: Service
  before(async () => {
    service = await startService()
    await service.settle('sophie')
    for (const key of ['camille', 'karim']) {
      await service.person(key).says('Bonjour')
      await service.person(key).sees('Sélectionnez')
    }
  })
  after(() => service.close())
  const at = (path: string) => `${service.bot.url}${path}`
  async function signedIn(name: string, language = 'fr'): Promise<Browser> {
    const browser = createBrowser(language)
    await browser.get(at('/'))
    await browser.follow(name)
    return browser
  }

  it('« Créer un incident »: the same dialog, the same faults, one incident however often it is sent (S0.5, S0.31, S0.32)', async () => {
    const camille = await signedIn('Camille Roy')
    const form = await camille.follow('Créer un incident')
    assert.match(form.html, /<h1>Incident<\/h1>[\s\S]*Sujet[\s\S]*Description[\s\S]*Urgence/)
    const faulty = await camille.press('Enregistrer', { title: 'Page blanche', description: ' ' })
    assert.match(faulty.html, /class="[^"]*attention[^"]*">[\s\S]*value="Page blanche"/)
    const saved = await camille.press('Enregistrer', { description: 'Depuis ce matin' })
    assert.match(saved.html, /Incident INC-1001 créé[\s\S]*Page blanche/)
    assert.doesNotMatch(saved.html, /fermer cette fenêtre/)
    await service.person('sophie').findsThread('Page blanche')
    await service.person('camille').sees('INC-1001')
  })

  it('a form that is sent twice opens one incident (F1)', async () => {
    const noah = await signedIn('Noah Petit')
    const form = await noah.follow('Créer un incident')
    const fields = { title: 'Deux fois', description: 'La même' }
    const first = await noah.press('Enregistrer', fields)
    await noah.get(form.url)
    const nonce = /nonce&quot;:&quot;([\w-]+)/.exec(form.html)?.[1] ?? ''
    const again = /nonce&quot;:&quot;([\w-]+)/.exec((await noah.get(form.url)).html)?.[1] ?? ''
    const act = JSON.stringify({ kind: 'save', verb: 'ticket.open', data: { nonce } })
    const twice = await noah.press('Enregistrer', { ...fields, _act: act })
    assert.notEqual(nonce, again)
    const number = /INC-\d+/.exec(first.html)?.[0] ?? ''
    assert.match(twice.html, new RegExp(number))
    assert.equal((await noah.get(at('/incidents'))).html.match(/Deux fois/g)?.length, 1)
  })

  it('finds a colleague by name, whatever was filled stays', async () => {
    const camille = await signedIn('Camille Roy')
    await camille.follow('Créer un incident')
    const fields = { title: 'Pour Karim', description: 'Sa souris', urgency: 'high' }
    const nobody = await camille.press('Rechercher', { ...fields, '_name.requester': 'Zoé' })
    assert.match(nobody.html, /ne connaît personne de ce nom.:.«.Zoé.»[\s\S]*value="Pour Karim"/)
    const found = await camille.press('Enregistrer', { '_name.requester': 'benALI' })
    assert.match(found.html, /Choisissez la personne[\s\S]*value="high" checked[\s\S]*Karim Benali/)
    const objectId = /name="requester" value="([^"]*)"/.exec(found.html)?.[1] ?? ''
    const saved = await camille.press('Enregistrer', { requester: objectId })
    assert.match(saved.html, /Créé pour Karim Benali/)
    for (const name of ['%', '_', '\\', "'"])
      assert.match(
        (await (await opened(camille)).press('Rechercher', { '_name.requester': name })).html,
        /ne connaît personne/,
      )
  })
  async function opened(browser: Browser): Promise<Browser> {
    await browser.get(at('/'))
    await browser.follow('Créer un incident')
    return browser
  }

  it('a comment, « C’est réglé », « Toujours en panne », « Retirer » on the page of an incident (F23)', async () => {
    const camille = await signedIn('Camille Roy')
    const sophie = service.person('sophie')
    const thread = await sophie.findsThread('Page blanche')
    await camille.get(at('/incidents'))
    const page = await camille.follow('Page blanche')
    await camille.follow('Ajouter un commentaire')
    const noted = await camille.press('Enregistrer', { text: 'Aussi sur mon téléphone' })
    assert.match(noted.html, /Commentaire de Camille Roy[\s\S]*Aussi sur mon téléphone/)
    await sophie.sees('Aussi sur mon téléphone', thread)
    assert.equal((await camille.follow('Retour')).url, page.url)
    await sophie.presses('Prendre', thread)
    const resolve = async (text: string) => {
      await sophie.presses('Résoudre', thread)
      sophie.fills({ text })
      await sophie.presses('Résoudre')
      sophie.closeDialog()
      await service.eventually('it is resolved', async () => (await camille.get(page.url)).html.includes('C’est réglé'))
    }
    await resolve('Cache vidé')
    await camille.follow('Toujours en panne')
    await camille.press('Rouvrir', { text: 'Toujours blanche' })
    await sophie.sees('Toujours blanche', thread)
    await resolve('Navigateur mis à jour')
    const confirmed = await camille.press('C’est réglé')
    assert.equal(confirmed.url, page.url)
    assert.match(confirmed.html, /class="state closed"[\s\S]*Historique/)
    await camille.get(at('/incidents'))
    assert.doesNotMatch((await camille.follow('Pour Karim')).html, /Retirer/, 'it is for Karim to say')
    const karim = await signedIn('Karim Benali')
    await karim.get(at('/incidents'))
    await karim.follow('Pour Karim')
    await karim.follow('Retirer cet incident')
    await karim.press('Retirer', { text: 'Elle marche' })
    assert.match((await camille.get(at('/incidents'))).html, /Pour Karim[\s\S]*?Annulé/)
  })

  it('« Chat avec un analyste » is the same chat as in Teams (S0.12)', async () => {
    await service.person('karim').says('Une question sur le Wi-Fi')
    const karim = await signedIn('Karim Benali')
    const waiting = await karim.press('Chat avec un analyste')
    assert.equal(waiting.url, at('/chat'))
    assert.match(waiting.html, /Nous cherchons un analyste pour vous[\s\S]*Une question sur le Wi-Fi/)
    const sophie = service.person('sophie')
    const thread = await sophie.findsThread('Une question sur le Wi-Fi')
    assert.match((await karim.get(at('/'))).html, /Vous êtes en tête de la file/)
    await karim.follow('Ouvrir le chat')
    await karim.press('Envoyer', { text: 'Il tombe sans cesse <b>' })
    await sophie.sees('Il tombe sans cesse <b>', thread)
    await sophie.presses('Prendre', thread)
    await sophie.says('Bonjour Karim', { in: thread })
    await sophie.says('// entre nous', { in: thread })
    await service.person('karim').sees('Bonjour Karim')
    const part = async () => (await karim.get(at('/chat/part'))).html
    await service.eventually('the page has both sides', async () => (await part()).includes('Bonjour Karim'))
    assert.match(
      await part(),
      /Terminer le chat[\s\S]*class="own"[\s\S]*Il tombe sans cesse &lt;b&gt;[\s\S]*class="other"[\s\S]*Sophie Martin[\s\S]*Bonjour Karim/,
    )
    assert.doesNotMatch(await part(), /entre nous/)
    // Sent twice, as by a reload, it is said once.
    const page = await karim.get(at('/chat'))
    const nonce = /name="nonce" value="([^"]+)"/.exec(page.html)?.[1] ?? ''
    for (let n = 0; n < 2; n += 1) await karim.press('Envoyer', { text: 'Depuis lundi', nonce })
    await sophie.sees('Depuis lundi', thread)
    assert.equal((await part()).split('Depuis lundi').length, 2)
    assert.equal(
      (await karim.post(at('/chat'), { 'sec-fetch-site': 'cross-site' }, new URLSearchParams({ text: 'x', nonce })))
        .status,
      403,
    )
    await karim.get(at('/chat'))
    await karim.press('Terminer le chat')
    await sophie.sees(/Terminé par Karim Benali/, thread)
    assert.equal((await karim.get(at('/chat/part'))).status, 410)
    assert.equal((await karim.get(at('/chat'))).url, at('/'))
  })

  it('whoever never wrote in Teams is told to, and their place in Teams is made up for nobody', async () => {
    const db = await connect(service.databaseUrl)
    try {
      const { objectId } = service.teams.account('erin')
      await db.deleteFrom('people').where('object_id', '=', objectId).execute()
      const erin = await signedIn('Erin Walsh', 'en')
      assert.match((await erin.press('Chat with an analyst')).html, /First write to the service desk in Teams once/)
      const rows = await db.selectFrom('people').selectAll().where('object_id', '=', objectId).execute()
      assert.deepEqual(
        rows.map(({ name, conversation_id, teams_id }) => ({ name, conversation_id, teams_id })),
        [{ name: 'Erin Walsh', conversation_id: null, teams_id: '' }],
      )
    } finally {
      await db.destroy()
    }
  })

  it('a session that ended, or a store that is away, loses nothing that was filled', async () => {
    const camille = await signedIn('Camille Roy')
    await camille.follow('Créer un incident')
    const origin = new URL(at('/')).origin
    const token = camille.cookies.get(`${origin} __Host-desk`) ?? ''
    camille.cookies.delete(`${origin} __Host-desk`)
    const ended = await camille.press('Enregistrer', { title: 'Pas perdu', description: 'Du tout' })
    assert.equal(ended.status, 401)
    assert.match(ended.html, /Votre session a pris fin[\s\S]*name="title" value="Pas perdu"/)
    camille.cookies.set(`${origin} __Host-desk`, token)
    assert.match((await camille.press('Envoyer de nouveau')).html, /Incident INC-\d+ créé[\s\S]*Pas perdu/)
    // What another site sends is not shown to be sent again.
    const forged = new URLSearchParams({ _act: '{}', title: 'Piège' })
    const refused = await createBrowser().post(at('/acts'), { 'sec-fetch-site': 'cross-site' }, forged)
    assert.equal(refused.status, 403)
    assert.doesNotMatch(refused.html, /Piège/)
  })

  it('people are found by two letters of their name, in fields that ask for people, and not without end', async () => {
    const camille = await signedIn('Camille Roy')
    const finding = async (id: string, name: string) => {
      await opened(camille)
      return await camille.press('Rechercher', { _find: id, [`_name.${id}`]: name })
    }
    assert.match((await finding('requester', 'KARIM')).html, /value="[0-9a-f-]{36}"> Karim Benali/)
    assert.doesNotMatch((await finding('requester', 'k')).html, /Karim/)
    assert.doesNotMatch((await finding('urgency', 'karim')).html, /Karim/)
    assert.doesNotMatch((await finding('requester', '')).html, /role="status"/)
    let last = ''
    for (let n = 0; n < SHARES.lookups.most; n += 1) last = (await finding('requester', 'karim')).html
    assert.match(last, /Vous avez cherché beaucoup de noms/)
  })

  it('a page may be what a chat may be, and no more: what is the desk’s is refused in words', async () => {
    const camille = await signedIn('Camille Roy')
    const post = (body: Readonly<Record<string, string>>, headers: Readonly<Record<string, string>> = own) =>
      camille.post(at('/acts'), headers, new URLSearchParams(body))
    const own = { 'sec-fetch-site': 'same-origin' }
    const sends = (kind: string, verb: string, data: object) => post({ _act: JSON.stringify({ kind, verb, data }) })
    const ticketId = randomUUID()
    assert.match(
      (await sends('press', 'ticket.take', { ticketId, version: 1 })).html,
      /<h1>Cette action n’est pas permise ici/,
    )
    assert.match((await sends('press', 'ticket.confirm', { ticketId })).html, /<h1>/)
    for (const garbage of ['', '{', '{"kind":"press"}', JSON.stringify({ kind: 'x', verb: 'menu.show', data: {} })])
      assert.equal((await post({ _act: garbage })).status, 400, garbage)
    assert.equal((await sends('press', 'no.such', {})).status, 200)
    assert.equal((await sends('press', '__proto__', {})).status, 200)
    assert.equal((await camille.get(at('/acts/ticket.open'))).status, 400)
    assert.equal((await camille.get(at('/acts/no.such?with=%7B%7D'))).status, 200)
    assert.equal((await post({ _act: 'x'.repeat(400_000) })).status, 400)
    for (const headers of [{}, { 'sec-fetch-site': 'cross-site' }, { 'sec-fetch-site': 'same-site' }])
      assert.equal(
        (await post({ _act: JSON.stringify({ kind: 'press', verb: 'menu.show', data: {} }) }, headers)).status,
        403,
      )
    const stranger = await createBrowser().post(at('/acts'), own, new URLSearchParams({ _act: '{}' }))
    assert.equal(stranger.status, 401)
    const nothing = await camille.get(at('/nothing-here'))
    assert.equal(nothing.status, 404)
    assert.match(nothing.html, /Il n’y a rien à cette adresse/)
  })

  it('an administrator has on the page what their chat has (S0.5)', async () => {
    const dominique = await signedIn('Dominique Lavoie')
    const shown = await dominique.follow('Administration')
    assert.match(shown.html, /<h1>Administration<\/h1>/)
    await dominique.follow('Changer les réglages')
    assert.match((await dominique.follow('Retour')).html, /Bonjour Dominique/)
  })

  for (const language of ['fr', 'en'] as const)
    it(`draws every card and every dialog of Teams, and runs nothing that somebody wrote (${language})`, () => {
      const hostile = '<script>alert(1)</script> [x](javascript:alert(1)) **a** {{DATE(2026-01-01T00:00:00Z)}} "\'>'
      const view = { from: '/', language, timeZone: 'UTC', words: { find: 'find', required: 'required', none: 'none' } }
      const opens = { kind: 'open', verb: 'menu.show', data: {} } as const
      for (const [name, card] of Object.entries(everyCardSaying(hostile)(sentencesIn(language)))) {
        const { text } = cardForm(card, view, opens)
        assert.doesNotMatch(text, /<script|href="javascript|\{\{(DATE|TIME)\((?!2026-01-01T00)/, name)
        assert.doesNotMatch(text, /undefined|\[object/, name)
        const ids = [...text.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id)
        assert.equal(new Set(ids).size, ids.length, name)
        for (const { title } of card['actions'] as readonly { readonly title: string }[])
          assert.ok(text.includes(html`${title}`.text), `${name}: ${title}`)
      }
    })
})
