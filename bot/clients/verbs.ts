import type { ActionData } from '../../cards/actions.ts'
import type { clientActions } from '../../cards/clients/actions.ts'
import { issueCard, refreshingCard } from '../../cards/clients/clients.ts'
import type { Client } from '../../services/clients/client.ts'
import { chooseClient, markClient } from '../../services/clients/store.ts'
import { opinionOf } from '../../services/feedback/store.ts'
import { healthOf } from '../../services/health/store.ts'
import { MINUTE_MS } from '../../services/time.ts'
import { readClientsOnce, readHealthOnce } from '../health/plan.ts'
import { type Kind, look, on } from '../turn/guard.ts'
import type { Shown, Turn } from '../turn/reply.ts'
import type { Verbs } from '../turn/verbs.ts'
import { chosenAmong, clientsIn, presentClients, presentHealth, presentHealthOf } from './present.ts'

/** Of the reader's own organisation, or of one that it looks after: nobody sees another partner's. */
export const client: Kind<Client, { readonly clientId: string }> = {
  find: async (turn, { clientId }) => (await clientsIn(turn)).find(({ id }) => id === clientId),
  owned: (_client, { workspace }) => ({ workspaceId: workspace.id }),
}

export const clientVerbs = {
  'client.list': look('client.read', async (turn, { page, query }) => ({
    card: await presentClients(turn, page, query),
  })),
  'client.choose': on(client, 'client.read', async (turn, its) => {
    await chooseClient(turn.db, turn.person, its.id)
    return { card: await presentHealthOf(turn, its) }
  }),
  'client.all': look('client.read', async (turn) => {
    await chooseClient(turn.db, turn.person, undefined)
    return { card: await presentHealth(turn, 0) }
  }),
  'client.mark': on(client, 'client.read', mark),
  'health.show': look('client.read', async (turn, { page }) => ({ card: await presentHealth(turn, page) })),
  'health.issue': on(client, 'client.read', (turn, its, { issueId }: ActionData<'health.issue'>) =>
    showIssue(turn, its, issueId),
  ),
  'health.refresh': look('client.read', refresh),
} satisfies Verbs<typeof clientActions>

async function mark(turn: Turn, its: Client, { isMarked }: ActionData<'client.mark'>): Promise<Shown> {
  // A favourite is one's own business, and not in the audit.
  await markClient(turn.db, turn.person, its.id, isMarked)
  return { card: await presentClients(turn, 0, ''), came: 'nothing' }
}

/** What Microsoft says of one thing that is wrong, and whether that helped. */
export async function showIssue(turn: Turn, its: Client, issueId: string): Promise<Shown> {
  const health = (await healthOf(turn.db, its.id))?.health
  const issue = health?.issues.find(({ id }) => id === issueId)
  if (issue === undefined)
    return { card: await presentHealthOf(turn, its, 0, [turn.t('health.over')]), came: 'nothing' }
  const given = await opinionOf(turn.db, turn.person, `issue:${issueId}`)
  return { card: issueCard(turn.t, its, issue, given), came: 'nothing' }
}

/** So many are read at once; of more, those that are due are read by themselves. */
const MOST_AT_ONCE = 50

/** « Actualiser »: whatever was not asked for within a minute. */
async function refresh(turn: Turn): Promise<Shown> {
  const all = await clientsIn(turn)
  const chosen = await chosenAmong(turn, all)
  const clients = chosen === undefined ? all.slice(0, MOST_AT_ONCE) : [chosen]
  let isAsked = chosen === undefined && (await readClientsOnce(turn, turn.person.tenantId, MINUTE_MS))
  for (const { id } of clients) isAsked = (await readHealthOnce(turn, id, MINUTE_MS)) || isAsked
  return { card: refreshingCard(turn.t, isAsked) }
}
