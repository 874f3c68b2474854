import { listAwaiting } from '../../services/approvals/store.ts'
import { ServiceDeskError } from '../../services/errors.ts'
import { listAllKept } from '../../services/files/store.ts'
import { samePerson } from '../../services/people/person.ts'
import { isOffered } from '../../services/settings/settings.ts'
import { listEntries, listTickets } from '../../services/tickets/store.ts'
import { FOR_REQUESTER, type Ticket, ticketSubject } from '../../services/tickets/ticket.ts'
import { listOwnWorkspaces } from '../../services/workspaces/members.ts'
import { ticketListPage } from '../../web/tickets/list.ts'
import { type OfferedFile, ticketPage } from '../../web/tickets/ticket.ts'
import { looked, opened } from '../turn/guard.ts'
import type { Turn } from '../turn/reply.ts'
import { viewOf } from '../web/view.ts'
import { ticket } from './kinds.ts'

const ROWS = 20
const ENTRIES = 20

/** « Vos incidents », in every workspace that the reader belongs to. */
export async function listPage(turn: Turn, page: number): Promise<string> {
  const { db, t, person, actor, settings } = turn
  looked(turn, 'ticket.list')
  if (!isOffered(settings, actor.permissions, 'status'))
    throw new ServiceDeskError('forbidden', 'The workspace does not offer this.')
  const workspaceIds = (await listOwnWorkspaces(db, person)).map(({ id }) => id)
  const list = await listTickets(db, person, { workspaceIds, page, size: ROWS })
  const awaiting = await listAwaiting(db, person, workspaceIds)
  const offersIncident = isOffered(settings, actor.permissions, 'incident')
  return ticketListPage(t, { list, reader: person, view: viewOf(turn, '/incidents'), offersIncident, awaiting })
}

export async function showPage(turn: Turn, ticketId: string, page: number): Promise<string> {
  const { db, t, person } = turn
  const its = await opened(turn, ticket, 'ticket.read', { ticketId })
  const { entries, more } = await listEntries(db, its.id, FOR_REQUESTER, { page, size: ENTRIES })
  const history = { entries, page, more }
  const files = await filesFor(turn, its)
  return ticketPage(t, { ticket: its, history, reader: person, files, view: viewOf(turn, '/incidents') })
}

/** What the reader attached to it themselves, or what was meant for whom it concerns. */
async function filesFor({ db, person, links }: Turn, { id }: Ticket): Promise<readonly OfferedFile[]> {
  const files = links === undefined ? [] : await listAllKept(db, [ticketSubject(id)])
  return files
    .filter(({ author, audience }) => samePerson(author, person) || audience === 'requester')
    .map((file) => ({ name: file.name, url: links?.linkTo(file.id).url ?? '' }))
}
