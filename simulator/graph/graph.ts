import { Router as createRouter, type Request, type Response, type Router, urlencoded } from 'express'
import type { Organisation, Someone } from './data.ts'

export interface GraphDouble {
  readonly router: Router
  /** Every request since the start, `GET /users/…?…`. */
  readonly calls: readonly string[]
  /** Changes what an organisation's Graph answers from now on. */
  change(tenantId: string, changes: Partial<Organisation>): void
  /** The permission is taken from our application in all organisations. */
  forbid(permission: string): void
  /** It is given back: it counts with tokens that are given from then on. */
  allow(permission: string): void
  /** The next request whose path ends so is done, and answered by 503, as where an answer is lost. */
  loseAnswer(end: string): void
  /** The next requests whose path has this in it are answered so; `undefined`: as usual again. */
  fail(part: string, answer: { readonly status: number; readonly retryAfterS?: number } | undefined): void
}

interface Options {
  readonly clientId: string
  readonly clientSecret: string
  readonly organisations: readonly Organisation[]
  readonly now: () => number
  /** How long each answer takes, in milliseconds. */
  readonly delayMs?: number
}

/** What a call takes, by the last part of its path. */
const PERMISSIONS: readonly (readonly [RegExp, string])[] = [
  [/^\/groups/, 'GroupMember.Read.All'],
  [/^\/contracts/, 'Directory.Read.All'],
  [/findTenantInformationByTenantId/, 'CrossTenantInformation.ReadBasic.All'],
  [/^\/tenantRelationships/, 'DelegatedAdminRelationship.Read.All'],
  [/serviceAnnouncement/, 'ServiceHealth.Read.All'],
  [/licenseDetails$/, 'LicenseAssignment.Read.All'],
  [/managedAppRegistrations$/, 'DeviceManagementApps.Read.All'],
  [/(deviceConfigurationStates|deviceCompliancePolicyStates)$/, 'DeviceManagementConfiguration.Read.All'],
  [/(syncDevice|rebootNow|remoteLock)$/, 'DeviceManagementManagedDevices.PrivilegedOperations.All'],
  [
    /(managedDevices|getManagedDevicesWithAppFailures\(\)|deviceManagement|managedDevices\/[^/]+)$/,
    'DeviceManagementManagedDevices.Read.All',
  ],
  [/./, 'User.Read.All'],
]

/** However many are asked for, a page of members has no more. */
const MOST_AT_ONCE = 3
/** How long a device takes to do what it is asked. */
const ACTION_MS = 1_500

/**
 * A Microsoft Graph of our own, for organisations that let an application in or not. It has the traps of the real one: refusals
 * of Intune inside the text of a message, a filter that is ignored, an index that must be asked for, dates that mean never, and
 * answers that come in pages.
 */
