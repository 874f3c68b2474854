import { sql } from 'kysely'
import type { Db } from '../db/connect.ts'

/** How far behind its jobs the service is, and whom it cannot reach. Composes the tables of several nouns. */
export interface Backlog {
  readonly due: number
  readonly oldestDueMs: number
  readonly givenUp: number
  readonly uncertain: number
  readonly unreachable: number
  readonly queued: number
  /** How long the ticket system that has failed longest has failed, and how many tickets wait to be brought in step. */
  readonly systemsFailingMs: number
  readonly ticketsUnsent: number
}

export async function measureBacklog(db: Db, now: number): Promise<Backlog> {
  const { rows } = await sql<Record<string, number | null>>`select
    (select count(*) from jobs where state in ('ready', 'timer') and due_at <= ${now}) as due,
    (select min(due_at) from jobs where state in ('ready', 'timer') and due_at <= ${now}) as oldest,
    (select count(*) from jobs where state = 'given-up') as given_up,
    (select count(*) from uncertain_deliveries) as uncertain,
    (select count(*) from people where unreachable_at is not null) as unreachable,
    (select count(*) from handoffs where state = 'queued') as queued,
    (select min(failing_since) from itsm_states) as failing_since,
    (select count(*) from jobs where task = 'ticket.sync' and state in ('ready', 'timer')) as unsent`.execute(db)
  const [row] = rows
  const number = (name: string) => Number(row?.[name] ?? 0)
  return {
    due: number('due'),
    oldestDueMs: row?.['oldest'] == null ? 0 : now - Number(row['oldest']),
    givenUp: number('given_up'),
    uncertain: number('uncertain'),
    unreachable: number('unreachable'),
    queued: number('queued'),
    systemsFailingMs: row?.['failing_since'] == null ? 0 : now - Number(row['failing_since']),
    ticketsUnsent: number('unsent'),
  }
}
