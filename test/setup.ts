import { strict as assert } from 'node:assert'
import nock from 'nock'
import { endStrays } from './service.ts'

/** Nothing leaves the machine, and no expected call is left unmade. */
export const mochaHooks = {
  beforeAll() {
    nock.disableNetConnect()
    nock.enableNetConnect('127.0.0.1')
  },
  async afterAll() {
    assert.equal(await endStrays(), 0, 'services that a test left running')
  },
  afterEach() {
    const pending = nock.pendingMocks()
    nock.cleanAll()
    assert.deepEqual(pending, [], 'calls that were expected and never made')
  },
}
