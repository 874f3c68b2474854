import { strict as assert } from 'node:assert'
import { connect, type Db } from '../../services/db/connect.ts'
import { feedbackData } from '../../services/feedback/personal.ts'
import { forgetFeedback } from '../../services/feedback/store.ts'
import { activityOf } from '../../services/measures/activity.ts'
import { type Service, startService } from '../service.ts'
import { type Browser, createBrowser } from '../web/browser.ts'

describe('what people think of how they were helped', () => {
  let service: Service
  let db: Db
  before(async () => {
    service = await startService()
    await service.settle('sophie')
    db = await connect(service.databaseUrl)
  })
  after(async () => {
    await db.destroy()
    await service.close()
  })
  const person = (key: string) => service.person(key)
  const dialogOf = (key: string) => JSON.stringify(person(key).dialog?.content)
  const given = () => db.selectFrom('feedback').select(['about', 'verdict', 'text', 'author_name']).execute()
  async function signedIn(name: string, path: string): Promise<Browser> {
    const browser = createBrowser()
    await browser.get(`${service.bot.url}${path}`)
    await browser.follow(name)
    return browser
  }

  it('is asked once a chat is over, one press, and can be changed and explained', async () => {
    const camille = person('camille')
    const thread = await service.beginChat('camille', 'sophie')
    await person('sophie').says('Bonjour Camille', { in: thread })
    await camille.sees('Bonjour Camille')
    await person('sophie').presses('Terminer le chat', thread)
    await camille.sees(/Notre aide vous a-t-elle été utile\s\?/)
    await camille.sees(/L’équipe lit votre avis sans votre nom/)
    await camille.presses('Non')
    await camille.presses('✓ Non')
    await camille.presses('Oui')
    await camille.presses('✓ Oui')
    await camille.presses('Préciser votre avis')
    camille.fills({ text: '  ' })
    await camille.presses('Enregistrer')
    assert.match(dialogOf('camille'), /Écrivez votre commentaire/)
    camille.fills({ text: 'Rapide. Mon mot de passe : Azerty123!' })
    await camille.presses('Enregistrer')
    assert.match(dialogOf('camille'), /Merci, c’est noté/)
    camille.closeDialog()
    const [opinion, ...others] = await given()
    assert.deepEqual(others, [])
    assert.equal(opinion?.verdict, 'yes')
    assert.match(opinion?.text ?? '', /^Rapide\. Mon mot de passe : •+$/, 'secrets are covered in it')
    await camille.presses('Préciser votre avis')
    assert.match(dialogOf('camille'), /Rapide/)
    camille.closeDialog()
  })

  it('is asked where somebody ended their chat themselves, and not where nobody came', async () => {
    const karim = person('karim')
    await service.beginChat('karim', 'sophie')
    await karim.presses('Terminer le chat')
    await karim.sees(/Notre aide vous a-t-elle été utile\s\?/)
    await karim.presses('En partie')
    await karim.presses('✓ En partie')
    const before = karim.chat().messages.length
    await service.ask('karim', 'Encore moi')
    await karim.presses('Ne plus attendre')
    await karim.sees('Demande annulée')
    const after = JSON.stringify(karim.chat().messages.slice(before))
    assert.doesNotMatch(after, /Notre aide/)
  })

  it('is asked of an incident as soon as it is closed, and not before', async () => {
    const camille = person('camille')
    await camille.says('Bonjour')
    await camille.presses('Créer un incident')
    camille.fills({ title: 'Écran noir', description: 'Depuis ce matin', urgency: 'normal' })
    await camille.presses('Enregistrer')
    camille.closeDialog()
    const desk = await person('sophie').findsThread('Écran noir')
    await person('sophie').presses('Prendre', desk)
    await person('sophie').presses('Résoudre', desk)
    person('sophie').fills({ text: 'Câble changé' })
    await person('sophie').presses('Résoudre')
    person('sophie').closeDialog()
    await camille.sees('Câble changé')
    await camille.presses('C’est réglé')
    await camille.sees('Fermé')
    await camille.presses('Oui')
    await camille.presses('✓ Oui')
    const about = (await given()).map((its) => its.about.split(':')[0])
    assert.deepEqual(about.sort(), ['handoff', 'handoff', 'ticket'])
  })

  it('is counted and read on the page of figures, without anybody’s name, by the desk and by administrators (S1.6)', async () => {
    const { id } = await db.selectFrom('desks').select('id').executeTakeFirstOrThrow()
    for (const [name, path] of [
      ['Sophie Martin', `/desks/${id}/activity`],
      ['Dominique Lavoie', '/settings/activity'],
    ] as const) {
      const { html } = await (await signedIn(name, path)).get(`${service.bot.url}${path}?days=7`)
      assert.match(html, /Aide jugée utile<\/dt><dd>67\s%\s\(3 réponses\)</u)
      assert.match(html, /Attente avant la première réponse \(chats\)<\/dt><dd>Médiane/)
      const words = html.slice(html.indexOf('Commentaires sur notre aide'))
      assert.match(words, /Aide utile\s\? Oui[\s\S]*Rapide\./)
      assert.doesNotMatch(words, /Camille/)
    }
    const csv = await (await signedIn('Dominique Lavoie', '/settings')).get(
      `${service.bot.url}/settings/activity.csv?days=7`,
    )
    assert.equal(csv.html.trim().split('\r\n').length, 8)
    const refused = await (await signedIn('Camille Roy', '/')).get(`${service.bot.url}/settings/activity`)
    assert.equal(refused.status, 403)
  })

  it('does not show what is said of a confidential incident (F24), and counts it', async () => {
    const { about } = (await given()).find((its) => its.about.startsWith('ticket:')) ?? { about: '' }
    const ticketId = about.slice('ticket:'.length)
    await db
      .updateTable('feedback')
      .set({ text: 'Secret' })
      .where('about', '=', about as 'ticket:x')
      .execute()
    const { id } = await db.selectFrom('workspaces').select('id').executeTakeFirstOrThrow()
    const figures = () => activityOf(db, [id], { days: 7, now: Date.now(), timeZone: 'UTC' })
    assert.ok((await figures()).words.some(({ text }) => text === 'Secret'))
    await db.updateTable('tickets').set({ confidential: 1 }).where('id', '=', ticketId).execute()
    assert.ok(!(await figures()).words.some(({ text }) => text === 'Secret'))
    assert.deepEqual((await figures()).opinions, { yes: 2, partly: 1, no: 0 })
    await db.updateTable('tickets').set({ confidential: 0 }).where('id', '=', ticketId).execute()
  })

  it('of the desk altogether is sent from the menu and from the administration, and read there by name (S2.26)', async () => {
    for (const [key, words] of [
      ['camille', 'Il manque le wifi des salles'],
      ['dominique', 'Plus de catégories, s’il vous plaît'],
    ] as const) {
      const its = person(key)
      await its.says('Bonjour')
      await its.sees('Sélectionnez')
      if (key === 'dominique') await its.presses('Administration')
      await its.presses('Envoyez-nous vos commentaires')
      its.fills({ text: words })
      await its.presses('Envoyer')
      assert.match(dialogOf(key), /Merci, c’est noté/)
      its.closeDialog()
      const desk = await person('sophie').findsThread(/Centre de services/)
      await person('sophie').sees(words, desk)
      await person('sophie').sees(`${its.account.name} vous donne son avis`, desk)
    }
  })

  it('is listed and erased with what is kept of somebody, and forgotten like their chats unless it is held (F29)', async () => {
    const { tenantId } = service.teams.directory
    const { objectId } = person('karim').account
    const [one] = (await feedbackData.list?.(db, { tenantId, objectId }))?.['feedback'] ?? []
    assert.ok(one !== undefined && 'verdict' in one && one.verdict === 'partly')
    const { id } = await db.selectFrom('workspaces').select('id').executeTakeFirstOrThrow()
    const mine = async () => (await given()).filter((its) => its.author_name === person('karim').account.name).length
    await forgetFeedback(db, id, { before: Date.now() + 1, held: [objectId] })
    assert.equal(await mine(), 1)
    assert.equal((await given()).length, 1, 'the others are forgotten')
    await feedbackData.erase?.({ db, now: Date.now }, { tenantId, objectId }, 'somebody')
    assert.equal(await mine(), 0)
  })
})
