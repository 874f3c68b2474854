import {
  type Access,
  type Assignment,
  BUILT_IN_ROLES,
  type BuiltInRole,
  CLIENTS,
  type GroupReference,
  groupDocument,
  type Role,
} from '../../services/access/access.ts'
import { GRANTED } from '../../services/access/policy.ts'
import { GROUPS_PERMISSION } from '../../services/graph/graph.ts'
import type { WatchedGroup } from '../../services/groups/group.ts'
import type { SettingsFault } from '../../services/settings/settings.ts'
import type { DialogData } from '../actions.ts'
import { asWritten } from '../as-written.ts'
import { execute, linkDialog, openDialog, save } from '../button.ts'
import type { Values } from '../fields.ts'
import type { Choice } from '../form.ts'
import { plainCard } from '../plain.ts'
import { type Card, template } from '../render.ts'
import type { Sentences } from '../sentences.ts'
import type { accessDialogs } from './actions.ts'
import json from './form.json' with { type: 'json' }

const fill = template(json)

/** What a card lists; all of it is in the file. */
const MOST_LISTED = 20

/** Groups of the directory, by name. */
export const GROUPS = 'groups'

/** Groups as they were read last, by id. */
export type KnownGroups = ReadonlyMap<string, WatchedGroup>

/** « Rôles »: who has which role here, and the roles of the workspace's own. */
export function rolesCard(
  t: Sentences,
  { roles, assignments }: Access,
  { version, isDraft, groups }: { readonly version: number; readonly isDraft: boolean; readonly groups: KnownGroups },
): Card {
  const isCut = roles.length > MOST_LISTED || assignments.length > MOST_LISTED
  return plainCard(t, {
    ...(isDraft ? { overline: { text: `● ${t('settings.draft')}`, color: 'Warning' } as const } : {}),
    title: t('access.title'),
    paragraphs: [t('access.text'), ...groupTroubles(t, groups), ...(isCut ? [t('access.more')] : [])],
    links: [
      ...assignments.slice(0, MOST_LISTED).map((its) => {
        const text = t('access.line', { name: asWritten(its.name), value: assignmentWords(t, its, groups) })
        return linkDialog(text, its.name, 'access.assign', { name: its.name, version })
      }),
      ...roles.slice(0, MOST_LISTED).map((its) => {
        const text = t('access.line.role', { name: asWritten(its.name), value: roleWords(t, its) })
        return linkDialog(text, its.name, 'access.define', { name: its.name, version })
      }),
    ],
    actions: [
      openDialog(t('access.assign'), 'access.assign', { version }, 'positive'),
      openDialog(t('access.define'), 'access.define', { version }),
      execute(t('settings.title'), 'settings.show', {}),
    ],
  })
}

/** How many people a line names. */
const MOST_NAMED = 10

/** « analyste · le canal du centre de services, Sophie Martin (mobile) » */
export function assignmentWords(
  t: Sentences,
  { role, members, scope = [], clients, description }: Assignment,
  groups: KnownGroups = new Map(),
): string {
  const people = members.slice(0, MOST_NAMED).map((its) => {
    if (its === 'channel') return t('access.channel')
    return 'id' in its ? asWritten(its.name || its.id) : groupWords(t, its, groups)
  })
  const more = members.length > MOST_NAMED ? [`+ ${members.length - MOST_NAMED}`] : []
  const who = `${roleName(t, role)} · ${[...people, ...more].join(', ')}`
  const how = clients.length === 0 ? who : `${who} (${clients.map((client) => t(`client.${client}`)).join(', ')})`
  const about = scope.map((its) => groupWords(t, its, groups)).join(', ')
  const whom = about === '' ? how : `${how} · ${t('access.scope.words', { groups: about })}`
  return description === '' ? whom : `${whom} · ${asWritten(description)}`
}

