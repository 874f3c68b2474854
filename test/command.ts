import { randomUUID } from 'node:crypto'
import { type CommandLine, perform } from '../bot/command.ts'
import { readConfig } from '../services/config.ts'
import type { Service } from './service.ts'

/** Performs a command as if it were started beside the service, on its store. */
export async function runCommand(
  {
    teams,
    databaseUrl,
    env = {},
  }: Pick<Service, 'teams' | 'databaseUrl'> & { readonly env?: Readonly<Record<string, string>> },
  line: CommandLine,
  ...args: string[]
): Promise<{ readonly status: number; readonly out: string; readonly err: string }> {
  const printed: string[] = []
  const environment = {
    MicrosoftAppId: randomUUID(),
    MicrosoftAppTenantId: teams.directory.tenantId,
    MicrosoftAppPassword: 'x',
    DATABASE_URL: databaseUrl,
    ...env,
  }
  const done = (status: number, err = '') => ({ status, out: printed.join('\n').trim(), err })
  try {
    const isKnown = await perform(
      line,
      args,
      () => readConfig(environment),
      (text) => printed.push(text),
    )
    return done(isKnown ? 0 : 1)
  } catch (error) {
    return done(1, error instanceof Error ? error.message : String(error))
  }
}
