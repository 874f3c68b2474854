import { fuzz, recordJourney } from '../fuzz.ts'
import { startService } from '../service.ts'

describe('activities that no Teams would send, 100,000 of them', () => {
  it('get an answer, and never one that says that we failed', async function () {
    this.timeout(600_000)
    const service = await startService({}, { deliveries: 1 })
    try {
      service.expectError('A job is given up.')
      await fuzz(service, await recordJourney(service), 100_000)
    } finally {
      await service.close()
    }
  })
})
