import { strict as assert } from 'node:assert'
import type { Conversation } from '../../simulator/chats.ts'
import { cardOf } from '../../simulator/chats.ts'
import { crowdOf } from '../crowd.ts'
import { type Service, startService } from '../service.ts'

const OFFERS = {
  silenceSeconds: 300,
  answerSeconds: null,
  waitSeconds: null,
  offerTiers: [1],
  offerSeconds: 60,
}

describe('a desk that offers its chats to one analyst at a time', () => {
  let service: Service
  let next = 0
  before(async () => {
    service = await startService({}, { directory: crowdOf(20) })
    await service.settle('sophie', 'karim')
    await service.activate({ ...OFFERS, mostChats: 2 })
  })
  after(() => service.close())

  const person = (key: string) => service.person(key)
  const cardNow = (thread: Conversation, key: string) =>
    JSON.stringify(thread.messages[0] && cardOf(thread.messages[0], key))
  const names = { sophie: 'Sophie Martin', karim: 'Karim Benali' } as const
  type Analyst = keyof typeof names

  /** Somebody asks; to whom it is offered first. */
  async function ask(opening = 'Bonjour') {
    const key = `e${next++}`
    const { name } = person(key).account
    await service.ask(key, opening)
    const thread = await person('sophie').findsThread(`${name} attend`)
    await person('sophie').sees(/ce chat vous est proposé/, thread)
    const first: Analyst = offersIn(thread)[0]?.includes(names.sophie) ? 'sophie' : 'karim'
    return { key, name, thread, first, second: first === 'sophie' ? 'karim' : ('sophie' as Analyst) }
  }
  const offersIn = (thread: Conversation) =>
    person('sophie')
      .shown(thread)
      .filter((text) => text.includes('ce chat vous est proposé'))
  const press = async (who: Analyst, verb: string, thread: Conversation, data: object) =>
    JSON.stringify(
      (
        await service.teams.invoke(person(who).account, thread, 'adaptiveCard/action', {
          action: { type: 'Action.Execute', verb, data },
        })
      ).body,
    )
  const idIn = (thread: Conversation, name: string) =>
    new RegExp(`"${name}":"([^"]+)"`).exec(
      JSON.stringify(thread.messages.map((message) => cardOf(message, 'sophie'))),
    )?.[1] ?? ''
  const finish = async (who: Analyst, thread: Conversation) => {
    await person(who).refresh(thread)
    await person(who).presses('Terminer le chat', thread)
  }

  it('offers it with a mention, to nobody else; whoever refuses is not asked again (F8)', async () => {
    const { key, thread, first, second } = await ask('Mon écran est noir')
    const offer = thread.messages.find((message) => JSON.stringify(cardOf(message, first)).includes('vous est proposé'))
    assert.deepEqual(offer?.mentions, [person(first).account.teamsId])
    assert.deepEqual(thread.messages[0]?.mentions, [], 'the chat itself rings nobody')
    assert.match(cardNow(thread, second), new RegExp(`Proposé à ${names[first]} jusqu’à`))
    const handoffId = idIn(thread, 'handoffId')
    await person(second).presses('Prendre', thread)
    assert.match(person(second).toasts.join(), new RegExp(`s’adresse à ${names[first]}`))
    await person(second).presses('Refuser', thread)
    assert.equal(person(second).toasts.length, 2, 'nobody refuses for another')
    await person(first).presses('Refuser', thread)
    await person(first).sees(new RegExp(`Proposition refusée par ${names[first]}`), thread)
    await person(second).sees(new RegExp(`${names[second]}, ce chat vous est proposé`), thread)
    await person(second).presses('Accepter', thread)
    await person(key).sees(`Connecté à ${names[second]}`)
    await service.eventually('the offer says so', () =>
      offersIn(thread).some((text) => text.includes(`acceptée par ${names[second]}`)),
    )
    // A late replay of any button changes nothing (F1, F2).
    for (const verb of ['offer.accept', 'offer.refuse'])
      for (const who of [first, second]) await press(who, verb, thread, { offerId: idIn(thread, 'offerId') })
    assert.match(await press(first, 'handoff.take', thread, { handoffId }), new RegExp(`Pris par ${names[second]}`))
    await finish(second, thread)
  })

  it('« Pourquoi ? » says to whom and why, of everybody on duty, also where nobody can (F9)', async () => {
    const { thread, first, second } = await ask()
    await person('sophie').presses('Pourquoi\u00a0?', thread)
    person('sophie').seesDialog(`Proposé à ${names[first]}`)
    person('sophie').seesDialog(new RegExp(`${names[second]}.*(vient après|a plus de chats)`))
    person('sophie').closeDialog()
    await person(first).presses('Refuser', thread)
    await person(second).sees(new RegExp(`${names[second]}, ce chat vous est proposé`), thread)
    await person(second).presses('Refuser', thread)
    await service.eventually('nobody is offered it', () => !cardNow(thread, 'sophie').includes('Proposé à'))
    await person('karim').presses('Pourquoi\u00a0?', thread)
    person('karim').seesDialog('Proposé à personne')
    person('karim').seesDialog(/Sophie Martin.*a refusé à/)
    person('karim').closeDialog()
    // Whoever refused may take it all the same: it is no dead end.
    await person('karim').presses('Prendre', thread)
    await finish('karim', thread)
  })

  it('gives nobody more than they have room for, and the next at once when they have (C3, C9)', async () => {
    const chats = [await ask(), await ask(), await ask(), await ask()]
    for (const { thread, first } of chats) await person(first).presses('Accepter', thread)
    const shares = chats.map(({ first }) => first)
    assert.deepEqual(shares.toSorted(), ['karim', 'karim', 'sophie', 'sophie'])
    const key = `e${next++}`
    await service.ask(key, 'Encore moi')
    const thread = await person('sophie').findsThread(`${person(key).account.name} attend`)
    await person('sophie').presses('Pourquoi\u00a0?', thread)
    person('sophie').seesDialog(/Sophie Martin.*\(2 chats sur 2\).*a déjà le maximum/)
    person('sophie').closeDialog()
    assert.equal(offersIn(thread).length, 0)
    const [done] = chats
    assert.ok(done)
    await finish(done.first, done.thread)
    await person('sophie').sees(new RegExp(`${names[done.first]}, ce chat vous est proposé`), thread)
    await person(done.first).presses('Accepter', thread)
    await finish(done.first, thread)
    // Whoever led their last chat is asked first, though the other has more room.
    const [, , third, last] = chats
    assert.ok(third !== undefined && last !== undefined)
    const helper = last.first
    const theirs = chats.slice(1).filter((chat) => chat.first === helper)
    for (const chat of chats.slice(1)) if (chat.first !== helper || chat === last) await finish(chat.first, chat.thread)
    assert.equal(theirs.length, helper === done.first ? 1 : 2)
    const before = person('sophie').conversations().length
    await service.ask(last.key, 'Cela recommence')
    const fresh = () =>
      person('sophie')
        .conversations()
        .slice(before)
        .find((its) => offersIn(its).length > 0)
    await service.eventually('it is offered', () => fresh() !== undefined)
    assert.match(offersIn(fresh() as Conversation)[0] ?? '', new RegExp(`${names[helper]}, ce chat vous est proposé`))
    await person('sophie').presses('Pourquoi\u00a0?', fresh())
    person('sophie').seesDialog(`${names[helper]} a suivi le dernier chat de cette personne`)
    person('sophie').closeDialog()
    await person(last.key).presses('Ne plus attendre')
    for (const chat of theirs) if (chat !== last) await finish(helper, chat.thread)
  })

  it('offers nothing to whoever still classifies their last chat, and the next as soon as they have', async () => {
    await service.activate({ ...OFFERS, wrapUpSeconds: 600 })
    const desk = await person('karim').findsThread('Centre de services')
    await person('karim').presses('Quitter mon service', desk)
    const { thread } = await ask()
    await person('sophie').presses('Accepter', thread)
    await finish('sophie', thread)
    const key = `e${next++}`
    await service.ask(key, 'Bonjour')
    const waiting = await person('sophie').findsThread(`${person(key).account.name} attend`)
    await person('sophie').presses('Pourquoi\u00a0?', waiting)
    person('sophie').seesDialog(/classe son dernier chat jusqu’à/)
    person('sophie').closeDialog()
    assert.equal(offersIn(waiting).length, 0)
    await person('sophie').refresh(thread)
    await person('sophie').presses('Classer ce chat', thread)
    person('sophie').fills({ category: 'devices' })
    await person('sophie').presses('Classer')
    person('sophie').seesDialog(/Classé\s:/)
    person('sophie').closeDialog()
    await person('sophie').sees(/Sophie Martin, ce chat vous est proposé/, waiting)
    await person('karim').sees(/Catégorie\s: /, thread)
    await person(key).presses('Ne plus attendre')
    await person('karim').presses('Prendre mon service', desk)
  })

  it('begins with those who wait already, as soon as an administrator puts it in force', async () => {
    await service.activate({ ...OFFERS, offerTiers: [] })
    const key = `e${next++}`
    await service.ask(key, 'Bonjour')
    const thread = await person('sophie').findsThread(`${person(key).account.name} attend`)
    assert.equal(offersIn(thread).length, 0)
    await person('dominique').says('bonjour')
    await person('dominique').presses('Administration')
    await person('dominique').presses('Changer les réglages')
    person('dominique').fills({ offerTiers: '1' })
    await person('dominique').presses('Vérifier')
    person('dominique').seesDialog('Vos changements sont prêts')
    person('dominique').closeDialog()
    await person('dominique').presses('Activer')
    await person('sophie').sees(/ce chat vous est proposé/, thread)
    await person(key).presses('Ne plus attendre')
  })

  it('goes to the next when nobody answers in time, and whoever left two alone is off duty (F7, C5)', async () => {
    await service.activate({ ...OFFERS, offerSeconds: 1, mostChats: 2 })
    const { key, thread, first, second } = await ask()
    await person(second).sees(new RegExp(`${names[second]}, ce chat vous est proposé`), thread)
    await person(first).sees(/Proposition expirée à/, thread)
    await person('sophie').sees('Vous n’êtes plus de service')
    await person('karim').sees('Vous n’êtes plus de service')
    await person(key).sees('Chat non disponible pour le moment')
    await service.activate({ ...OFFERS, mostChats: 2 })
    const desk = await person('sophie').findsThread('Centre de services')
    await person('sophie').presses('Prendre mon service', desk)
    await service.eventually('it is offered to whoever came', () =>
      cardNow(thread, 'karim').includes('Proposé à Sophie Martin jusqu’à'),
    )
    // Whoever goes off duty is offered nothing any more.
    await person('sophie').presses('Quitter mon service', desk)
    await service.eventually('it is withdrawn', () => !cardNow(thread, 'karim').includes('Proposé à'))
    await person('sophie').presses('Prendre mon service', desk)
    await service.eventually('and offered again', () => cardNow(thread, 'karim').includes('Proposé à Sophie Martin'))
    await person(key).presses('Ne plus attendre')
    // One that was withdrawn before it was shown is shown to nobody.
    const open = () => offersIn(thread).filter((text) => text.includes('En attente d’une réponse'))
    await service.eventually('no offer of who waits no more is open', () => open().length === 0)
  })
})

