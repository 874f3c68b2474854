import { folded } from '../bilingual/bilingual.ts'
import type { Db } from '../db/connect.ts'
import { isUnsettled, toTicket } from './store.ts'
import { type Category, type Ticket, type TicketState, UNSETTLED_STATES, type Urgency } from './ticket.ts'

/** What a console shows of its workspace's tickets. */
export interface Filter {
  /** Of the desks where they hang; `undefined`: of any. */
  readonly tiers: readonly number[] | undefined
  readonly states: 'open' | 'all' | TicketState
  /** Whose work it is: somebody's by object id, nobody's, or anybody's. */
  readonly assignee: 'anybody' | 'nobody' | { readonly objectId: string }
  readonly requesterId: string | undefined
  /** Whether confidential ones are among them, as a number and no more; what is asked of must not tell of whom or of what they are (F24). */
  readonly withConfidential: boolean
  readonly urgency: Urgency | undefined
  readonly category: Category | undefined
  /** Words in its number, title or requester's name, without accents. */
  readonly query: string
}

export interface DeskTickets {
  readonly tickets: readonly Ticket[]
  readonly more: boolean
  /** How many were looked through for the words; the older ones were not. */
  readonly searched: number | undefined
}

/** Words are looked for among the last touched: a workspace has more tickets than anybody reads. */
export const MOST_SEARCHED = 2_000

/** A page of them, the last touched first; `page` counts from 0. Confidential ones are found by their number alone. */
export async function listDeskTickets(
  db: Db,
  workspaceId: string,
  filter: Filter,
  { page, size }: { readonly page: number; readonly size: number },
): Promise<DeskTickets> {
  const { states, assignee, requesterId, urgency, category } = filter
  const words = folded(filter.query)
    .split(' ')
    .filter((word) => word !== '')
  const among = db
    .selectFrom('tickets')
    .where('workspace_id', '=', workspaceId)
    .$if(states === 'open', (query) => query.where(isUnsettled))
    .$if(states !== 'open' && states !== 'all', (query) => query.where('state', '=', states as TicketState))
    // Beside the state itself: the partial index asks for it.
    .$if(
      UNSETTLED_STATES.some((its) => its === states),
      (query) => query.where(isUnsettled),
    )
    .$if(filter.tiers !== undefined, (query) => query.where('tier', 'in', filter.tiers ?? []))
    .$if(assignee === 'nobody', (query) => query.where('assignee_id', 'is', null))
    .$if(typeof assignee === 'object', (query) =>
      query.where('assignee_id', '=', typeof assignee === 'object' ? assignee.objectId : ''),
    )
    .$if(!filter.withConfidential, (query) => query.where('confidential', '=', 0))
    .$if(requesterId !== undefined, (query) => query.where('requester_id', '=', requesterId ?? ''))
    .$if(urgency !== undefined, (query) => query.where('urgency', '=', urgency ?? 'normal'))
    .$if(category !== undefined, (query) => query.where('category', '=', category ?? ''))
    .orderBy('updated_at', 'desc')
    .orderBy('id', 'desc')
  if (words.length === 0) {
    const rows = await among
      .selectAll()
      .limit(size + 1)
      .offset(page * size)
      .execute()
    return { tickets: rows.slice(0, size).map(toTicket), more: rows.length > size, searched: undefined }
  }
  const light = ['id', 'number', 'title', 'requester_name', 'confidential'] as const
  const rows = await among.select(light).limit(MOST_SEARCHED).execute()
  const found = rows.filter(({ number, title, requester_name, confidential }) => {
    const text = folded(confidential === 1 ? number : `${number} ${title} ${requester_name ?? ''}`)
    return words.every((word) => text.includes(word))
  })
  const ids = found.slice(page * size, (page + 1) * size).map(({ id }) => id)
  const whole = ids.length === 0 ? [] : await db.selectFrom('tickets').selectAll().where('id', 'in', ids).execute()
  const byId = new Map(whole.map((row) => [row.id, toTicket(row)]))
  return {
    tickets: ids.flatMap((id) => byId.get(id) ?? []),
    more: found.length > (page + 1) * size,
    searched: rows.length < MOST_SEARCHED ? undefined : MOST_SEARCHED,
  }
}
