import { escalationAndDesk, isNamed } from '../access/access.ts'
import type { Services } from '../context.ts'
import { findContract } from '../contracts/store.ts'
import type { Db } from '../db/connect.ts'
import type { Graph } from '../graph/client.ts'
import { MOST_MEMBERS } from '../groups/group.ts'
import { withGroups } from '../groups/members.ts'
import { groupsIn, listGroups } from '../groups/store.ts'
import { countDeskMembers, listWorkspaces } from '../workspaces/store.ts'
import type { Workspace } from '../workspaces/workspace.ts'
import type { Settings, SettingsFault } from './settings.ts'

/** What is wrong with a document not in itself, but with what is around its workspace: the contract, the other workspaces. */
export async function faultsAround(
  { db, systems, graph }: Pick<Services, 'db' | 'systems'> & { readonly graph: Pick<Graph, 'isConnected'> },
  { id, tenantId, isDefault }: Pick<Workspace, 'id' | 'tenantId' | 'isDefault'>,
  document: Settings,
): Promise<readonly SettingsFault[]> {
  const { name, services, ticketSystem } = document
  const purchased = (await findContract(db, tenantId))?.services ?? []
  const others = (await listWorkspaces(db, tenantId)).filter((its) => its.id !== id)
  const isTaken = name !== '' && others.some((its) => its.name.toLowerCase() === name.toLowerCase())
  const isTooLarge = await isEscalationTooLarge(db, id, await withGroups(db, tenantId, document))
  return [
    ...(await groupFaults(db, tenantId, document, graph.isConnected)),
    ...(isTooLarge
      ? [{ path: 'escalation', reason: 'the escalation team must be named, and smaller than the desk' }]
      : []),
    ...(name === '' && !isDefault
      ? [{ path: 'name', reason: 'is missing: only the default workspace does without' }]
      : []),
    ...(isDefault || isNamed(document, 'settings.edit')
      ? []
      : [{ path: 'administrator', reason: 'nobody could change these settings any more: name an administrator' }]),
    ...(isTaken ? [{ path: 'name', reason: 'is the name of another workspace of the organisation' }] : []),
    ...(ticketSystem === null
      ? []
      : systems.faultsOf(tenantId, ticketSystem).map(({ path, reason }) => ({ path: `ticketSystem.${path}`, reason }))),
    ...services.flatMap((service, n) =>
      purchased.includes(service) ? [] : [{ path: `services.${n}`, reason: `the contract has no “${service}”` }],
    ),
  ]
}

/** A group grants nothing to anybody before it was read: nobody is to wonder why. */
async function groupFaults(
  db: Db,
  tenantId: string,
  document: Settings,
  isConnected: boolean,
): Promise<readonly SettingsFault[]> {
  const ids = groupsIn(document)
  if (ids.length === 0) return []
  if (!isConnected) return [{ path: 'groups.not-connected', reason: 'a group needs the directory: see docs/graph.md' }]
  const watched = await listGroups(db, tenantId, ids)
  return ids.flatMap((id) => {
    const its = watched.find((one) => one.id === id)
    if (its?.trouble === 'not-found' || its?.trouble === 'too-large')
      return [{ path: `groups.${its.trouble}`, reason: `${its.name || id}: ${REASONS[its.trouble]}` }]
    if (its?.readAt !== undefined) return []
    if (its?.trouble === undefined)
      return [{ path: 'groups.unread', reason: `${id} is not read yet: try again in a minute` }]
    return [{ path: 'groups.unreadable', reason: `${id} cannot be read (${its.trouble}): see docs/graph.md` }]
  })
}

const REASONS = {
  'not-found': 'the directory has no such group',
  'too-large': `it has more than ${MOST_MEMBERS} members`,
} as const

/** S3.21. Where the desk is whoever is in its channel, it is as large as Teams says; where Teams does not say, nobody can tell. */
async function isEscalationTooLarge(db: Db, workspaceId: string, document: Settings): Promise<boolean> {
  const { escalation, desk } = escalationAndDesk(document)
  if (escalation.hasChannel) return true
  if (escalation.named === 0) return false
  const inChannel = desk.hasChannel ? ((await countDeskMembers(db, workspaceId)) ?? Number.POSITIVE_INFINITY) : 0
  return escalation.named >= Math.max(desk.named, inChannel)
}
