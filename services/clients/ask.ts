import { z } from 'zod'
import type { Graph } from '../graph/client.ts'
import { troubleOf } from '../graph/errors.ts'
import { instant, listOf, text } from '../graph/schema.ts'
import type { Client } from './client.ts'

const tenant = z.guid().toLowerCase()
const contract = z.object({ customerId: tenant, displayName: text, defaultDomainName: text })
const customer = z.object({ tenantId: tenant, displayName: text })
const relationship = z.object({ customer: z.object({ tenantId: tenant }), endDateTime: instant })
const information = z.object({ defaultDomainName: text })
/** Names of whom no contract names one are asked for one by one. */
const MOST_ASKED = 50

/**
 * Whom a partner looks after: by contract as a reseller, or by administration that was given to it (GDAP). Each of the two may be all
 * there is. Throws as `Graph.ask` does where neither can be read.
 */
export async function clientsOf(graph: Graph, partnerId: string): Promise<readonly Client[]> {
  const [contracts, customers, relationships] = await Promise.all([
    all(graph, partnerId, 'clients.contracts', contract),
    all(graph, partnerId, 'clients.customers', customer),
    all(graph, partnerId, 'clients.relationships', relationship),
  ])
  if ('error' in contracts && 'error' in customers) throw contracts.error
  const until = new Map<string, number>()
  for (const { customer: its, endDateTime = 0 } of valuesOf(relationships))
    until.set(its.tenantId, Math.max(endDateTime, until.get(its.tenantId) ?? 0))
  const found = new Map<string, { name: string; domain: string }>()
  for (const { tenantId, displayName: name } of valuesOf(customers)) found.set(tenantId, { name, domain: '' })
  for (const { customerId, displayName, defaultDomainName: domain } of valuesOf(contracts))
    found.set(customerId, { name: found.get(customerId)?.name || displayName, domain })
  const clients = [...found].map(
    ([id, its]): Client => ({ id, ...its, name: its.name || its.domain || id, delegatedUntil: until.get(id) }),
  )
  let asked = 0
  return await Promise.all(
    clients.map(async (its) => {
      if (its.domain !== '' || asked >= MOST_ASKED) return its
      asked += 1
      return { ...its, domain: await domainOf(graph, partnerId, its.id) }
    }),
  )
}

type Came<Value> = { readonly values: readonly Value[] } | { readonly error: unknown }

async function all<Value>(
  graph: Graph,
  partnerId: string,
  name: 'clients.contracts' | 'clients.customers' | 'clients.relationships',
  schema: z.ZodType<Value>,
): Promise<Came<Value>> {
  try {
    const values: Value[] = []
    for await (const page of graph.pages(name, partnerId, {})) values.push(...listOf(schema).parse(page))
    return { values }
  } catch (error) {
    // What passes leaves what was read before as it is; what may not be read is not there.
    if (['throttled', 'unavailable'].includes(troubleOf(error))) throw error
    return { error }
  }
}

function valuesOf<Value>(came: Came<Value>): readonly Value[] {
  return 'values' in came ? came.values : []
}

/** Empty where Microsoft does not say. */
async function domainOf(graph: Graph, partnerId: string, clientId: string): Promise<string> {
  try {
    return information.parse(await graph.ask('client.information', partnerId, { clientId })).defaultDomainName
  } catch (error) {
    troubleOf(error)
    return ''
  }
}
