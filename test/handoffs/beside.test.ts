import { strict as assert } from 'node:assert'
import { connect } from '../../services/db/connect.ts'
import { type Conversation, cardOf } from '../../simulator/chats.ts'
import { crowdOf } from '../crowd.ts'
import { type Service, startService } from '../service.ts'

describe('beside the words of a chat', () => {
  let service: Service
  let next = 0
  before(async () => {
    service = await startService({}, { directory: crowdOf(8) })
    await service.settle('sophie', 'karim')
  })
  after(() => service.close())

  const person = (key: string) => service.person(key)
  async function begin(taker = 'sophie') {
    const key = `e${next++}`
    const thread = await service.beginChat(key, taker)
    await person(taker).refresh(thread)
    return { key, name: person(key).account.name, thread }
  }
  const shownTo = (key: string, where?: Conversation) => person(key).shown(where).join('\n')
  const cardOfOwn = (key: string, expected: string) =>
    person(key)
      .chat()
      .messages.map((message) => JSON.stringify(cardOf(message, key)))
      .findLast((card) => card?.includes(expected)) ?? ''

  it('a ready reply goes out as whoever chose it would have written it', async () => {
    await service.activate({ replies: ['Bonjour {name}, ici {analyst}.', 'Avez-vous redémarré votre poste ?'] })
    const { key, name, thread } = await begin()
    await person('sophie').presses('Réponses types', thread)
    assert.match(JSON.stringify(person('sophie').dialog), new RegExp(`Bonjour ${name}, ici Sophie Martin`))
    person('sophie').fills({ reply: 'Bonjour {name}, ici {analyst}.' })
    await person('sophie').presses('Envoyer')
    person('sophie').seesDialog(`Envoyé à ${name}`)
    person('sophie').closeDialog()
    await person(key).sees(`Bonjour ${name}, ici Sophie Martin.`)
    await person('karim').sees('Sophie Martin a répondu', thread)
    // One that was taken out of the settings meanwhile is not sent.
    await person('sophie').presses('Réponses types', thread)
    await service.activate({ replies: ['Autre chose'] })
    person('sophie').fills({ reply: 'Avez-vous redémarré votre poste ?' })
    await person('sophie').presses('Envoyer')
    person('sophie').seesDialog('Cette réponse n’existe plus')
    person('sophie').closeDialog()
    assert.doesNotMatch(shownTo(key), /redémarré/)
    await person(key).presses('Terminer le chat')
  })

  it('a secret is handed over on purpose, shown once, and stands in no transcript (A13)', async () => {
    const { key, name, thread } = await begin()
    const secret = 'Soleil2024!'
    await person('sophie').presses('Remettre un secret', thread)
    person('sophie').fills({ secret })
    await person('sophie').presses('Remettre')
    assert.doesNotMatch(person('sophie').seesDialog(`Remis à ${name}`), /Soleil/)
    person('sophie').closeDialog()
    await person(key).sees('Sophie Martin vous remet un mot de passe ou un code')
    await person('karim').sees(`Sophie Martin a remis un secret à ${name}`, thread)
    // Nobody else can show it, also not with its id.
    const secretId = /"secretId":"([^"]+)"/.exec(cardOfOwn(key, 'secretId'))?.[1]
    const open = (who: string, where: Conversation) =>
      service.teams.invoke(person(who).account, where, 'task/fetch', { data: { verb: 'onetime.show', secretId } })
    for (const who of ['sophie', 'karim'])
      for (const where of [thread, person(who).chat()])
        assert.doesNotMatch(JSON.stringify(await open(who, where)), /Soleil/)
    await person(key).presses('Afficher')
    person(key).seesDialog(secret)
    person(key).closeDialog()
    await person('karim').sees(`${name} a consulté le secret`, thread)
    // Teams may have lost the answer: for a minute it can be asked for again.
    assert.match(JSON.stringify(await open(key, person(key).chat())), /Soleil/)
    const db = await connect(service.databaseUrl)
    try {
      // The minute is over.
      const over = { due_at: Date.now() - 1, state: 'timer' as const }
      await db.updateTable('jobs').set(over).where('task', '=', 'onetime.wipe').execute()
      await service.eventually('it is wiped out', async () => {
        const rows = await db.selectFrom('onetime_secrets').select('secret').execute()
        return rows.length === 1 && rows[0]?.secret === null
      })
    } finally {
      await db.destroy()
    }
    await service.eventually(
      'its card has no button',
      () => !cardOfOwn(key, 'vous remet un mot de passe ou un code').includes('"Afficher"'),
    )
    assert.match(JSON.stringify(await open(key, person(key).chat())), /plus disponible/)
    await person('sophie').presses('Créer un incident', thread)
    assert.doesNotMatch(JSON.stringify(person('sophie').dialog), /Soleil/)
    person('sophie').closeDialog()
    assert.doesNotMatch(shownTo('karim', thread), /Soleil/)
    assert.ok(!service.bot.output.some((line) => line.includes('Soleil')), 'no log has it')
    await person(key).presses('Terminer le chat')
  })

  it('a note among analysts is a card of its own colour, and reaches nobody else (F15)', async () => {
    const { key, name, thread } = await begin()
    await person('karim').presses('Note entre analystes', thread)
    person('karim').fills({ text: 'Elle a appelé hier, le pare-feu est en cause.' })
    await person('karim').presses('Noter')
    person('karim').seesDialog('Noté')
    person('karim').closeDialog()
    const note = await person('sophie').sees(
      /Note entre analystes[\s\S]*Karim Benali[\s\S]*le pare-feu est en cause/,
      thread,
    )
    assert.match(JSON.stringify(cardOf(note, 'sophie')), /"style":"warning"/)
    await person('sophie').says('Je regarde le pare-feu.', { in: thread })
    await person(key).sees('Je regarde le pare-feu.')
    assert.doesNotMatch(shownTo(key), /a appelé hier/)
    await person('sophie').presses('Créer un incident', thread)
    assert.doesNotMatch(
      JSON.stringify(person('sophie').dialog?.content),
      /a appelé hier/,
      `${name}’s incident has no note`,
    )
    person('sophie').closeDialog()
    await person(key).presses('Terminer le chat')
  })

  it('a reaction reaches whoever wrote the message; nobody else’s does (F14)', async () => {
    const { key, name, thread } = await begin()
    await person('sophie').says('Essayez maintenant.', { in: thread })
    const copy = await person(key).sees('Essayez maintenant.')
    assert.ok(await service.teams.react(person(key).account, person(key).chat(), copy, 'like'))
    await person('sophie').sees(`${name} a réagi 👍`, thread)
    await person(key).says('Cela marche, merci !')
    const thanks = await person('sophie').sees('Cela marche, merci !', thread)
    assert.ok(await service.teams.react(person('karim').account, thread, thanks, 'heart'))
    assert.ok(await service.teams.react(person('sophie').account, thread, thanks, '1f389_partypopper'))
    await person(key).sees('Sophie Martin a réagi 🎉')
    assert.doesNotMatch(shownTo(key), /Karim/)
    await person(key).presses('Terminer le chat')
  })

  it('a reaction that comes before it is noted which message the copy is of arrives too', async () => {
    const { key, name, thread } = await begin()
    await person('sophie').says('Voyez-vous la lumière ?', { in: thread })
    const copy = await person(key).sees('Voyez-vous la lumière ?')
    const later = `not yet ${copy.id}`
    const db = await connect(service.databaseUrl)
    try {
      const note = (from: string, to: string) =>
        db.updateTable('messages').set({ sent_activity_id: to }).where('sent_activity_id', '=', from).returning('id')
      await service.eventually('the copy is noted', async () => (await note(copy.id, later).execute()).length === 1)
      assert.ok(await service.teams.react(person(key).account, person(key).chat(), copy, 'like'))
      // Sooner than it is due.
      const looksNow = (looks: number) =>
        service.eventually(`look ${looks} is due later`, async () => {
          const jobs = await db.selectFrom('jobs').selectAll().where('task', '=', 'reaction.settle').execute()
          const { id } = jobs.find(({ payload }) => isLook(payload, looks)) ?? {}
          if (id === undefined) return false
          const due = { due_at: Date.now() - 1, state: 'timer' as const }
          await db.updateTable('jobs').set(due).where('id', '=', id).execute()
          return true
        })
      const isLook = (payload: string, looks: number) =>
        payload.includes(copy.id) && payload.includes(`"looks":${looks}`)
      await looksNow(1)
      await service.eventually('it looks once more', async () => {
        const jobs = await db.selectFrom('jobs').select('payload').where('task', '=', 'reaction.settle').execute()
        return jobs.some(({ payload }) => isLook(payload, 2))
      })
      await note(later, copy.id).execute()
      await looksNow(2)
    } finally {
      await db.destroy()
    }
    await person('sophie').sees(`${name} a réagi 👍`, thread)
    await person(key).presses('Terminer le chat')
  })
})
