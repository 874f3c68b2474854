import { strict as assert } from 'node:assert'
import { usualOf } from '../../services/handoffs/wait.ts'
import type { Conversation } from '../../simulator/chats.ts'
import { cardOf } from '../../simulator/chats.ts'
import { crowdOf } from '../crowd.ts'
import { type Service, startService } from '../service.ts'

const NEVER = { silenceSeconds: 300, answerSeconds: null, waitSeconds: null } as const

describe('silence on both sides of a chat', () => {
  let service: Service
  let next = 0
  before(async () => {
    service = await startService({}, { directory: crowdOf(12) })
    await service.settle('sophie', 'karim')
  })
  after(() => service.close())

  const person = (key: string) => service.person(key)
  async function begin(): Promise<{ readonly key: string; readonly name: string; readonly thread: Conversation }> {
    const key = `e${next++}`
    const thread = await service.beginChat(key)
    return { key, name: person(key).account.name, thread }
  }
  const cardNow = (thread: Conversation, key: string) =>
    JSON.stringify(thread.messages[0] && cardOf(thread.messages[0], key))
  const stateOf = (key: string) =>
    JSON.stringify(
      person(key)
        .chat()
        .messages.map((message) => cardOf(message, key)),
    )

  it('an analyst who owes an answer is reminded, then a supervisor, then the chat waits for another (F6, N6)', async () => {
    const assignments = [
      { name: 'A', description: '', role: 'analyst', members: ['channel'], clients: [] },
      {
        ...{ name: 'S', description: '', role: 'supervisor', clients: [] },
        members: [{ id: service.teams.account('karim').objectId, name: 'Karim' }],
      },
    ] as const
    await service.activate({ ...NEVER, answerSeconds: 1, assignments: assignments as never })
    const { key, name, thread } = await begin()
    await person('sophie').sees(`Sophie Martin n’a pas encore répondu à ${name}`, thread)
    await person('karim').sees(`Sophie Martin n’a pas encore répondu à ${name}`)
    await person('sophie').sees(/Sophie Martin n’a pas répondu\s: le chat attend un autre analyste/, thread)
    await person(key).sees('Sophie Martin ne peut plus suivre ce chat')
    await person(key).sees('Vous gardez votre place')
    await person('karim').presses('Prendre', thread)
    await person(key).sees('Connecté à Karim Benali')
    await service.eventually(
      'one card of the talk has buttons',
      () => (stateOf(key).match(/"Terminer le chat"/g) ?? []).length === 2,
    )
  })

  it('« Il me faut un moment » tells the employee until when, and reminds nobody before (E10)', async () => {
    await service.activate({ ...NEVER, answerSeconds: 1 })
    const { key, name, thread } = await begin()
    await person('sophie').presses('Il me faut un moment', thread)
    person('sophie').seesDialog(`Nous préviendrons ${name}`)
    person('sophie').fills({ minutes: '30' })
    await person('sophie').presses('Mettre en pause')
    person('sophie').seesDialog(`${name} sait quand vous revenez`)
    person('sophie').closeDialog()
    await person(key).sees('Sophie Martin s’en occupe et vous répondra vers')
    await service.eventually('the card says so', () =>
      /En pause\s: Sophie Martin revient/.test(cardNow(thread, 'karim')),
    )
    await person(key).says('Merci, j’attends.')
    await person('sophie').sees('Merci, j’attends.', thread)
    await new Promise((resolve) => setTimeout(resolve, 1_300))
    assert.ok(
      !person('sophie')
        .shown(thread)
        .some((text) => text.includes('pas encore répondu')),
    )
    await person('sophie').says('Me revoici.', { in: thread })
    await person(key).sees('Me revoici.')
    await service.eventually('the pause is over', () => !cardNow(thread, 'karim').includes('En pause'))
    await person('sophie').presses('Terminer le chat', thread)
  })

  it('« Je reviens dans 20 minutes » stops the employee’s clock, whatever the analyst says meanwhile (E10, A10)', async () => {
    await service.activate({ ...NEVER, silenceSeconds: 2 })
    const { key, name, thread } = await begin()
    await person('sophie').says('Redémarrez votre poste.', { in: thread })
    await person(key).sees('Êtes-vous toujours là')
    await service.eventually('the desk sees the warning', () =>
      /ne répond pas\s: une relance envoyée/.test(cardNow(thread, 'karim')),
    )
    await person(key).presses('Je reviens dans 20 minutes')
    await person(key).sees('À tout à l’heure')
    await person('sophie').sees(`${name} s’absente et revient vers`, thread)
    await person('sophie').says('D’accord, à tout à l’heure.', { in: thread })
    await person(key).sees('D’accord, à tout à l’heure.')
    await new Promise((resolve) => setTimeout(resolve, 2_500))
    assert.doesNotMatch(stateOf(key), /Dernier rappel|Chat terminé/)
    await person(key).presses('Je suis de retour')
    await person('sophie').sees(`${name} est de retour`, thread)
    // From now on their silence counts again; on the card of the talk the pause is one press too.
    await person(key).presses('Je reviens dans 20 minutes')
    await person(key).sees('Vous revenez vers')
    await person(key).says('Me voici')
    await person(key).sees('Tout ce que vous écrivez ici lui parvient')
    await person('sophie').says('Alors ?', { in: thread })
    await person(key).sees('Dernier rappel')
    await person(key).presses('Terminer le chat')
  })

  it('whoever fills in the incident’s form is not silent (E10), and answered warnings lose their buttons (N15)', async () => {
    await service.activate({ ...NEVER, silenceSeconds: 2 })
    const { key, thread } = await begin()
    await person('sophie').says('Redémarrez votre poste.', { in: thread })
    await person(key).sees('Êtes-vous toujours là')
    const asks = () => (stateOf(key).match(/"Je suis toujours là"/g) ?? []).length
    assert.ok(asks() > 0)
    await person(key).presses('Créer un incident')
    await service.eventually('the warning asks for nothing', () => asks() === 0)
    assert.match(stateOf(key), /Merci, nous continuons/)
    person(key).closeDialog()
    await person(key).presses('Terminer le chat')
  })

  it('« Annuler » right after « Prendre » puts it back where it stood; once something was said it is too late (F3)', async () => {
    await service.activate(NEVER)
    const first = await begin()
    await service.ask(`e${next}`, 'Moi ensuite')
    await person('sophie').presses('Annuler la prise en charge', first.thread)
    await person('karim').sees('Sophie Martin ne peut plus suivre ce chat', first.thread)
    await person(first.key).sees('Vous gardez votre place')
    await person(`e${next}`).sees('il y avait une personne avant vous')
    await person('karim').presses('Prendre', first.thread)
    await person('karim').refresh(first.thread)
    const handoffId = /"handoffId":"([^"]+)"/.exec(cardNow(first.thread, 'karim'))?.[1]
    await person('karim').says('Bonjour, je regarde.', { in: first.thread })
    await person(first.key).sees('Bonjour, je regarde.')
    const { body } = await service.teams.invoke(person('karim').account, first.thread, 'adaptiveCard/action', {
      action: { type: 'Action.Execute', verb: 'handoff.undo', data: { handoffId } },
    })
    assert.match(JSON.stringify(body), /Chat avec/)
    assert.doesNotMatch(JSON.stringify(body), /handoff.undo/)
    await person('karim').says('Je suis toujours là.', { in: first.thread })
    await person(first.key).sees('Je suis toujours là.')
    await person(`e${next++}`).presses('Ne plus attendre')
  })
})

