import type { Connection } from '../config.ts'
import { ServiceDeskError } from '../errors.ts'
import { ivantiItsm } from './ivanti/ivanti.ts'
import { IVANTI_MAPPING } from './ivanti/map.ts'
import { jiraItsm } from './jira/jira.ts'
import { JIRA_MAPPING } from './jira/map.ts'
import { isCategoryName } from './names.ts'
import type { Itsm } from './port.ts'
import { RT_MAPPING, RT_REQUIRED } from './rt/map.ts'
import { rtItsm } from './rt/rt.ts'
import { SERVICENOW_MAPPING } from './servicenow/map.ts'
import { servicenowItsm } from './servicenow/servicenow.ts'

/** What a workspace chose: see `settings.ts`. */
export interface Choice {
  readonly connection: string
  readonly mapping: Readonly<Record<string, string>>
}

interface Vendor {
  readonly label: string
  /** What its adapter needs of a connection beside the address: one of these sets. */
  readonly credentials: readonly (readonly string[])[]
  /** Those of the mapped names that stand in paths and queries. */
  readonly plain: readonly string[]
  /** The mapped name that a connection's `queues` restrict; `undefined`: it has none. */
  readonly restricted: string | undefined
  /** Those of the mapped names that must not be empty. */
  readonly required: readonly string[]
  /** The names that a workspace may map, and what they are where it does not. */
  readonly mapping: Readonly<Record<string, string>>
  make(connection: Connection, mapping: Readonly<Record<string, string>>): Itsm
}

/** Every ticket system, a line each. */
const VENDORS: Readonly<Record<string, Vendor>> = {
  servicenow: {
    label: 'ServiceNow',
    credentials: [
      ['user', 'password'],
      ['clientId', 'clientSecret'],
    ],
    plain: ['table', 'holdReason'],
    restricted: 'table',
    required: ['table', 'holdReason', 'closeCode', 'closeNotes'],
    mapping: SERVICENOW_MAPPING,
    make: servicenowItsm,
  },
  ivanti: {
    label: 'Ivanti',
    credentials: [['key']],
    plain: ['keyField'],
    restricted: undefined,
    required: ['keyField', 'onHold', 'causeCode', 'resolution'],
    mapping: IVANTI_MAPPING,
    make: ivantiItsm,
  },
  jira: {
    label: 'Jira',
    credentials: [['email', 'token']],
    plain: ['project', 'serviceDesk', 'requestType'],
    restricted: 'project',
    required: ['project', 'serviceDesk', 'requestType'],
    mapping: JIRA_MAPPING,
    make: jiraItsm,
  },
  rt: {
    label: 'Request Tracker',
    credentials: [['token']],
    plain: [],
    restricted: 'queue',
    required: RT_REQUIRED,
    mapping: RT_MAPPING,
    make: rtItsm,
  },
}

/** The ticket systems that the operator connected. */
export interface TicketSystems {
  /** Those that an organisation's workspaces may choose, by name, with what people call them. */
  offeredTo(tenantId: string): readonly { readonly name: string; readonly label: string }[]
  /** What is wrong with a choice, by its place in it. */
  faultsOf(tenantId: string, choice: Choice): readonly { readonly path: string; readonly reason: string }[]
  /** `undefined`: there is no such connection any more, or it is not for this organisation. */
  of(tenantId: string, choice: Choice): Itsm | undefined
  labelOf(name: string): string
}

/** Throws `invalid` with every fault of the connections at once; never with what is in them. */
export function createTicketSystems(connections: readonly Connection[]): TicketSystems {
  const faults = connections.flatMap(faultsOfConnection)
  if (faults.length > 0) throw new ServiceDeskError('invalid', `TICKET_SYSTEMS: ${faults.join('; ')}`)
  const made = new Map<string, Itsm>()
  const find = (tenantId: string, name: string) =>
    connections.find((its) => its.name === name && its.tenants.includes(tenantId))
  const labelOf = (name: string) => {
    const connection = connections.find((its) => its.name === name)
    return (connection && VENDORS[connection.vendor]?.label) ?? name
  }
  return {
    offeredTo: (tenantId) =>
      connections
        .filter(({ tenants }) => tenants.includes(tenantId))
        .map(({ name }) => ({ name, label: labelOf(name) })),
    faultsOf(tenantId, { connection: name, mapping }) {
      const connection = find(tenantId, name)
      const vendor = connection && VENDORS[connection.vendor]
      if (vendor === undefined) return [{ path: 'connection', reason: `there is no connection “${name}”` }]
      const unknown = Object.keys(mapping).filter((key) => !(key in vendor.mapping) && !isCategoryName(key))
      const empty = vendor.required.filter((key) => (mapping[key] ?? vendor.mapping[key] ?? '') === '')
      // They stand in queries.
      const shaped = vendor.plain.filter((key) => !/^[\w-]*$/.test(mapping[key] ?? ''))
      const odd = Object.keys(mapping).filter((key) => /[{}'"\\]/.test(mapping[key] ?? '') && !isCategoryName(key))
      const queue = queueOf(vendor, mapping)
      const isOpen = queue === undefined || connection?.queues?.includes(queue) !== false
      return [
        ...(isOpen
          ? []
          : [{ path: `mapping.${vendor.restricted}`, reason: `“${queue}” is not one of this connection’s queues` }]),
        ...unknown.map((key) => ({ path: `mapping.${key}`, reason: `${vendor.label} has no such name to map` })),
        ...empty.map((key) => ({ path: `mapping.${key}`, reason: 'must not be empty' })),
        ...shaped.map((key) => ({ path: `mapping.${key}`, reason: 'must be letters, digits, _ and - alone' })),
        ...odd.map((key) => ({ path: `mapping.${key}`, reason: 'must hold no quotes and no braces' })),
      ]
    },
    of(tenantId, { connection: name, mapping }) {
      const connection = find(tenantId, name)
      const vendor = connection && VENDORS[connection.vendor]
      const queue = vendor && queueOf(vendor, mapping)
      if (queue !== undefined && connection?.queues?.includes(queue) === false) return undefined
      if (connection === undefined || vendor === undefined) return undefined
      // One for each choice: it keeps its access token.
      const which = `${name} ${JSON.stringify(mapping)}`
      const itsm = made.get(which) ?? vendor.make(connection, { ...vendor.mapping, ...mapping })
      if (made.size < MOST_KEPT) made.set(which, itsm)
      return itsm
    },
    labelOf,
  }
}

const MOST_KEPT = 1_000

function queueOf(vendor: Vendor, mapping: Choice['mapping']): string | undefined {
  return vendor.restricted === undefined ? undefined : (mapping[vendor.restricted] ?? vendor.mapping[vendor.restricted])
}

/** Whoever guesses it may make us ask as often as they like. */
const SHORTEST_SECRET = 24

function faultsOfConnection({ name, vendor, credentials, queues }: Connection): readonly string[] {
  const known = VENDORS[vendor]
  if (known === undefined) return [`${name}: vendor must be one of ${Object.keys(VENDORS).join(', ')}`]
  if (queues !== undefined && known.restricted === undefined)
    return [`${name}: ${known.label} has no queues to choose from`]
  const { webhookSecret } = credentials
  if (webhookSecret !== undefined && webhookSecret.length < SHORTEST_SECRET)
    return [`${name}: webhookSecret must have ${SHORTEST_SECRET} characters at least`]
  if (known.credentials.some((set) => set.every((key) => credentials[key]))) return []
  return [`${name}: ${known.credentials.map((set) => set.join(' and ')).join(', or ')} is missing`]
}