export function createGraphDouble({ clientId, clientSecret, organisations, now, delayMs = 0 }: Options): GraphDouble {
  const byTenant = new Map(organisations.map((its) => [its.tenantId, its]))
  const calls: string[] = []
  /** With which tokens a permission counts that was taken away: those from this number on. */
  const forbidden = new Map<string, number>()
  let tokens = 1
  const failing = new Map<string, { readonly status: number; readonly retryAfterS?: number }>()
  const lost = new Set<string>()
  const actions = new Map<string, { readonly name: string; readonly at: number }[]>()
  const router = createRouter()

  router.post('/graph-login/:tenant/oauth2/v2.0/token', urlencoded({ extended: false }), (request, response) => {
    const form = (request.body ?? {}) as Readonly<Record<string, string>>
    const isOurs = form['client_id'] === clientId && form['client_secret'] === clientSecret
    const organisation = byTenant.get(String(request.params['tenant']))
    if (!isOurs || form['grant_type'] !== 'client_credentials')
      return void response
        .status(401)
        .json({ error: 'invalid_client', error_description: 'AADSTS7000215: the secret is wrong.' })
    if (organisation?.isConsented !== true)
      return void response
        .status(400)
        .json({ error: 'unauthorized_client', error_description: 'AADSTS700016: the application was not found there.' })
    response.json({
      token_type: 'Bearer',
      expires_in: 3600,
      access_token: `graph.${organisation.tenantId}.${tokens++}`,
    })
  })

  if (delayMs > 0) router.use('/graph/v1.0', (_request, _response, next) => void setTimeout(next, delayMs))
  router.use('/graph/v1.0', (request, response, next) => {
    const path = decodeURIComponent(request.path)
    calls.push(`${request.method} ${decodeURIComponent(request.url)}`)
    const fault = [...failing].find(([part]) => path.includes(part))?.[1]
    if (fault !== undefined) {
      if (fault.retryAfterS !== undefined) response.set('retry-after', String(fault.retryAfterS))
      return refuse(response, fault.status, fault.status === 429 ? 'TooManyRequests' : 'serviceNotAvailable')
    }
    const [, tenantId = '', token = '0'] =
      /^Bearer graph\.([^.]+)(?:\.(\d+))?$/.exec(request.get('authorization') ?? '') ?? []
    const organisation = byTenant.get(tenantId)
    if (organisation === undefined) return refuse(response, 401, 'InvalidAuthenticationToken')
    const permission = PERMISSIONS.find(([pattern]) => pattern.test(path))?.[1] ?? ''
    const isIntune = /deviceManagement|managedDevices|managedAppRegistrations|ManagedDevices/.test(path)
    if (isIntune && organisation.intune === undefined)
      return refuse(response, 400, 'BadRequest', 'Request not applicable to target tenant.')
    if (Number(token) < (forbidden.get(permission) ?? 0))
      return isIntune
        ? refuse(response, 403, 'Forbidden', inMessage(permission))
        : refuse(response, 403, 'Authorization_RequestDenied')
    response.locals['organisation'] = organisation
    next()
  })

  router.get('/graph/v1.0/users', (request, response) => {
    const search = String(request.query['$search'] ?? '')
    if (search !== '' && request.get('consistencylevel') !== 'eventual')
      return refuse(response, 400, 'Request_UnsupportedQuery')
    const words = /"displayName:((?:[^"\\]|\\.)*)"/.exec(search)?.[1]?.toLowerCase() ?? ''
    const found = people(response).filter(({ user }) => matches(user.displayName ?? '', words))
    listed(
      response,
      request,
      found.map(({ user }) => user),
    )
  })
  router.get(
    '/graph/v1.0/users/:id',
    person(({ user }, request, response) => void response.json(selected(user, request))),
  )
  router.get(
    '/graph/v1.0/users/:id/manager/microsoft.graph.user',
    person(({ manager }, request, response) => {
      const found = people(response).find(({ user }) => user.id === manager)
      if (found === undefined)
        return refuse(
          response,
          404,
          'Request_ResourceNotFound',
          "Resource 'manager' does not exist or one of its queried reference-property objects are not present.",
        )
      response.json({ '@odata.type': '#microsoft.graph.user', ...selected(found.user, request) })
    }),
  )
  router.get(
    '/graph/v1.0/users/:id/licenseDetails',
    person((its, request, response) => listed(response, request, its.licences)),
  )
  router.get(
    '/graph/v1.0/users/:id/transitiveMemberOf/microsoft.graph.group',
    person((its, request, response) => {
      if (request.get('consistencylevel') !== 'eventual') return refuse(response, 400, 'Request_UnsupportedQuery')
      listed(response, request, its.groups)
    }),
  )
  router.get(
    '/graph/v1.0/users/:id/managedDevices',
    person((its, request, response) =>
      listed(
        response,
        request,
        its.devices.map((device) => selected(device, request)),
      ),
    ),
  )
  router.get(
    '/graph/v1.0/users/:id/managedAppRegistrations',
    person((its, request, response) => listed(response, request, its.registrations)),
  )
  router.get(
    '/graph/v1.0/users/:id/getManagedDevicesWithAppFailures\\(\\)',
    person((its, _request, response) => void response.json({ value: its.appFailures })),
  )
  router.get('/graph/v1.0/groups', (request, response) => {
    if (request.get('consistencylevel') !== 'eventual') return refuse(response, 400, 'Request_UnsupportedQuery')
    const words =
      /"displayName:((?:[^"\\]|\\.)*)"/.exec(String(request.query['$search'] ?? ''))?.[1]?.toLowerCase() ?? ''
    listed(
      response,
      request,
      groups(response).filter(({ displayName }) => matches(displayName ?? '', words)),
    )
  })
  router.get('/graph/v1.0/groups/:id', (request, response) => {
    const found = groups(response).find(({ id }) => id === request.params['id'])
    if (found === undefined) return refuse(response, 404, 'Request_ResourceNotFound')
    response.json(selected(found, request))
  })
  router.get('/graph/v1.0/groups/:id/transitiveMembers/microsoft.graph.user', (request, response) => {
    const from = Number(request.query['$skiptoken'] ?? 0)
    if (from === 0 && request.get('consistencylevel') !== 'eventual')
      return refuse(response, 400, 'Request_UnsupportedQuery')
    const { id } = request.params
    const members = people(response).filter((its) => its.groups.some((group) => group.id === id))
    const next = `${request.protocol}://${request.get('host')}${request.path}?$select=id&$skiptoken=${from + MOST_AT_ONCE}`
    response.json({
      ...(members.length > from + MOST_AT_ONCE ? { '@odata.nextLink': next } : {}),
      value: members.slice(from, from + MOST_AT_ONCE).map(({ user }) => selected(user, request)),
    })
  })
  router.get('/graph/v1.0/contracts', (request, response) =>
    listed(response, request, partnershipIn(response)?.contracts ?? []),
  )
  router.get('/graph/v1.0/tenantRelationships/delegatedAdminCustomers', (request, response) =>
    listed(response, request, partnershipIn(response)?.customers ?? []),
  )
  router.get('/graph/v1.0/tenantRelationships/delegatedAdminRelationships', (request, response) =>
    listed(response, request, partnershipIn(response)?.relationships ?? []),
  )
  router.get('/graph/v1.0/tenantRelationships/:information', (request, response) => {
    const id = /^findTenantInformationByTenantId\(tenantId='([^']+)'\)$/.exec(
      String(request.params['information']),
    )?.[1]
    if (id === undefined) return refuse(response, 404, 'ResourceNotFound')
    response.json({ tenantId: id, displayName: 'Somebody', defaultDomainName: `${id.slice(0, 4)}.onmicrosoft.example` })
  })
  router.get('/graph/v1.0/admin/serviceAnnouncement/healthOverviews', (request, response) =>
    listed(response, request, (response.locals['organisation'] as Organisation).health?.overviews ?? []),
  )
  router.get('/graph/v1.0/admin/serviceAnnouncement/issues', (request, response) =>
    listed(response, request, (response.locals['organisation'] as Organisation).health?.issues ?? []),
  )
  router.get('/graph/v1.0/deviceManagement', (request, response) => {
    const { tenantId, intune } = response.locals['organisation'] as Organisation
    response.json(selected({ id: tenantId, intuneAccountId: tenantId, subscriptionState: intune }, request))
  })
  // The real one ignores a filter by the person, and gives the devices of everybody.
  router.get('/graph/v1.0/deviceManagement/managedDevices', (request, response) =>
    listed(
      response,
      request,
      people(response).flatMap(({ devices }) => devices),
    ),
  )
  router.get('/graph/v1.0/deviceManagement/managedDevices/:id', (request, response) => {
    const device = deviceIn(request, response)
    if (device === undefined) return refuse(response, 404, 'ResourceNotFound')
    const deviceActionResults = (actions.get(device.id) ?? []).map(({ name, at }) => ({
      ...{ actionName: name, actionState: now() - at < ACTION_MS ? 'pending' : 'done' },
      ...{ startDateTime: new Date(at).toISOString(), lastUpdatedDateTime: new Date(now()).toISOString() },
    }))
    response.json(selected({ ...device, deviceActionResults }, request))
  })
  for (const [part, states] of [
    ['deviceConfigurationStates', true],
    ['deviceCompliancePolicyStates', false],
  ] as const)
    router.get(`/graph/v1.0/deviceManagement/managedDevices/:id/${part}`, (request, response) => {
      const { configurations } = response.locals['organisation'] as Organisation
      const device = deviceIn(request, response)
      if (device === undefined) return refuse(response, 404, 'ResourceNotFound')
      listed(response, request, states ? (configurations.get(device.id) ?? []) : [])
    })
  router.post('/graph/v1.0/deviceManagement/managedDevices/:id/:action', (request, response) => {
    const device = deviceIn(request, response)
    if (device === undefined) return refuse(response, 404, 'ResourceNotFound')
    const name = String(request.params['action'])
    actions.set(device.id, [...(actions.get(device.id) ?? []), { name, at: now() }])
    if (lost.delete(name)) refuse(response, 503, 'serviceNotAvailable')
    else response.status(204).end()
  })
  router.use('/graph', (_request, response) => refuse(response, 404, 'ResourceNotFound'))

  return {
    router,
    calls,
    change(tenantId, changes) {
      const before = byTenant.get(tenantId)
      if (before !== undefined) byTenant.set(tenantId, { ...before, ...changes })
    },
    forbid: (permission) => void forbidden.set(permission, Number.POSITIVE_INFINITY),
    allow: (permission) => void forbidden.set(permission, tokens),
    loseAnswer: (end) => void lost.add(end),
    fail(part, answer) {
      if (answer === undefined) failing.delete(part)
      else failing.set(part, answer)
    },
  }

  function people(response: Response): readonly Someone[] {
    return (response.locals['organisation'] as Organisation).people
  }

  function partnershipIn(response: Response) {
    return (response.locals['organisation'] as Organisation).partnership
  }

  function groups(response: Response) {
    const all = people(response).flatMap((its) => its.groups)
    return [...new Map(all.map((group) => [group.id, group])).values()]
  }

  function person(answer: (its: Someone, request: Request, response: Response) => void) {
    return (request: Request, response: Response) => {
      const its = people(response).find(({ user }) => user.id === request.params['id'])
      if (its === undefined) return refuse(response, 404, 'Request_ResourceNotFound')
      answer(its, request, response)
    }
  }

  function deviceIn(request: Request, response: Response) {
    return people(response)
      .flatMap(({ devices }) => devices)
      .find(({ id }) => id === request.params['id'])
  }
}

