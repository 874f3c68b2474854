import { strict as assert } from 'node:assert'
import { cardOf, type Json } from '../../simulator/chats.ts'
import { crowdOf } from '../crowd.ts'
import { type Service, startService } from '../service.ts'

describe('the desk’s card', () => {
  let service: Service
  before(async () => {
    service = await startService({}, { directory: crowdOf(6) })
    await service.settle('sophie', 'karim')
  })
  after(() => service.close())

  const person = (key: string) => service.person(key)
  const desk = () => person('karim').findsThread('Centre de services')
  /** But for the look at the desk, which posts a message and takes it away whenever its turn comes. */
  const postsOf = async () => (await desk()).messages.filter(({ deletedAt }) => deletedAt === undefined).length
  const deskCard = async () => JSON.stringify(cardOf((await desk()).messages[0] as never, 'karim'))

  it('is a board: who waits since when, who talks to whom, how many incidents are open; each chat leads to its thread (A6, N23)', async () => {
    const posts = await postsOf()
    await service.ask('e0', 'Mon écran est noir')
    await service.ask('e1', 'Moi aussi')
    const waiting = await person('sophie').findsThread('Employé Numéro0 attend')
    await person('e2').presses('Créer un incident')
    person('e2').fills({ title: 'Imprimante', description: 'Elle fume.' })
    await person('e2').presses('Enregistrer')
    person('e2').closeDialog()
    await person('sophie').sees('2 chats en attente', await desk())
    await service.eventually('the incident is counted', async () => /1 incident ouvert/.test(await deskCard()))
    await service.eventually('the chat leads to its thread', async () => {
      const [channelId = '', rootId = ''] = waiting.id.split(';messageid=')
      return (await deskCard()).includes(`l/message/${encodeURIComponent(channelId)}/${rootId}?tenantId=`)
    })
    assert.match(await deskCard(), /groupId=9b4d0e52/, 'as Teams opens a thread only with the team’s id')
    await person('sophie').presses('Prendre', waiting)
    await person('sophie').sees('Employé Numéro0, avec Sophie Martin', await desk())
    await person('sophie').sees('1 chat en attente', await desk())
    // A look at the desk that is under way takes its message away.
    await service.eventually('edited, not posted', async () => (await postsOf()) === posts)
  })

  it('« Mes chats et mes incidents » are in the analyst’s own chat, and nobody else’s (A6)', async () => {
    await person('sophie').says('Bonjour')
    await person('sophie').sees('Mes chats et mes incidents')
    await person('sophie').presses('Mes chats et mes incidents')
    const mine = await person('sophie').sees('attend une réponse depuis')
    const card = JSON.stringify(cardOf(mine, 'sophie'))
    assert.match(card, /Employé Numéro0/)
    assert.doesNotMatch(card, /Employé Numéro1|Imprimante/)
    await person('e3').says('Bonjour')
    await person('e3').sees('Nous sommes en ligne')
    assert.ok(!person('e3').shown().join('\n').includes('Mes chats'))
  })

  it('a chat that waits rings whoever is on duty, by a mention of each; a setting leaves it out (A5, C7)', async () => {
    const rung = (key: string) => service.teams.account(key).teamsId
    const thread = await person('sophie').findsThread('Employé Numéro1 attend')
    assert.deepEqual([...(thread.messages[0]?.mentions ?? [])].sort(), [rung('sophie'), rung('karim')].sort())
    await person('sophie').presses('Prendre', thread)
    await service.eventually('once taken, nobody is named any more', () => thread.messages[0]?.text === '')
    await service.activate({ mentions: false })
    await service.ask('e4', 'Bonjour')
    const quiet = await person('sophie').findsThread('Employé Numéro4 attend')
    assert.deepEqual(quiet.messages[0]?.mentions, [])
    await service.activate({ mentions: true })
  })

  it('a chat is hung up also where Teams cannot mention somebody who just left the team', async () => {
    const team = service.teams.directory.teams[0] as unknown as { members: string[] }
    const before = team.members
    team.members = before.filter((key) => key !== 'karim')
    try {
      await service.ask('e5', 'Bonjour')
      const thread = await person('sophie').findsThread('Employé Numéro5 attend')
      assert.deepEqual(thread.messages[0]?.mentions, [])
      assert.equal((cardOf(thread.messages[0] as never, 'sophie') as Json)['type'], 'AdaptiveCard')
    } finally {
      team.members = before
    }
  })
})
