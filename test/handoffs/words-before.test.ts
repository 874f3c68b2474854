import { strict as assert } from 'node:assert'
import { inputsOf } from '../../simulator/card-reader.ts'
import { type Service, startService } from '../service.ts'

describe('what somebody wrote before they chose', () => {
  let service: Service
  before(async () => {
    service = await startService()
    await service.settle('sophie')
  })
  after(() => service.close())

  const person = (key: string) => service.person(key)
  const inDialog = (key: string) => {
    const { content } = person(key).dialog ?? assert.fail('no dialog is open')
    assert.ok('card' in content)
    return Object.fromEntries(inputsOf(content.card).map(({ id, value }) => [id, value]))
  }

  it('reaches the analyst whole, but for what was taken back (N1)', async () => {
    const noah = person('noah')
    await noah.says('Bonjour')
    await noah.says('Mon VPN ne marche plus depuis ce matin')
    const wrong = await noah.says('Erreur 808')
    await service.teams.edit(noah.account, noah.chat(), wrong, { text: 'Erreur 809' })
    const gone = await noah.says('Laissez tomber')
    await service.teams.remove(noah.account, noah.chat(), gone)
    await service.ask('noah', 'Merci de votre aide')
    const thread = await person('sophie').findsThread('Noah Petit attend')
    await person('sophie').sees(
      /Bonjour\nMon VPN ne marche plus depuis ce matin\nErreur 809\nMerci de votre aide/,
      thread,
    )
    assert.ok(!person('sophie').shown(thread)[0]?.includes('Laissez tomber'))
    await person('sophie').presses('Prendre', thread)
    await person('sophie').presses('Créer un incident', thread)
    const { title, description } = inDialog('sophie')
    assert.equal(title, 'Mon VPN ne marche plus depuis ce matin')
    assert.match(String(description), /Mon VPN[\s\S]*Erreur 809[\s\S]*Merci de votre aide/)
    person('sophie').closeDialog()
    await noah.presses('Terminer le chat')
  })

  it('begins the incident, without the greeting; once (E6, N2)', async () => {
    const camille = person('camille')
    await camille.says('Bonjour !')
    await camille.says('Mon écran reste noir\ndepuis la mise à jour')
    await camille.sees('Sélectionnez')
    await camille.presses('Créer un incident')
    assert.deepEqual(
      { title: inDialog('camille')['title'], description: inDialog('camille')['description'] },
      { title: 'Mon écran reste noir', description: 'Mon écran reste noir\ndepuis la mise à jour' },
    )
    await camille.presses('Enregistrer')
    camille.closeDialog()
    await person('sophie').findsThread('Mon écran reste noir')
    await camille.says('Bonjour')
    await camille.presses('Créer un incident')
    assert.deepEqual([inDialog('camille')['title'], inDialog('camille')['description']], ['', ''])
    camille.closeDialog()
  })
})
