import type { Services } from '../../services/context.ts'
import { ServiceDeskError } from '../../services/errors.ts'
import type { PersonKey } from '../../services/people/person.ts'
import { MINUTE_MS } from '../../services/time.ts'
import { findDeskById, getWorkspace, listDesksOf, listWorkspaces } from '../../services/workspaces/store.ts'
import type { Desk, Workspace } from '../../services/workspaces/workspace.ts'
import type { Roster } from '../teams/roster.ts'

/** Which desks somebody may enter from a page: those in whose teams they are, by Teams' own word. */
export interface Door {
  /** Throws `not-found` where there is no such desk for them. */
  deskFor(reader: PersonKey, deskId: string): Promise<Desk>
  desksFor(reader: PersonKey): Promise<readonly { readonly desk: Desk; readonly workspace: Workspace }[]>
}

/** Whoever was taken out of a team is out of its console so soon. */
const BELIEVED_MS = MINUTE_MS
const MOST_KNOWN = 10_000
/** Teams is asked for each desk of an organisation where somebody wants to see which are theirs. */
const MOST_DESKS = 60

export function createDoor({
  db,
  now,
  roster,
}: Pick<Services, 'db' | 'now'> & { readonly roster: Pick<Roster, 'hasMember'> }): Door {
  /** Only who is in is remembered: whoever was just let in need not wait. */
  const known = new Map<string, number>()

  async function isIn({ objectId }: PersonKey, desk: Desk): Promise<boolean> {
    const key = `${desk.id} ${objectId}`
    const until = known.get(key) ?? 0
    if (until > now()) return true
    known.delete(key)
    if (!(await roster.hasMember(desk, objectId))) return false
    if (known.size >= MOST_KNOWN) known.clear()
    known.set(key, now() + BELIEVED_MS)
    return true
  }

  return {
    async deskFor(reader, deskId) {
      const desk = await findDeskById(db, deskId)
      const workspace = desk && (await getWorkspace(db, desk.workspaceId))
      if (desk === undefined || workspace?.tenantId !== reader.tenantId || !(await isIn(reader, desk)))
        throw new ServiceDeskError('not-found', 'There is no such desk for this person.')
      return desk
    },
    async desksFor(reader) {
      const workspaces = await listWorkspaces(db, reader.tenantId)
      const all = await Promise.all(
        workspaces.map(async (workspace) => (await listDesksOf(db, workspace.id)).map((desk) => ({ desk, workspace }))),
      )
      const asked = all.flat().slice(0, MOST_DESKS)
      const areIn = await Promise.all(asked.map(({ desk }) => isIn(reader, desk).catch(() => false)))
      return asked.filter((_, n) => areIn[n])
    },
  }
}
