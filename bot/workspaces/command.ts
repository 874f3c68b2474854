import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { hasRole, isGranted } from '../../services/access/access.ts'
import type { Services } from '../../services/context.ts'
import { contactsOf, contractDocument, isInForce } from '../../services/contracts/contract.ts'
import { findContract, saveContract } from '../../services/contracts/store.ts'
import { transact } from '../../services/db/transact.ts'
import { leave } from '../../services/moving/leave.ts'
import { movePerson, moveTicket, type Stays } from '../../services/moving/move.ts'
import { LANGUAGES } from '../../services/people/person.ts'
import { namesOf } from '../../services/people/store.ts'
import { createWorkspace } from '../../services/settings/create-workspace.ts'
import { createRulesReader } from '../../services/settings/read.ts'
import { findTicketByNumber } from '../../services/tickets/store.ts'
import { invite } from '../../services/workspaces/invite.ts'
import { listMembers, listWorkspaceIds } from '../../services/workspaces/members.ts'
import { getDefaultWorkspace, listWorkspaces } from '../../services/workspaces/store.ts'
import type { Workspace } from '../../services/workspaces/workspace.ts'
import { recordCommand } from '../audit/record.ts'
import { type CommandLine, type CommandNeeds, fault, objectIdIn, runIfStarted, workspaceOf } from '../command.ts'

const HELP = `npm run -s workspaces -- <command>
  list                                               every workspace: id, tenant, version of its settings, name
  create    <tenant> <name> <administrator> [fr|en]  makes another one; its administrator is invited
  members   <workspace>                              who belongs to it or is invited
  invite    <workspace> <person>                     invites somebody
  remove    <workspace> <person>                     takes somebody out of it
  move      <workspace> <person> <workspace>         moves somebody from the first to the second, with what is theirs
  move-incident <workspace> <number> <workspace>     moves one incident
  contract  <tenant> [file]                          prints what is contracted, or puts a file in its place
  schema                                             the JSON Schema of a contract, for editors
A workspace is given by its id, or by its tenant's id for the tenant's default one; a person by their object id.`

const MOST = 1_000
/** Who acts at the service's own machine: nobody in Teams. */
const NOBODY = { objectId: '', name: 'npm run workspaces' }

const STAYS: Readonly<Record<Stays, string>> = {
  'no-member': 'They do not belong to the first workspace, or never spoke to the service.',
  'not-accepted': 'The other workspace accepts no personal accounts.',
  confidential:
    'They have an open confidential incident, and nobody in the other workspace is named to read such ones.',
}

/** Workspaces, their members and the contract, beside the running service. */
export const workspaceCommands: CommandLine = {
  help: HELP,
  commands: {
    async list({ db, print }) {
      for (const { id, tenantId, settingsVersion, name, isDefault } of await listWorkspaces(db))
        print(`${id}  tenant ${tenantId}  version ${settingsVersion}  ${isDefault ? `${name} (default)`.trim() : name}`)
    },

    async create(needs, tenant, name = '', administrator, language = needs.config.language) {
      const { db, config, print } = needs
      const { tenantId } = await workspaceOf(needs, tenant)
      const spoken = LANGUAGES.find((its) => its === language)
      if (name.trim() === '' || name.trim().length > 60)
        throw fault('A workspace needs a name of at most 60 characters.')
      if (spoken === undefined) throw fault(`“${language}” is none of: ${LANGUAGES.join(', ')}.`)
      const person = await personOf(needs, tenantId, administrator)
      const wanted = { tenantId, name: name.trim(), language: spoken, administrator: person }
      const created = await transact(db, async (tx) => {
        const services = { db: tx, now: Date.now }
        const its = await createWorkspace(services, config, wanted, NOBODY)
        if (typeof its === 'string') return its
        await recordCommand(services, its, { act: 'workspace.create', permission: 'workspace.create' })
        return its
      })
      if (created === 'taken') throw fault(`The tenant has a workspace “${wanted.name}” already.`)
      if (created === 'contract-over') throw fault('The contract is not in force today.')
      if (created === 'too-many') throw fault('The tenant has as many workspaces as it can have.')
      print(created.id)
    },

    async members(needs, name) {
      const workspace = await workspaceOf(needs, name)
      for (const { person, state } of await listMembers(needs.db, workspace.id, MOST))
        needs.print(`${person.objectId}  ${state}  ${person.name}`)
    },

    async invite(needs, name, id) {
      const workspace = await workspaceOf(needs, name)
      const person = await personOf(needs, workspace.tenantId, id)
      const isNew = await act(needs, [workspace], 'member.invite', person.objectId, (services) =>
        invite(services, workspace, person, NOBODY),
      )
      needs.print(isNew ? 'Invited.' : 'They were invited before, or belong to it.')
    },

    async remove(needs, name, id) {
      const workspace = await workspaceOf(needs, name)
      const person = await personOf(needs, workspace.tenantId, id)
      await refuseWithRole(needs, workspace, person.objectId)
      const isOut = await act(needs, [workspace], 'member.remove', person.objectId, (services) =>
        leave(services, workspace, person),
      )
      if (!isOut) throw fault('They neither belong to it nor are invited.')
      needs.print('Removed.')
    },

    async move(needs, name, id, target) {
      const [from, to] = await twoWorkspaces(needs, name, target)
      const person = await personOf(needs, from.tenantId, id)
      await refuseWithRole(needs, from, person.objectId)
      const came = await act(needs, [from, to], 'member.move', person.objectId, (services) =>
        movePerson(services, person, { from, to, by: NOBODY }),
      )
      if (came !== 'moved') throw fault(STAYS[came])
      needs.print('Moved. What is theirs follows while the service runs.')
    },

    async 'move-incident'(needs, name, number = '', target = '') {
      const [from, to] = await twoWorkspaces(needs, name, target)
      const ticket = await findTicketByNumber(needs.db, from.id, number.toUpperCase())
      if (ticket === undefined) throw fault(`There is no incident “${number}” in this workspace.`)
      const { requester } = ticket
      if (!(await listWorkspaceIds(needs.db, requester)).includes(to.id))
        throw fault(
          'Its requester does not belong to the other workspace, and could not read it there: invite them first.',
        )
      if (ticket.isConfidential && !isGranted(await needs.settingsOf(needs.db, to), 'ticket.confidential'))
        throw fault('It is confidential, and nobody in the other workspace is named to read such incidents.')
      await act(needs, [from, to], 'ticket.move', requester.objectId, (services) =>
        moveTicket(services, ticket.id, from, to),
      )
      needs.print('Moved.')
    },

    async contract(needs, tenant, file) {
      const { tenantId } = await workspaceOf(needs, tenant)
      if (file === undefined) {
        const contract = await findContract(needs.db, tenantId)
        needs.print(contract === undefined ? 'No contract.' : JSON.stringify(contract, undefined, 2))
      } else await putContract(needs, tenantId, file)
    },
  },
  free: {
    schema: (print) =>
      print(JSON.stringify(z.toJSONSchema(contractDocument, { unrepresentable: 'any', io: 'input' }), undefined, 2)),
  },
}

