import { startService } from '../service.ts'
import { readDue } from './checker.ts'

describe('the chaos checker', () => {
  it('finds nothing due in a service that nobody did anything with: it knows each timer', async () => {
    const service = await startService()
    try {
      await service.eventually('nothing is due', async () => (await readDue(service.databaseUrl)) === 0)
    } finally {
      await service.close()
    }
  })
})
