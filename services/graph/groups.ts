import { z } from 'zod'
import type { Graph } from './client.ts'
import { listOf } from './schema.ts'

const group = z.object({ id: z.guid().toLowerCase(), displayName: z.string().min(1) })
const member = z.object({ id: z.guid().toLowerCase() })

/** Groups whose name has these words. */
export async function searchGroups(
  graph: Graph,
  tenantId: string,
  words: string,
): Promise<readonly { readonly id: string; readonly name: string }[]> {
  const found = listOf(group).parse(await graph.ask('groups.search', tenantId, { words }))
  return found.map(({ id, displayName: name }) => ({ id, name }))
}

/** A group's name, and who is in it, also by way of another group; of one with more than `most`, more than `most` of them. */
export async function readGroup(
  graph: Graph,
  tenantId: string,
  groupId: string,
  most: number,
): Promise<{ readonly name: string; readonly members: ReadonlySet<string> }> {
  const { displayName: name } = group.parse(await graph.ask('group.read', tenantId, { groupId }))
  const members = new Set<string>()
  for await (const page of graph.pages('group.members', tenantId, { groupId })) {
    for (const { id } of listOf(member).parse(page)) members.add(id)
    if (members.size > most) break
  }
  return { name, members }
}
