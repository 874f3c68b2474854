import type { Services } from '../../services/context.ts'
import { ServiceDeskError } from '../../services/errors.ts'
import type { PersonKey } from '../../services/people/person.ts'
import { MINUTE_MS } from '../../services/time.ts'
import { findDeskById, getWorkspace, listDesksOf, listWorkspaces } from '../../services/workspaces/store.ts'
import type { Desk, Workspace } from '../../services/workspaces/workspace.ts'
import type { Roster } from '../teams/roster.ts'

/** Which desks somebody may enter from a page: those in whose channels they are, by Teams' own word. */
export interface Door {
  /** Throws `not-found` where there is no such desk for them. */
  deskFor(reader: PersonKey, deskId: string): Promise<Desk>
  desksFor(reader: PersonKey): Promise<readonly { readonly desk: Desk; readonly workspace: Workspace }[]>
}

/** Whoever was taken out of a channel is out of its console so soon. */
const BELIEVED_MS = MINUTE_MS
/** Whoever was just let in need not wait long. */
const REFUSED_MS = 10_000
const MOST_KNOWN = 10_000
/** Teams is asked for each desk of an organisation where somebody wants to see which are theirs. */
const MOST_DESKS = 60
const AT_ONCE = 6

export function createDoor({
  db,
  now,
  roster,
}: Pick<Services, 'db' | 'now'> & { readonly roster: Pick<Roster, 'hasMember'> }): Door {
  const known = new Map<string, { readonly isIn: Promise<boolean>; readonly until: number }>()

  /** Who asks again at once waits for the same answer: Teams has its limits. */
  async function isIn({ objectId }: PersonKey, desk: Desk): Promise<boolean> {
    const key = `${desk.channelId} ${objectId}`
    const before = known.get(key)
    if (before !== undefined && before.until > now()) return await before.isIn
    if (known.size >= MOST_KNOWN) known.clear()
    const asked = roster.hasMember(desk, objectId)
    known.set(key, { isIn: asked, until: now() + REFUSED_MS })
    try {
      const isIn = await asked
      if (isIn) known.set(key, { isIn: asked, until: now() + BELIEVED_MS })
      return isIn
    } catch (error) {
      known.delete(key)
      throw error
    }
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
      const areIn: boolean[] = []
      while (areIn.length < asked.length) {
        const next = asked.slice(areIn.length, areIn.length + AT_ONCE)
        areIn.push(...(await Promise.all(next.map(({ desk }) => isIn(reader, desk).catch(() => false)))))
      }
      return asked.filter((_, n) => areIn[n])
    },
  }
}
