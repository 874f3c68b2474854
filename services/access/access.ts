import { z } from 'zod'
import { ABOUT_PEOPLE, GRANTED, type Permission } from './policy.ts'

const ANALYST = ['chat.read', 'chat.take', 'chat.work', 'chat.convert', 'ticket.work', 'desk.staff'] as const

/** Roles that every workspace has. What nobody needs a role for, everybody may (see `POLICY`). */
export const BUILT_IN = {
  analyst: ANALYST,
  /** Keeps the desk in balance. */
  supervisor: [...ANALYST, 'chat.supervise'],
  /** « Opérateur de support technique » (S4.5, S4.9). */
  operator: ['app.read', 'app-protection.read', 'device.read', 'directory.read'],
  /** Looks after client organisations, and after Microsoft's services (S2.1, S2.4). */
  partner: ['client.read'],
  /** The designated few, fewer than the desk (S3.20, S3.21). */
  escalation: ['elevation.request', 'escalation.request'],
  administrator: GRANTED.filter((permission) => permission !== 'workspace.create'),
  /** Whoever runs the service for several organisations or parts of one (S1.3). */
  provider: ['workspace.create'],
} as const satisfies Readonly<Record<string, readonly Permission[]>>

export type BuiltInRole = keyof typeof BUILT_IN
export const BUILT_IN_ROLES = Object.keys(BUILT_IN) as readonly BuiltInRole[]

/** Names that no workspace may give to a role of its own. One of another built-in's name takes its place: it may be older. */
const RESERVED: readonly string[] = ['analyst', 'administrator', 'provider'] satisfies readonly BuiltInRole[]

/** With what somebody works. */
export const CLIENTS = ['phone', 'desktop', 'web'] as const
export type Client = (typeof CLIENTS)[number]

const roleName = z.string().trim().min(1).max(60)

/** A role of a workspace's own, made of named permissions (S4.5, S4.9). */
export const roleDocument = z.strictObject({
  name: roleName,
  permissions: z.array(z.enum(GRANTED)).min(1).max(50),
})
export type Role = z.output<typeof roleDocument>

/** A group of the directory, by its object id. */
export const groupDocument = z.strictObject({
  group: z.guid().toLowerCase(),
  name: z.string().trim().max(256).default(''),
})
export type GroupReference = z.output<typeof groupDocument>

const member = z.union([
  /** Whoever is in the desk's channel. */
  z.literal('channel'),
  z.strictObject({ id: z.guid().toLowerCase(), name: z.string().trim().max(256).default('') }),
  /** Whoever is in a group of the directory. */
  groupDocument,
])
export type Member = z.output<typeof member>

/** Who has which role, in the workspace whose settings it is in (S4.6). */
export const assignmentDocument = z.strictObject({
  name: z.string().trim().min(1).max(60),
  description: z.string().trim().max(300).default(''),
  role: roleName,
  members: z.array(member).min(1).max(100),
  /** Whom it lets them look up and act on: who is in one of these groups; none: everybody. */
  scope: z.array(groupDocument).max(20).optional(),
  /** With which clients; empty: with any (S0.3). */
  clients: z.array(z.enum(CLIENTS)).max(CLIENTS.length).default([]),
})
export type Assignment = z.output<typeof assignmentDocument>

/** Who is in the groups that assignments name, by the groups' ids: object ids. */
export type GroupMembers = ReadonlyMap<string, ReadonlySet<string>>

export interface Access {
  readonly roles: readonly Role[]
  readonly assignments: readonly Assignment[]
  /** Of what is in force; a document that is only a draft does not know it. */
  readonly groups?: GroupMembers
}

/** Where nobody said otherwise: whoever is in the desk's channel is an analyst. */
export const DEFAULT_ACCESS: { readonly roles: Role[]; readonly assignments: Assignment[] } = {
  roles: [],
  assignments: [
    { name: 'Service desk', description: '', role: 'analyst', members: ['channel'], scope: [], clients: [] },
  ],
}

/** What a role permits; nothing where there is none of this name. */
export function permissionsOf({ roles }: Pick<Access, 'roles'>, name: string): readonly Permission[] {
  const own = roles.find((role) => role.name === name)?.permissions
  if (own !== undefined && !RESERVED.includes(name)) return own
  return Object.hasOwn(BUILT_IN, name) ? BUILT_IN[name as BuiltInRole] : []
}

