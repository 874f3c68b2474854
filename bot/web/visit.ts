import { randomUUID } from 'node:crypto'
import { arrive } from '../../services/admission/arrive.ts'
import { transact } from '../../services/db/transact.ts'
import type { NamedPerson } from '../../services/people/person.ts'
import type { Context } from '../context.ts'
import type { Event } from '../teams/activity.ts'
import { admit, personOf } from '../turn/admit.ts'
import type { Turn } from '../turn/reply.ts'

/**
 * A page is asked for: the same admission as for a button in somebody's own chat, with the same scope and the same policy. What
 * they may is asked anew each time; a session says only who they are. `locale` (BCP 47) counts for whoever never wrote to us.
 */
export async function visit<Result>(
  context: Context,
  reader: NamedPerson,
  { verb, locale }: { readonly verb: string; readonly locale: string | undefined },
  work: (turn: Turn) => Promise<Result>,
): Promise<Result> {
  const { tenantId, objectId, name } = reader
  const conversationId = `web:${objectId}`
  const activityId = randomUUID()
  const arrival = await arrive(
    context,
    { tenantId, objectId },
    { conversationId, activityId, isInChannel: false },
    context.config.language,
  )
  const { known } = arrival
  const event: Event = {
    ...{ kind: 'pressed', by: 'execute', verb, data: {}, activityId, tenantId, conversationId, serviceUrl: '' },
    ...{ scope: 'personal', channel: undefined, cardId: undefined, client: 'browser' },
    sender: { objectId, teamsId: known?.teamsId ?? '', name: known?.name || name },
    locale: known === undefined ? locale : undefined,
  }
  // A browser is no chat: where they are spoken to stays what it is.
  const person = { ...personOf(event, arrival), chat: known?.chat }
  return await transact(context.db, async (tx) => work(await admit(tx, context, event, person, arrival)))
}
