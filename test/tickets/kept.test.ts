import { strict as assert } from 'node:assert'
import { randomUUID } from 'node:crypto'
import type { Conversation } from '../../simulator/chats.ts'
import { type Service, startService } from '../service.ts'

describe('what a dialog tells is what is kept', () => {
  let service: Service
  let thread: Conversation
  let ticketId: string
  before(async () => {
    service = await startService()
    await service.settle('sophie')
    const camille = service.person('camille')
    await camille.presses('Créer un incident')
    camille.fills({ title: 'Souris', description: 'Elle saute. mdp: Soleil2024!' })
    await camille.presses('Enregistrer')
    camille.seesDialog(/Nous avons masqué\u00a0: un mot de passe/)
    camille.closeDialog()
    thread = await service.person('sophie').findsThread('INC-1001')
    ticketId = /"ticketId":"([^"]+)"/.exec(JSON.stringify(thread.messages[0]))?.[1] ?? ''
  })
  after(() => service.close())

  const submit = async (key: string, where: Conversation, data: object) =>
    JSON.stringify((await service.teams.invoke(service.teams.account(key), where, 'task/submit', { data })).body)

  it('and says which secrets were covered, in every dialog (K1)', async () => {
    const nonce = () => randomUUID()
    const camille = service.person('camille').chat()
    const secret = 'voici : mot de passe = Soleil2024!'
    assert.match(
      await submit('camille', camille, { verb: 'ticket.comment', ticketId, nonce: nonce(), text: secret }),
      /masqué/,
    )
    const note = { verb: 'ticket.note', ticketId, nonce: nonce(), text: secret, visibility: 'work-note' }
    assert.match(await submit('sophie', thread, note), /masqué/)
    assert.doesNotMatch(JSON.stringify(service.person('sophie').shown(thread)), /Soleil/)
  })

  it('keeps a first version, says so, and adds the second as another (X-M8)', async () => {
    const chat = service.person('camille').chat()
    const data = { verb: 'ticket.comment', ticketId, nonce: randomUUID() }
    assert.match(await submit('camille', chat, { ...data, text: 'PREMIER' }), /PREMIER/)
    const again = await submit('camille', chat, { ...data, text: 'SECOND' })
    assert.match(again, /première version de ce texte est déjà enregistrée/)
    assert.match(again, /SECOND/)
    assert.match(await submit('camille', chat, { ...data, text: 'PREMIER' }), /Ajouté à l’incident/)
    const nonce = /"nonce":"([^"]+)"/.exec(again)?.[1]
    assert.notEqual(nonce, data.nonce)
    assert.match(await submit('camille', chat, { ...data, nonce, text: 'SECOND' }), /SECOND/)
    await service.person('sophie').sees(/PREMIER/, thread)
    await service.person('sophie').sees(/SECOND/, thread)
  })

  it('calls no comment a resolution, though it has its nonce (X-M8)', async () => {
    const nonce = randomUUID()
    const note = { verb: 'ticket.note', ticketId, nonce, text: 'vu', visibility: 'work-note' }
    assert.match(await submit('sophie', thread, note), /vu/)
    const resolved = await submit('sophie', thread, { verb: 'ticket.resolve', ticketId, nonce, version: 1, text: 'vu' })
    assert.doesNotMatch(resolved, /résolu"/)
    assert.match(resolved, /a changé entre-temps/)
  })

  it('says no to a version that no card has (X-L13)', async () => {
    const data = { verb: 'ticket.resolve', ticketId, nonce: randomUUID(), version: 2_147_483_647, text: 'x' }
    assert.match(await submit('sophie', thread, data), /plus à jour/)
  })

  it('shows the whole history, page by page (K10, A7)', async () => {
    const chat = service.person('camille').chat()
    const long = `${'longue explication '.repeat(60)}FIN`
    for (let n = 0; n < 12; n += 1) {
      const text = n === 0 ? long : `commentaire ${n}`
      await submit('camille', chat, { verb: 'ticket.comment', ticketId, nonce: randomUUID(), text })
    }
    const page = async (number: number) =>
      JSON.stringify(
        (
          await service.teams.invoke(service.teams.account('camille'), chat, 'adaptiveCard/action', {
            action: { type: 'Action.Execute', verb: 'ticket.show', data: { ticketId, page: number } },
          })
        ).body,
      )
    assert.match(await page(0), /Voir tout l’historique/)
    let seen = ''
    for (let number = 1; number < 6; number += 1) seen += await page(number)
    assert.match(seen, /FIN/)
    assert.match(seen, /Créé par Camille Roy/)
    assert.doesNotMatch(seen, /Note interne/)
  })
})
