import { strict as assert } from 'node:assert'
import { setTimeout as wait } from 'node:timers/promises'
import { actionsOf } from '../simulator/card-reader.ts'
import { type Conversation, cardOf } from '../simulator/chats.ts'
import type { Person } from '../simulator/client.ts'
import { crowdOf } from './crowd.ts'
import { type Service, startService } from './service.ts'

describe('delivery', () => {
  let service: Service
  let camille: Person
  let sophie: Person
  let thread: Conversation

  let next = 0
  before(async () => {
    service = await startService({}, { directory: crowdOf(32) })
    await service.settle('sophie')
    sophie = service.person('sophie')
  })
  // Each test has somebody fresh, in a chat of their own.
  beforeEach(async () => {
    camille = fresh()
    thread = await service.beginChat(camille.account.key)
  })
  afterEach(() => service.teams.faults.clear())
  after(() => service.close())

  const fresh = () => service.person(`e${next++}`)

  /** An incident from the chat; returns its number. */
  async function makeIncident(): Promise<string> {
    await sophie.presses('Créer un incident', thread)
    sophie.fills({ title: 'Écran noir', description: 'Depuis ce matin.' })
    await sophie.presses('Enregistrer')
    const number = /INC-\d+/.exec(sophie.seesDialog(/INC-\d+/))?.[0]
    sophie.closeDialog()
    return String(number)
  }

  /** What the thread shows of the numbered messages, in its order. */
  const relayed = () => sophie.shown(thread).flatMap((text) => /message \d+\.$/.exec(text) ?? [])
  const numbered = (n: number) => Array.from({ length: n }, (_, i) => `message ${i + 1}.`)

  for (const fault of [{ status: 429, retryAfterS: 1 }, { status: 412 }, { status: 503 }, { status: 500 }] as const) {
    it(`loses nothing and keeps the order when Teams answers ${fault.status}`, async () => {
      service.teams.faults.add({ conversationId: thread.id, operation: 'send', times: 2, ...fault })
      for (const text of numbered(4)) await camille.says(text)
      await sophie.sees('message 4.', thread)
      assert.deepEqual(relayed(), numbered(4))
    })
  }

  it('prefers a doubled message to a lost one when the answer is lost after delivery', async () => {
    service.teams.faults.add({ conversationId: thread.id, operation: 'send', times: 1, status: 504, delivered: true })
    await camille.says('peut-être deux fois')
    await service.eventually(
      'it came',
      () => sophie.shown(thread).filter((text) => text.includes('deux fois')).length === 2,
    )
  })

  it('tells the sender when a message cannot be delivered', async () => {
    service.expectError('A job is given up.')
    service.teams.faults.add({
      conversationId: camille.chat().id,
      operation: 'send',
      times: 1,
      status: 403,
      code: 'ConversationBlockedByUser',
    })
    await sophie.says('Vous me lisez ?', { in: thread })
    await sophie.sees(/Non remis[\s\S]*Vous me lisez \?/, thread)
    await sophie.sees(/bloqué ou retiré/, thread)
    await sophie.presses('Réessayer', thread)
    await camille.sees('Vous me lisez ?')
    await sophie.sees('Nouvel essai en cours', thread)
    await sophie.says('Et maintenant ?', { in: thread })
    await camille.sees('Et maintenant ?')
  })

  it('tells what the person did from what their organisation forbids (D7)', async () => {
    service.expectError('A job is given up.')
    const to = { conversationId: camille.chat().id, operation: 'send', times: 1, status: 403 } as const
    service.teams.faults.add({ ...to, code: 'MessageWritesBlocked' })
    await sophie.says('Et ceci ?', { in: thread })
    await sophie.sees(/Et ceci \?[\s\S]*son organisation l’interdit/, thread)
    await sophie.presses('Réessayer', thread)
    await camille.sees('Et ceci ?')
  })

  it('offers the incident of the chat as another route to who cannot be reached', async () => {
    service.expectError('A job is given up.')
    const number = await makeIncident()
    await camille.sees(/Incident INC-\d+ créé/)
    service.teams.faults.add({ conversationId: camille.chat().id, operation: 'send', times: 1, status: 403 })
    await sophie.says('Changez le câble.', { in: thread })
    await sophie.sees(/Non remis[\s\S]*Changez le câble\./, thread)
    const undelivered = thread.messages.findLast((message) => cardOf(message, 'sophie') !== undefined)
    const retry = actionsOf((undelivered && cardOf(undelivered, 'sophie')) ?? {}).find(
      ({ title }) => title === 'Réessayer',
    )
    await sophie.presses(`Ajouter à ${number}`, thread)
    await sophie.sees(/Ajouté à l’incident INC-\d+[\s\S]*Changez le câble/, thread)
    await camille.sees(/Nouveau commentaire sur votre incident INC-\d+[\s\S]*Changez le câble/)
    // Pressed where the old card is still shown.
    await sophie.act(thread, undelivered, retry?.action ?? {}, {})
    assert.ok(!sophie.shown(thread).some((text) => text.includes('Nouvel essai')))
  })

  it('adds no whisper and nothing taken back to the incident', async () => {
    service.expectError('A job is given up.')
    const number = await makeIncident()
    for (const text of ['à chuchoter', 'à retirer']) {
      service.teams.faults.add({ conversationId: camille.chat().id, operation: 'send', times: 1, status: 403 })
      const message = await sophie.says(text, { in: thread })
      await sophie.sees(new RegExp(`Non remis[\\s\\S]*${text}`), thread)
      if (text === 'à retirer') await service.teams.remove(sophie.account, thread, message)
      else await service.teams.edit(sophie.account, thread, message, { text: '// entre nous' })
      await sophie.presses(`Ajouter à ${number}`, thread)
      assert.match(String(sophie.toasts.at(-1)), /n’existe plus/)
    }
    assert.doesNotMatch(camille.shown().join('\n'), /entre nous|à retirer/)
  })

  it('gives a chat another thread when somebody deleted its own, though Teams stumbles', async () => {
    const channelId = String(thread.channelId)
    service.teams.faults.add({ conversationId: channelId, operation: 'create', times: 1, status: 503 })
    const gone = { conversationId: thread.id, status: 404, code: 'ConversationNotFound' } as const
    service.teams.faults.add(gone)
    await camille.says('vous êtes là ?')
    const find = () =>
      sophie
        .conversations()
        .find(({ id, messages }) => id !== thread.id && messages.some(({ text }) => text.includes('vous êtes là ?')))
    await service.eventually('it is read in another thread', () => find() !== undefined)
    const other = find()
    assert.ok(other)
    await sophie.says('oui, ici', { in: other })
    await camille.sees('oui, ici')
  })

  it('tells the desk when news of an incident reaches nobody', async () => {
    await camille.presses('Terminer le chat')
    await camille.says('autre chose')
    await camille.presses('Créer un incident')
    camille.fills({ title: 'Imprimante en panne', description: 'Bac 2.' })
    await camille.presses('Enregistrer')
    camille.closeDialog()
    const about = await sophie.findsThread('Imprimante en panne')
    await service.teams.removeForPerson(camille.account)
    await sophie.presses('Commenter', about)
    sophie.fills({ text: 'Le bac est changé.', visibility: 'comment' })
    await sophie.presses('Enregistrer')
    sophie.closeDialog()
    await sophie.sees(/n’a pas reçu cette mise à jour[\s\S]*Le bac est changé/, about)
  })

  it('shows the end of a chat that ended before its beginning could be told', async () => {
    const noah = fresh()
    await service.ask(noah.account.key, 'Bonjour')
    const other = await sophie.findsThread(`${noah.account.name} attend`)
    service.teams.faults.add({ conversationId: noah.chat().id, operation: 'send', times: 1, status: 503 })
    await sophie.presses('Prendre', other)
    await sophie.presses('Terminer le chat', other)
    await noah.sees('Sophie Martin a mis fin au chat')
    assert.doesNotMatch(noah.shown().join('\n'), /Connecté/)
  })

  it('carries what is said in the thread in which the handoff was taken, when a lost answer left two', async () => {
    const [team] = service.teams.directory.teams
    service.teams.faults.add({
      conversationId: team?.channels[1]?.id ?? '',
      operation: 'create',
      times: 1,
      status: 504,
      delivered: true,
    })
    const noah = fresh()
    await service.ask(noah.account.key, 'Deux fils')
    const threads = () => sophie.conversations().filter((thread) => sophie.shown(thread)[0]?.includes('Deux fils'))
    await service.eventually('there are two threads', () => threads().length === 2)
    const [first] = threads()
    assert.ok(first)
    await sophie.presses('Prendre', first)
    await sophie.says('Me lisez-vous ?', { in: first })
    await noah.sees('Me lisez-vous ?')
    await noah.says('Oui.')
    await sophie.sees('Oui.', first)
  })

  it('does not let one blocked chat delay another', async () => {
    service.teams.faults.add({ conversationId: thread.id, operation: 'send', status: 503 })
    await camille.says('bloqué')
    const noah = fresh()
    await service.ask(noah.account.key, 'Moi aussi')
    await sophie.findsThread('Moi aussi')
    service.teams.faults.clear()
    await sophie.sees('bloqué', thread)
  })

  it('goes on after kill -9 in the middle of a chat, with no message missing', async () => {
    const texts = numbered(12)
    service.teams.faults.add({ conversationId: thread.id, operation: 'send', status: 503, times: 2 })
    for (const text of texts.slice(0, 6)) await camille.says(text)
    await service.restart('SIGKILL')
    for (const text of texts.slice(6)) await camille.says(text)
    await sophie.sees('message 12.', thread)
    assert.deepEqual([...new Set(relayed())], texts)
    await sophie.says('Toujours là.', { in: thread })
    await camille.sees('Toujours là.')
  })

  it('keeps an acknowledged message through kill -9 at any moment', async function () {
    // Three processes start one after the other, and each waits for the one that was killed to be taken for dead.
    this.timeout(60_000)
    const texts = numbered(15)
    for (const [n, text] of texts.entries()) {
      await camille.says(text)
      if (n % 5 === 4) await service.restart('SIGKILL')
    }
    // Whoever takes over waits for the lease of what was claimed, and then brings the rest in order.
    const until = Date.now() + 30_000
    while (!relayed().includes('message 15.') && Date.now() < until) await wait(50)
    assert.deepEqual([...new Set(relayed())], texts)
  })

  it('stops in order on SIGTERM, and takes up what was left', async () => {
    service.teams.faults.add({ conversationId: thread.id, operation: 'send', status: 503, times: 1 })
    await camille.says('avant')
    await service.restart('SIGTERM')
    await camille.says('après')
    await sophie.sees('après', thread)
    assert.ok(sophie.shown(thread).some((text) => text.includes('avant')))
  })
})

describe('the log', () => {
  let service: Service
  before(async () => {
    service = await startService({ LOG_LEVEL: 'debug' })
  })
  after(() => service.close())

  it('carries no words of people, no name, no token, no secret', async () => {
    await service.settle('sophie')
    const [camille, sophie] = [service.person('camille'), service.person('sophie')]
    await service.ask(camille.account.key, 'mot-interdit-1234')
    const thread = await sophie.findsThread('mot-interdit-1234')
    service.teams.faults.add({ operation: 'send', status: 503, times: 1 })
    await sophie.presses('Prendre', thread)
    await sophie.says('mot-interdit-5678', { in: thread })
    await camille.sees('mot-interdit-5678')
    const log = service.bot.output.join('\n')
    assert.ok(log.includes('A job failed and will be tried again.'), 'the failure was not logged')
    assert.doesNotMatch(log, /mot-interdit|eyJ|Bearer|@example|Camille/)
  })
})
