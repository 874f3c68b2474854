import type {
  ComplianceState,
  Contract,
  DelegatedAdminCustomer,
  DelegatedAdminRelationship,
  DeviceConfigurationState,
  DeviceManagementSubscriptionState,
  Group,
  LicenseDetails,
  ManagedAppRegistration,
  ManagedDevice,
  ServiceHealth,
  ServiceHealthIssue,
  User,
} from '@microsoft/microsoft-graph-types'
import type { Account, Directory } from '../directory.ts'

/** What an organisation's Graph holds of one person. */
export interface Someone {
  readonly user: User & { readonly id: string }
  /** Object id of their manager. */
  readonly manager: string | undefined
  readonly licences: readonly LicenseDetails[]
  readonly groups: readonly Group[]
  readonly devices: readonly Device[]
  readonly registrations: readonly Registration[]
  /** Ids of devices on which an application could not be installed. */
  readonly appFailures: readonly string[]
}

export type Device = ManagedDevice & { readonly id: string }
/** The library's type lacks what tells the kinds apart. */
export type Registration = ManagedAppRegistration & {
  readonly '@odata.type': string
  readonly appIdentifier: { readonly '@odata.type': string; readonly bundleId?: string; readonly packageId?: string }
}

/** What Microsoft says of an organisation's services. */
export interface ServiceHealthData {
  readonly overviews: readonly ServiceHealth[]
  readonly issues: readonly ServiceHealthIssue[]
}

/** Whom a partner looks after. */
export interface Partnership {
  readonly contracts: readonly Contract[]
  readonly customers: readonly DelegatedAdminCustomer[]
  readonly relationships: readonly DelegatedAdminRelationship[]
}

/** An organisation, as far as our application was let in. */
export interface Organisation {
  readonly health?: ServiceHealthData
  readonly partnership?: Partnership
  readonly tenantId: string
  readonly isConsented: boolean
  /** `undefined`: it has no Intune. */
  readonly intune: DeviceManagementSubscriptionState | undefined
  readonly people: readonly Someone[]
  /** By a device's id. */
  readonly configurations: ReadonlyMap<string, readonly DeviceConfigurationState[]>
}

/** A date of Intune's that means never. */
export const NEVER = '0001-01-01T00:00:00Z'

