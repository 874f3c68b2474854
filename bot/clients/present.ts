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

/** The one of these that somebody works for; `undefined`: all. One that is looked after no more is none. */
export async function chosenAmong({ db, person }: Turn, clients: readonly Client[]): Promise<Client | undefined> {
  const chosen = await choiceOf(db, person)
  return clients.find(({ id }) => id === chosen)
}

async function withHealth(
  { db, person }: Turn,
  clients: readonly Client[],
  chosen: Client | undefined,
): Promise<readonly ClientHealth[]> {
  const ids = clients.map(({ id }) => id)
  const [health, marks] = await Promise.all([healthStates(db, ids), marksOf(db, person)])
  return clients.map((client) => ({
    client,
    color: colorIn(health.get(client.id)),
    isMarked: marks.has(client.id),
    isChosen: chosen === client,
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
  const all = await clientsIn(turn)
  const found = await withHealth(turn, all.filter(isFound), await chosenAmong(turn, all))
  const clients = found.toSorted((a, b) => Number(b.isMarked) - Number(a.isMarked))
  const read = await clientsRead(db, person.tenantId)
  const trouble = graph.isConnected ? read?.trouble : 'not-connected'
  return clientsCard(t, { clients, query, page, trouble: troubleWords(turn, trouble, 'Directory.Read.All') })
}

export async function presentHealth(turn: Turn, page: number): Promise<Card> {
  const clients = await clientsIn(turn)
  const client = (await chosenAmong(turn, clients)) ?? (clients.length === 1 ? clients[0] : undefined)
  if (client !== undefined) return await presentHealthOf(turn, client, page)
  return allHealthCard(turn.t, await withHealth(turn, clients, undefined), page)
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
