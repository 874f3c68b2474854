import { sql } from 'kysely'
import type { Services } from '../context.ts'
import { prepared } from '../db/prepared.ts'
import type { Contact, Language, PersonKey, Words } from '../people/person.ts'
import { toContact } from '../people/store.ts'
import { makeDefaultWorkspace } from '../workspaces/store.ts'
import type { Workspace } from '../workspaces/workspace.ts'
import type { ActivityKey } from './seen.ts'

/** What an activity finds when it comes in. */
export interface Arrival {
  readonly workspace: Workspace
  /** It had its effect before: it left a mark, or became a message of a chat. */
  readonly seen: boolean
  /** Who sent it, as we knew them until now. */
  readonly known: Contact | undefined
  /** Teams lately refused to bring them something: now that they speak, that is over. */
  readonly unreachable: boolean
  /** The chat that they wait for or are in. */
  readonly openChat: OpenChat | undefined
  /** What its author made of it, if the correction came before it. */
  readonly earlyEdit: Words | undefined
}

export interface OpenChat {
  readonly id: string
  readonly silentSince: number | undefined
}

/** All of it in one look, as every activity needs it. */
export async function arrive(
  { db, now }: Pick<Services, 'db' | 'now'>,
  { tenantId, objectId }: PersonKey,
  { conversationId, activityId }: ActivityKey,
  language: Language,
): Promise<Arrival> {
  const [row] = await look(db, { tenantId, objectId, conversationId, activityId })
  if (row === undefined) {
    await makeDefaultWorkspace({ db, now }, tenantId, language)
    return await arrive({ db, now }, { tenantId, objectId }, { conversationId, activityId }, language)
  }
  return {
    workspace: { id: row.workspace_id, tenantId, language: row.workspace_language as Language },
    seen: Boolean(row.marked) || Boolean(row.became_message),
    known: isKnown(row) ? toContact({ tenantId, objectId }, row) : undefined,
    unreachable: row.unreachable_at !== null,
    openChat: row.handoff_id === null ? undefined : { id: row.handoff_id, silentSince: row.silent_since ?? undefined },
    earlyEdit: row.early_edit === null ? undefined : JSON.parse(row.early_edit),
  }
}

/** The columns of `people` are empty together, where there is no row. */
function isKnown<
  Row extends { readonly name: string | null; readonly teams_id: string | null; readonly language: string | null },
>(row: Row): row is Row & { readonly name: string; readonly teams_id: string; readonly language: string } {
  return row.name !== null
}

const look = prepared((db, its: PersonKey & ActivityKey) =>
  db
    .selectFrom('workspaces as w')
    .leftJoin('people as p', (join) =>
      join.onRef('p.tenant_id', '=', 'w.tenant_id').on('p.object_id', '=', its.objectId),
    )
    .leftJoin('handoffs as h', (join) =>
      join
        .onRef('h.tenant_id', '=', 'w.tenant_id')
        .on('h.requester_id', '=', its.objectId)
        .on(sql<boolean>`h.state in ('queued', 'active')`),
    )
    .select(({ exists, selectFrom }) => [
      'w.id as workspace_id',
      'w.language as workspace_language',
      'p.name',
      'p.teams_id',
      'p.language',
      'p.conversation_id',
      'p.service_url',
      'p.unreachable_at',
      'h.id as handoff_id',
      'h.silent_since',
      exists(
        selectFrom('seen_activities as s')
          .select('s.seen_at')
          .where('s.conversation_id', '=', its.conversationId)
          .where('s.activity_id', '=', its.activityId),
      ).as('marked'),
      exists(
        selectFrom('messages as m')
          .select('m.id')
          .where('m.source_activity_id', '=', its.activityId)
          .where('m.author_id', '=', its.objectId),
      ).as('became_message'),
      selectFrom('early_edits as e')
        .select('e.words')
        .where('e.conversation_id', '=', its.conversationId)
        .where('e.activity_id', '=', its.activityId)
        .where('e.author_id', '=', its.objectId)
        .as('early_edit'),
    ])
    .where('w.tenant_id', '=', its.tenantId)
    .where(sql<boolean>`w.is_default = 1`),
)
