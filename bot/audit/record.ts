import type { Permission } from '../../services/access/policy.ts'
import type { AuditEntry, AuditOutcome } from '../../services/audit/audit.ts'
import { addAuditEntry } from '../../services/audit/store.ts'
import type { Services } from '../../services/context.ts'
import type { Subject } from '../../services/notices/subject.ts'
import type { PersonKey } from '../../services/people/person.ts'
import { workspaceAt } from '../../services/workspaces/current.ts'
import type { Workspace } from '../../services/workspaces/workspace.ts'
import type { Act } from '../turn/answer.ts'
import type { Turn } from '../turn/reply.ts'

/** What somebody did, and what came of it. */
interface Done {
  /** The verb; a name of ours where it was no button. */
  readonly act: string
  readonly permission: Permission
  /** What the button or the dialog carried. */
  readonly data?: unknown
  /** Whose thing it was about, or for whom it was done. */
  readonly requester?: string | undefined
  /** That of the thing; where there is none, that in which it was done. */
  readonly workspaceId?: string | undefined
  readonly outcome?: AuditOutcome
}

/** Writes down an act, in its own transaction. */
export async function recordAct(
  turn: Turn,
  { act, permission, data, requester, workspaceId, outcome = 'done' }: Done,
): Promise<void> {
  const { actor, workspace, person, client } = turn
  await addAuditEntry(turn, {
    workspaceId: workspaceId ?? workspace.id,
    tenantId: person.tenantId,
    actorId: person.objectId,
    behalfId: requester === person.objectId ? undefined : requester,
    act,
    permission,
    outcome,
    subject: subjectIn(data),
    place: actor.place,
    client,
  })
}

/** Writes down that somebody was refused. */
export async function recordRefused(
  services: Pick<Services, 'db' | 'now'>,
  person: PersonKey,
  permission: Permission,
  { verb, data, scope, client, conversationId }: Act,
): Promise<void> {
  const { tenantId, objectId } = person
  const workspace = await workspaceAt(services.db, person, conversationId)
  await addAuditEntry(services, {
    workspaceId: workspace?.id ?? '',
    tenantId,
    actorId: objectId,
    behalfId: undefined,
    act: verb,
    permission,
    outcome: 'refused',
    subject: subjectIn(data),
    place: scope === 'personal' ? 'private' : scope,
    client,
  })
}

/** Writes down that a personal account came in by the code that it was given. */
export async function recordJoined(
  services: Pick<Services, 'db' | 'now'>,
  { id }: Pick<Workspace, 'id'>,
  { tenantId, objectId }: PersonKey,
): Promise<void> {
  await addAuditEntry(services, {
    workspaceId: id,
    tenantId,
    actorId: objectId,
    behalfId: undefined,
    act: 'invitation.code',
    permission: 'invitation.answer',
    outcome: 'done',
    subject: undefined,
    place: 'private',
    client: undefined,
  })
}

/** Writes down what was done at the service's own machine, where nobody in Teams vouches for who it was. */
export async function recordCommand(
  services: Pick<Services, 'db' | 'now'>,
  { id, tenantId }: Pick<Workspace, 'id' | 'tenantId'>,
  { act, permission, requester }: Pick<Done, 'act' | 'requester'> & Pick<AuditEntry, 'permission'>,
): Promise<void> {
  await addAuditEntry(services, {
    workspaceId: id,
    tenantId,
    actorId: '',
    behalfId: requester,
    act,
    permission,
    outcome: 'done',
    subject: undefined,
    place: 'command',
    client: undefined,
  })
}

const KINDS = { ticketId: 'ticket', handoffId: 'handoff', fileId: 'file', deskId: 'desk' } as const
const AN_ID = /^[0-9a-f-]{36}$/i

/** Which thing a card's button is about, as it carries its id. */
function subjectIn(data: unknown): Subject | undefined {
  if (typeof data !== 'object' || data === null) return undefined
  for (const [name, kind] of Object.entries(KINDS)) {
    const id = (data as Readonly<Record<string, unknown>>)[name]
    if (typeof id === 'string' && AN_ID.test(id)) return `${kind}:${id.toLowerCase()}`
  }
  return undefined
}
