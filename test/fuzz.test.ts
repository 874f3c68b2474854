import { fuzz, recordJourney } from './fuzz.ts'
import { type Service, startService } from './service.ts'

describe('activities that no Teams would send', () => {
  let service: Service
  before(async function () {
    this.timeout(60_000)
    service = await startService({}, { deliveries: 1 })
  })
  after(() => service.close())

  it('get an answer, and never one that says that we failed: 300 of them', async function () {
    this.timeout(120_000)
    // They name conversations that are nowhere.
    service.expectError('A job is given up.')
    await fuzz(service, await recordJourney(service), 300)
  })
})
