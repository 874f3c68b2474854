import { GROUPS_PERMISSION } from './graph.ts'

/**
 * Every call that we make to Microsoft Graph, and what it takes: URLs come from here alone. A `{name}` in a template or a query
 * stands for a value that is checked and escaped where it stands; nothing else of a call varies.
 */
export interface Call {
  readonly method: 'GET' | 'POST'
  readonly template: string
  /** Decoded options, `$select=id,…`. */
  readonly query?: readonly string[]
  /** `eventual`: an index answers, and new people appear late; Graph refuses `$search` and counts without it. */
  readonly consistency?: 'eventual'
  /** The least application permission. */
  readonly permission: string
}

const PERSON = [
  ...['id', 'displayName', 'givenName', 'surname', 'userPrincipalName', 'mail', 'jobTitle', 'department'],
  ...['officeLocation', 'accountEnabled', 'userType'],
]
const ACCOUNT = [
  ...['id', 'accountEnabled', 'userType', 'lastPasswordChangeDateTime', 'onPremisesSyncEnabled'],
  ...['onPremisesLastSyncDateTime', 'usageLocation'],
  ...['mail', 'jobTitle', 'department', 'companyName', 'officeLocation', 'businessPhones', 'mobilePhone'],
]
const DEVICE = [
  ...['id', 'deviceName', 'userId', 'operatingSystem', 'osVersion', 'complianceState', 'lastSyncDateTime'],
  ...['enrolledDateTime', 'managementAgent', 'managementState', 'managedDeviceOwnerType', 'deviceRegistrationState'],
  ...['azureADDeviceId', 'azureADRegistered', 'isEncrypted', 'jailBroken', 'serialNumber', 'manufacturer', 'model'],
]
/** What a device did with an action may carry an unlock code or a place: these are asked for, and nothing beside them. */
const FOLLOWED = ['id', 'deviceActionResults', 'managementState', 'lastSyncDateTime']
const select = (names: readonly string[]) => `$select=${names.join(',')}`
const action = (name: string) =>
  ({
    method: 'POST',
    template: `/deviceManagement/managedDevices/{deviceId}/${name}`,
    permission: 'DeviceManagementManagedDevices.PrivilegedOperations.All',
  }) as const satisfies Call

