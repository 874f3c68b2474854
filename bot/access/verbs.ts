import { randomUUID } from 'node:crypto'
import { type accessActions, accessDialogs } from '../../cards/access/actions.ts'
import {
  type AccessForm,
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
import { type Client, givenBy, grantsOf } from '../../services/access/access.ts'
import { namesOf } from '../../services/people/store.ts'
import { parseSettings, type Settings, type SettingsFault } from '../../services/settings/settings.ts'
import { keepDraft, startingPoint } from '../settings/draft.ts'
import { dialogFor, look, type Saved } from '../turn/guard.ts'
import type { Shown, Turn } from '../turn/reply.ts'
import type { Forms, Verbs } from '../turn/verbs.ts'
import { groupsKnown } from './groups.ts'

/** Roles and assignments are settings: each change is drafted, compared and activated like the others. */
export const accessVerbs = {
  'access.show': look('settings.edit', async (turn) => {
    const { document, basedOn: version, isDraft } = await startingPoint(turn)
    return { card: rolesCard(turn.t, document, { version, isDraft, groups: await groupsKnown(turn, document) }) }
  }),
} satisfies Verbs<typeof accessActions>

export const accessForms = {
  'access.assign': dialogFor(accessDialogs['access.assign'], 'settings.edit', {
    async open(turn, opens) {
      const { document } = await startingPoint(turn)
      const its = document.assignments.find(({ name }) => name === opens.name)
      return await showAssignment(turn, document, {
        opens,
        nonce: randomUUID(),
        values: assignmentValues(its),
        faults: [],
      })
    },
    save: saveAssignment,
  }),
  'access.define': dialogFor(accessDialogs['access.define'], 'settings.edit', {
    async open(turn, opens) {
      const its = (await startingPoint(turn)).document.roles.find(({ name }) => name === opens.name)
      return showRole(turn, { opens, nonce: randomUUID(), values: roleValues(its), faults: [] })
    },
    save: saveRole,
  }),
} satisfies Forms<typeof accessDialogs>

async function saveAssignment(
  turn: Turn,
  { opened: opens, nonce, sent }: Saved<(typeof accessDialogs)['access.assign']>,
): Promise<Shown> {
  const { document } = await startingPoint(turn)
  const values: AssignmentValues = sent.ok ? sent.fields : sent.values
  const people = await peopleIn(turn, document, values.members)
  const its = values.remove === 'true' ? undefined : assignmentOf(values, (id) => people.get(id) ?? '')
  const assignments = replaced(document.assignments, opens.name, its)
  const read = readAccess(turn, assignments && { ...document, assignments })
  if (read.ok) return await keepDraft(turn, read.settings, opens.version)
  const shown = await showAssignment(turn, document, { opens, nonce, values, faults: read.faults })
  return { ...shown, came: cameOf(read.faults) }
}

async function saveRole(
  turn: Turn,
  { opened: opens, nonce, sent }: Saved<(typeof accessDialogs)['access.define']>,
): Promise<Shown> {
  const { document } = await startingPoint(turn)
  const values: RoleValues = sent.ok ? sent.fields : sent.values
  const isRemoved = values.remove === 'true'
  const roles = replaced(document.roles, opens.name, isRemoved ? undefined : roleOf(values))
  // Those who had it have it under its new name.
  const renamed = (role: string) => (role === opens.name && !isRemoved ? values.title.trim() : role)
  const assignments = document.assignments.map((its) => ({ ...its, role: renamed(its.role) }))
  const read = readAccess(turn, roles && { ...document, roles, assignments })
  if (read.ok) return await keepDraft(turn, read.settings, opens.version)
  return { ...showRole(turn, { opens, nonce, values, faults: read.faults }), came: cameOf(read.faults) }
}

/** The list with a new one, or with the one of this name replaced or removed; `undefined`: it has none of this name any more. */
function replaced<Its extends { readonly name: string }>(list: readonly Its[], name: string | undefined, its: unknown) {
  const fresh = its === undefined ? [] : [its]
  if (name === undefined) return [...list, ...fresh]
  const n = list.findIndex((one) => one.name === name)
  return n < 0 ? undefined : [...list.slice(0, n), ...fresh, ...list.slice(n + 1)]
}

function readAccess(turn: Turn, document: object | undefined): ReturnType<typeof parseSettings> {
  if (document === undefined) return { ok: false, faults: [{ path: 'gone', reason: 'it was removed or renamed' }] }
  const parsed = parseSettings(document)
  if (!parsed.ok || !givesTooMuch(turn, parsed.settings)) return parsed
  return { ok: false, faults: [{ path: 'given', reason: 'more than one has oneself' }] }
}

function cameOf(faults: readonly SettingsFault[]): 'nothing' | 'refused' {
  return faults.some(({ path }) => path === 'given') ? 'refused' : 'nothing'
}

/** Nobody gives more than they have, nor with a client with which they have it not. */
export function givesTooMuch({ settings, actor, person }: Turn, document: Settings): boolean {
  const { isServiceAdministrator } = actor
  const own = (client: Client, group: string | undefined) => {
    const about = new Set(group === undefined ? [] : [group])
    return grantsOf(settings, { objectId: person.objectId, isInChannel: true, client, isServiceAdministrator, about })
  }
  return givenBy(settings, document).some(({ permission, client, group }) => !own(client, group).has(permission))
}

async function showAssignment(turn: Turn, document: Settings, form: AccessForm<AssignmentValues>): Promise<Shown> {
  const people = await peopleIn(turn, document, form.values.members)
  return { dialog: { title: turn.t('access.assign'), card: assignmentForm(turn.t, document, form, people) } }
}

function showRole({ t }: Turn, form: AccessForm<RoleValues>): Shown {
  return { dialog: { title: t('access.define'), card: roleForm(t, form) } }
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