/** « Support N1 (12 membres) », as far as it was read. */
function groupWords(t: Sentences, { group, name }: GroupReference, groups: KnownGroups): string {
  const known = groups.get(group)
  const called = asWritten(known?.name || name || group)
  return known?.readAt === undefined ? called : t('access.group.state', { name: called, count: known.size })
}

/** What is the matter with groups that cannot be read. */
export function groupTroubles(t: Sentences, groups: KnownGroups): readonly string[] {
  return [...groups.values()].flatMap(({ id, name, trouble }) => {
    if (trouble === undefined) return []
    const isPassing = trouble === 'throttled' || trouble === 'unavailable'
    const why =
      trouble === 'too-large' || trouble === 'not-found'
        ? t(`access.group.${trouble}`)
        : isPassing
          ? t('access.group.later')
          : t(`trouble.${trouble}`, { permission: GROUPS_PERMISSION })
    return [t('access.group.trouble', { name: asWritten(name || id), trouble: why })]
  })
}

/** A group as a choice sends it: its id, and its name for as long as nobody has read it. */
export function groupValue({ group, name }: GroupReference): string {
  return `${group}~${encodeURIComponent(name)}`
}

/** `undefined`: it is none. */
export function groupFrom(value: string): GroupReference | undefined {
  const [group = '', name = ''] = value.split('~')
  const its = groupDocument.safeParse({ group, name: decoded(name).slice(0, 256) })
  return its.success ? its.data : undefined
}

/** Groups that are chosen already, by name. */
export function groupChoices(values: readonly string[]): readonly Choice[] {
  return values.flatMap((value) => {
    const its = groupFrom(value)
    return its === undefined ? [] : [{ value, title: its.name || its.group }]
  })
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return ''
  }
}

export function roleWords(t: Sentences, { permissions }: Role): string {
  return permissions.map((permission) => t(`permission.${permission}`)).join(', ')
}

function roleName(t: Sentences, name: string): string {
  return isBuiltIn(name) ? t(`role.${name}`) : asWritten(name)
}

function isBuiltIn(name: string): name is BuiltInRole {
  return (BUILT_IN_ROLES as readonly string[]).includes(name)
}

export type AssignmentValues = Values<(typeof accessDialogs)['access.assign']>
export type RoleValues = Values<(typeof accessDialogs)['access.define']>

export interface AccessForm<Its> {
  readonly nonce: string
  readonly opens: DialogData<'access.assign'>
  readonly values: Its
  readonly faults: readonly SettingsFault[]
}

/** The dialog of an assignment (S4.6). `people`: those who are in it, by their names. */
export function assignmentForm(
  t: Sentences,
  { roles }: Pick<Access, 'roles'>,
  { nonce, opens, values, faults }: AccessForm<AssignmentValues>,
  people: ReadonlyMap<string, string>,
): Card {
  const names = [...new Set([...BUILT_IN_ROLES, ...roles.map((role) => role.name)])]
  const clients = CLIENTS.map((client) => ({ title: t(`client.${client}`), value: client }))
  return fill({
    ...common(t, opens.name, values.title, faults),
    description: [{ label: t('access.description'), value: values.description }],
    role: [
      {
        label: t('access.role'),
        value: values.role,
        choices: names.map((value) => ({ title: isBuiltIn(value) ? t(`role.${value}`) : value, value })),
      },
    ],
    channel: [{ label: t('access.members'), title: t('access.channel.all'), value: values.channel }],
    members: [
      {
        label: t('access.members.named'),
        hint: t('access.members.hint'),
        value: values.members,
        choices: [...people].map(([value, title]) => ({ title: title || value, value })),
      },
    ],
    groups: [
      { id: 'groups', label: t('access.groups'), ...chosenGroupsIn(t, values.groups) },
      { id: 'scope', label: t('access.scope'), ...chosenGroupsIn(t, values.scope), hint: t('access.scope.hint') },
    ],
    several: [{ id: 'clients', label: t('access.clients'), value: values.clients, choices: clients }],
    actions: [save(t('settings.check'), 'access.assign', nonce, opens)],
  })
}

