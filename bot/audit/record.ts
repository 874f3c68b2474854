import type { Verb } from '../../cards/actions.ts'
import type { Permission } from '../../services/access/policy.ts'
import type { AuditOutcome } from '../../services/audit/audit.ts'
import { addAuditEntry } from '../../services/audit/store.ts'
import type { Services } from '../../services/context.ts'
import type { Subject } from '../../services/notices/subject.ts'
import type { PersonKey } from '../../services/people/person.ts'
import { findWorkspace } from '../../services/workspaces/store.ts'
import type { Workspace } from '../../services/workspaces/workspace.ts'
import type { Act } from '../turn/answer.ts'
import type { Turn } from '../turn/reply.ts'

/** Writes down an act, in its own transaction; `requester` is whose thing it was about. */
export async function recordAct(
  turn: Turn,
  permission: Permission,
  data: unknown,
  requester: string | undefined,
  outcome: AuditOutcome,
): Promise<void> {
  const { actor, workspace, person, verb, client } = turn
  if (verb === undefined) return
  await addAuditEntry(turn, {
    workspaceId: workspace.id,
    tenantId: person.tenantId,
    actorId: person.objectId,
    behalfId: requester === person.objectId ? undefined : requester,
    act: verb,
    permission,
    outcome,
    subject: subjectIn(data),
    place: actor.place,
    client,
  })
}

/** Writes down what came of something that is no button: an app that was added or taken away. */
export async function recordEvent(turn: Turn, act: string, permission: Permission): Promise<void> {
  const { actor, workspace, person, client } = turn
  await addAuditEntry(turn, {
    workspaceId: workspace.id,
    tenantId: person.tenantId,
    actorId: person.objectId,
    behalfId: undefined,
    act,
    permission,
    outcome: 'done',
    subject: undefined,
    place: actor.place,
    client,
  })
}

/** Writes down that somebody was refused. */
export async function recordRefused(
  services: Pick<Services, 'db' | 'now'>,
  { tenantId, objectId }: PersonKey,
  permission: Permission,
  { verb, data, scope, client }: Act,
): Promise<void> {
  const workspace = await findWorkspace(services.db, tenantId)
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

/** Writes down what was done at the service's own machine, where nobody in Teams vouches for who it was. */
export async function recordCommand(
  services: Pick<Services, 'db' | 'now'>,
  { id, tenantId }: Workspace,
  act: Verb,
  permission: Permission,
): Promise<void> {
  await addAuditEntry(services, {
    workspaceId: id,
    tenantId,
    actorId: '',
    behalfId: undefined,
    act,
    permission,
    outcome: 'done',
    subject: undefined,
    place: 'command',
    client: undefined,
  })
}

/** Writes down what was done with somebody's data, at the service's own machine. */
export async function recordPrivacy(
  services: Pick<Services, 'db' | 'now'>,
  { tenantId, objectId }: PersonKey,
  act: string,
): Promise<void> {
  const workspace = await findWorkspace(services.db, tenantId)
  await addAuditEntry(services, {
    workspaceId: workspace?.id ?? '',
    tenantId,
    actorId: '',
    behalfId: objectId,
    act,
    permission: 'privacy',
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
