import { rolesPage } from '../../web/access/roles.ts'
import { administrationPages } from '../../web/settings/pages.ts'
import { startingPoint } from '../settings/draft.ts'
import { looked } from '../turn/guard.ts'
import type { Turn } from '../turn/reply.ts'
import { viewOf } from '../web/view.ts'
import { groupsKnown } from './groups.ts'

/** « Rôles »: all of them, and who has which. */
export async function rolesPageOf(turn: Turn): Promise<string> {
  looked(turn, 'settings.edit')
  const { t, person, actor } = turn
  const { document, basedOn: version, isDraft } = await startingPoint(turn)
  const nav = administrationPages(actor.permissions)
  const { roles, assignments } = document
  return rolesPage(t, {
    groups: await groupsKnown(turn, document),
    roles,
    assignments,
    version,
    isDraft,
    nav,
    reader: person.name,
    view: viewOf(turn, '/settings/roles'),
  })
}
