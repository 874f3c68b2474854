import { spawnSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import type { Service } from './service.ts'

/** Runs a command of the service, e.g. `audit`, beside it, on its store and away from anybody's own settings. */
export function runCommand(
  service: Pick<Service, 'teams' | 'databaseUrl'>,
  cwd: string,
  name: string,
  ...args: string[]
) {
  const program = fileURLToPath(new URL(`../bot/${name}/command.js`, import.meta.url))
  const env = {
    PATH: process.env.PATH,
    MicrosoftAppId: randomUUID(),
    MicrosoftAppTenantId: service.teams.directory.tenantId,
    MicrosoftAppPassword: 'x',
    DATABASE_URL: service.databaseUrl,
  }
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], {
    cwd,
    env,
    encoding: 'utf8',
    timeout: 20_000,
  })
  return { status, out: stdout.trim(), err: stderr.trim() }
}
