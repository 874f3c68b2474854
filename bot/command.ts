import { realpathSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Config } from '../services/config.ts'
import { connect, type Db } from '../services/db/connect.ts'
import { ServiceDeskError } from '../services/errors.ts'
import { defaultSettings } from '../services/settings/defaults.ts'
import { createSettingsReader, type SettingsReader } from '../services/settings/read.ts'
import { findWorkspace } from '../services/workspaces/store.ts'
import type { Workspace } from '../services/workspaces/workspace.ts'
import { configOfProcess } from './env.ts'

type Print = (line: string) => void

/** What a command works with, beside the running service. */
export interface CommandNeeds {
  readonly db: Db
  readonly settingsOf: SettingsReader
  readonly config: Config
  readonly print: Print
}

/** Commands that are run from a shell, by their names. */
export interface CommandLine {
  readonly help: string
  readonly commands: Readonly<
    Record<string, (needs: CommandNeeds, ...args: readonly (string | undefined)[]) => Promise<void>>
  >
  /** Those that need no store. */
  readonly free?: Readonly<Record<string, (print: Print) => void>>
}

/** Does what the arguments say, on the store that the configuration names. False: there is no such command. Throws what is wrong. */
export async function perform(
  { help, commands, free = {} }: CommandLine,
  [name = '', ...args]: readonly string[],
  configuration: () => Config,
  print: Print,
): Promise<boolean> {
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined
  if (Object.hasOwn(free, name)) free[name]?.(print)
  else if (command === undefined) {
    print(help)
    return name === '' || name === 'help' || name === '--help'
  } else {
    const config = configuration()
    const db = await connect(config.databaseUrl)
    try {
      await command({ db, config, settingsOf: createSettingsReader(defaultSettings(config)), print }, ...args)
    } finally {
      await db.destroy()
    }
  }
  return true
}

/**
 * Performs a command line when its file is the program that was started, and does nothing when it is imported. Whatever is
 * wrong is a sentence on standard error, and exit code 1.
 */
export function runIfStarted(file: string, line: CommandLine): void {
  const [, program] = process.argv
  if (program === undefined || realpathSync(program) !== fileURLToPath(file)) return
  perform(line, process.argv.slice(2), configOfProcess, (text) => process.stdout.write(`${text}\n`)).then(
    (isKnown) => {
      if (!isKnown) process.exitCode = 1
    },
    (error: unknown) => {
      process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
      process.exitCode = 1
    },
  )
}

export async function workspaceOf({ db }: Pick<CommandNeeds, 'db'>, name = ''): Promise<Workspace> {
  const workspace = await findWorkspace(db, name)
  if (workspace === undefined)
    throw fault(`There is no workspace “${name}”. “npm run -s workspaces -- list” names them.`)
  return workspace
}

const AN_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** The object id of a person, as an argument gives it. Throws what is wrong with it. */
export function objectIdIn(argument = ''): string {
  if (!AN_ID.test(argument)) throw fault(`“${argument}” is not the object id of a person.`)
  return argument.toLowerCase()
}

export function fault(message: string): ServiceDeskError {
  return new ServiceDeskError('invalid', message)
}