describe('a chat that nobody takes', () => {
  let service: Service
  before(async () => {
    service = await startService({}, { directory: crowdOf(3) })
    await service.settle('sophie', 'karim')
  })
  after(() => service.close())
  const person = (key: string) => service.person(key)

  it('is reminded of in one message: it rings whoever is on duty, then supervisors, then says how often (F28)', async () => {
    const assignments = [
      { name: 'A', description: '', role: 'analyst', members: ['channel'], clients: [] },
      {
        ...{ name: 'S', description: '', role: 'supervisor', clients: [] },
        members: [{ id: service.teams.account('karim').objectId, name: 'Karim' }],
      },
    ] as const
    await service.activate({
      silenceSeconds: 300,
      answerSeconds: null,
      waitSeconds: 1,
      assignments: assignments as never,
    })
    const { name } = person('e0').account
    await service.ask('e0', 'Bonjour')
    const thread = await person('sophie').findsThread(`${name} attend`)
    const first = await person('sophie').sees(`Personne n’a encore pris le chat avec ${name}`, thread)
    assert.equal(first.mentions?.length, 2)
    await person('karim').sees('Vous pouvez le prendre vous-même')
    await person('sophie').sees('3 relances déjà', thread)
    const reminders = () =>
      person('sophie')
        .shown(thread)
        .filter((text) => text.includes('Personne n’a encore pris'))
    assert.equal(reminders().length, 1, 'one message')
    await person('sophie').presses('Prendre', thread)
    await person('sophie').sees(`Sophie Martin a pris le chat avec ${name}`, thread)
    assert.equal(reminders().length, 0)
  })

  it('that comes back to the queue twice is told to supervisors (F8)', async () => {
    await service.activate({
      ...{ silenceSeconds: 300, answerSeconds: null, waitSeconds: null },
      assignments: [
        { name: 'A', description: '', role: 'analyst', members: ['channel'], clients: [] },
        {
          ...{ name: 'S', description: '', role: 'supervisor', clients: [] },
          members: [{ id: service.teams.account('karim').objectId, name: 'Karim' }],
        },
      ],
    })
    const thread = await service.beginChat('e1')
    const giveBack = async () => {
      await person('sophie').refresh(thread)
      await person('sophie').presses('Passer la main à…', thread)
      person('sophie').fills({ to: 'queue', note: 'Je ne peux pas' })
      await person('sophie').presses('Passer la main')
      person('sophie').closeDialog()
      await service.eventually('it waits', () =>
        JSON.stringify(cardOf(thread.messages[0] as never, 'x')).includes('"Prendre"'),
      )
    }
    const told = () =>
      person('karim')
        .shown()
        .some((text) => text.includes('est revenu dans la file'))
    await giveBack()
    await person('sophie').presses('Prendre', thread)
    await person('e1').sees('Connecté à Sophie Martin')
    assert.equal(told(), false, 'once is no reason')
    await giveBack()
    await service.eventually('a supervisor is told', told)
    await person('e1').presses('Ne plus attendre')
  })
})
