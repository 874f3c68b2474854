import { z } from 'zod'
import type { Graph } from './client.ts'
import { troubleOf } from './errors.ts'
import type { AccountState, DirectoryPerson } from './graph.ts'

const text = z
  .string()
  .nullish()
  .transform((its) => its ?? '')
const person = z
  .object({ id: z.guid(), displayName: text, mail: text, userPrincipalName: text, userType: text })
  .extend({ jobTitle: text, department: text, officeLocation: text })
  .transform(
    (its): DirectoryPerson => ({
      ...{ id: its.id.toLowerCase(), name: its.displayName || its.userPrincipalName, mail: its.mail },
      ...{ userName: its.userPrincipalName, jobTitle: its.jobTitle, department: its.department },
      ...{ office: its.officeLocation, isGuest: its.userType.toLowerCase() === 'guest' },
    }),
  )
const one = z.object({ id: z.guid(), displayName: text })

/** A list of what we rely on of its entries; an entry that lacks it is left out, as Graph shows less of what may not be read. */
export function listOf<Value>(schema: z.ZodType<Value>) {
  return z
    .object({ value: z.array(z.unknown()) })
    .transform(({ value }) => value.flatMap((its) => schema.safeParse(its).data ?? []))
}

/** People whose name, or whose address from its beginning, has these words; who is disabled is not among them. */
export async function searchPeople(graph: Graph, tenantId: string, words: string): Promise<readonly DirectoryPerson[]> {
  return listOf(person).parse(await graph.ask('people.search', tenantId, { words }))
}

export async function readPerson(graph: Graph, tenantId: string, personId: string): Promise<DirectoryPerson> {
  return person.parse(await graph.ask('person.read', tenantId, { personId }))
}

/** `undefined`: the directory names nobody. */
export async function managerOf(
  graph: Graph,
  tenantId: string,
  personId: string,
): Promise<{ readonly id: string; readonly name: string } | undefined> {
  try {
    const { id, displayName } = one.parse(await graph.ask('person.manager', tenantId, { personId }))
    return { id: id.toLowerCase(), name: displayName }
  } catch (error) {
    if (!(error instanceof z.ZodError) && troubleOf(error) === 'not-found') return undefined
    throw error
  }
}

/** Dates of Graph's that mean never begin so. */
const NEVER = '0001-01-01'
export const instant = z
  .string()
  .nullish()
  .transform((its) => (its === null || its === undefined || its.startsWith(NEVER) ? undefined : Date.parse(its)))

const account = z.object({
  accountEnabled: z.boolean().nullish(),
  userType: text,
  lastPasswordChangeDateTime: instant,
  onPremisesSyncEnabled: z.boolean().nullish(),
})
const licence = z.object({
  skuPartNumber: z.string(),
  servicePlans: z.array(z.object({ servicePlanName: text, provisioningStatus: text })).default([]),
})

export async function accountOf(graph: Graph, tenantId: string, personId: string): Promise<AccountState> {
  const [its, licences] = await Promise.all([
    graph.ask('person.account', tenantId, { personId }).then((answer) => account.parse(answer)),
    graph.ask('person.licences', tenantId, { personId }).then((answer) => listOf(licence).parse(answer)),
  ])
  const plans = licences.flatMap(({ servicePlans }) => servicePlans)
  return {
    isEnabled: its.accountEnabled === true,
    isGuest: its.userType.toLowerCase() === 'guest',
    passwordChangedAt: its.lastPasswordChangeDateTime,
    isSynced: its.onPremisesSyncEnabled === true,
    licences: licences.map(({ skuPartNumber }) => skuPartNumber),
    hasIntune: plans.some(
      ({ servicePlanName, provisioningStatus }) =>
        servicePlanName.startsWith('INTUNE') && provisioningStatus.toLowerCase() === 'success',
    ),
  }
}

/** Names of groups, in order; one that may not be read has none and is left out. */
export async function groupsOf(graph: Graph, tenantId: string, personId: string): Promise<readonly string[]> {
  const groups = listOf(z.object({ displayName: z.string().min(1) })).parse(
    await graph.ask('person.groups', tenantId, { personId }),
  )
  return groups.map(({ displayName }) => displayName).sort((a, b) => a.localeCompare(b))
}
