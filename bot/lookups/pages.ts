import { randomUUID } from 'node:crypto'
import { scopesIn } from '../../services/access/access.ts'
import { useShare } from '../../services/access/shares.ts'
import { searchPeople } from '../../services/graph/directory.ts'
import { troubleOf } from '../../services/graph/errors.ts'
import type { Block, DirectoryPerson } from '../../services/graph/graph.ts'
import { isGood } from '../../services/lookups/lookup.ts'
import { dossierPage, searchPage } from '../../web/lookups/lookup.ts'
import { recordAct } from '../audit/record.ts'
import type { Context } from '../context.ts'
import { looked, opened } from '../turn/guard.ts'
import type { Turn } from '../turn/reply.ts'
import { viewOf } from '../web/view.ts'
import { dossierOf, permissionsIn } from './present.ts'
import { lookup, recentOf } from './verbs.ts'

export const LOOKUPS_PATH = '/troubleshoot'

/** Work in a turn, and then, outside of its transaction, what is asked of Graph. */
export interface Later {
  later(): Promise<string>
}

/** « Dépanner une personne »: whom one looked at last, and people by name. */
export async function startPageOf({ graph }: Pick<Context, 'graph'>, turn: Turn, words: string): Promise<Later> {
  looked(turn, 'person.look')
  const { t, person, workspace, actor } = turn
  const isTooMuch = words !== '' && (await useShare(turn, person, 'lookups')) !== undefined
  if (words !== '' && !isTooMuch) await recordAct(turn, { act: 'lookup.search', permission: 'person.select', data: {} })
  const view = viewOf(turn, LOOKUPS_PATH)
  const page = { words, recent: await recentOf(turn), isTooMuch, reader: person.name, view, nonce: randomUUID() }
  return {
    async later() {
      const found = words === '' || isTooMuch ? undefined : await people(graph, workspace.tenantId, words)
      // Where roles are about some people only, a list of names says no more of the others.
      const isEverybody = actor.isServiceAdministrator || scopesIn(turn.settings).length === 0
      const showsJobs = isEverybody && actor.permissions.has('directory.read')
      return searchPage(t, { ...page, isConnected: graph.isConnected, found, showsJobs })
    },
  }
}

async function people(
  graph: Context['graph'],
  tenantId: string,
  words: string,
): Promise<Block<readonly DirectoryPerson[]>> {
  try {
    return { ok: true, value: await searchPeople(graph, tenantId, words) }
  } catch (error) {
    return { ok: false, trouble: troubleOf(error), permission: 'User.Read.All' }
  }
}

/** What is known of somebody; opening it is in the audit. */
export async function dossierPageOf(context: Context, turn: Turn, lookupId: string): Promise<Later> {
  const its = await opened(turn, lookup, 'person.look', { lookupId })
  const { t, person } = turn
  const view = viewOf(turn, LOOKUPS_PATH)
  const isTooMuch = (await useShare(turn, person, 'lookups')) !== undefined
  const permissions = await permissionsIn(turn, its.person)
  return {
    async later() {
      const now = context.now()
      const page = { reader: person.name, view, now }
      const why = !isGood(its, now) ? 'over' : isTooMuch ? 'share' : undefined
      const known = why ?? (await dossierOf(context, its, permissions))
      return typeof known === 'string'
        ? dossierPage(t, { ...page, lookup: its, why: known })
        : dossierPage(t, { ...page, ...known })
    },
  }
}

/** The last one; `undefined`: there is none. */
export async function latestOf(turn: Turn): Promise<string | undefined> {
  looked(turn, 'person.look')
  return (await recentOf(turn))[0]?.id
}
