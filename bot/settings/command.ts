import { readFileSync } from 'node:fs'
import { userInfo } from 'node:os'
import { z } from 'zod'
import { connect, type Db } from '../../services/db/connect.ts'
import { transact } from '../../services/db/transact.ts'
import { ServiceDeskError } from '../../services/errors.ts'
import { activateSettings } from '../../services/settings/activate.ts'
import { defaultSettings } from '../../services/settings/defaults.ts'
import { createSettingsReader, type SettingsReader } from '../../services/settings/read.ts'
import { differencesOf, parseSettings, type Settings, settingsDocument } from '../../services/settings/settings.ts'
import { findWorkspace, listWorkspaces } from '../../services/workspaces/store.ts'
import type { Workspace } from '../../services/workspaces/workspace.ts'
import { configOfProcess } from '../env.ts'

const HELP = `npm run -s settings -- <command>
  list                          the workspaces, and which version is in force in each
  schema                        the JSON Schema of a document, for editors
  export   <workspace>          prints the document in force
  check    <workspace> <file>   names every fault of a document at once
  diff     <workspace> <file>   prints what would change
  activate <workspace> <file>   puts a document in force, as the next version
  back     <workspace>          puts the version before in force again, as the next version
A workspace is given by its id, or by its tenant's id for the tenant's default workspace.`

interface Needs {
  readonly db: Db
  readonly settingsOf: SettingsReader
}

/** Settings as files, beside the running service: what is activated is in force with the next activity. */
async function main([command = '', workspace = '', file]: readonly string[]): Promise<void> {
  if (command === 'schema') return print(json(z.toJSONSchema(settingsDocument, { unrepresentable: 'any' })))
  if (!Object.hasOwn(COMMANDS, command)) {
    print(HELP)
    if (command !== '' && command !== 'help' && command !== '--help') process.exitCode = 1
    return
  }
  const config = configOfProcess()
  const db = await connect(config.databaseUrl)
  try {
    const needs = { db, settingsOf: createSettingsReader(defaultSettings(config)) }
    await (COMMANDS[command] as Command)(needs, workspace, file)
  } finally {
    await db.destroy()
  }
}

type Command = (needs: Needs, workspace: string, file: string | undefined) => Promise<void>

const COMMANDS: Readonly<Record<string, Command>> = {
  async list({ db }) {
    for (const { id, tenantId, settingsVersion, language } of await listWorkspaces(db))
      print(`${id}  tenant ${tenantId}  version ${settingsVersion}  ${language}`)
  },

  async export(needs, name) {
    print(json(await needs.settingsOf(needs.db, await workspaceOf(needs, name))))
  },

  async check(needs, name, file) {
    await workspaceOf(needs, name)
    documentIn(file)
    print('No fault.')
  },

  async diff(needs, name, file) {
    const before = await needs.settingsOf(needs.db, await workspaceOf(needs, name))
    printDifferences(before, documentIn(file))
  },

  async activate(needs, name, file) {
    await activate(needs, await workspaceOf(needs, name), documentIn(file))
  },

  async back(needs, name) {
    const workspace = await workspaceOf(needs, name)
    if (workspace.settingsVersion === 0) throw fault('There is no version before: the defaults are in force.')
    const { id, settingsVersion } = workspace
    await activate(needs, workspace, await needs.settingsOf(needs.db, { id, settingsVersion: settingsVersion - 1 }))
  },
}

async function activate(needs: Needs, workspace: Workspace, document: Settings): Promise<void> {
  printDifferences(await needs.settingsOf(needs.db, workspace), document)
  const author = { objectId: '', name: userName() }
  const activated = await transact(needs.db, (tx) =>
    activateSettings({ db: tx, now: Date.now }, workspace, document, author),
  )
  if (activated === undefined)
    throw fault('Somebody else activated a version at the same moment. Look at it, then try again.')
  print(`Version ${activated.settingsVersion} is in force.`)
}

/** A container may run as a user whom its system does not know. */
function userName(): string {
  try {
    return userInfo().username
  } catch {
    return 'npm run settings'
  }
}

async function workspaceOf({ db }: Needs, name: string): Promise<Workspace> {
  const workspace = await findWorkspace(db, name)
  if (workspace === undefined) throw fault(`There is no workspace “${name}”. “npm run -s settings -- list” names them.`)
  return workspace
}

function documentIn(file: string | undefined): Settings {
  if (file === undefined) throw fault('Which file? “npm run -s settings -- help” says more.')
  const parsed = parseSettings(parseJson(file))
  if (parsed.ok) return parsed.settings
  throw fault(parsed.faults.map(({ path, reason }) => `${path === '' ? 'the document' : path}: ${reason}`).join('\n'))
}

function parseJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8').replace(/^\ufeff/, ''))
  } catch (error) {
    throw fault(`${file}: ${error instanceof Error ? error.message : String(error)}`)
  }
}

function printDifferences(before: Settings, after: Settings): void {
  const differences = differencesOf(before, after)
  for (const { path, before: old, after: fresh } of differences)
    print(`${path}: ${old || '(none)'} → ${fresh || '(none)'}`)
  if (differences.length === 0) print('Nothing changes.')
}

function fault(message: string): ServiceDeskError {
  return new ServiceDeskError('invalid', message)
}

function json(value: unknown): string {
  return JSON.stringify(value, undefined, 2)
}

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}

main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
})
