import { strict as assert } from 'node:assert'
import { randomUUID } from 'node:crypto'
import type { Conversation } from '../../simulator/chats.ts'
import { crowdOf } from '../crowd.ts'
import { type Service, startService } from '../service.ts'

describe('« Créer un incident » on a message', () => {
  let service: Service
  before(async () => {
    service = await startService({}, { directory: crowdOf(3) })
    await service.settle('sophie')
  })
  after(() => service.close())

  const person = (key: string) => service.person(key)
  /** A chat of two people, in which the app is not; Teams calls it personal, as it does ours. */
  const between = (one: string, other: string): Conversation =>
    service.teams.chats.open({
      id: `19:${randomUUID()}_${randomUUID()}@unq.gbl.spaces`,
      type: 'personal',
      members: [one, other],
      teamId: undefined,
      channelId: undefined,
    })
  const post = (chat: Conversation, from: string, text: string) =>
    service.teams.chats.post(chat, { from, text, textFormat: 'plain', attachments: [] })

  it('begins with what it says, and whose words they are; the incident is whose who chose it', async () => {
    const chat = between('camille', 'noah')
    const said = post(chat, 'noah', 'Bonjour\nL’imprimante du 3e ne répond plus.')
    await person('camille').choose(chat, said, 'incident')
    const dialog = JSON.stringify(person('camille').dialog)
    assert.match(dialog, /"value":"L’imprimante du 3e ne répond plus\."/)
    assert.match(dialog, /Noah Petit\s: Bonjour/)
    await person('camille').presses('Enregistrer')
    person('camille').seesDialog(/Incident INC-\d+ créé/)
    person('camille').closeDialog()
    await person('sophie').findsThread('L’imprimante du 3e ne répond plus.')
    await person('camille').sees(/Incident INC-\d+ créé/)
  })

  it('is never taken for somebody’s own chat with us: nothing is sent there', async () => {
    const chat = between('camille', 'noah')
    const said = post(chat, 'camille', 'Mon écran est noir')
    await person('camille').choose(chat, said, 'incident')
    await person('camille').presses('Enregistrer')
    person('camille').closeDialog()
    const thread = await person('sophie').findsThread('Mon écran est noir')
    await person('sophie').presses('Prendre', thread)
    await person('camille').sees(/Sophie Martin prend en charge votre incident INC-\d+/)
    assert.deepEqual(
      chat.messages.map(({ from }) => from),
      ['camille'],
    )
  })

  it('covers a secret that the message holds, and answers no command that is none of ours', async () => {
    const chat = between('camille', 'noah')
    await person('camille').choose(chat, post(chat, 'noah', 'mon mot de passe : Soleil2024!'), 'incident')
    assert.doesNotMatch(JSON.stringify(person('camille').dialog?.content), /Soleil2024/)
    person('camille').closeDialog()
    const { status } = await service.teams.invoke(person('noah').account, chat, 'composeExtension/fetchTask', {
      commandId: 'other',
      messagePayload: {},
    })
    assert.equal(status, 400)
  })
})