runIfStarted(import.meta.url, workspaceCommands)

/** Whoever it names is invited to the default workspace (S1.10), where they may open incidents at once (S1.11). */
async function putContract({ db, print }: CommandNeeds, tenantId: string, file: string): Promise<void> {
  const parsed = contractDocument.safeParse(jsonIn(file))
  if (!parsed.success)
    throw fault(
      parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'the document'}: ${message}`).join('\n'),
    )
  const contract = parsed.data
  const count = await transact(db, async (tx) => {
    const services = { db: tx, now: Date.now }
    const workspace = await getDefaultWorkspace(tx, tenantId)
    await saveContract(services, tenantId, contract, NOBODY.name)
    let invited = 0
    const { id, name: inviter } = contract.serviceAdministrator
    for (const { id: objectId, name } of contactsOf(contract)) {
      const by = objectId === id ? NOBODY : { objectId: id, name: inviter }
      if (await invite(services, workspace, { tenantId, objectId, name }, by)) invited += 1
    }
    await recordCommand(services, workspace, { act: 'contract.change', permission: 'workspace.create' })
    return invited
  })
  const when = isInForce(contract, Date.now()) ? 'is in force' : 'is written down, and not in force today'
  print(`The contract ${when}. Newly invited: ${count}.`)
}

function jsonIn(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8').replace(/^\ufeff/, ''))
  } catch (error) {
    throw fault(`${file}: ${error instanceof Error ? error.message : String(error)}`)
  }
}

/** Does something in one transaction with its entries in the audit, one for each workspace that it is about. */
async function act<Result>(
  { db, settingsOf }: CommandNeeds,
  workspaces: readonly Workspace[],
  done: string,
  requester: string,
  work: (services: Pick<Services, 'db' | 'now' | 'settingsOf' | 'rulesOf'>) => Promise<Result>,
): Promise<Result> {
  return await transact(db, async (tx) => {
    const services = { db: tx, now: Date.now, settingsOf, rulesOf: createRulesReader(settingsOf) }
    const result = await work(services)
    const entry = { act: done, permission: 'member.manage', requester } as const
    if (result === true || result === undefined || result === 'moved')
      for (const its of workspaces) await recordCommand(services, its, entry)
    return result
  })
}

/** A role would stay theirs, and be theirs again with the next invitation. */
async function refuseWithRole({ db, settingsOf }: CommandNeeds, workspace: Workspace, objectId: string): Promise<void> {
  if (hasRole(await settingsOf(db, workspace), objectId))
    throw fault('The settings of the workspace give them a role: take it away first.')
}

async function twoWorkspaces(needs: CommandNeeds, name = '', target = ''): Promise<readonly [Workspace, Workspace]> {
  const [from, to] = [await workspaceOf(needs, name), await workspaceOf(needs, target)]
  if (from.tenantId !== to.tenantId) throw fault('The workspaces are of two organisations.')
  if (from.id === to.id) throw fault('It is the same workspace.')
  return [from, to]
}

async function personOf({ db }: Pick<CommandNeeds, 'db'>, tenantId: string, id: string | undefined) {
  const objectId = objectIdIn(id)
  return { tenantId, objectId, name: (await namesOf(db, tenantId, [objectId])).get(objectId) ?? '' }
}
