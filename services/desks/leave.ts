import type { Services } from '../context.ts'
import { giveBack } from '../handoffs/give-back.ts'
import { listTakenBy } from '../handoffs/store.ts'
import { tell } from '../notices/tell.ts'
import type { PersonKey } from '../people/person.ts'
import type { Desk } from '../workspaces/workspace.ts'
import { listMine } from './board.ts'
import type { DeskNotice } from './jobs.ts'

const MOST_RETURNED = 100

/** Somebody went off duty: in their own chat they read what is still theirs, as long as there is something (F7). */
export async function tellLeaving(
  services: Pick<Services, 'db' | 'now'>,
  { workspaceId }: Pick<Desk, 'workspaceId'>,
  person: PersonKey,
): Promise<void> {
  const { chats, incidents } = await listMine(services, workspaceId, person, 1)
  if (chats.length + incidents.length > 0)
    await tell<DeskNotice>(services, { person }, { kind: 'leaving', workspaceId })
}

/** The chats that somebody took in a workspace wait again, with their rank; no more than a hundred at once. */
export async function returnChats(
  services: Pick<Services, 'db' | 'now' | 'rulesOf' | 'settingsOf'>,
  workspaceId: string,
  person: PersonKey,
): Promise<void> {
  for (const chat of await listTakenBy(
    services.db,
    { id: workspaceId, tenantId: person.tenantId },
    person,
    MOST_RETURNED,
  ))
    await giveBack(services, chat)
}
