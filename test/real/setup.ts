import { strict as assert } from 'node:assert'
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { endStrays } from '../service.ts'

const INSTALL = 'apt-get update && apt-get install -y chromium fonts-liberation'

/** The real systems of these suites, installed where we may; where we may not, the one command that does it. */
export function mochaGlobalSetup(): void {
  if (existsSync(process.env['CHROMIUM'] ?? '/usr/bin/chromium')) return
  if (process.getuid?.() !== 0) throw new Error(`These suites need Chromium. Install it, as root: ${INSTALL}`)
  execFileSync('bash', ['-c', INSTALL], {
    stdio: 'inherit',
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  })
}

export const mochaHooks = {
  async afterAll() {
    assert.equal(await endStrays(), 0, 'services that a test left running')
  },
}
