import { strict as assert } from 'node:assert'
import type { Conversation } from '../../simulator/chats.ts'
import { type Service, startService } from '../service.ts'

describe('whoever leaves the desk’s team', () => {
  let service: Service
  before(async () => {
    service = await startService()
    await service.settle('sophie', 'karim')
  })
  after(() => service.close())

  it('loses duty and chats at once; who talked to them waits again, with their rank, and nothing is lost', async () => {
    const [camille, noah, karim] = [service.person('camille'), service.person('noah'), service.person('karim')]
    const thread = await service.beginChat('camille', 'sophie')
    await service.ask('noah', 'Mon écran')
    const later = await karim.findsThread('Noah Petit attend')
    await leaves('sophie', thread)
    await camille.sees(/Sophie Martin ne peut plus suivre ce chat[\s\S]*Vous gardez votre place/)
    assert.match(camille.shown().join('\n'), /De nouveau en attente/)
    await camille.says('Vous êtes là ?')
    await karim.sees('Vous êtes là ?', thread)
    const desk = await karim.findsThread('Centre de services')
    await karim.sees(/1 analyste de service[\s\S]*2 chats en attente/, desk)
    await karim.presses('Prendre', thread)
    await camille.sees('Connecté à Karim Benali')
    await karim.says('Oui, j’ai tout lu.', { in: thread })
    await camille.sees('Oui, j’ai tout lu.')
    await karim.presses('Prendre', later)
    await noah.sees('Connecté à Karim Benali')
  })

  async function leaves(key: string, thread: Conversation): Promise<void> {
    const { objectId, teamsId } = service.teams.account(key)
    const base = service.teams.activity(service.teams.account('dominique'), thread, {
      type: 'conversationUpdate',
      membersRemoved: [{ id: teamsId, aadObjectId: objectId }],
    })
    await service.teams.deliver({
      ...base,
      channelData: { ...(base['channelData'] as object), eventType: 'teamMemberRemoved' },
    })
  }
})
