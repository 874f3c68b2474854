import { randomUUID } from 'node:crypto'
import { connect, type Db } from '../services/db/connect.ts'
import { transact } from '../services/db/transact.ts'
import { handoffSubject } from '../services/handoffs/handoff.ts'
import type { Speaker } from './world.ts'

export const TENANT = '6f1d4c1e-5a0b-4d3c-9e51-0a7c2b9d8e10'

/** An organisation in the middle of its day: `chats` people talk to an analyst, each in a chat of their own. */
export async function seedChats(databaseUrl: string, serviceUrl: string, chats: number): Promise<readonly Speaker[]> {
  const db = await connect(databaseUrl)
  const time = Date.now()
  const workspace = {
    id: randomUUID(),
    tenant_id: TENANT,
    name: '',
    language: 'fr',
    is_default: 1,
    created_at: time,
  } as const
  await db.insertInto('workspaces').values(workspace).execute()
  const channel = '19:desk@thread.tacv2'
  await db
    .insertInto('desks')
    .values({
      id: randomUUID(),
      workspace_id: workspace.id,
      team_id: '19:team@thread.tacv2',
      team_name: 'Centre de services',
      channel_id: channel,
      service_url: serviceUrl,
      created_at: time,
      removed_at: null,
    })
    .execute()
  const speakers: Speaker[] = []
  for (let n = 0; n < chats; n += 500) {
    const part = Array.from({ length: Math.min(500, chats - n) }, () => newSpeaker())
    await transact(db, (tx) => seedPart(tx, workspace.id, serviceUrl, channel, part, time))
    speakers.push(...part)
  }
  await db.destroy()
  return speakers
}

/** Somebody whom the service has never met. */
export function newSpeaker(): Speaker {
  const objectId = randomUUID()
  return { tenantId: TENANT, objectId, teamsId: `29:1${objectId}`, conversationId: `a:1${objectId}` }
}

async function seedPart(
  db: Db,
  workspaceId: string,
  serviceUrl: string,
  channel: string,
  speakers: readonly Speaker[],
  time: number,
): Promise<void> {
  const handoffs = speakers.map((speaker) => ({
    id: randomUUID(),
    workspace_id: workspaceId,
    tenant_id: TENANT,
    requester_id: speaker.objectId,
    requester_name: 'Camille Roy',
    state: 'active' as const,
    analyst_id: 'a2d8c6c0-0000-4000-8000-000000000001',
    analyst_name: 'Sophie Martin',
    queued_at: time,
    taken_at: time,
    ended_at: null,
    ended_by: null,
    silent_since: null,
    warnings: 0,
    ticket_id: null,
  }))
  const people = speakers.map((speaker) => ({
    tenant_id: TENANT,
    object_id: speaker.objectId,
    name: 'Camille Roy',
    teams_id: speaker.teamsId,
    language: 'fr' as const,
    conversation_id: speaker.conversationId,
    service_url: serviceUrl,
  }))
  const threads = handoffs.map(({ id }, n) => ({
    subject: handoffSubject(id),
    place: 'desk',
    service_url: serviceUrl,
    conversation_id: `${channel};messageid=${n}${id}`,
    activity_id: `${n}${id}`,
  }))
  await db.insertInto('people').values(people).execute()
  await db.insertInto('handoffs').values(handoffs).execute()
  await db.insertInto('live_cards').values(threads).execute()
}
