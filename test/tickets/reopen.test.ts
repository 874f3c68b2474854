import { strict as assert } from 'node:assert'
import { randomUUID } from 'node:crypto'
import type { Conversation } from '../../simulator/chats.ts'
import { type Service, startService } from '../service.ts'

describe('an incident that was resolved', () => {
  let service: Service
  before(async () => {
    service = await startService()
    await service.settle('sophie')
  })
  after(() => service.close())

  const person = (key: string) => service.person(key)
  async function resolved(title: string): Promise<Conversation> {
    const camille = person('camille')
    await camille.presses('Créer un incident')
    camille.fills({ title, description: 'x' })
    await camille.presses('Enregistrer')
    camille.closeDialog()
    const thread = await person('sophie').findsThread(title)
    await person('sophie').presses('Prendre', thread)
    await person('sophie').presses('Commenter', thread)
    person('sophie').fills({ text: 'Et maintenant ?', visibility: 'comment' })
    await person('sophie').presses('Enregistrer')
    person('sophie').closeDialog()
    return thread
  }
  async function resolves(thread: Conversation): Promise<void> {
    await person('sophie').presses('Résoudre', thread)
    person('sophie').fills({ text: 'Remplacé.' })
    await person('sophie').presses('Résoudre')
    person('sophie').closeDialog()
    await person('camille').sees(/est résolu\nRemplacé\./)
  }

  it('a comment is answered where it is read (N3)', async () => {
    const thread = await resolved('Souris')
    await person('camille').sees('Et maintenant ?')
    await person('camille').presses('Répondre')
    person('camille').fills({ text: 'Toujours rien.' })
    await person('camille').presses('Enregistrer')
    person('camille').closeDialog()
    await person('sophie').sees(/Camille Roy a commenté l’incident INC-\d+\nToujours rien\./, thread)
  })

  it('is open again for who resolved it, with the reason, and closed once they say that it is fixed (E9, N7, F23)', async () => {
    const [camille, sophie] = [person('camille'), person('sophie')]
    const thread = await sophie.findsThread('Souris')
    await resolves(thread)
    await camille.presses('Toujours en panne')
    camille.fills({ text: 'Le clic droit ne marche pas.' })
    await camille.presses('Rouvrir l’incident')
    camille.seesDialog(/Rouvert par Camille Roy[\s\S]*Le clic droit/)
    camille.closeDialog()
    await sophie.sees(/Camille Roy rouvre l’incident INC-\d+\nLe clic droit ne marche pas\./, thread)
    await sophie.sees(/● En cours[\s\S]*Pris en charge par\nSophie Martin|● En cours[\s\S]*Sophie Martin/, thread)
    // « Merci » changes nothing.
    await resolves(thread)
    await camille.says('merci')
    await camille.sees('Sélectionnez')
    await sophie.sees('● Résolu', thread)
    await camille.presses('C’est réglé')
    await camille.sees(/● Fermé[\s\S]*Confirmé réglé par Camille Roy/)
    await sophie.sees(/Camille Roy confirme que l’incident INC-\d+ est réglé/, thread)
    await sophie.sees('● Fermé', thread)
  })

  it('the button of an older card changes nothing any more (F1, F2)', async () => {
    const ticketId = /"ticketId":"([^"]+)"/.exec(
      JSON.stringify((await person('sophie').findsThread('Souris')).messages[0]),
    )
    const value = { action: { type: 'Action.Execute', verb: 'ticket.confirm', data: { ticketId: ticketId?.[1] } } }
    const { account } = person('camille')
    const { status, body } = await service.teams.invoke(account, person('camille').chat(), 'adaptiveCard/action', value)
    assert.equal(status, 200)
    assert.match(JSON.stringify(body), /Fermé/)
    const again = JSON.stringify(body).match(/Confirmé réglé/g)
    assert.equal(again?.length, 1)
  })

  it('that somebody does not know of is told to who opened it, and to the desk (E7)', async () => {
    const camille = person('camille')
    await camille.says('bonjour')
    await camille.presses('Créer un incident')
    camille.fills({ title: 'Poste d’une collègue', description: 'x', requester: randomUUID() })
    await camille.presses('Enregistrer')
    camille.closeDialog()
    await camille.sees(/Une personne concernée n’a pas reçu cette mise à jour\nPoste d’une collègue/)
    const thread = await person('sophie').findsThread('Poste d’une collègue')
    await person('sophie').sees(/Une personne concernée n’a pas reçu cette mise à jour/, thread)
  })
})
