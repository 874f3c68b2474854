import { z } from 'zod'
import type { Graph } from './client.ts'
import { troubleOf } from './errors.ts'
import type { AccountState, DirectoryPerson } from './graph.ts'
import { instant, listOf, several, text } from './schema.ts'

const person = z
  .object({ id: z.guid(), displayName: text, mail: text, userPrincipalName: text, userType: text })
  .extend({ jobTitle: text, department: text, officeLocation: text, accountEnabled: z.boolean().nullish() })
  .transform(
    (its): DirectoryPerson => ({
      id: its.id.toLowerCase(),
      name: its.displayName || its.userPrincipalName,
      mail: its.mail,
      userName: its.userPrincipalName,
      jobTitle: its.jobTitle,
      department: its.department,
      office: its.officeLocation,
      isGuest: its.userType.toLowerCase() === 'guest',
      isEnabled: its.accountEnabled !== false,
    }),
  )
const manager = z.object({ id: z.guid(), displayName: text, accountEnabled: z.boolean().nullish() })

/** People whose name, or whose address from its beginning, has these words; who is disabled is among them. */
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
    const { id, displayName, accountEnabled } = manager.parse(await graph.ask('person.manager', tenantId, { personId }))
    // Whoever has left answers nobody.
    if (accountEnabled === false) return undefined
    return { id: id.toLowerCase(), name: displayName }
  } catch (error) {
    if (troubleOf(error) === 'not-found') return undefined
    throw error
  }
}

const account = z.object({
  accountEnabled: z.boolean().nullish(),
  userType: text,
  lastPasswordChangeDateTime: instant,
  onPremisesSyncEnabled: z.boolean().nullish(),
  ...{ mail: text, jobTitle: text, department: text, companyName: text, officeLocation: text, mobilePhone: text },
  businessPhones: several(z.string()),
})
const licence = z.object({
  skuPartNumber: z.string(),
  servicePlans: z.array(z.object({ servicePlanName: text, provisioningStatus: text })).default([]),
})

export async function accountOf(
  graph: Graph,
  tenantId: string,
  personId: string,
): Promise<Omit<AccountState, 'licences'>> {
  const its = account.parse(await graph.ask('person.account', tenantId, { personId }))
  return {
    isEnabled: its.accountEnabled === true,
    isGuest: its.userType.toLowerCase() === 'guest',
    passwordChangedAt: its.lastPasswordChangeDateTime,
    isSynced: its.onPremisesSyncEnabled === true,
    card: {
      job: [its.jobTitle, its.department, its.companyName, its.officeLocation].filter((part) => part !== ''),
      reach: [its.mail, ...its.businessPhones, its.mobilePhone].filter((part) => part !== ''),
    },
  }
}

export async function licencesOf(graph: Graph, tenantId: string, personId: string) {
  const licences = listOf(licence).parse(await graph.ask('person.licences', tenantId, { personId }))
  const plans = licences.flatMap(({ servicePlans }) => servicePlans)
  return {
    names: licences.map(({ skuPartNumber }) => skuPartNumber),
    hasIntune: plans.some(
      ({ servicePlanName, provisioningStatus }) =>
        servicePlanName.startsWith('INTUNE') && provisioningStatus.toLowerCase() === 'success',
    ),
  }
}

/** Names of groups, in order; one that may not be read has none and is left out. */
export async function groupsOf(graph: Graph, tenantId: string, personId: string): Promise<readonly string[]> {
  const answer = await graph.ask('person.groups', tenantId, { personId })
  const groups = listOf(z.object({ displayName: z.string().min(1) })).parse(answer)
  const names = groups.map(({ displayName }) => displayName).sort((a, b) => a.localeCompare(b))
  return hasMore(answer) ? [...names, '…'] : names
}

/** Graph has more of it than it gave. */
function hasMore(answer: unknown): boolean {
  return typeof answer === 'object' && answer !== null && '@odata.nextLink' in answer
}
