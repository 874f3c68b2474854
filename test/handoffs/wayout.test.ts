import { strict as assert } from 'node:assert'
import { firstName } from '../../bot/menu/present.ts'
import { actionsOf } from '../../simulator/card-reader.ts'
import { type Conversation, cardOf, type Json, type Message } from '../../simulator/chats.ts'
import { crowdOf } from '../crowd.ts'
import { type Service, startService } from '../service.ts'

describe('nobody is left without a way out', () => {
  let service: Service
  let next = 0
  before(async () => {
    service = await startService({}, { directory: crowdOf(24) })
    await service.settle('sophie', 'karim')
  })
  after(() => service.close())

  const sophie = () => service.person('sophie')
  /** Somebody fresh, in a chat with Sophie. */
  async function begin() {
    const employee = service.person(`e${next++}`)
    return { employee, thread: await service.beginChat(employee.account.key) }
  }
  const buttons = (message: Message, key: string) => actionsOf(cardOf(message, key) ?? {})
  const titles = (message: Message, key: string) => buttons(message, key).map(({ title }) => title)

  async function incidentFrom(thread: Conversation): Promise<void> {
    await sophie().presses('Créer un incident', thread)
    await sophie().presses('Enregistrer')
    sophie().closeDialog()
  }

  it('« Voir l’incident » leaves « Terminer le chat » where it is (E1)', async () => {
    const { employee, thread } = await begin()
    await incidentFrom(thread)
    const talk = await employee.sees(/^Connecté à Sophie Martin/)
    await service.eventually('the talk’s card knows it', () =>
      titles(talk, employee.account.key).includes('Voir l’incident'),
    )
    await employee.presses('Voir l’incident')
    await employee.sees('Historique')
    assert.ok(titles(talk, employee.account.key).includes('Terminer le chat'))
  })

  it('asking again by the menu shows the talk, with its end (E1)', async () => {
    const { employee } = await begin()
    const value = { action: { type: 'Action.Execute', verb: 'handoff.request', data: {} } }
    const { body } = await service.teams.invoke(employee.account, employee.chat(), 'adaptiveCard/action', value)
    assert.match(JSON.stringify(body), /Terminer le chat/)
  })

  it('an older waiting card never ends the talk that came of the wait (N8)', async () => {
    const employee = service.person(`e${next++}`)
    await service.ask(employee.account.key, 'Bonjour')
    const thread = await sophie().findsThread(`${employee.account.name} attend`)
    const waiting = await employee.sees('Nous cherchons un analyste')
    const cancel = buttons(waiting, employee.account.key).find(({ title }) => title === 'Ne plus attendre')
      ?.action as Json
    assert.ok(cancel)
    await sophie().presses('Prendre', thread)
    await employee.sees('Connecté à Sophie Martin')
    await employee.act(employee.chat(), waiting, cancel, {})
    await sophie().says('Toujours là ?', { in: thread })
    await employee.sees('Toujours là ?')
  })

  it('the app’s own command brings the options and never reaches the analyst (K12)', async () => {
    const { employee, thread } = await begin()
    await employee.says('Options')
    await employee.sees('Sélectionnez')
    await employee.says('fin')
    await sophie().sees('fin', thread)
    assert.ok(
      !sophie()
        .shown(thread)
        .some((text) => /\bOptions\b/.test(text)),
    )
  })

  it('in a chat, nobody is told to write to see the options; a refusal has its reference (E2, K5)', async () => {
    const { employee } = await begin()
    const gone = { ticketId: '00000000-0000-4000-8000-000000000000' }
    const value = { action: { type: 'Action.Execute', verb: 'ticket.show', data: gone } }
    const ask = async (who: typeof employee) =>
      JSON.stringify((await service.teams.invoke(who.account, who.chat(), 'adaptiveCard/action', value)).body)
    const said = await ask(employee)
    assert.match(said, /n’existe plus. Référence\u00a0: [0-9a-f]{8}/)
    assert.match(await ask(service.person(`e${next++}`)), /Envoyez un message pour revoir les options. Référence/)
    const reference = /Référence\u00a0: ([0-9a-f]{8})/.exec(said)?.[1] ?? 'none'
    await service.eventually('the log has it too', () => service.bot.output.some((line) => line.includes(reference)))
  })

  it('a correction after the end is said to have come too late (E11)', async () => {
    const { employee, thread } = await begin()
    const message = await employee.says('Imprimante 4O2')
    await sophie().sees('Imprimante 4O2', thread)
    await sophie().presses('Terminer le chat', thread)
    await employee.sees('Chat terminé')
    await service.teams.edit(employee.account, employee.chat(), message, { text: 'Imprimante 402' })
    await employee.sees('votre correction n’a pas été transmise')
  })

  it('a whisper that is corrected stays one, and its author knows (A8)', async () => {
    const { employee, thread } = await begin()
    const whisper = await sophie().says('// à vérifier', { in: thread })
    await service.teams.edit(sophie().account, thread, whisper, { text: 'à vérifier' })
    await sophie().sees('Cette correction reste entre analystes', thread)
    assert.doesNotMatch(employee.shown().join('\n'), /à vérifier/)
  })

  it('a whisper stays one though its correction came before it, and a correction is told of once', async () => {
    const { employee, thread } = await begin()
    const at = (n: number) => new Date(Date.now() + n * 1_000).toISOString()
    const whisper = service.teams.activity(sophie().account, thread, {
      type: 'message',
      text: '// CONFIDENTIEL',
      timestamp: at(0),
    })
    const edit = { ...whisper, type: 'messageUpdate', text: 'CONFIDENTIEL corrigé', timestamp: at(5) }
    await service.teams.deliver(edit)
    await service.teams.deliver(whisper)
    await sophie().says('Fin', { in: thread })
    await employee.sees('Fin')
    assert.doesNotMatch(employee.shown().join('\n'), /CONFIDENTIEL/)
    const secret = { ...edit, text: 'mdp : Soleil2024!', timestamp: at(9) }
    for (let n = 0; n < 3; n += 1) await service.teams.deliver(secret)
    await sophie().sees(/Nous avons masqué/, thread)
    await sophie().says('Encore', { in: thread })
    await employee.sees('Encore')
    assert.equal(
      sophie()
        .shown(thread)
        .filter((text) => text.includes('Nous avons masqué')).length,
      1,
    )
  })

  it('a colleague cannot pull a chat into a thread of their own', async () => {
    const { employee, thread } = await begin()
    const own = service.teams.openThread(String(thread.channelId))
    assert.ok(own)
    const root = await service.person('karim').says('Mon fil', { in: own })
    const handoffId = /"handoffId":"([^"]+)"/.exec(JSON.stringify(thread.messages))?.[1]
    const value = { action: { type: 'Action.Execute', verb: 'handoff.view', data: { handoffId } } }
    await service.teams.invoke(service.teams.account('karim'), own, 'adaptiveCard/action', value, root.id)
    await employee.says('Pour Sophie')
    await sophie().sees('Pour Sophie', thread)
  })

  it('the taker’s incident is theirs from the start, and may be made after the end (A2, A3)', async () => {
    const { employee, thread } = await begin()
    await sophie().presses('Terminer le chat', thread)
    await employee.sees('Chat terminé')
    await incidentFrom(thread)
    const number = /Incident (INC-\d+) créé/.exec(
      (await sophie().sees(/Incident INC-\d+ créé/, thread)) && sophie().shown(thread).join('\n'),
    )?.[1]
    const about = await sophie().findsThread(`Incident ${number}`)
    await sophie().sees(/● En cours[\s\S]*Sophie Martin/, about)
    assert.ok(!titles(about.messages[0] as Message, 'sophie').includes('Prendre'))
  })

  it('a wait that was given up may still become an incident at the desk (A2)', async () => {
    const employee = service.person(`e${next++}`)
    await service.ask(employee.account.key, 'Tant pis')
    const thread = await sophie().findsThread(`${employee.account.name} attend`)
    await employee.presses('Ne plus attendre')
    await sophie().sees(/n’attend plus depuis/, thread)
    await service.person('karim').presses('Créer un incident', thread)
    await service.person('karim').presses('Enregistrer')
    service.person('karim').closeDialog()
    await employee.sees(/Incident INC-\d+ créé/)
  })

  it('what is written or joined below an ended chat and an incident is said to stay, or kept (N10, A9)', async () => {
    const { employee, thread } = await begin()
    await incidentFrom(thread)
    const shown = await sophie().sees(/Incident INC-\d+ créé/, thread)
    assert.ok(shown)
    await sophie().presses('Terminer le chat', thread)
    await employee.sees('Chat terminé')
    await sophie().says('Rappelé au bureau.', { in: thread })
    await sophie().sees('a été ajouté à l’incident comme note interne', thread)
    const number = /Incident (INC-\d+) créé/.exec(sophie().shown(thread).join('\n'))?.[1]
    const about = await sophie().findsThread(`Incident ${number}`)
    await sophie().sees(/Note interne de Sophie Martin[\s\S]*Rappelé au bureau/, about)
    const picture = [{ type: 'image/png', bytes: Buffer.from('89504e470d0a1a0a00', 'hex') }]
    await sophie().says('', { in: about, uploads: picture })
    await sophie().sees('ne sont pas ajoutés à l’incident', about)
  })

  it('a correction that could not be delivered may be tried again (K8)', async () => {
    service.expectError('A job is given up.')
    const { employee, thread } = await begin()
    const message = await sophie().says('Redémarez', { in: thread })
    await employee.sees('Redémarez')
    service.teams.faults.add({ conversationId: employee.chat().id, operation: 'update', status: 403, times: 1 })
    await service.teams.edit(sophie().account, thread, message, { text: 'Redémarrez' })
    await sophie().sees(/Votre correction n’a pas pu être remise/, thread)
    await sophie().presses('Réessayer', thread)
    await employee.sees('Redémarrez')
  })

  it('somebody without an account in an organisation is answered, once (E13)', async () => {
    const employee = service.person(`e${next++}`)
    const activity = service.teams.activity(employee.account, employee.chat(), { type: 'message', text: 'Hello' })
    const { aadObjectId: _, ...from } = activity['from'] as Json
    await service.teams.deliver({ ...activity, from })
    await service.teams.deliver({ ...activity, from })
    await employee.sees('réservé aux membres de l’organisation')
    await employee.says('ensuite')
    await employee.sees('Sélectionnez')
    assert.equal(employee.shown().filter((text) => text.includes('réservé aux membres')).length, 1)
  })

  it('moves no chat into the thread of another (X-L8)', async () => {
    const [one, other] = [await begin(), await begin()]
    const root = one.thread.messages[0]
    assert.ok(root)
    const handoffId = /"handoffId":"([^"]+)"/.exec(JSON.stringify(cardOf(root, 'sophie')))?.[1]
    const value = { action: { type: 'Action.Execute', verb: 'handoff.view', data: { handoffId } } }
    await service.teams.invoke(
      sophie().account,
      other.thread,
      'adaptiveCard/action',
      value,
      other.thread.messages[0]?.id,
    )
    await one.employee.says('Pour mon fil à moi')
    await sophie().sees('Pour mon fil à moi', one.thread)
    assert.ok(
      !sophie()
        .shown(other.thread)
        .some((text) => text.includes('Pour mon fil')),
    )
  })

  it('believes no redirection: what a proxy answered is sent again (X-L10)', async () => {
    const { employee, thread } = await begin()
    service.teams.faults.add({ conversationId: thread.id, operation: 'send', status: 302, times: 1 })
    await employee.says('Par un détour')
    await sophie().sees('Par un détour', thread)
  })

  it('replaces no message that is not named as one (X-L16)', async () => {
    const { employee } = await begin()
    for (const id of ['..', '.', '../../x', 'a/b']) {
      const data = { verb: 'menu.show' }
      await service.teams.submit(employee.account, employee.chat(), data, id)
    }
    await employee.says('toujours là')
    await service.eventually('it goes on', () => service.bot.output.length > 0)
    assert.ok(!service.bot.output.some((line) => line.includes('card.replace')))
  })

  it('logs no word of a client’s choice (X-L17)', async () => {
    const employee = service.person(`e${next++}`)
    const verb = 'mot-interdit-du-client'
    const value = { action: { type: 'Action.Execute', verb, data: {} } }
    await service.teams.invoke(employee.account, employee.chat(), 'adaptiveCard/action', value)
    await service.teams.invoke(employee.account, employee.chat(), verb, {})
    await service.teams.deliver(service.teams.activity(employee.account, employee.chat(), { type: verb }))
    await service.eventually('it was refused', () => service.bot.output.some((line) => line.includes('"unknown"')))
    assert.ok(!service.bot.output.some((line) => line.includes('mot-interdit')))
  })
})

describe('a first name (E12)', () => {
  it('is said where the display name tells it, and left out where it does not', () => {
    for (const [name, first] of [
      ['Camille Roy', 'Camille'],
      ['Dupont, Jean', 'Jean'],
      ['DUPONT Jean', 'Jean'],
      ['DE SMET Anne-Marie', 'Anne-Marie'],
      ['Müller', ''],
      ['DUPONT', ''],
      ['', ''],
      ['svc-impression 01', ''],
      ['Dupont, ', ''],
    ] as const)
      assert.equal(firstName(name), first, name)
  })
})