/** Who asks. */
export interface Asking {
  readonly objectId: string
  readonly isInChannel: boolean
  readonly client: Client | undefined
  /** May do everything that takes a role, whatever the assignments say. */
  readonly isServiceAdministrator: boolean
  /** Somebody whom it is about: the groups that they are in. `undefined`: whoever it may be about. */
  readonly about?: ReadonlySet<string>
}

interface Grant {
  readonly permissions: readonly Permission[]
  readonly clients: readonly Client[]
  readonly scope: readonly string[]
}

const NOTHING: readonly Grant[] = []
const NO_PERMISSIONS: ReadonlySet<Permission> = new Set()
/** What a document grants: by its members, and as it was asked for lately. */
interface Grants {
  readonly byMember: ReadonlyMap<string, readonly Grant[]>
  readonly asked: Map<string, ReadonlySet<Permission>>
}

/** Documents never change: what they grant to whom is found once. */
const known = new WeakMap<Access, Grants>()
const MOST_ASKED = 10_000

/** What somebody may by their assignments, whatever they may as anybody. */
export function grantsOf(
  access: Access,
  { objectId, isInChannel, client, isServiceAdministrator, about }: Asking,
): ReadonlySet<Permission> {
  const { byMember, asked } = known.get(access) ?? index(access)
  const own = byMember.get(objectId) ?? NOTHING
  const inChannel = (isInChannel && byMember.get('channel')) || NOTHING
  // Most people at most times: an employee in their own chat.
  if (own.length === 0 && inChannel.length === 0 && !isServiceAdministrator) return NO_PERMISSIONS
  const whom = about === undefined ? 'anybody' : [...about].toSorted().join()
  const key = `${own === NOTHING ? '' : objectId} ${isInChannel} ${client} ${isServiceAdministrator} ${whom}`
  const before = asked.get(key)
  if (before !== undefined) return before
  const grants = [...own, ...inChannel]
  if (isServiceAdministrator) grants.push({ permissions: GRANTED, clients: [], scope: [] })
  const permissions = new Set(
    grants
      .filter(({ clients }) => clients.length === 0 || (client !== undefined && clients.includes(client)))
      .flatMap(({ permissions, scope }) => {
        const isOutside = about !== undefined && scope.length > 0 && !scope.some((group) => about.has(group))
        return isOutside ? permissions.filter((its) => !isAboutPeople(its)) : permissions
      }),
  )
  if (asked.size >= MOST_ASKED) asked.clear()
  asked.set(key, permissions)
  return permissions
}

/** The same with whichever client they have. */
export function isGrantedTo(access: Access, asking: Omit<Asking, 'client'>, permission: Permission): boolean {
  return CLIENTS.some((client) => grantsOf(access, { ...asking, client }).has(permission))
}

function isAboutPeople(permission: Permission): boolean {
  return (ABOUT_PEOPLE as readonly Permission[]).includes(permission)
}

function index(access: Access): Grants {
  const byMember = new Map<string, Grant[]>()
  for (const { role, members, clients, scope = [] } of access.assignments) {
    const grant = { permissions: permissionsOf(access, role), clients, scope: scope.map(({ group }) => group) }
    for (const its of members)
      for (const key of its === 'channel' ? [its] : peopleOf(access, its)) {
        const grants = byMember.get(key)
        if (grants === undefined) byMember.set(key, [grant])
        else if (grants.at(-1) !== grant) grants.push(grant)
      }
  }
  const grants = { byMember, asked: new Map() }
  known.set(access, grants)
  return grants
}

/** Those whom a member of an assignment stands for, by object id; nobody for whoever is in the channel. */
function peopleOf({ groups }: Pick<Access, 'groups'>, its: Member): Iterable<string> {
  if (its === 'channel') return []
  return 'id' in its ? [its.id] : (groups?.get(its.group) ?? [])
}

function keyOf(its: Member): string {
  if (its === 'channel') return its
  return 'id' in its ? its.id : `group:${its.group}`
}

/** What would newly be permitted, and with which client. */
export interface Given {
  readonly permission: Permission
  readonly client: Client
  /** About whoever is in this group; `undefined`: about everybody. */
  readonly group: string | undefined
}

/**
 * What a document gives that the one before did not, whoever gets it. Whoever may change it gives no more than they have:
 * they are asked for each client, and as if they were in the channel, as what is done there is done by nobody else.
 */
export function givenBy(before: Access, after: Access): readonly Given[] {
  const old = new Set(pairsOf(before).map(({ pair }) => pair))
  return pairsOf(after).filter(({ pair }) => !old.has(pair))
}

