import { allHealthCard, type ClientHealth, clientsCard, healthCard } from '../../cards/clients/clients.ts'
import type { Card } from '../../cards/render.ts'
import { folded } from '../../services/bilingual/bilingual.ts'
import type { Client } from '../../services/clients/client.ts'
import { choiceOf, clientsRead, listClients, marksOf } from '../../services/clients/store.ts'
import { TROUBLES } from '../../services/graph/graph.ts'
import type { Color } from '../../services/health/health.ts'
import { healthOf, healthStates } from '../../services/health/store.ts'
import type { Turn } from '../turn/reply.ts'

/** The reader's own organisation, and those that it looks after. */
export async function clientsIn({ db, person }: Turn): Promise<readonly Client[]> {
  const own: Client = { id: person.tenantId, name: '', domain: '', delegatedUntil: undefined }
  return [own, ...(await listClients(db, person.tenantId)).filter(({ id }) => id !== own.id)]
}

/** The one that somebody works for; `undefined`: all. One that is looked after no more is none. */
export async function chosenIn(turn: Turn): Promise<Client | undefined> {
  const chosen = await choiceOf(turn.db, turn.person)
  return chosen === undefined ? undefined : (await clientsIn(turn)).find(({ id }) => id === chosen)
}

async function withHealth(turn: Turn, clients: readonly Client[]): Promise<readonly ClientHealth[]> {
  const { db, person } = turn
  const [health, marks, chosen] = await Promise.all([
    healthStates(
      db,
      clients.map(({ id }) => id),
    ),
    marksOf(db, person),
    choiceOf(db, person),
  ])
  return clients.map((client) => ({
    client,
    color: colorIn(health.get(client.id)),
    isMarked: marks.has(client.id),
    isChosen: chosen === client.id,
  }))
}

/** Of what could not be read lately nothing is known. */
function colorIn(state: { readonly color: Color; readonly trouble: string | undefined } | undefined): Color {
  return state === undefined || state.trouble !== undefined ? 'unknown' : state.color
}

export async function presentClients(turn: Turn, page: number, query: string): Promise<Card> {
  const { db, t, person, graph } = turn
  const words = folded(query)
  const isFound = ({ name, domain }: Client) =>
    words === '' || folded(name).includes(words) || domain.toLowerCase().startsWith(query.trim().toLowerCase())
  const found = (await clientsIn(turn)).filter(isFound)
  const clients = (await withHealth(turn, found)).toSorted((a, b) => Number(b.isMarked) - Number(a.isMarked))
  const read = await clientsRead(db, person.tenantId)
  const trouble = graph.isConnected ? read?.trouble : 'not-connected'
  return clientsCard(t, { clients, query, page, trouble: troubleWords(turn, trouble, 'Directory.Read.All') })
}

export async function presentHealth(turn: Turn, page: number): Promise<Card> {
  const client = await chosenIn(turn)
  if (client !== undefined) return await presentHealthOf(turn, client, page)
  const clients = await withHealth(turn, await clientsIn(turn))
  return clients.length === 1 && clients[0] !== undefined
    ? await presentHealthOf(turn, clients[0].client, page)
    : allHealthCard(turn.t, clients, page)
}

/** `notes`: what is said first. */
export async function presentHealthOf(
  turn: Turn,
  client: Client,
  page = 0,
  notes: readonly string[] = [],
): Promise<Card> {
  const { db, t, graph } = turn
  const read = await healthOf(db, client.id)
  const trouble = graph.isConnected ? read?.trouble : 'not-connected'
  const why = troubleWords(turn, trouble, 'ServiceHealth.Read.All')
  const consent = trouble === 'not-consented' ? [t('client.consent', { url: graph.consentUrl(client.id) })] : []
  const off = turn.settings.serviceHealth === 'off' ? [t('health.off')] : []
  return healthCard(t, {
    ...{ client, health: read?.health, readAt: read?.readAt, page },
    troubles: [...notes, ...off, ...(why === '' ? [] : [why]), ...consent],
  })
}

/** Empty where there is none. */
function troubleWords({ t }: Turn, trouble: string | undefined, permission: string): string {
  const known = TROUBLES.find((its) => its === trouble)
  return known === undefined ? '' : t(`trouble.${known}`, { permission })
}
