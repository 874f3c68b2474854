import type { Access, GroupMembers } from '../access/access.ts'
import type { Db } from '../db/connect.ts'
import { membersOf } from './store.ts'

/** A document with who is in the groups that its assignments name now. */
export async function withGroups<Document extends Access>(
  db: Db,
  tenantId: string,
  document: Document,
): Promise<Document & { readonly groups: GroupMembers }> {
  const ids = document.assignments.flatMap(({ members }) =>
    members.flatMap((its) => (typeof its === 'object' && 'group' in its ? [its.group] : [])),
  )
  const groups = new Map<string, ReadonlySet<string>>()
  for (const id of new Set(ids)) groups.set(id, await membersOf(db, tenantId, id))
  return { ...document, groups }
}
