import type { Services } from '../context.ts'
import { ASIDE, tell } from '../notices/tell.ts'
import type { NamedPerson } from '../people/person.ts'
import type { ApprovalNotice } from './jobs.ts'
import { findDeputy, listAsked, setDeputy } from './store.ts'

/** Somebody stands in for an approver until then; they are told of what is asked already, too. */
export async function nameDeputy(
  services: Pick<Services, 'db' | 'now'>,
  approver: NamedPerson,
  deputy: { readonly person: NamedPerson; readonly until: number },
): Promise<void> {
  const { db, now } = services
  const before = await findDeputy(db, approver, now())
  await setDeputy(db, approver, deputy)
  if (before?.objectId === deputy.person.objectId) return
  const { person } = deputy
  for (const { id: approvalId } of await listAsked(db, person, [approver.objectId]))
    await tell<ApprovalNotice>(services, { person }, { kind: 'approval-asked', approvalId, isDeputy: true }, ASIDE)
}