export const CALLS = {
  'people.search': {
    method: 'GET',
    template: '/users',
    query: [
      '$search="displayName:{words}" OR "mail:{words}" OR "userPrincipalName:{words}"',
      select(PERSON),
      '$top=15',
      '$count=true',
    ],
    consistency: 'eventual',
    permission: 'User.Read.All',
  },
  'person.read': { method: 'GET', template: '/users/{personId}', query: [select(PERSON)], permission: 'User.Read.All' },
  'person.manager': {
    method: 'GET',
    // A contact outside of the directory approves of nothing.
    template: '/users/{personId}/manager/microsoft.graph.user',
    query: ['$select=id,displayName,accountEnabled'],
    permission: 'User.Read.All',
  },
  'person.account': {
    method: 'GET',
    template: '/users/{personId}',
    query: [select(ACCOUNT)],
    permission: 'User.Read.All',
  },
  'person.licences': {
    method: 'GET',
    template: '/users/{personId}/licenseDetails',
    permission: 'LicenseAssignment.Read.All',
  },
  'person.groups': {
    method: 'GET',
    template: '/users/{personId}/transitiveMemberOf/microsoft.graph.group',
    query: ['$select=id,displayName', '$count=true', '$top=100'],
    consistency: 'eventual',
    permission: 'User.Read.All',
  },
  'groups.search': {
    method: 'GET',
    template: '/groups',
    query: ['$search="displayName:{words}"', '$select=id,displayName', '$top=15', '$count=true'],
    consistency: 'eventual',
    permission: GROUPS_PERMISSION,
  },
  'group.read': {
    method: 'GET',
    template: '/groups/{groupId}',
    query: ['$select=id,displayName'],
    permission: GROUPS_PERMISSION,
  },
  'group.members': {
    method: 'GET',
    template: '/groups/{groupId}/transitiveMembers/microsoft.graph.user',
    query: ['$select=id', '$count=true', '$top=999'],
    consistency: 'eventual',
    permission: GROUPS_PERMISSION,
  },
  // A filter by `userId` on the tenant's devices is ignored by the service, and gives all of them.
  'person.devices': {
    method: 'GET',
    template: '/users/{personId}/managedDevices',
    query: [select(DEVICE)],
    permission: 'DeviceManagementManagedDevices.Read.All',
  },
  'person.app-failures': {
    method: 'GET',
    template: '/users/{personId}/getManagedDevicesWithAppFailures()',
    permission: 'DeviceManagementManagedDevices.Read.All',
  },
  'person.app-protection': {
    method: 'GET',
    template: '/users/{personId}/managedAppRegistrations',
    query: ['$expand=appliedPolicies,intendedPolicies'],
    permission: 'DeviceManagementApps.Read.All',
  },
  'tenant.intune': {
    method: 'GET',
    template: '/deviceManagement',
    query: ['$select=id,intuneAccountId,subscriptionState'],
    permission: 'DeviceManagementManagedDevices.Read.All',
  },
  'device.configuration': {
    method: 'GET',
    template: '/deviceManagement/managedDevices/{deviceId}/deviceConfigurationStates',
    permission: 'DeviceManagementConfiguration.Read.All',
  },
  'device.compliance': {
    method: 'GET',
    template: '/deviceManagement/managedDevices/{deviceId}/deviceCompliancePolicyStates',
    permission: 'DeviceManagementConfiguration.Read.All',
  },
  'device.follow': {
    method: 'GET',
    template: '/deviceManagement/managedDevices/{deviceId}',
    query: [select([...FOLLOWED, 'userId', 'deviceName'])],
    permission: 'DeviceManagementManagedDevices.Read.All',
  },
  'clients.contracts': {
    method: 'GET',
    template: '/contracts',
    query: ['$select=customerId,defaultDomainName,displayName'],
    permission: 'Directory.Read.All',
  },
  'clients.customers': {
    method: 'GET',
    template: '/tenantRelationships/delegatedAdminCustomers',
    query: ['$select=tenantId,displayName', '$top=300'],
    permission: 'DelegatedAdminRelationship.Read.All',
  },
  'clients.relationships': {
    method: 'GET',
    template: '/tenantRelationships/delegatedAdminRelationships',
    query: ["$filter=status eq 'active'"],
    permission: 'DelegatedAdminRelationship.Read.All',
  },
  'client.information': {
    method: 'GET',
    template: "/tenantRelationships/findTenantInformationByTenantId(tenantId='{clientId}')",
    permission: 'CrossTenantInformation.ReadBasic.All',
  },
  'health.overviews': {
    method: 'GET',
    template: '/admin/serviceAnnouncement/healthOverviews',
    permission: 'ServiceHealth.Read.All',
  },
  // Expanded, the overviews would bring the issues of years.
  'health.issues': {
    method: 'GET',
    template: '/admin/serviceAnnouncement/issues',
    query: ['$filter=isResolved eq false'],
    permission: 'ServiceHealth.Read.All',
  },
  'device.sync': action('syncDevice'),
  'device.restart': action('rebootNow'),
  'device.lock': action('remoteLock'),
} as const satisfies Readonly<Record<string, Call>>

export type CallName = keyof typeof CALLS
export type CallValues = Readonly<Record<string, string>>

/**
 * The path and query of a call, relative to Graph's version. Throws `RangeError` for a value that is missing or empty: Graph would
 * answer it with what was not asked for. Pure.
 */
export function pathOf(call: Call, values: CallValues): string {
  const path = filled(call.template, values, (value) => encodeURIComponent(value))
  const query = (call.query ?? []).map((option) => {
    const at = option.indexOf('=')
    const text = filled(option.slice(at + 1), values, option.startsWith('$search') ? searched : quoted)
    return `${option.slice(0, at)}=${encodeURIComponent(text)}`
  })
  return query.length === 0 ? path : `${path}?${query.join('&')}`
}

function filled(text: string, values: CallValues, written: (value: string) => string): string {
  return text.replace(/\{(\w+)\}/g, (_, name: string) => {
    const given = values[name] ?? ''
    const value = written(given)
    // Of some text nothing is left that Graph could read.
    if (given.trim() === '' || value.trim() === '') throw new RangeError(`A call to Graph needs ${name}.`)
    return value
  })
}

/** In a literal of `$filter`. */
function quoted(value: string): string {
  return value.replaceAll("'", "''")
}

/** In a clause of `$search`; Graph cannot read an ampersand there (a known fault of its). */
function searched(value: string): string {
  return value.replace(/&/g, ' ').replace(/["\\]/g, '\\$&')
}
