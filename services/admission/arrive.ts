import { sql } from 'kysely'
import type { Services } from '../context.ts'
import type { Db } from '../db/connect.ts'
import { fromJson } from '../db/json.ts'
import { prepared } from '../db/prepared.ts'
import type { Handoff } from '../handoffs/handoff.ts'
import { isOpenState } from '../handoffs/store.ts'
import type { Contact, Language, PersonKey } from '../people/person.ts'
import { toContact } from '../people/store.ts'
import type { Words } from '../words/words.ts'
import { makeDefaultWorkspace } from '../workspaces/store.ts'
import { type Channel, channelIdOf, type Desk, type Workspace } from '../workspaces/workspace.ts'
import type { ActivityKey } from './seen.ts'

/** What an activity finds when it comes in. Composes workspaces, people, handoffs and the marks of admission. */
export interface Arrival {
  /** That of the desk in whose channel it happened; anywhere else the one that its sender is in (S1.7). */
  readonly workspace: Workspace
  /** The desk in whose channel it happened. */
  readonly desk: Pick<Desk, 'id' | 'tier' | keyof Channel> | undefined
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

export type OpenChat = Pick<
  Handoff,
  'id' | 'workspaceId' | 'silentSince' | 'owedSince' | 'clockAt' | 'warnings' | 'heldUntil'
>

/** An activity, and whether it happened in a channel. */
type Arriving = ActivityKey & { readonly isInChannel: boolean }

/** All of it in one query, as every activity needs it. */
export async function arrive(
  { db, now }: Pick<Services, 'db' | 'now'>,
  { tenantId, objectId }: PersonKey,
  { conversationId, activityId, isInChannel }: Arriving,
  language: Language,
): Promise<Arrival> {
  const its = { tenantId, objectId, conversationId, activityId, channelId: channelIdOf(conversationId) }
  const [row] = await (isInChannel ? lookInChannel : lookElsewhere)(db, its)
  if (row === undefined) {
    await makeDefaultWorkspace({ db, now }, tenantId, language)
    return await arrive({ db, now }, { tenantId, objectId }, { conversationId, activityId, isInChannel }, language)
  }
  // A channel that is no desk: they are where they are elsewhere.
  if (isInChannel && !hasDesk(row) && row.workspace_id !== null)
    return await arrive(
      { db, now },
      { tenantId, objectId },
      { conversationId, activityId, isInChannel: false },
      language,
    )
  return {
    workspace: {
      id: row.here_id,
      tenantId,
      name: row.workspace_name,
      isDefault: Boolean(row.is_default),
      language: row.workspace_language,
      settingsVersion: row.settings_version,
    },
    desk: hasDesk(row)
      ? {
          id: row.desk_id,
          teamId: row.team_id,
          teamName: row.team_name,
          channelId: row.channel_id,
          serviceUrl: row.desk_url,
          tier: row.desk_tier,
        }
      : undefined,
    seen: Boolean(row.marked) || Boolean(row.became_message),
    known: isKnown(row) ? toContact({ tenantId, objectId }, row) : undefined,
    unreachable: row.unreachable_at !== null,
    openChat: hasChat(row)
      ? {
          id: row.handoff_id,
          workspaceId: row.handoff_workspace,
          silentSince: row.silent_since ?? undefined,
          owedSince: row.owed_since ?? undefined,
          clockAt: row.clock_at ?? undefined,
          warnings: row.warnings ?? 0,
          heldUntil: row.held_until ?? undefined,
        }
      : undefined,
    earlyEdit: row.early_edit === null ? undefined : fromJson(row.early_edit),
  }
}

type Filled<Row, Column extends keyof Row> = Row & { readonly [Name in Column]: NonNullable<Row[Name]> }

/** The columns of a left join are empty together, where there is no row. */
function isKnown<Row extends { name: string | null; teams_id: string | null; language: Language | null }>(
  row: Row,
): row is Filled<Row, 'name' | 'teams_id' | 'language'> {
  return row.name !== null
}

function hasChat<Row extends { handoff_id: string | null; handoff_workspace: string | null }>(
  row: Row,
): row is Filled<Row, 'handoff_id' | 'handoff_workspace'> {
  return row.handoff_id !== null
}

type DeskColumns = 'desk_id' | 'team_id' | 'team_name' | 'channel_id' | 'desk_url' | 'desk_tier'

function hasDesk<Row extends { [Name in DeskColumns]?: string | number | null }>(
  row: Row,
): row is Filled<Row, DeskColumns> {
  return row.desk_id != null
}

const NEVER = sql<boolean>`1 = 0`

/**
 * `w` is the default workspace, `c` the one that counts here. A desk of another organisation counts for nobody of this one,
 * nor a workspace for whoever does not belong to it any more.
 */
const lookAt =
  (place: 'channel' | 'elsewhere') => (db: Db, its: PersonKey & ActivityKey & { readonly channelId: string }) =>
    db
      .selectFrom('workspaces as w')
      .leftJoin('people as p', (join) =>
        join.onRef('p.tenant_id', '=', 'w.tenant_id').on('p.object_id', '=', its.objectId),
      )
      .leftJoin('desks as d', (join) =>
        join
          .on(place === 'channel' ? sql<boolean>`d.channel_id = ${its.channelId}` : NEVER)
          .on('d.removed_at', 'is', null),
      )
      .leftJoin('memberships as m', (join) =>
        join
          .onRef('m.workspace_id', '=', 'p.workspace_id')
          .on('m.object_id', '=', its.objectId)
          .on(place === 'channel' ? NEVER : sql<boolean>`m.state = 'member'`),
      )
      .leftJoin('workspaces as c', (join) =>
        join.on(sql<boolean>`c.id = coalesce(d.workspace_id, m.workspace_id)`).onRef('c.tenant_id', '=', 'w.tenant_id'),
      )
      .leftJoin('handoffs as h', (join) =>
        join
          .onRef('h.tenant_id', '=', 'w.tenant_id')
          .on('h.requester_id', '=', its.objectId)
          .on(isOpenState('h.state')),
      )
      .select(({ exists, selectFrom }) => [
        sql<string>`coalesce(c.id, w.id)`.as('here_id'),
        sql<Language>`coalesce(c.language, w.language)`.as('workspace_language'),
        sql<string>`coalesce(c.name, w.name)`.as('workspace_name'),
        sql<number>`coalesce(c.is_default, 1)`.as('is_default'),
        sql<number>`coalesce(c.settings_version, w.settings_version)`.as('settings_version'),
        sql<string | null>`case when c.id = d.workspace_id then d.id end`.as('desk_id'),
        'd.team_id',
        'd.team_name',
        'd.channel_id',
        'd.service_url as desk_url',
        'd.tier as desk_tier',
        'p.name',
        'p.teams_id',
        'p.language',
        'p.conversation_id',
        'p.service_url',
        'p.workspace_id',
        'p.unreachable_at',
        'h.id as handoff_id',
        'h.workspace_id as handoff_workspace',
        'h.silent_since',
        'h.owed_since',
        'h.clock_at',
        'h.warnings',
        'h.held_until',
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
      .where(sql<boolean>`w.is_default = 1`)

/** Which of the two joins counts is known before: the other one costs nothing. */
const lookInChannel = prepared(lookAt('channel'))
const lookElsewhere = prepared(lookAt('elsewhere'))
