import type { Services } from '../../services/context.ts'
import { applyRoles } from '../../services/desks/apply-roles.ts'
import { troubleOf } from '../../services/graph/errors.ts'
import { readGroup } from '../../services/graph/groups.ts'
import { BELIEVED_MS, MOST_MEMBERS, WATCHED_MS, type WatchedGroup } from '../../services/groups/group.ts'
import type { GroupJobs } from '../../services/groups/jobs.ts'
import { withGroups } from '../../services/groups/members.ts'
import { changeMembers, dropGroup, groupsIn, listGroups, membersOf, noteGroup } from '../../services/groups/store.ts'
import type { Afterwards } from '../../services/jobs/task.ts'
import { findDrafts } from '../../services/settings/store.ts'
import { listWorkspaces } from '../../services/workspaces/store.ts'

/** What the directory said; without members it said nothing of them. */
type Came =
  | { readonly name: string; readonly members: ReadonlySet<string>; readonly trouble: 'not-found' | undefined }
  | { readonly members?: undefined; readonly trouble: WatchedGroup['trouble'] }

type Needs = Pick<Services, 'db' | 'now' | 'graph' | 'settingsOf' | 'rulesOf'>

/**
 * Reads who is in a group; whoever thereby may not do any more what they are at is relieved of it. A group that cannot be read keeps
 * the members that it had: a directory that does not answer takes nobody's work away. `administrators`: of an organisation.
 */
export async function readMembers(
  needs: Needs,
  { tenantId, groupId }: GroupJobs['group.read'],
  administrators: (db: Needs['db'], tenantId: string) => Promise<ReadonlySet<string>>,
): Promise<Afterwards | undefined> {
  const { db, now, graph } = needs
  const [known] = await listGroups(db, tenantId, [groupId])
  if (known === undefined) return undefined
  const came = await readOrTrouble()
  return async (tx) => {
    const services = { ...needs, db: tx }
    if (now() - known.watchedAt > WATCHED_MS && !(await isNamed(services, tenantId, groupId)))
      return await dropGroup(tx, tenantId, groupId)
    const isBelieved = known.readAt === undefined || now() - known.readAt < BELIEVED_MS
    if (came.members === undefined && isBelieved)
      return await noteGroup(tx, tenantId, { ...known, trouble: came.trouble })
    const members = came.members ?? new Set<string>()
    const before = await membersOf(tx, tenantId, groupId)
    const added = [...members].filter((id) => !before.has(id))
    const removed = [...before].filter((id) => !members.has(id))
    await changeMembers(tx, tenantId, groupId, { added, removed })
    const name = ('name' in came && came.name) || known.name
    const readAt = came.members === undefined ? known.readAt : now()
    await noteGroup(tx, tenantId, { id: groupId, name, readAt, trouble: came.trouble, size: members.size })
    if (removed.length === 0) return
    const named = await administrators(tx, tenantId)
    for (const { workspace, settings } of await inForceWith(services, tenantId, groupId))
      await applyRoles(services, workspace, await withGroups(tx, tenantId, settings), named)
  }

  async function readOrTrouble(): Promise<Came> {
    try {
      const its = await readGroup(graph, tenantId, groupId, MOST_MEMBERS)
      return its.members.size > MOST_MEMBERS ? { trouble: 'too-large' } : { ...its, trouble: undefined }
    } catch (error) {
      const trouble = troubleOf(error)
      // That it is gone is an answer.
      return trouble === 'not-found' ? { name: '', members: new Set(), trouble } : { trouble }
    }
  }
}

/** The workspaces whose settings in force name a group, with these settings. */
async function inForceWith({ db, settingsOf }: Needs, tenantId: string, groupId: string) {
  const workspaces = await listWorkspaces(db, tenantId)
  const all = await Promise.all(
    workspaces.map(async (workspace) => ({ workspace, settings: await settingsOf(db, workspace) })),
  )
  return all.filter(({ settings }) => groupsIn(settings).includes(groupId))
}

/** Whether settings in force name a group, or anybody's draft. */
async function isNamed(needs: Needs, tenantId: string, groupId: string): Promise<boolean> {
  if ((await inForceWith(needs, tenantId, groupId)).length > 0) return true
  for (const { id } of await listWorkspaces(needs.db, tenantId)) {
    const drafts = await findDrafts(needs.db, id)
    if (drafts.some((document) => groupsIn(document).includes(groupId))) return true
  }
  return false
}
