import { readFileSync } from 'node:fs'
import { userInfo } from 'node:os'
import { z } from 'zod'
import { listServiceAdministrators } from '../../services/access/administrators.ts'
import { transact } from '../../services/db/transact.ts'
import { applyRoles } from '../../services/desks/apply-roles.ts'
import { withGroups } from '../../services/groups/members.ts'
import { watchGroups } from '../../services/groups/watch.ts'
import { enqueueRoutingAnew } from '../../services/handoffs/enqueue-routing.ts'
import { enqueuePoll } from '../../services/itsm/enqueue-poll.ts'
import { createTicketSystems } from '../../services/itsm/vendors.ts'
import { refreshDesks } from '../../services/itsm/watch.ts'
import { activateSettings } from '../../services/settings/activate.ts'
import { faultsAround } from '../../services/settings/around.ts'
import { createRulesReader } from '../../services/settings/read.ts'
import {
  differencesOf,
  parseSettings,
  type Settings,
  type SettingsFault,
  settingsDocument,
  withoutGroups,
} from '../../services/settings/settings.ts'
import { listWorkspaces } from '../../services/workspaces/store.ts'
import type { Workspace } from '../../services/workspaces/workspace.ts'
import { recordCommand } from '../audit/record.ts'
import { type CommandLine, type CommandNeeds, fault, runIfStarted, workspaceOf } from '../command.ts'

const HELP = `npm run -s settings -- <command>
  list                          the workspaces, and which version is in force in each
  schema                        the JSON Schema of a document, for editors
  export   <workspace>          prints the document in force
  check    <workspace> <file>   names every fault of a document at once
  diff     <workspace> <file>   prints what would change
  activate <workspace> <file>   puts a document in force, as the next version
  back     <workspace>          puts the version before in force again, as the next version
A workspace is given by its id, or by its tenant's id for the tenant's default workspace.`

/** Settings as files, beside the running service: what is activated is in force with the next activity. */
export const settingsCommands: CommandLine = {
  help: HELP,
  commands: {
    async list({ db, print }) {
      for (const { id, tenantId, settingsVersion, language } of await listWorkspaces(db))
        print(`${id}  tenant ${tenantId}  version ${settingsVersion}  ${language}`)
    },

    async export(needs, name) {
      needs.print(json(withoutGroups(await needs.settingsOf(needs.db, await workspaceOf(needs, name)))))
    },

    async check(needs, name, file) {
      await checked(needs, await workspaceOf(needs, name), documentIn(file))
      needs.print('No fault.')
    },

    async diff(needs, name, file) {
      const before = await needs.settingsOf(needs.db, await workspaceOf(needs, name))
      printDifferences(needs, before, documentIn(file))
    },

    async activate(needs, name, file) {
      const workspace = await workspaceOf(needs, name)
      await activate(needs, workspace, await checked(needs, workspace, documentIn(file)))
    },

    async back(needs, name) {
      const workspace = await workspaceOf(needs, name)
      if (workspace.settingsVersion <= (workspace.isDefault ? 0 : 1)) throw fault('There is no version before.')
      const { id, settingsVersion } = workspace
      const before = withoutGroups(await needs.settingsOf(needs.db, { id, settingsVersion: settingsVersion - 1 }))
      await activate(needs, workspace, await checked(needs, workspace, before))
    },
  },
  free: { schema: (print) => print(json(z.toJSONSchema(settingsDocument, { unrepresentable: 'any' }))) },
}

runIfStarted(import.meta.url, settingsCommands)

async function activate(needs: CommandNeeds, workspace: Workspace, document: Settings): Promise<void> {
  printDifferences(needs, await needs.settingsOf(needs.db, workspace), document)
  const author = { objectId: '', name: userName() }
  const activated = await transact(needs.db, async (db) => {
    const { settingsOf } = needs
    const services = { db, now: Date.now, settingsOf, rulesOf: createRulesReader(settingsOf) }
    const its = await activateSettings(services, workspace, document, author)
    if (its === undefined) return undefined
    const administrators = await listServiceAdministrators(db, needs.config, workspace.tenantId)
    await applyRoles(services, workspace, await withGroups(db, workspace.tenantId, document), administrators)
    if (document.ticketSystem !== null) await enqueuePoll(services, workspace.id)
    await refreshDesks(services, workspace.id)
    await enqueueRoutingAnew(services, workspace.id)
    await recordCommand(services, workspace, { act: 'settings.activate', permission: 'settings.edit' })
    return its
  })
  if (activated === undefined)
    throw fault('Somebody else activated a version at the same moment. Look at it, then try again.')
  needs.print(`Version ${activated.settingsVersion} is in force.`)
}

/** A container may run as a user whom its system does not know. */
function userName(): string {
  try {
    return userInfo().username
  } catch {
    return 'npm run settings'
  }
}

async function checked({ db, config }: CommandNeeds, workspace: Workspace, document: Settings): Promise<Settings> {
  await watchGroups({ db, now: Date.now }, workspace.tenantId, document)
  const systems = createTicketSystems(config.ticketSystems)
  const graph = { isConnected: config.graph !== undefined }
  const faults = await faultsAround({ db, systems, graph }, workspace, document)
  if (faults.length > 0) throw fault(toldOf(faults))
  return document
}

function toldOf(faults: readonly SettingsFault[]): string {
  return faults.map(({ path, reason }) => `${path === '' ? 'the document' : path}: ${reason}`).join('\n')
}

function documentIn(file: string | undefined): Settings {
  if (file === undefined) throw fault('Which file? “npm run -s settings -- help” says more.')
  const parsed = parseSettings(parseJson(file))
  if (parsed.ok) return parsed.settings
  throw fault(toldOf(parsed.faults))
}

function parseJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8').replace(/^\ufeff/, ''))
  } catch (error) {
    throw fault(`${file}: ${error instanceof Error ? error.message : String(error)}`)
  }
}

function printDifferences({ print }: CommandNeeds, before: Settings, after: Settings): void {
  const differences = differencesOf(before, after)
  for (const { path, before: old, after: fresh } of differences)
    print(`${path}: ${old || '(none)'} → ${fresh || '(none)'}`)
  if (differences.length === 0) print('Nothing changes.')
}

function json(value: unknown): string {
  return JSON.stringify(value, undefined, 2)
}
