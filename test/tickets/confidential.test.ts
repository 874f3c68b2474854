import { strict as assert } from 'node:assert'
import { randomUUID } from 'node:crypto'
import { defaultSettings } from '../../services/settings/defaults.ts'
import type { Conversation } from '../../simulator/chats.ts'
import { type Service, startService } from '../service.ts'

const SECRET = 'Harcèlement'

describe('a confidential incident (F24)', () => {
  let service: Service
  before(async () => {
    service = await startService()
    await service.settle('sophie', 'karim')
  })
  after(() => service.close())

  const person = (key: string) => service.person(key)
  async function menuOf(key: string): Promise<void> {
    const its = person(key)
    const { id } = await its.says('bonjour')
    await service.eventually('a menu answers', () => its.chat().messages.at(-1)?.id !== id)
  }
  const act = async (key: string, place: Conversation, name: string, verb: string, data: object) => {
    const value =
      name === 'adaptiveCard/action' ? { action: { type: 'Action.Execute', verb, data } } : { data: { verb, ...data } }
    return JSON.stringify((await service.teams.invoke(service.teams.account(key), place, name, value)).body)
  }

  it('is not offered where nobody is named to read it', async () => {
    await menuOf('camille')
    await person('camille').presses('Créer un incident')
    assert.throws(() => person('camille').seesDialog('Confidentialité'))
    person('camille').closeDialog()
    const data = { nonce: randomUUID(), title: 'Ouvert', description: 'x', urgency: 'low', confidential: 'true' }
    await act('camille', person('camille').chat(), 'task/submit', 'ticket.open', data)
    await person('sophie').sees('Ouvert', await person('sophie').findsThread('Ouvert'))
  })

  it('is read by its requester and by named analysts; the channel reads that it is there', async () => {
    const defaults = defaultSettings({ language: 'fr', silenceMs: 300_000 })
    const karim = { id: service.teams.account('karim').objectId, name: 'Karim' }
    await service.activate({
      roles: [{ name: 'Confiance', permissions: ['ticket.confidential' as const] }],
      assignments: [
        ...defaults.assignments,
        { name: 'Confiance', description: '', role: 'Confiance', members: [karim], clients: [] },
      ],
    })

    const camille = person('camille')
    await menuOf('camille')
    await camille.presses('Créer un incident')
    camille.fills({ title: SECRET, description: `${SECRET} au bureau`, confidential: 'true' })
    await camille.presses('Enregistrer')
    camille.closeDialog()
    await camille.sees('INC-1002')
    const thread = await person('sophie').findsThread('INC-1002 · Incident confidentiel')
    const ticketId = /"ticketId":"([^"]+)"/.exec(JSON.stringify(thread.messages[0]))?.[1]
    assert.ok(ticketId)

    for (const [name, verb] of [
      ['task/fetch', 'ticket.confidential'],
      ['task/fetch', 'ticket.note'],
      ['task/submit', 'ticket.confidential'],
      ['task/fetch', 'ticket.resolve'],
      ['adaptiveCard/action', 'ticket.take'],
      ['adaptiveCard/action', 'ticket.history'],
    ] as const) {
      const body = await act('sophie', thread, name, verb, { ticketId, version: 1, page: 0, nonce: randomUUID() })
      assert.match(body, /n’est pas permise ici/, verb)
      assert.doesNotMatch(body, new RegExp(SECRET))
    }

    await person('karim').presses('Ouvrir', thread)
    assert.match(person('karim').seesDialog(SECRET), /Harcèlement au bureau[\s\S]*Créé par Camille Roy/)
    person('karim').closeDialog()
    await person('karim').presses('Prendre', thread)
    await person('sophie').sees(/Pris en charge par[\s\S]*Karim/, thread)
    const note = { ticketId, nonce: randomUUID(), text: `${SECRET} : on se voit à 15 h`, visibility: 'comment' }
    await act('karim', thread, 'task/submit', 'ticket.note', note)
    await camille.sees('on se voit à 15 h')
    const comment = { ticketId, nonce: randomUUID(), text: `Merci pour ${SECRET}` }
    await act('camille', camille.chat(), 'task/submit', 'ticket.comment', comment)
    await person('sophie').sees('Du nouveau dans INC-1002', thread)
    const shown = await act('camille', camille.chat(), 'adaptiveCard/action', 'audit.viewers', { ticketId })
    assert.match(shown, /Karim Benali[\s\S]*en voit le numéro et l’état, rien d’autre/)
    assert.doesNotMatch(shown, /Sophie/, 'who was refused has seen nothing')

    const inChannel = JSON.stringify(
      person('sophie')
        .conversations()
        .filter(({ id }) => id !== person('sophie').chat().id),
    )
    assert.ok(inChannel.includes('INC-1002'))
    assert.ok(!inChannel.includes(SECRET), 'the channel reads it')
    assert.ok(!JSON.stringify(thread).includes('Camille'), 'the channel reads whose it is')
  })
})
