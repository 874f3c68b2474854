import { strict as assert } from 'node:assert'
import { WEEKDAYS } from '../../services/calendars/calendar.ts'
import { connect } from '../../services/db/connect.ts'
import { activateSettings } from '../../services/settings/activate.ts'
import { defaultSettings } from '../../services/settings/defaults.ts'
import { getDefaultWorkspace } from '../../services/workspaces/store.ts'
import { actionsOf } from '../../simulator/card-reader.ts'
import { cardOf, type Message } from '../../simulator/chats.ts'
import { type Service, startService } from '../service.ts'

const DAY_MS = 86_400_000

describe('administration in Teams', () => {
  let service: Service
  before(async () => {
    service = await startService()
    await service.settle('sophie')
  })
  after(() => service.close())

  const dominique = () => service.person('dominique')
  const camille = () => service.person('camille')
  async function menu(key: string): Promise<Message> {
    const person = service.person(key)
    const { id } = await person.says('bonjour')
    await service.eventually('a menu answers', () => person.chat().messages.at(-1)?.id !== id)
    return person.chat().messages.at(-1) as Message
  }
  const titles = (message: Message, key: string) => actionsOf(cardOf(message, key) ?? {}).map(({ title }) => title)

  /** Drafts a change by the dialog; its differences are shown in the chat. */
  async function drafts(fields: Readonly<Record<string, string>>): Promise<void> {
    await menu('dominique')
    await dominique().presses('Administration')
    await dominique().presses('Changer les réglages')
    dominique().fills(fields)
    await dominique().presses('Vérifier')
    dominique().seesDialog('Vos changements sont prêts')
    dominique().closeDialog()
    await dominique().sees('Ce qui changera à l’activation')
  }
  async function changes(fields: Readonly<Record<string, string>>, version: number): Promise<void> {
    await drafts(fields)
    await dominique().presses('Activer')
    await dominique().sees(`Version ${version} en vigueur`)
  }

  it('is offered to whom it is for, and to nobody else', async () => {
    assert.ok(titles(await menu('dominique'), 'dominique').includes('Administration'))
    assert.deepEqual(titles(await menu('camille'), 'camille'), [
      'Catalogue de services',
      'Envoyez-nous vos commentaires',
      'Chat avec un analyste',
      'Créer un incident',
      "Vérifier l'état d'un incident",
    ])
  })

  it('names every fault at once, where it is, and keeps what was typed', async () => {
    await menu('dominique')
    await dominique().presses('Administration')
    await dominique().sees(/Réglages par défaut[\s\S]*Chat avec un analyste\*\*\s: proposé/)
    await dominique().presses('Changer les réglages')
    dominique().fills({ chat: 'off', silenceSeconds: 'cinq', hours: 'hours', timeZone: 'Paris', monday: '8h-12h' })
    await dominique().presses('Vérifier')
    const shown = dominique().seesDialog('Silence')
    for (const fault of [/nombre de secondes/, /Europe\/Paris/, /Lundi\s: écrivez des plages/])
      assert.match(shown, fault)
    dominique().fills({ silenceSeconds: '300', hours: 'always' })
    await dominique().presses('Vérifier')
    dominique().seesDialog('qui contacter au sujet des options')
    dominique().closeDialog()
  })

  it('changes what the menu offers without a restart; what is off says whom to ask (S0.15, S0.35, D4)', async () => {
    await drafts({ chat: 'off', contact: 'Dominique, poste 4000' })
    await dominique().sees(/Chat avec un analyste\*\*\s: proposé → non proposé/)
    assert.ok(titles(await menu('camille'), 'camille').includes('Chat avec un analyste'), 'a draft changes nothing')
    await dominique().presses('Aperçu')
    dominique().seesDialog(/Rien n’est encore en vigueur[\s\S]*n’est pas activé ici[\s\S]*▢ Créer un incident/)
    dominique().closeDialog()
    await dominique().presses('Activer')
    await dominique().sees('Version 1 en vigueur')

    const newer = await menu('camille')
    assert.deepEqual(titles(newer, 'camille'), [
      'Catalogue de services',
      'Envoyez-nous vos commentaires',
      'Créer un incident',
      "Vérifier l'état d'un incident",
    ])
    await camille().sees(
      /«\sChat avec un analyste\s» n’est pas activé ici\. Contactez l’administrateur\s: Dominique, poste/,
    )
    // A button of a menu that hangs there since before.
    const { body } = await service.teams.invoke(camille().account, camille().chat(), 'adaptiveCard/action', {
      action: { type: 'Action.Execute', verb: 'handoff.request', data: {} },
    })
    assert.match(JSON.stringify(body), /Cette option n’est pas activée/)
  })

  it('goes one step back, after its difference was shown (F11)', async () => {
    await menu('dominique')
    await dominique().presses('Administration')
    await dominique().presses('Revenir aux réglages par défaut')
    await dominique().sees(/Chat avec un analyste\*\*\s: non proposé → proposé/)
    await dominique().presses('Activer')
    await dominique().sees('Version 2 en vigueur')
    assert.ok(titles(await menu('camille'), 'camille').includes('Chat avec un analyste'))
  })

  it('asks again where somebody else was faster, and refreshes an old card instead of failing (F2)', async () => {
    await drafts({ contact: 'Poste 4001' })
    const draft = dominique().chat().messages.at(-1) as Message
    const db = await connect(service.databaseUrl)
    const workspace = await getDefaultWorkspace(db, service.teams.directory.tenantId)
    const document = { ...defaultSettings({ language: 'fr', silenceMs: 300_000 }), contact: 'Poste 4002' }
    const author = { objectId: dominique().account.objectId, name: 'Dominique' }
    const now = Date.now
    assert.equal((await activateSettings({ db, now }, workspace, document, author))?.settingsVersion, 3)
    assert.equal(await activateSettings({ db, now }, workspace, document, author), undefined, 'version 2 is old')
    await db.destroy()
    const activate = actionsOf(cardOf(draft, 'dominique') ?? {}).find(({ title }) => title === 'Activer')
    assert.ok(activate)
    await dominique().act(dominique().chat(), draft, activate.action, {})
    // Nothing was activated yet: the same draft, compared with what the other one made.
    await dominique().sees(/Une autre version a été activée depuis[\s\S]*Poste 4002 → Poste 4001/)
    await dominique().presses('Activer')
    await dominique().sees(/Version 4 en vigueur[\s\S]*Poste 4001/)
  })

  it('keeps chats to the opening hours, and says when they begin (S0.17)', async () => {
    const far = WEEKDAYS[(new Date(Date.now() + 3 * DAY_MS).getUTCDay() + 6) % 7] as string
    await changes({ hours: 'hours', timeZone: 'Europe/Paris', [far]: '08:00-12:00' }, 5)
    await menu('camille')
    await camille().sees(/Chat non disponible pour le moment\s![\s\S]*Prochaine ouverture du chat/)
    await camille().presses('Chat avec un analyste')
    await camille().sees(/Le centre de services est fermé en ce moment[\s\S]*Prochaine ouverture du chat/)
    await drafts({ hours: 'always' })
    await dominique().sees(/Heures d’ouverture du chat\*\*\s: Seulement aux heures ci-dessous → Chat ouvert dès/)
    await dominique().presses('Activer')
    await dominique().sees('Version 6 en vigueur')
    await menu('camille')
    await camille().sees('Nous sommes en ligne')
  })

  it('sets how long silence may last, for chats that are under way too (S0.23)', async () => {
    const thread = await service.beginChat('camille')
    await changes({ silenceSeconds: '1' }, 7)
    await service.person('sophie').says('Êtes-vous là ?', { in: thread })
    await camille().sees(/Chat terminé/)
    await changes({ silenceSeconds: '300' }, 8)
  })

  it('sets the language of the channels (D1)', async () => {
    await changes({ language: 'en' }, 9)
    const desk = await service.person('sophie').findsThread(/Centre de services|Service desk/)
    await service.person('sophie').sees('Waiting chats and new incidents appear in this channel.', desk)
  })
})
