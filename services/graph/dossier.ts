import { CALLS, type CallName } from './calls.ts'
import type { Graph } from './client.ts'
import {
  appFailuresOf,
  devicesOf,
  failedProfilesOf,
  isIntuneActive,
  type ManagedDevice,
  type Registration,
  registrationsOf,
} from './devices.ts'
import { type AccountState, accountOf, groupsOf } from './directory.ts'
import { troubleOf } from './errors.ts'
import type { Block } from './graph.ts'

/** A device, with what did not work on it as far as that is known. */
export interface SeenDevice extends ManagedDevice {
  readonly failedProfiles: Block<readonly string[]>
  readonly hasFailedApps: Block<boolean>
}

/** The five blocks of what an operator sees of somebody (S4.11); `undefined`: their role does not show it (S4.9). */
export interface Dossier {
  readonly tenant: Block<boolean> | undefined
  readonly account: Block<AccountState> | undefined
  readonly devices: Block<readonly SeenDevice[]> | undefined
  readonly groups: Block<readonly string[]> | undefined
  readonly protection: Block<readonly Registration[]> | undefined
}

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

/** Asks for all that a role shows, at once; a block that fails says why, and takes nothing from the others. */
export async function lookAt(
  graph: Graph,
  { tenantId, personId }: { readonly tenantId: string; readonly personId: string },
  permissions: ReadonlySet<string>,
): Promise<Dossier> {
  const may = (block: keyof typeof BLOCKS) => permissions.has(BLOCKS[block])
  const [tenant, account, devices, groups, protection] = await Promise.all([
    may('tenant') ? asked('tenant.intune', () => isIntuneActive(graph, tenantId)) : undefined,
    may('account') ? asked('person.account', () => accountOf(graph, tenantId, personId)) : undefined,
    may('devices')
      ? asked('person.devices', () => seen(graph, tenantId, personId, permissions.has('app.read')))
      : undefined,
    may('groups') ? asked('person.groups', () => groupsOf(graph, tenantId, personId)) : undefined,
    may('protection') ? asked('person.app-protection', () => registrationsOf(graph, tenantId, personId)) : undefined,
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
    devices.slice(0, MOST_DEVICES).map(async (device) => ({
      ...device,
      failedProfiles: await asked('device.configuration', () => failedProfilesOf(graph, tenantId, device.id)),
      hasFailedApps: failures.ok ? { ok: true, value: failures.value.includes(device.id) } : failures,
    })),
  )
}

async function asked<Value>(name: CallName, ask: () => Promise<Value>): Promise<Block<Value>> {
  try {
    return { ok: true, value: await ask() }
  } catch (error) {
    return { ok: false, trouble: troubleOf(error), permission: CALLS[name].permission }
  }
}

/** What explains a trouble that people report, and what to do next (S4.4). */
export type Finding =
  | { readonly kind: 'disabled' | 'no-intune' | 'tenant-inactive' }
  | {
      readonly kind: 'silent' | 'never-seen' | 'not-compliant' | 'apps'
      readonly device: string
      readonly days: number
    }
  | { readonly kind: 'profiles'; readonly device: string; readonly names: readonly string[] }
  | { readonly kind: 'unprotected'; readonly app: string; readonly device: string }

const DAY_MS = 86_400_000
/** A device that is used speaks to Intune every eight hours; one that is put away, on the day when it is taken out again. */
const SILENT_DAYS = 7

/** In the order in which an operator would look. Pure. */
export function findingsOf({ tenant, account, devices, protection }: Dossier, now: number): readonly Finding[] {
  const its = account?.ok === true ? account.value : undefined
  return [
    ...(tenant?.ok === true && !tenant.value ? [{ kind: 'tenant-inactive' } as const] : []),
    ...(its?.isEnabled === false ? [{ kind: 'disabled' } as const] : []),
    ...(its?.hasIntune === false ? [{ kind: 'no-intune' } as const] : []),
    ...(devices?.ok === true ? devices.value.flatMap((device) => findingsOn(device, now)) : []),
    ...(protection?.ok === true
      ? protection.value
          .filter(({ isProtected }) => !isProtected)
          .map(({ app, deviceName }) => ({ kind: 'unprotected', app, device: deviceName }) as const)
      : []),
  ]
}

function findingsOn(
  { name: device, seenAt, compliance, failedProfiles, hasFailedApps }: SeenDevice,
  now: number,
): readonly Finding[] {
  const days = seenAt === undefined ? 0 : Math.floor((now - seenAt) / DAY_MS)
  const failed = failedProfiles.ok ? failedProfiles.value : []
  return [
    ...(seenAt === undefined ? [{ kind: 'never-seen', device, days } as const] : []),
    ...(days >= SILENT_DAYS ? [{ kind: 'silent', device, days } as const] : []),
    ...(failed.length > 0 ? [{ kind: 'profiles', device, names: failed } as const] : []),
    ...(hasFailedApps.ok && hasFailedApps.value ? [{ kind: 'apps', device, days } as const] : []),
    ...(compliance === 'noncompliant' ? [{ kind: 'not-compliant', device, days } as const] : []),
  ]
}