/** What Graph says of the sample organisation; ages are counted from `now`. */
export function sampleOrganisation(directory: Directory, now: number): Organisation {
  const daysAgo = (days: number) => new Date(now - days * 86_400_000).toISOString()
  const own = directory.accounts.filter(({ tenantId }) => tenantId === undefined)
  const administrator = own.find(({ role }) => role === 'administrator')?.objectId
  const sophie = own.find(({ key }) => key === 'sophie')?.objectId
  const device = (
    owner: Account,
    n: number,
    deviceName: string,
    more: Partial<ManagedDevice> & { readonly complianceState?: ComplianceState } = {},
  ): Device => ({
    ...{ id: `705c034c-0000-4000-8000-${owner.objectId.slice(-11)}${n}`, deviceName, userId: owner.objectId },
    ...{ operatingSystem: 'Windows', osVersion: '10.0.22631.4169', complianceState: 'compliant' as const },
    ...{ lastSyncDateTime: daysAgo(0.1), enrolledDateTime: daysAgo(400), managementAgent: 'mdm' as const },
    ...{ managedDeviceOwnerType: 'company' as const, deviceRegistrationState: 'registered' as const },
    ...{ azureADDeviceId: `9e34aa00-0000-4000-8000-${owner.objectId.slice(-11)}${n}`, azureADRegistered: true },
    ...{ isEncrypted: true, jailBroken: 'Unknown', serialNumber: `5CG${owner.objectId.slice(-4)}${n}` },
    ...{ manufacturer: 'HP', model: 'EliteBook 840' },
    ...more,
  })
  const configurations = new Map<string, readonly DeviceConfigurationState[]>()
  const people = own.map((account): Someone => {
    const { key, objectId, name, role } = account
    const [givenName = '', ...rest] = name.split(' ')
    const devices =
      key === 'camille'
        ? [
            device(account, 1, 'FR-LT-0421', { complianceState: 'noncompliant', lastSyncDateTime: daysAgo(41) }),
            device(account, 2, 'iPhone de Camille', {
              ...{ operatingSystem: 'iOS', osVersion: '18.1', manufacturer: 'Apple', model: 'iPhone 15' },
              ...{ managedDeviceOwnerType: 'personal', isEncrypted: true },
            }),
          ]
        : key === 'noah'
          ? [device(account, 1, 'FR-LT-0588')]
          : key === 'erin'
            ? [device(account, 1, 'UK-LT-0077', { lastSyncDateTime: NEVER, complianceState: 'unknown' })]
            : []
    for (const { id } of devices)
      configurations.set(id, key === 'noah' ? [wifi('error'), wifi('compliant', 'VPN')] : [wifi('compliant')])
    return {
      user: {
        ...{ id: objectId, displayName: name, givenName, surname: rest.join(' ') },
        ...{ userPrincipalName: `${key}@contoso.example`, mail: `${key}@contoso.example`, userType: 'Member' },
        ...{
          jobTitle: role === 'employee' ? 'Comptable' : 'Analyste',
          department: 'Finances',
          officeLocation: 'B-214',
        },
        ...{ businessPhones: ['+33 1 23 45 67 89'], mobilePhone: null, accountEnabled: key !== 'erin' },
        ...{ lastPasswordChangeDateTime: daysAgo(63), usageLocation: 'FR', onPremisesSyncEnabled: null },
        ...{ onPremisesLastSyncDateTime: null },
      },
      manager: objectId === administrator ? undefined : role === 'employee' ? sophie : administrator,
      licences: [
        {
          ...{ id: `l-${key}`, skuId: '05e9a617-0261-4cee-bb44-138d3ef5d965', skuPartNumber: 'SPE_E3' },
          servicePlans: [
            {
              ...{ servicePlanId: 'c1ec4a95-1f05-45b3-a911-aa3fa01094f5', servicePlanName: 'INTUNE_A' },
              ...{ provisioningStatus: key === 'erin' ? 'Disabled' : 'Success', appliesTo: 'User' },
            },
          ],
        },
      ],
      groups: [
        { id: 'a0000000-0000-4000-8000-000000000001', displayName: 'Tous les employés' },
        ...(key === 'camille' ? [{ id: 'a0000000-0000-4000-8000-000000000002', displayName: 'Finances' }] : []),
        // One of which we may not read more.
        ...(key === 'noah' ? [{ id: 'a0000000-0000-4000-8000-000000000003', displayName: null }] : []),
      ],
      devices,
      registrations: key === 'camille' ? [outlook(account, daysAgo(0.2)), outlook(account, daysAgo(35), 'Word')] : [],
      appFailures: key === 'noah' ? devices.map(({ id }) => id) : [],
    }
  })
  const its = { tenantId: directory.tenantId, isConsented: true, intune: 'active', people, configurations } as const
  return { ...its, health: healthData(now, 'fine'), partnership: partnership(now) }
}

/** Clients of the sample organisation: one that is well, one in trouble, one that has not let us in. */
export const CLIENTS = {
  fabrikam: 'fab00000-0000-4000-8000-000000000001',
  northwind: 'a0d00000-0000-4000-8000-000000000002',
  tailspin: 'ca100000-0000-4000-8000-000000000003',
} as const

export function sampleClients(now: number): readonly Organisation[] {
  const empty = { intune: undefined, people: [], configurations: new Map() }
  return [
    { tenantId: CLIENTS.fabrikam, isConsented: true, ...empty, health: healthData(now, 'interrupted') },
    { tenantId: CLIENTS.northwind, isConsented: false, ...empty },
    { tenantId: CLIENTS.tailspin, isConsented: true, ...empty, health: healthData(now, 'advised') },
  ]
}

/** Names as of the day on which a contract was signed; the administration that was given says who is a client by id alone. */
function partnership(now: number): Partnership {
  const contract = (customerId: string, displayName: string, defaultDomainName: string): Contract => ({
    ...{ id: `c-${customerId}`, contractType: 'ResellerPartner', customerId, displayName, defaultDomainName },
  })
  const customer = (tenantId: string, displayName: string) => ({ id: tenantId, tenantId, displayName })
  const until = new Date(now + 200 * 86_400_000).toISOString()
  return {
    contracts: [
      contract(CLIENTS.fabrikam, 'Fabrikam', 'fabrikam.example'),
      contract(CLIENTS.northwind, 'Northwind', 'northwind.example'),
    ],
    customers: [customer(CLIENTS.fabrikam, 'Fabrikam SA'), customer(CLIENTS.tailspin, 'Tailspin Toys')],
    relationships: [
      {
        ...{ id: 'g-1', displayName: 'Support', status: 'active', duration: 'P730D', endDateTime: until },
        ...{ autoExtendDuration: 'PT0S', customer: { tenantId: CLIENTS.fabrikam, displayName: 'Fabrikam SA' } },
        accessDetails: { unifiedRoles: [{ roleDefinitionId: 'f2ef992c-3afb-46b9-b7cf-a126ee74c451' }] },
      },
    ],
  }
}

