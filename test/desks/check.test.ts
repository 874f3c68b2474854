import { strict as assert } from 'node:assert'
import { type Service, startService } from '../service.ts'

describe('a look at the installation (F12, C2)', () => {
  let service: Service
  let atFirst: readonly string[]
  before(async () => {
    service = await startService()
    await service.settle('sophie')
    // Long enough for what is looked at once a channel is the desk.
    await new Promise((resolve) => setTimeout(resolve, 1_500))
    atFirst = dominique()
      .shown()
      .filter((text) => text.includes('Vérification'))
  })
  after(() => service.close())

  const dominique = () => service.person('dominique')
  const desk = () => service.person('sophie').findsThread('Centre de services')
  async function check() {
    await dominique().says('Bonjour')
    await dominique().sees('Administration')
    await dominique().presses('Administration')
    await dominique().presses('Vérifier l’installation')
    await dominique().sees('Vérification en cours')
  }

  it('posts, edits and takes away a message, and says of each point whether it works, with the remedy', async () => {
    await check()
    await dominique().sees('● Tout fonctionne')
    await dominique().sees('✓ Publier dans le canal')
    await dominique().sees('✓ Modifier une carte')
    await dominique().sees('✓ Supprimer un message')
    await dominique().sees('✓ 4 membres dans l’équipe')
    await dominique().sees('✓ 4 personnes peuvent prendre des chats')
    await dominique().sees('✓ Fichiers et images transmis')
    const left = (await desk()).messages.filter(({ deletedAt }) => deletedAt === undefined)
    assert.equal(left.length, 1, 'the desk’s own card alone')
  })

  it('says what Teams refuses, and who cannot be reached (D6)', async () => {
    await service.teams.removeForPerson(service.teams.account('noah'))
    service.teams.faults.add({ operation: 'delete', status: 403, code: 'MessageWritesBlocked', times: 1 })
    await check()
    await dominique().sees(/✗ Supprimer un message est refusé[\s\S]*\(réponse de Teams\s: MessageWritesBlocked\)/)
    await dominique().sees(/✗ 1 personne ne peut pas être jointe/)
  })

  it('tells whoever made a channel the desk what does not work there, and nothing where all does', async () => {
    assert.deepEqual(atFirst, [])
    const before = dominique().shown().length
    service.teams.faults.add({ operation: 'update', status: 403, code: 'BotDisabledByAdmin' })
    const [team] = service.teams.directory.teams
    const channel = team?.channels[0]
    assert.ok(team && channel)
    await service.teams.installInTeam(service.teams.account('dominique'), team, channel)
    const general = await service.person('sophie').findsThread('Centre de services')
    assert.ok(general)
    await service.eventually('it is told', () => dominique().shown().length > before)
    await dominique().sees(/✗ Modifier une carte est refusé/)
    service.teams.faults.clear()
  })

  it('is nobody’s but an administrator’s', async () => {
    const value = { action: { type: 'Action.Execute', verb: 'settings.check', data: {} } }
    const { account } = service.person('camille')
    const chat = service.person('camille').chat()
    const { body } = await service.teams.invoke(account, chat, 'adaptiveCard/action', value)
    assert.match(JSON.stringify(body), /permise/)
  })
})
