import { randomUUID } from 'node:crypto'
import { accessData } from '../access/personal.ts'
import { admissionData } from '../admission/personal.ts'
import { approvalData } from '../approvals/personal.ts'
import { auditData } from '../audit/personal.ts'
import { catalogueData } from '../catalogue/personal.ts'
import { clientData } from '../clients/personal.ts'
import type { Services } from '../context.ts'
import { contractData } from '../contracts/personal.ts'
import type { Db } from '../db/connect.ts'
import { ServiceDeskError } from '../errors.ts'
import { feedbackData } from '../feedback/personal.ts'
import { fileData } from '../files/personal.ts'
import { groupData } from '../groups/personal.ts'
import { handoffData } from '../handoffs/personal.ts'
import { itsmData } from '../itsm/personal.ts'
import { forgetIn } from '../jobs/erase.ts'
import { lookupData } from '../lookups/personal.ts'
import { noticeData } from '../notices/personal.ts'
import { oneTimeData } from '../onetime/personal.ts'
import type { PersonKey } from '../people/person.ts'
import { peopleData } from '../people/personal.ts'
import type { PersonalData } from '../people/personal-data.ts'
import { quarantineData } from '../quarantine/personal.ts'
import { responsibilityData } from '../responsibilities/personal.ts'
import { sessionData } from '../sessions/personal.ts'
import { settingsData } from '../settings/personal.ts'
import { ticketData } from '../tickets/personal.ts'
import { workspaceData } from '../workspaces/personal.ts'

/** Everything that is kept of people, a line a noun. */
const NOUNS: readonly PersonalData[] = [
  handoffData,
  quarantineData,
  feedbackData,
  responsibilityData,
  oneTimeData,
  ticketData,
  catalogueData,
  approvalData,
  itsmData,
  fileData,
  lookupData,
  groupData,
  clientData,
  sessionData,
  settingsData,
  contractData,
  accessData,
  workspaceData,
  admissionData,
  noticeData,
  auditData,
  // The last: others look there for where somebody's chat is.
  peopleData,
]

/** All that is kept about somebody, by tables; what analysts noted among themselves only where they wrote it. */
export async function exportPerson(db: Db, person: PersonKey): Promise<Readonly<Record<string, readonly object[]>>> {
  const parts = await Promise.all(NOUNS.map(async ({ list }) => (list === undefined ? {} : await list(db, person))))
  return Object.assign({}, ...parts)
}

/**
 * Forgets somebody: their name, their words and what was said to them, under a new pseudonym that nothing links to them, so
 * that what was counted stays counted. The audit stays as it is. Throws `conflict` while something of theirs is under way
 * or held.
 */
export async function erasePerson(services: Pick<Services, 'db' | 'now'>, person: PersonKey): Promise<void> {
  const { db } = services
  const hold = await findHold(db, person)
  if (hold !== undefined) throw new ServiceDeskError('invalid', `They are under legal hold: ${hold}`)
  for (const { underWay } of NOUNS) {
    const why = await underWay?.(db, person)
    if (why !== undefined) throw new ServiceDeskError('invalid', `They cannot be erased yet: ${why}.`)
  }
  const as = randomUUID()
  for (const { erase } of NOUNS) await erase?.(services, person, as)
  await forgetIn(db, person.objectId, as)
}

/** Why nothing of somebody may be erased; `undefined`: it may. */
export async function findHold(db: Db, { tenantId, objectId }: PersonKey): Promise<string | undefined> {
  const row = await db
    .selectFrom('legal_holds')
    .select('reason')
    .where('tenant_id', '=', tenantId)
    .where('object_id', '=', objectId)
    .executeTakeFirst()
  return row?.reason
}

/** The object ids of all who are under legal hold. */
export async function listHeld(db: Db): Promise<readonly string[]> {
  const rows = await db.selectFrom('legal_holds').select('object_id').execute()
  return rows.map((row) => row.object_id)
}

export async function hold(
  { db, now }: Pick<Services, 'db' | 'now'>,
  { tenantId, objectId }: PersonKey,
  reason: string,
): Promise<void> {
  await db
    .insertInto('legal_holds')
    .values({ tenant_id: tenantId, object_id: objectId, reason, since: now() })
    .onConflict((conflict) => conflict.columns(['tenant_id', 'object_id']).doUpdateSet({ reason }))
    .execute()
}

/** False: there was none. */
export async function release(db: Db, { tenantId, objectId }: PersonKey): Promise<boolean> {
  const row = await db
    .deleteFrom('legal_holds')
    .where('tenant_id', '=', tenantId)
    .where('object_id', '=', objectId)
    .returning('since')
    .executeTakeFirst()
  return row !== undefined
}
