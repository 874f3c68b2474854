import { strict as assert } from 'node:assert'
import { type Service, startService } from '../service.ts'

describe('what is still to be done before the first chat', () => {
  let service: Service
  before(async () => {
    service = await startService()
    for (const key of ['dominique', 'camille']) await service.teams.installForPerson(service.teams.account(key))
  })
  after(() => service.close())
  async function menu(key: string): Promise<string> {
    const person = service.person(key)
    const { id } = await person.says('Bonjour')
    await service.eventually('a menu answers', () => person.chat().messages.at(-1)?.id !== id)
    await person.refresh(person.chat())
    return person.shown().at(-1) ?? ''
  }

  it('is in the menu of whoever administers the workspace, step by step, and of nobody else', async () => {
    assert.match(
      await menu('dominique'),
      /Trois étapes[\s\S]*○ Ajoutez l’application[\s\S]*○ Dans ce canal[\s\S]*○ Un employé/,
    )
    assert.doesNotMatch(await menu('camille'), /Trois étapes/)
    await service.settle()
    assert.match(await menu('dominique'), /✓ Ajoutez l’application[\s\S]*○ Dans ce canal/)
    const desk = await service.person('sophie').findsThread('Centre de services')
    await service.person('sophie').presses('Prendre mon service', desk)
    assert.match(await menu('dominique'), /✓ Dans ce canal[\s\S]*○ Un employé/)
    await service.ask('camille', 'Mon écran reste noir')
    await service.eventually('nothing is left to do', async () => !/Trois étapes/.test(await menu('dominique')))
    const thread = await service.person('sophie').findsThread('Mon écran reste noir')
    await service.person('sophie').presses('Prendre', thread)
    await service.person('sophie').presses('Quitter mon service', desk)
    await service.person('sophie').sees(/Personne n’est de service/, desk)
    assert.doesNotMatch(await menu('dominique'), /Trois étapes/, 'a night without anybody is no beginning')
  })
})
