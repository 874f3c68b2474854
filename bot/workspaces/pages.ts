import { samePerson } from '../../services/people/person.ts'
import { countMembers, listMembers } from '../../services/workspaces/members.ts'
import { administrationPages } from '../../web/settings/pages.ts'
import { membersPage } from '../../web/workspaces/members.ts'
import { looked } from '../turn/guard.ts'
import type { Turn } from '../turn/reply.ts'
import { viewOf } from '../web/view.ts'
import { targetsOf } from './present.ts'

/** A page names so many; a name finds the others. */
const MOST_SHOWN = 200

/** « Membres »; `name`: only those whose name has this in it. */
export async function membersPageOf(turn: Turn, name: string): Promise<string> {
  looked(turn, 'member.manage')
  const { db, t, person, workspace, actor } = turn
  const found = await listMembers(db, workspace.id, MOST_SHOWN + 1, name)
  const total = await countMembers(db, workspace.id)
  return membersPage(t, {
    workspace,
    name,
    members: found.slice(0, MOST_SHOWN),
    isCut: found.length > MOST_SHOWN,
    total,
    hasOthers: total > 1 || found.some((its) => !samePerson(its.person, person)),
    isOneOfSeveral: (await targetsOf(turn)).length > 0,
    reader: person.name,
    nav: administrationPages(actor.permissions),
    view: viewOf(turn, '/settings/members'),
  })
}