function healthData(now: number, how: 'fine' | 'advised' | 'interrupted'): ServiceHealthData {
  const at = (hours: number) => new Date(now - hours * 3_600_000).toISOString()
  const exchange = how === 'interrupted' ? 'serviceInterruption' : 'serviceOperational'
  const teams = how === 'advised' ? 'serviceDegradation' : 'serviceOperational'
  const issue = (id: string, service: string, more: Partial<ServiceHealthIssue>): ServiceHealthIssue => ({
    ...{ id, service, feature: 'Access', featureGroup: 'Access', origin: 'microsoft', isResolved: false, details: [] },
    ...{ startDateTime: at(6), endDateTime: null, lastModifiedDateTime: at(1), classification: 'incident' },
    ...more,
  })
  const post = (hours: number, content: string) => ({
    ...{
      createdDateTime: at(hours),
      postType: 'regular' as const,
      description: { contentType: 'html' as const, content },
    },
  })
  return {
    overviews: [
      { id: 'Exchange', service: 'Exchange Online', status: exchange },
      { id: 'SharePoint', service: 'SharePoint Online', status: 'serviceOperational' },
      { id: 'microsoftteams', service: 'Microsoft Teams', status: teams },
    ],
    issues:
      how === 'interrupted'
        ? [
            issue('EX226792', 'Exchange Online', {
              ...{ title: 'Users cannot access their mailboxes', status: 'serviceInterruption' },
              impactDescription: 'Users may be unable to open their mailboxes.',
              posts: [
                post(6, '<p>We are looking into it.</p>'),
                post(
                  1,
                  '<p>A fix is being deployed &amp; tested.</p><ul><li>Next update soon</li></ul><script>alert(1)</script>',
                ),
              ],
            }),
          ]
        : how === 'advised'
          ? [
              issue('TM401234', 'Microsoft Teams', {
                ...{ title: 'Some reactions are late', status: 'serviceInterruption', classification: 'advisory' },
                ...{ impactDescription: 'Reactions may be late.', posts: [post(3, 'It is known.')] },
              }),
            ]
          : [],
  }
}

function wifi(state: 'compliant' | 'error', name = 'Wi-Fi'): DeviceConfigurationState {
  return {
    ...{ id: `p-${name}`, displayName: `${name} du siège`, platformType: 'windows10AndLater', settingCount: 4 },
    ...{ state, version: 3 },
    settingStates:
      state === 'error'
        ? [
            {
              ...{ setting: `${name}.Certificate`, settingName: 'Certificat', state: 'error', errorCode: -2016341112 },
              errorDescription: 'The certificate is missing.',
            },
          ]
        : [],
  }
}

function outlook({ objectId, name }: Account, lastSyncDateTime: string, app = 'Outlook'): Registration {
  const policy = { id: 'T_policy', displayName: 'Applications de l’entreprise' }
  return {
    '@odata.type': '#microsoft.graph.iosManagedAppRegistration',
    ...{ id: `T_${app}`, userId: objectId, deviceName: `iPhone de ${name.split(' ')[0]}`, deviceType: 'iPhone' },
    ...{ deviceTag: '6b000000-0000-4000-8000-000000000001', platformVersion: '18.1', applicationVersion: '4.2439.0' },
    ...{
      managementSdkVersion: '20.1.1',
      createdDateTime: lastSyncDateTime,
      lastSyncDateTime,
      flaggedReasons: ['none'],
    },
    appIdentifier: {
      '@odata.type': '#microsoft.graph.iosMobileAppIdentifier',
      bundleId: `com.microsoft.Office.${app}`,
    },
    ...{ appliedPolicies: app === 'Outlook' ? [policy] : [], intendedPolicies: [policy] },
  }
}
