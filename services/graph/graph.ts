/**
 * Why Graph did not answer what was asked: a block of a page says it in words, with what to do.
 * `not-connected`: no application of Graph's is configured. `not-consented`: that organisation has not let ours in.
 * `not-permitted`: the application lacks a permission. `not-licensed`: the organisation has not bought it.
 */
export const TROUBLES = [
  'not-connected',
  'not-consented',
  'not-permitted',
  'not-licensed',
  'not-found',
  'throttled',
  'unavailable',
] as const
export type Trouble = (typeof TROUBLES)[number]

/** The permission that reading groups takes. */
export const GROUPS_PERMISSION = 'GroupMember.Read.All'

/** A part of what is known of somebody, or why it is not known: each stands alone. */
export type Block<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly trouble: Trouble; readonly permission: string }

/** Somebody of an organisation's directory; what it does not say is empty. */
export interface DirectoryPerson {
  readonly id: string
  readonly name: string
  readonly mail: string
  readonly userName: string
  readonly jobTitle: string
  readonly department: string
  readonly office: string
  readonly isGuest: boolean
  readonly isEnabled: boolean
}

/** « État de l’utilisateur » (S4.11). Times in milliseconds since 1970. */
export interface AccountState {
  readonly isEnabled: boolean
  readonly isGuest: boolean
  readonly passwordChangedAt: number | undefined
  /** Their business card (S2.20): what they do and where, then how they are reached; what is not known is left out. */
  readonly card: { readonly job: readonly string[]; readonly reach: readonly string[] }
  /** It comes from the company's own directory: its password is changed there. */
  readonly isSynced: boolean
  /** A permission of their own shows these. */
  readonly licences: Block<{ readonly names: readonly string[]; readonly hasIntune: boolean }>
}

/** What Intune says of compliance; whatever is new to us is `unknown`. */
export const COMPLIANCES = ['compliant', 'noncompliant', 'inGracePeriod', 'conflict', 'error', 'unknown'] as const
export type Compliance = (typeof COMPLIANCES)[number]

export interface ManagedDevice {
  readonly id: string
  readonly name: string
  readonly system: string
  readonly version: string
  readonly compliance: Compliance
  /** Milliseconds since 1970; `undefined`: never. */
  readonly seenAt: number | undefined
  readonly isCompanys: boolean
  readonly isEncrypted: boolean | undefined
  readonly serialNumber: string
  readonly model: string
  /** A wipe or a retirement is under way. */
  readonly isLeaving: boolean
}

/** An application of the company's on somebody's own device. */
export interface Registration {
  readonly app: string
  readonly deviceName: string
  readonly deviceType: string
  readonly seenAt: number | undefined
  readonly policies: readonly string[]
  /** Every policy that is meant for it, at least one, has come to it, and it has spoken to Intune within a month. */
  readonly isProtected: boolean
  readonly isRooted: boolean
}

/** A device, with what did not work on it as far as that is known. */
export interface SeenDevice extends ManagedDevice {
  /** `undefined`: of so many devices these are not asked for. */
  readonly failedProfiles: Block<readonly string[]> | undefined
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

/** Whether all that a role shows could be read: else nothing that is found means little. Pure. */
export function isWhole({ tenant, account, devices, groups, protection }: Dossier): boolean {
  const isThere = (block: Block<unknown> | undefined) => block === undefined || block.ok
  const within = [
    ...(account?.ok === true ? [account.value.licences] : []),
    ...(devices?.ok === true ? devices.value.flatMap((its) => [its.failedProfiles, its.hasFailedApps]) : []),
  ]
  return [tenant, account, devices, groups, protection, ...within].every(isThere)
}

/** In the order in which an operator would look. Pure. */
export function findingsOf({ tenant, account, devices, protection }: Dossier, now: number): readonly Finding[] {
  const its = account?.ok === true ? account.value : undefined
  return [
    ...(tenant?.ok === true && !tenant.value ? [{ kind: 'tenant-inactive' } as const] : []),
    ...(its?.isEnabled === false ? [{ kind: 'disabled' } as const] : []),
    ...(its?.licences.ok === true && !its.licences.value.hasIntune ? [{ kind: 'no-intune' } as const] : []),
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
  const failed = failedProfiles?.ok === true ? failedProfiles.value : []
  return [
    ...(seenAt === undefined ? [{ kind: 'never-seen', device, days } as const] : []),
    ...(days >= SILENT_DAYS ? [{ kind: 'silent', device, days } as const] : []),
    ...(failed.length > 0 ? [{ kind: 'profiles', device, names: failed } as const] : []),
    ...(hasFailedApps.ok && hasFailedApps.value ? [{ kind: 'apps', device, days } as const] : []),
    ...(compliance === 'noncompliant' ? [{ kind: 'not-compliant', device, days } as const] : []),
  ]
}
