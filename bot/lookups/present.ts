import { dossierCard, notLookedCard } from '../../cards/lookups/lookup.ts'
import type { Card } from '../../cards/render.ts'
import type { Sentences } from '../../cards/sentences.ts'
import { clientOf, grantsOf, scopesIn } from '../../services/access/access.ts'
import { isServiceAdministrator } from '../../services/access/administrators.ts'
import { LOOKS } from '../../services/access/policy.ts'
import type { Db } from '../../services/db/connect.ts'
import type { Graph } from '../../services/graph/client.ts'
import { licencesOf, readPerson } from '../../services/graph/directory.ts'
import { lookAt } from '../../services/graph/dossier.ts'
import type { Block, Dossier } from '../../services/graph/graph.ts'
import { within } from '../../services/graph/within.ts'
import { groupsOfPerson } from '../../services/groups/store.ts'
import type { Lookup } from '../../services/lookups/lookup.ts'
import { nameLookup } from '../../services/lookups/store.ts'
import type { PersonKey } from '../../services/people/person.ts'
import type { Settings } from '../../services/settings/settings.ts'
import { getWorkspace } from '../../services/workspaces/store.ts'
import type { Needs } from '../deliver/needs.ts'
import type { Turn } from '../turn/reply.ts'

type Asking = Pick<Needs, 'db' | 'now' | 'config' | 'settingsOf' | 'graph'>

/** What is known now, within what the operator may see by now; asked outside of every transaction, as Graph takes its time. */
export interface Known {
  readonly lookup: Lookup
  readonly dossier: Dossier
  /** Whether the operator may have its devices do something. */
  readonly mayAct: boolean
  /** The operator's own licence could not be looked at (S4.7). */
  readonly isLicenceUnknown: boolean
}

/** Why somebody is not looked at: the role is not about them (S4.6), or the operator has no licence (S4.7). */
export type NotLooked = 'scope' | 'licence'

export async function dossierOf(
  needs: Pick<Asking, 'db' | 'now' | 'graph'>,
  its: Lookup,
  permissions: ReadonlySet<string>,
): Promise<Known | NotLooked> {
  if (!seesAnything(permissions)) return 'scope'
  const { graph } = needs
  const { tenantId, objectId: personId } = its.person
  const [licence, dossier, named] = await Promise.all([
    licenceOf(graph, its.operator),
    lookAt(graph, { tenantId, personId }, permissions, needs.now()),
    its.person.name === '' ? nameOf(needs, its) : its.person.name,
  ])
  if (licence.ok && !licence.value) return 'licence'
  const lookup = { ...its, person: { ...its.person, name: named } }
  return { dossier, mayAct: permissions.has('device.act'), lookup, isLicenceUnknown: graph.isConnected && !licence.ok }
}

export async function presentDossier(needs: Asking, t: Sentences, its: Lookup, client: string): Promise<Card> {
  const { db, config, settingsOf } = needs
  const settings = await settingsOf(db, await getWorkspace(db, its.workspaceId))
  const isAdministrator = await isServiceAdministrator(db, config, its.operator)
  const asking = { objectId: its.operator.objectId, client: client === '' ? undefined : client }
  const permissions = await permissionsAbout(
    db,
    settings,
    { ...asking, isServiceAdministrator: isAdministrator },
    its.person,
  )
  const known = await dossierOf(needs, its, permissions)
  if (typeof known === 'string') return notLookedCard(t, its, known)
  return dossierCard(t, known.lookup, known.dossier, { ...known, now: needs.now() })
}

/** What an operator may about one person: a role may be about some people only (S4.6). `client`: as Teams names it. */
export async function permissionsAbout(
  db: Db,
  settings: Settings,
  asking: { readonly objectId: string; readonly client: string | undefined; readonly isServiceAdministrator: boolean },
  person: PersonKey,
): Promise<ReadonlySet<string>> {
  const about = await groupsOfPerson(db, person, scopesIn(settings))
  return grantsOf(settings, { ...asking, client: clientOf(asking.client), isInChannel: false, about })
}

/** The same for whoever acts in this turn. */
export async function permissionsIn(turn: Turn, person: PersonKey): Promise<ReadonlySet<string>> {
  const { db, settings, client, actor } = turn
  const { isServiceAdministrator } = actor
  return await permissionsAbout(
    db,
    settings,
    { objectId: turn.person.objectId, client, isServiceAdministrator },
    person,
  )
}

export function seesAnything(permissions: ReadonlySet<string>): boolean {
  return LOOKS.some((permission) => permissions.has(permission))
}

async function licenceOf(graph: Graph, { tenantId, objectId }: PersonKey): Promise<Block<boolean>> {
  return await within(LICENCE_PATIENCE_MS, 'person.licences', async () => {
    const { hasIntune } = await licencesOf(graph, tenantId, objectId)
    return hasIntune
  })
}

const LICENCE_PATIENCE_MS = 12_000

/** Whoever never spoke to us is named by the directory. */
async function nameOf({ db, graph }: Pick<Asking, 'db' | 'graph'>, { id, person }: Lookup): Promise<string> {
  try {
    const { name } = await readPerson(graph, person.tenantId, person.objectId)
    await nameLookup(db, id, name)
    return name
  } catch {
    // The blocks say why nothing is known.
    return person.objectId
  }
}

/** Whoever acts in this turn, as who sees a card that is about somebody. */
export async function viewerOf(turn: Turn, requester: PersonKey): Promise<PersonKey & { readonly mayLook: boolean }> {
  const { person, actor } = turn
  // What one looked at is found in one's own workspace again. Most analysts are no operators: nothing is asked for them.
  const isOwn = person.workspaceId === undefined || person.workspaceId === turn.workspace.id
  const mayLook = isOwn && seesAnything(actor.permissions) && seesAnything(await permissionsIn(turn, requester))
  return { ...person, mayLook }
}
