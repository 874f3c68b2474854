import { groupValue } from '../../cards/access/roles.ts'
import type { Choice } from '../../cards/form.ts'
import { useShare } from '../../services/access/shares.ts'
import { searchGroups } from '../../services/graph/groups.ts'
import { within } from '../../services/graph/within.ts'
import type { WatchedGroup } from '../../services/groups/group.ts'
import { groupsIn, listGroups } from '../../services/groups/store.ts'
import type { Settings } from '../../services/settings/settings.ts'
import { looked } from '../turn/guard.ts'
import type { Found, Turn } from '../turn/reply.ts'

/** Whoever types waits for it. */
const PATIENCE_MS = 3_000

/** Groups of the directory by name, for whoever assigns roles (S4.2, S4.6). */
export async function searchForGroups(turn: Turn, words: string): Promise<() => Promise<Found>> {
  looked(turn, 'settings.edit')
  const { graph, person, t } = turn
  if (words.trim() === '') return async () => ({ choices: [], note: t('web.find.type') })
  if ((await useShare(turn, person, 'lookups')) !== undefined)
    return async () => ({ choices: [], note: t('web.find.share', { name: words }) })
  return async () => {
    const found = await within(PATIENCE_MS, 'groups.search', () => searchGroups(graph, person.tenantId, words))
    if (found.ok) return { choices: found.value.map(toChoice) }
    return { choices: [], note: t(`trouble.${found.trouble}`, { permission: found.permission }) }
  }
}

/** The groups that a document names, as they were read last. */
export async function groupsKnown(
  { db, person }: Turn,
  document: Settings,
): Promise<ReadonlyMap<string, WatchedGroup>> {
  const watched = await listGroups(db, person.tenantId, groupsIn(document))
  return new Map(watched.map((its) => [its.id, its]))
}

function toChoice({ id, name }: { readonly id: string; readonly name: string }): Choice {
  return { value: groupValue({ group: id, name }), title: name }
}
