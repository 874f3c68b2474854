import { randomUUID } from 'node:crypto'
import { type accessActions, accessDialogs } from '../../cards/access/actions.ts'
import {
  type AssignmentValues,
  assignmentForm,
  assignmentOf,
  assignmentValues,
  listed,
  type RoleValues,
  roleForm,
  roleOf,
  rolesCard,
  roleValues,
} from '../../cards/access/roles.ts'
import { givenBy } from '../../services/access/access.ts'
import { namesOf } from '../../services/people/store.ts'
import { parseSettings, type Settings, type SettingsFault } from '../../services/settings/settings.ts'
import { keepDraft, startingPoint } from '../settings/draft.ts'
import { dialogFor, look, type Saved } from '../turn/guard.ts'
import type { Shown, Turn } from '../turn/reply.ts'
import type { Forms, Verbs } from '../turn/verbs.ts'

/** Roles and assignments are settings: each change is drafted, compared and activated as any other. */
export const accessVerbs = {
  'access.show': look('settings.edit', async (turn) => ({
    card: rolesCard(turn.t, (await startingPoint(turn)).document),
  })),
} satisfies Verbs<typeof accessActions>

export const accessForms = {
  'access.assign': dialogFor(accessDialogs['access.assign'], 'settings.edit', {
    async open(turn, { name }) {
      const { document } = await startingPoint(turn)
      const its = document.assignments.find((one) => one.name === name)
      return await showAssignment(turn, document, randomUUID(), its?.name, assignmentValues(its), [])
    },
    save: saveAssignment,
  }),
  'access.define': dialogFor(accessDialogs['access.define'], 'settings.edit', {
    async open(turn, { name }) {
      const its = (await startingPoint(turn)).document.roles.find((one) => one.name === name)
      return showRole(turn, randomUUID(), its?.name, roleValues(its), [])
    },
    save: saveRole,
  }),
} satisfies Forms<typeof accessDialogs>

async function saveAssignment(
  turn: Turn,
  { opened: { name }, nonce, sent }: Saved<(typeof accessDialogs)['access.assign']>,
): Promise<Shown> {
  const { document, basedOn } = await startingPoint(turn)
  const values: AssignmentValues = sent.ok ? sent.fields : sent.values
  const people = await peopleIn(turn, document, values.members)
  const changed = replaced(
    document.assignments,
    name,
    values.remove === 'true' ? undefined : assignmentOf(values, (id) => people.get(id) ?? ''),
  )
  const read = readAccess(turn, { ...document, assignments: changed })
  if (!read.ok) return await showAssignment(turn, document, nonce, name, values, read.faults)
  return await keepDraft(turn, read.settings, basedOn)
}

async function saveRole(
  turn: Turn,
  { opened: { name }, nonce, sent }: Saved<(typeof accessDialogs)['access.define']>,
): Promise<Shown> {
  const { document, basedOn } = await startingPoint(turn)
  const values: RoleValues = sent.ok ? sent.fields : sent.values
  const isRemoved = values.remove === 'true'
  const roles = replaced(document.roles, name, isRemoved ? undefined : roleOf(values))
  // Those who had it have it under its new name.
  const renamed = (role: string) => (role === name && !isRemoved ? values.title.trim() : role)
  const assignments = document.assignments.map((its) => ({ ...its, role: renamed(its.role) }))
  const read = readAccess(turn, { ...document, roles, assignments })
  if (!read.ok) return showRole(turn, nonce, name, values, read.faults)
  return await keepDraft(turn, read.settings, basedOn)
}

/** The list with one of it replaced, removed (`undefined`), or added where there is none of that name. */
function replaced<Its extends { readonly name: string }>(list: readonly Its[], name: string | undefined, its: unknown) {
  const n = list.findIndex((one) => one.name === name)
  const fresh = its === undefined ? [] : [its]
  return n < 0 ? [...list, ...fresh] : [...list.slice(0, n), ...fresh, ...list.slice(n + 1)]
}

function readAccess(turn: Turn, document: object): ReturnType<typeof parseSettings> {
  const parsed = parseSettings(document)
  if (!parsed.ok || !givesTooMuch(turn, parsed.settings)) return parsed
  return { ok: false, faults: [{ path: 'given', reason: 'more than one has oneself' }] }
}

/** Nobody gives more than they have. */
export function givesTooMuch({ settings, actor }: Turn, document: Settings): boolean {
  return [...givenBy(settings, document)].some((permission) => !actor.permissions.has(permission))
}

async function showAssignment(
  turn: Turn,
  document: Settings,
  nonce: string,
  name: string | undefined,
  values: AssignmentValues,
  faults: readonly SettingsFault[],
): Promise<Shown> {
  const people = await peopleIn(turn, document, values.members)
  const card = assignmentForm(turn.t, document, { nonce, name, values, faults }, people)
  return { dialog: { title: turn.t('access.title'), card } }
}

function showRole(
  { t }: Turn,
  nonce: string,
  name: string | undefined,
  values: RoleValues,
  faults: readonly SettingsFault[],
): Shown {
  return { dialog: { title: t('access.title'), card: roleForm(t, { nonce, name, values, faults }) } }
}

/** Those whose ids are listed, by the names that we know, or that the document has. */
async function peopleIn({ db, person }: Turn, document: Settings, ids: string): Promise<Map<string, string>> {
  const wanted = listed(ids.toLowerCase())
  const known = await namesOf(db, person.tenantId, wanted)
  const written = new Map(
    document.assignments
      .flatMap(({ members }) => members)
      .flatMap((one) => (typeof one === 'object' && 'id' in one ? [[one.id, one.name] as const] : [])),
  )
  return new Map(wanted.map((id) => [id, known.get(id) ?? written.get(id) ?? '']))
}
