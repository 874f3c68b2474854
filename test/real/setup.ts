import { strict as assert } from 'node:assert'
import { requirePackages } from '../../simulator/servers.ts'
import { endStrays } from '../service.ts'

/** The real systems of these suites, installed where we may; where we may not, the one command that does it. */
export function mochaGlobalSetup(): void {
  requirePackages('chromium', 'postgresql', 'redis-server', 'request-tracker5')
}

export const mochaHooks = {
  async afterAll() {
    assert.equal(await endStrays(), 0, 'services that a test left running')
  },
}
