import { folded } from '../../services/bilingual/bilingual.ts'
import { samePerson } from '../../services/people/person.ts'
import { listMembers } from '../../services/workspaces/members.ts'
import { administrationPages } from '../../web/settings/pages.ts'
import { membersPage } from '../../web/workspaces/members.ts'
import { looked } from '../turn/guard.ts'
import type { Turn } from '../turn/reply.ts'
import { viewOf } from '../web/view.ts'
import { targetsOf } from './present.ts'

/** A page names so many; a name finds the others. */
const MOST_SHOWN = 200
const MOST_READ = 10_000

/** « Membres »; `name`: only those whose name has these words in it, without accents. */
export async function membersPageOf(turn: Turn, name: string): Promise<string> {
  looked(turn, 'member.manage')
  const { db, t, person, workspace, actor } = turn
  const all = await listMembers(db, workspace.id, MOST_READ)
  const words = folded(name)
    .split(' ')
    .filter((word) => word !== '')
  const found = all.filter((its) => words.every((word) => folded(its.person.name).includes(word)))
  return membersPage(t, {
    ...{ workspace, name, members: found.slice(0, MOST_SHOWN), found: found.length, total: all.length },
    hasOthers: all.some((its) => !samePerson(its.person, person)),
    isOneOfSeveral: (await targetsOf(turn)).length > 0,
    ...{ reader: person.name, nav: administrationPages(actor.permissions), view: viewOf(turn, '/settings/members') },
  })
}