/** The dialog of a role of the workspace's own (S4.5, S4.9). */
export function roleForm(t: Sentences, { nonce, opens, values, faults }: AccessForm<RoleValues>): Card {
  const permissions = GRANTED.map((permission) => ({ title: t(`permission.${permission}`), value: permission }))
  return fill({
    ...common(t, opens.name, values.title, faults),
    description: [],
    role: [],
    channel: [],
    members: [],
    groups: [],
    several: [{ id: 'permissions', label: t('access.permissions'), value: values.permissions, choices: permissions }],
    actions: [save(t('settings.check'), 'access.define', nonce, opens)],
  })
}

function chosenGroupsIn(t: Sentences, value: string) {
  return { hint: t('access.groups.hint'), value, choices: groupChoices(listed(value)) }
}

function common(t: Sentences, name: string | undefined, title: string, faults: readonly SettingsFault[]) {
  return {
    lang: t.language,
    summary: t('access.title'),
    faults: faults.map(({ path }) => ({ text: faultLine(t, path) })),
    title: { label: t('access.name'), value: title },
    required: t('form.required'),
    remove:
      name === undefined ? [] : [{ label: t('access.removal'), title: t('access.remove', { name: asWritten(name) }) }],
  }
}

function faultLine(t: Sentences, path: string): string {
  if (path === 'gone') return t('access.fault.gone')
  if (path === 'given') return t('access.fault.given')
  if (path === 'assignments') return t('access.fault.chat')
  const [, , part = ''] = path.split('.')
  if (part === 'name') return t('access.fault.name')
  if (part === 'members') return t('access.fault.members')
  if (part === 'scope') return t('access.fault.scope')
  if (part === 'permissions') return t('access.fault.permissions')
  if (part === 'role') return t('access.fault.role')
  return t('settings.fault.other', { label: path })
}

/** An assignment as its dialog shows it. */
export function assignmentValues(its: Assignment | undefined): AssignmentValues {
  const members = its?.members ?? []
  return {
    title: its?.name ?? '',
    description: its?.description ?? '',
    role: its?.role ?? 'analyst',
    channel: String(members.includes('channel')),
    members: members.flatMap((one) => (typeof one === 'object' && 'id' in one ? [one.id] : [])).join(','),
    groups: members.flatMap((one) => (typeof one === 'object' && 'group' in one ? [groupValue(one)] : [])).join(','),
    scope: (its?.scope ?? []).map(groupValue).join(','),
    clients: (its?.clients ?? []).join(','),
    remove: 'false',
  }
}

/** What was typed, as part of a document to be read: right or wrong. */
export function assignmentOf(values: AssignmentValues, nameOf: (objectId: string) => string): unknown {
  const people = listed(values.members).map((id) => ({ id, name: nameOf(id.toLowerCase()) }))
  return {
    name: values.title,
    description: values.description,
    role: values.role,
    members: [...(values.channel === 'true' ? ['channel'] : []), ...people, ...groupsFrom(values.groups)],
    ...(values.scope === '' ? {} : { scope: groupsFrom(values.scope) }),
    clients: listed(values.clients),
  }
}

/** What is no group stays, to be refused: left out, a scope would be wider. */
function groupsFrom(text: string): readonly GroupReference[] {
  const all = listed(text).map((value) => groupFrom(value) ?? { group: value, name: '' })
  return all.filter((its, n) => all.findIndex(({ group }) => group === its.group) === n)
}

export function roleValues(its: Role | undefined): RoleValues {
  return { title: its?.name ?? '', permissions: (its?.permissions ?? []).join(','), remove: 'false' }
}

export function roleOf({ title, permissions }: RoleValues): unknown {
  return { name: title, permissions: listed(permissions) }
}

/** What a choice of several sends. */
export function listed(text: string): readonly string[] {
  return text.split(',').filter((part) => part !== '')
}