/** Only names are read word by word, each from its beginning. */
function matches(name: string, words: string): boolean {
  return (
    name
      .toLowerCase()
      .split(/[\s-]+/)
      .some((word) => word.startsWith(words)) || name.toLowerCase().startsWith(words)
  )
}

function selected(its: object, request: Request): object {
  const names = String(request.query['$select'] ?? '').split(',')
  return names[0] === '' ? its : Object.fromEntries(Object.entries(its).filter(([name]) => names.includes(name)))
}

/** What is next stands in a link that means nothing to anybody. */
function listed(response: Response, request: Request, all: readonly object[]): void {
  const top = Number(request.query['$top'] ?? 100)
  const count = request.query['$count'] === 'true' ? { '@odata.count': all.length } : {}
  const next = all.length > top ? { '@odata.nextLink': 'https://graph.microsoft.com/v1.0/next?$skiptoken=opaque' } : {}
  response.json({ ...count, ...next, value: all.slice(0, top).map((its) => selected(its, request)) })
}

function refuse(response: Response, status: number, code: string, message = code): void {
  const innerError = { date: new Date().toISOString(), 'request-id': 'double', 'client-request-id': 'double' }
  response.status(status).json({ error: { code, message, innerError } })
}

/** Intune says why inside the message, as JSON. */
function inMessage(permission: string): string {
  const text = `Application is not authorized to perform this operation. Application must have one of the following scopes: ${permission} - Operation ID (for customer support): 0 - Activity ID: 1 - Url: https://example.invalid/`
  return JSON.stringify({
    _version: 3,
    Message: text,
    CustomApiErrorPhrase: '',
    RetryAfter: null,
    ErrorSourceService: '',
    HttpHeaders: '{}',
  })
}
