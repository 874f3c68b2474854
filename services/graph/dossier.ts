import type { CallName } from './calls.ts'
import type { Graph } from './client.ts'
import { appFailuresOf, devicesOf, failedProfilesOf, isIntuneActive, registrationsOf } from './devices.ts'
import { accountOf, groupsOf, licencesOf } from './directory.ts'
import type { Block, Dossier, SeenDevice } from './graph.ts'
import { within } from './within.ts'

/** The permission of a role that each block takes, by its own name in the documents (S4.9). */
export const BLOCKS = {
  tenant: 'directory.read',
  account: 'directory.read',
  devices: 'device.read',
  groups: 'directory.read',
  protection: 'app-protection.read',
} as const

/** Profiles are asked for of so many devices: a person has few, a test lab has hundreds. */
const MOST_DEVICES = 10
const DEADLINE_MS = 12_000

/** Asks for all that a role shows, at once; a block that fails says why, and takes nothing from the others. */
export async function lookAt(
  graph: Graph,
  { tenantId, personId }: { readonly tenantId: string; readonly personId: string },
  permissions: ReadonlySet<string>,
  now: number,
  /** For one block; whoever looks waits no longer. In milliseconds. */
  deadlineMs = DEADLINE_MS,
): Promise<Dossier> {
  const may = (block: keyof typeof BLOCKS) => permissions.has(BLOCKS[block])
  const asked = <Value>(name: CallName, ask: () => Promise<Value>) => within(deadlineMs, name, ask)
  const [tenant, account, devices, groups, protection] = await Promise.all([
    may('tenant') ? asked('tenant.intune', () => isIntuneActive(graph, tenantId)) : undefined,
    may('account')
      ? asked('person.account', async () => ({
          ...(await accountOf(graph, tenantId, personId)),
          licences: await asked('person.licences', () => licencesOf(graph, tenantId, personId)),
        }))
      : undefined,
    may('devices')
      ? asked('person.devices', () => seen(graph, tenantId, personId, permissions.has('app.read')))
      : undefined,
    may('groups') ? asked('person.groups', () => groupsOf(graph, tenantId, personId)) : undefined,
    may('protection')
      ? asked('person.app-protection', () => registrationsOf(graph, tenantId, personId, now))
      : undefined,
  ])
  return { tenant, account, devices, groups, protection }
}

async function seen(
  graph: Graph,
  tenantId: string,
  personId: string,
  showsApps: boolean,
): Promise<readonly SeenDevice[]> {
  const nothing: Block<readonly string[]> = { ok: true, value: [] }
  const [devices, failures] = await Promise.all([
    devicesOf(graph, tenantId, personId),
    showsApps ? asked('person.app-failures', () => appFailuresOf(graph, tenantId, personId)) : nothing,
  ])
  return await Promise.all(
    devices.map(async (device, n) => ({
      ...device,
      failedProfiles:
        n < MOST_DEVICES
          ? await asked('device.configuration', () => failedProfilesOf(graph, tenantId, device.id))
          : undefined,
      hasFailedApps: failures.ok ? { ok: true, value: failures.value.includes(device.id) } : failures,
    })),
  )
}

async function asked<Value>(name: CallName, ask: () => Promise<Value>): Promise<Block<Value>> {
  return await within(DEADLINE_MS, name, ask)
}