describe('a wait for an analyst', () => {
  let service: Service
  let next = 0
  before(async () => {
    service = await startService({}, { directory: crowdOf(24) })
    await service.settle('sophie')
  })
  after(() => service.close())

  const person = (key: string) => service.person(key)
  const stateOf = (key: string) =>
    JSON.stringify(
      person(key)
        .chat()
        .messages.map((message) => cardOf(message, key)),
    )

  it('is told honestly: the place, and how long it lasted for others, or that nobody knows yet (F5)', async () => {
    await service.activate(NEVER)
    const keys = Array.from({ length: 8 }, () => `e${next++}`)
    await service.ask(keys[0] ?? '', 'Bonjour')
    await person(keys[0] ?? '').sees('Nous ne savons pas encore combien de temps cela prendra.')
    for (const key of keys.slice(1)) await service.ask(key, 'Bonjour')
    await person(keys[7] ?? '').sees('il y avait 7 personnes avant vous')
    for (const key of keys) {
      const thread = await person('sophie').findsThread(`${person(key).account.name} attend`)
      await person('sophie').presses('Prendre', thread)
    }
    const last = `e${next++}`
    await service.ask(last, 'Bonjour')
    await person(last).sees('Ces derniers jours, l’attente a le plus souvent duré moins d’une minute.')
    const after = `e${next++}`
    await service.ask(after, 'Bonjour')
    await person(after).sees('il y avait une personne avant vous')
    const before = person(after).chat().messages.length
    await person(last).presses('Ne plus attendre')
    await service.eventually('the next moves up, in place', () => stateOf(after).includes('en tête de la file'))
    assert.equal(person(after).chat().messages.length, before)
    await person(after).presses('Ne plus attendre')
  })

  it('says what it knows of the middle of the waits, and nothing of fewer than eight', () => {
    assert.equal(usualOf([1, 2, 3, 4, 5, 6, 7]), undefined)
    assert.deepEqual(usualOf([900, 10, 20, 30, 40, 50, 60, 70, 80, 1]), { from: 20, to: 70 })
  })

  it('that is long asks how to go on: wait, be called back, an incident; the place is kept (F4, C6)', async () => {
    await service.activate({ ...NEVER, waitSeconds: 2 })
    const [first, second] = [`e${next++}`, `e${next++}`]
    await service.ask(first, 'Mon écran est noir')
    await service.ask(second, 'Moi aussi')
    await person(first).sees('L’attente se prolonge')
    await person(second).sees('L’attente se prolonge')
    await person(first).presses('Rappelez-moi')
    person(first).fills({ minutes: '30' })
    await person(first).presses('Me rappeler')
    person(first).seesDialog('Vous gardez votre place')
    person(first).closeDialog()
    await person(first).sees('Rappel prévu')
    const thread = await person('sophie').findsThread(`${person(first).account.name} attend`)
    await person('sophie').sees('À rappeler le', thread)
    await service.eventually('the other one is next', () => stateOf(second).includes('en tête de la file'))
    await person(first).says('Un détail de plus')
    await person('sophie').sees('Un détail de plus', thread)
    await person(first).presses('Reprendre l’attente')
    await person(first).sees('Vous êtes en tête de la file')
    await person(second).presses('Créer un incident')
    assert.match(JSON.stringify(person(second).dialog), /Moi aussi/)
    await person(second).presses('Enregistrer')
    person(second).closeDialog()
    await person(second).sees('Votre demande est devenue l’incident')
    await person('sophie').presses('Prendre', thread)
    await person(first).sees('Connecté à Sophie Martin')
  })

  it('where nobody is on duty may begin all the same, and is answered by whoever comes (F4)', async () => {
    await service.activate(NEVER)
    const key = `e${next++}`
    const desk = await person('sophie').findsThread('Centre de services')
    await person('sophie').presses('Quitter mon service', desk)
    await person(key).says('Bonjour')
    await person(key).presses('Chat avec un analyste')
    await person(key).sees('Aucun analyste n’est de service')
    await person(key).presses('Attendre quand même')
    await person(key).sees('Votre demande reste en attente')
    await person('sophie').presses('Prendre mon service', desk)
    await person(key).sees('Nous sommes en ligne')
    const thread = await person('sophie').findsThread(`${person(key).account.name} attend`)
    await person('sophie').presses('Prendre', thread)
    await person(key).sees('Connecté à Sophie Martin')
  })

  it('where there is no desk at all is no promise: the button goes, an incident stays (C6)', async () => {
    const empty = await startService({}, { directory: crowdOf(1) })
    try {
      await empty.teams.installForPerson(empty.teams.account('e0'))
      await empty.person('e0').presses('Chat avec un analyste')
      await empty.person('e0').presses('Attendre quand même')
      const last = JSON.stringify(cardOf(empty.person('e0').chat().messages.at(-1) as never, 'e0'))
      assert.match(last, /Créer un incident/)
      assert.doesNotMatch(last, /Attendre quand même/)
    } finally {
      await empty.close()
    }
  })

  it('outside the hours is a call back when it opens (F4)', async () => {
    const soon = new Date(Date.now() + 3 * 3_600_000)
    const hour = String(soon.getUTCHours()).padStart(2, '0')
    const open = hour === '23' ? '22:00-23:00' : `${hour}:00-${hour}:30`
    const week = Object.fromEntries(
      ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'].map((day) => [day, open]),
    )
    await service.activate({ ...NEVER, hours: { timeZone: 'UTC', week: week as never, holidays: [] } })
    const key = `e${next++}`
    await person(key).says('Bonjour')
    await person(key).presses('Chat avec un analyste')
    await person(key).sees('Le centre de services est fermé en ce moment')
    await person(key).presses('Me rappeler à l’ouverture')
    await person(key).sees('Rappel prévu')
    const thread = await person('sophie').findsThread(`${person(key).account.name} attend`)
    await person('sophie').sees('À rappeler le', thread)
    await service.activate(NEVER)
  })
})