function pairsOf(access: Access) {
  return access.assignments.flatMap(({ role, members, clients, scope = [] }) =>
    permissionsOf(access, role).flatMap((permission) =>
      members.flatMap((its) =>
        (clients.length === 0 ? CLIENTS : clients).flatMap((client) =>
          (scope.length === 0 ? [''] : scope.map(({ group }) => group)).map((group) => ({
            permission,
            client,
            group: group === '' || !isAboutPeople(permission) ? undefined : group,
            pair: `${keyOf(its)} ${permission} ${client} ${group}`,
          })),
        ),
      ),
    ),
  )
}

/** What is wrong with roles and assignments together, with its place. */
export function accessFaults(access: Access): readonly { readonly path: string; readonly reason: string }[] {
  const names = [...RESERVED, ...access.roles.map(({ name }) => name)]
  const known = [...BUILT_IN_ROLES, ...names]
  return [
    ...access.roles.flatMap(({ name }, n) =>
      names.indexOf(name) < n + RESERVED.length
        ? [{ path: `roles.${n}.name`, reason: 'is the name of another role' }]
        : [],
    ),
    ...access.assignments.flatMap(({ name, role, scope = [] }, n) => [
      ...(access.assignments.findIndex((other) => other.name === name) < n
        ? [{ path: `assignments.${n}.name`, reason: 'is the name of another assignment' }]
        : []),
      ...(known.includes(role) ? [] : [{ path: `assignments.${n}.role`, reason: `there is no role “${role}”` }]),
      ...(scope.length > 0 && !permissionsOf(access, role).some(isAboutPeople)
        ? [{ path: `assignments.${n}.scope`, reason: 'is for roles that look people up' }]
        : []),
    ]),
  ]
}

/** What of a workspace only a designated few may ask for (S3.20). */
const DESIGNATED = ['elevation.request', 'escalation.request'] as const satisfies readonly Permission[]

/** Who is in a group of people: as many as are named, and whoever is in the channel. Administrators are in none by their office. */
interface Group {
  readonly named: number
  readonly hasChannel: boolean
}

/** The designated few, and the desk that they are to be fewer than (S3.21). */
export function escalationAndDesk(access: Access): { readonly escalation: Group; readonly desk: Group } {
  return { escalation: groupWith(access, DESIGNATED), desk: groupWith(access, ['chat.work', 'ticket.work']) }
}

function groupWith(access: Access, permissions: readonly Permission[]): Group {
  const its = access.assignments
    .filter(({ role }) => role !== 'administrator')
    .filter(({ role }) => permissionsOf(access, role).some((permission) => permissions.includes(permission)))
    .flatMap(({ members }) => members)
  const named = new Set(its.flatMap((one) => [...peopleOf(access, one)]))
  return { named: named.size, hasChannel: its.includes('channel') }
}

/** Whether anybody may ever do this by an assignment. */
export function isGranted(access: Access, permission: Permission): boolean {
  return access.assignments.some(({ role }) => permissionsOf(access, role).includes(permission))
}

/** The object ids of those who are named to do this, with any client. */
export function whoMay(access: Access, permission: Permission): readonly string[] {
  const assignments = access.assignments.filter(({ role }) => permissionsOf(access, role).includes(permission))
  return [...new Set(assignments.flatMap(({ members }) => members.flatMap((its) => [...peopleOf(access, its)])))]
}

/** Whether people or a group are named to do this, whoever is in the group. */
export function isNamed(access: Access, permission: Permission): boolean {
  return access.assignments.some(
    ({ role, members }) => permissionsOf(access, role).includes(permission) && members.some((its) => its !== 'channel'),
  )
}

/** Whether an assignment names somebody, or a group that they are in. */
export function hasRole(access: Pick<Access, 'assignments' | 'groups'>, objectId: string): boolean {
  return access.assignments.some((its) => isMember(access, its, objectId))
}

export function isMember(access: Pick<Access, 'groups'>, { members }: Assignment, objectId: string): boolean {
  return members.some((its) =>
    its === 'channel' ? false : 'id' in its ? its.id === objectId : access.groups?.get(its.group)?.has(objectId),
  )
}

/** What a program says of itself (`iOS`, `Web`, `Windows`), as one of ours. */
export function clientOf(platform: string | undefined): Client | undefined {
  if (platform === undefined) return undefined
  if (/^(ios|android)/i.test(platform)) return 'phone'
  return /^web/i.test(platform) ? 'web' : 'desktop'
}

/** The groups that say whom roles are about. */
export function scopesIn({ assignments }: Pick<Access, 'assignments'>): readonly string[] {
  return [...new Set(assignments.flatMap(({ scope = [] }) => scope.map(({ group }) => group)))]
}
