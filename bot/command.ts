import type { Config } from '../services/config.ts'
import { connect, type Db } from '../services/db/connect.ts'
import { ServiceDeskError } from '../services/errors.ts'
import { defaultSettings } from '../services/settings/defaults.ts'
import { createSettingsReader, type SettingsReader } from '../services/settings/read.ts'
import { findWorkspace } from '../services/workspaces/store.ts'
import type { Workspace } from '../services/workspaces/workspace.ts'
import { configOfProcess } from './env.ts'

/** What a command works with, beside the running service. */
export interface CommandNeeds {
  readonly db: Db
  readonly settingsOf: SettingsReader
  readonly config: Config
}

export type Command = (needs: CommandNeeds, ...args: readonly (string | undefined)[]) => Promise<void>

/**
 * Runs the one that the arguments name, on the store that the environment names. Whatever is wrong is a sentence on standard
 * error, and exit code 1. `free` are those that need no store.
 */
export function runCommand(
  help: string,
  commands: Readonly<Record<string, Command>>,
  free: Readonly<Record<string, () => void>> = {},
): void {
  main(process.argv.slice(2)).catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
    process.exitCode = 1
  })

  async function main([name = '', ...args]: readonly string[]): Promise<void> {
    if (Object.hasOwn(free, name)) return free[name]?.()
    if (!Object.hasOwn(commands, name)) {
      print(help)
      if (name !== '' && name !== 'help' && name !== '--help') process.exitCode = 1
      return
    }
    const config = configOfProcess()
    const db = await connect(config.databaseUrl)
    try {
      await commands[name]?.({ db, config, settingsOf: createSettingsReader(defaultSettings(config)) }, ...args)
    } finally {
      await db.destroy()
    }
  }
}

export async function workspaceOf({ db }: Pick<CommandNeeds, 'db'>, name = ''): Promise<Workspace> {
  const workspace = await findWorkspace(db, name)
  if (workspace === undefined) throw fault(`There is no workspace “${name}”. “npm run -s settings -- list” names them.`)
  return workspace
}

export function fault(message: string): ServiceDeskError {
  return new ServiceDeskError('invalid', message)
}

export function print(line: string): void {
  process.stdout.write(`${line}\n`)
}
