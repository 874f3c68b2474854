import { dossierCard } from '../../cards/lookups/lookup.ts'
import type { Card } from '../../cards/render.ts'
import type { Sentences } from '../../cards/sentences.ts'
import { clientOf, grantsOf } from '../../services/access/access.ts'
import { isServiceAdministrator } from '../../services/access/administrators.ts'
import { readPerson } from '../../services/graph/directory.ts'
import { lookAt } from '../../services/graph/dossier.ts'
import type { Dossier } from '../../services/graph/graph.ts'
import type { Lookup } from '../../services/lookups/lookup.ts'
import { nameLookup } from '../../services/lookups/store.ts'
import { getWorkspace } from '../../services/workspaces/store.ts'
import type { Needs } from '../deliver/needs.ts'

type Asking = Pick<Needs, 'db' | 'now' | 'config' | 'settingsOf' | 'graph'>

/** What is known now, within what the operator may see by now; asked outside of every transaction, as Graph takes its time. */
export interface Known {
  readonly lookup: Lookup
  readonly dossier: Dossier
  /** Whether the operator may have its devices do something. */
  readonly mayAct: boolean
}

export async function dossierOf(needs: Asking, its: Lookup, permissions: ReadonlySet<string>): Promise<Known> {
  const { graph } = needs
  const { tenantId, objectId: personId } = its.person
  const [dossier, named] = await Promise.all([
    lookAt(graph, { tenantId, personId }, permissions, needs.now()),
    its.person.name === '' ? nameOf(needs, its) : its.person.name,
  ])
  return { dossier, mayAct: permissions.has('device.act'), lookup: { ...its, person: { ...its.person, name: named } } }
}

export async function presentDossier(needs: Asking, t: Sentences, its: Lookup, client: string): Promise<Card> {
  const permissions = await permissionsOf(needs, its, client)
  const { lookup, dossier, mayAct } = await dossierOf(needs, its, permissions)
  return dossierCard(t, lookup, dossier, { now: needs.now(), mayAct })
}

/** By their roles now, and the client with which they asked. */
async function permissionsOf(
  { db, config, settingsOf }: Asking,
  { workspaceId, operator }: Lookup,
  client: string,
): Promise<ReadonlySet<string>> {
  const settings = await settingsOf(db, await getWorkspace(db, workspaceId))
  const isAdministrator = await isServiceAdministrator(db, config, operator)
  const who = { objectId: operator.objectId, isInChannel: false, client: clientOf(client === '' ? undefined : client) }
  return grantsOf(settings, { ...who, isServiceAdministrator: isAdministrator })
}

/** Whoever never spoke to us is named by the directory. */
async function nameOf({ db, graph }: Asking, { id, person }: Lookup): Promise<string> {
  try {
    const { name } = await readPerson(graph, person.tenantId, person.objectId)
    await nameLookup(db, id, name)
    return name
  } catch {
    // The blocks say why nothing is known.
    return person.objectId
  }
}
