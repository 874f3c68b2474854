import { randomUUID } from 'node:crypto'
import { arrive } from '../../services/admission/arrive.ts'
import { transact } from '../../services/db/transact.ts'
import { ServiceDeskError } from '../../services/errors.ts'
import type { NamedPerson } from '../../services/people/person.ts'
import type { Desk } from '../../services/workspaces/workspace.ts'
import { recordRefused } from '../audit/record.ts'
import type { Context } from '../context.ts'
import type { Origin } from '../teams/activity.ts'
import { admit, personOf } from '../turn/admit.ts'
import type { Turn } from '../turn/reply.ts'
import { permissionOf } from '../verbs.ts'

/** `locale` (BCP 47) counts for whoever never wrote to us; `timeZone` (IANA) where their Teams told it. */
interface Visit {
  readonly verb: string
  readonly locale: string | undefined
  readonly timeZone: string | undefined
  /** The desk whose console it is, of whose team the reader is. */
  readonly desk?: Desk | undefined
}

/**
 * A page is asked for: the same admission as for a button in somebody's own chat, with the same scope and the same policy. What
 * they may is asked anew each time; a session says only who they are. */
export async function visit<Result>(
  context: Context,
  reader: NamedPerson,
  { verb, locale, timeZone, desk }: Visit,
  work: (turn: Turn) => Promise<Result>,
): Promise<Result> {
  const origin = originOf(reader, locale, desk)
  const { tenantId, conversationId, activityId } = origin
  const key = { tenantId, objectId: reader.objectId }
  const arriving = { conversationId, activityId, isInChannel: desk !== undefined }
  const arrival = await arrive(context, key, arriving, context.config.language)
  const event = { ...origin, kind: 'pressed', by: 'execute', verb, data: {} } as const
  try {
    return await transact(context.db, async (tx) =>
      work({ ...(await admit(tx, context, event, personOf(event, arrival), arrival)), timeZone }),
    )
  } catch (error) {
    const permission = permissionOf(verb)
    const isRefused = error instanceof ServiceDeskError && error.code === 'forbidden'
    if (isRefused && permission !== undefined) await recordRefused(context, key, permission, event)
    throw error
  }
}

/**
 * Where what is done on a page comes from: as private as somebody's own chat, and no chat itself; on a desk's console the desk's
 * channel. Whoever calls knows that they are of its team.
 */
export function originOf(
  { tenantId, objectId, name }: NamedPerson,
  locale: string | undefined,
  desk: Desk | undefined,
): Origin {
  const page = { activityId: randomUUID(), tenantId, sender: { objectId, teamsId: '', name }, cardId: undefined }
  const by = { locale, client: 'web', isPage: true } as const
  if (desk === undefined)
    return { ...page, conversationId: `web:${objectId}`, serviceUrl: '', scope: 'personal', channel: undefined, ...by }
  const { channelId, serviceUrl, teamId, teamName, groupId } = desk
  const conversationId = `${channelId};messageid=web:${objectId}`
  const channel = { channelId, teamId, teamName, groupId }
  return { ...page, conversationId, serviceUrl, scope: 'channel', channel, ...by }
}
