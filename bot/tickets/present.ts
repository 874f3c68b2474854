import type { Card } from '../../cards/render.ts'
import type { Sentences } from '../../cards/sentences.ts'
import {
  confidentialCard,
  deskTicketCard,
  ENTRIES_A_PAGE,
  type History,
  LAST_ENTRIES,
  lateCard,
  redactedCard,
  ticketCard,
} from '../../cards/tickets/ticket.ts'
import type { Services } from '../../services/context.ts'
import type { Db } from '../../services/db/connect.ts'
import { opinionOf } from '../../services/feedback/store.ts'
import type { PersonKey } from '../../services/people/person.ts'
import { listPromises } from '../../services/sla/store.ts'
import { countFollowers, listEntries } from '../../services/tickets/store.ts'
import { type EntryKind, FOR_DESK, FOR_REQUESTER, type Ticket, ticketSubject } from '../../services/tickets/ticket.ts'
import { getWorkspace } from '../../services/workspaces/store.ts'
import type { Shown, Turn } from '../turn/reply.ts'

/** An incident for whom it concerns; `page` of its history as `History` says. */
export async function presentTicket(db: Db, t: Sentences, reader: PersonKey, ticket: Ticket, page = 0): Promise<Card> {
  const history = await historyOf(db, ticket.id, FOR_REQUESTER, page)
  const given = ticket.state === 'closed' ? await opinionOf(db, reader, ticketSubject(ticket.id)) : undefined
  return ticketCard(t, ticket, history, reader, given)
}

export async function presentDeskTicket(
  { db, settingsOf }: Pick<Services, 'db' | 'settingsOf'>,
  t: Sentences,
  ticket: Ticket,
  { page = 0, mayLook = false }: { readonly page?: number; readonly mayLook?: boolean } = {},
): Promise<Card> {
  if (ticket.isConfidential) return redactedCard(t, ticket)
  const followers = ticket.announcement === undefined ? 0 : await countFollowers(db, ticket.id)
  const { support } = await settingsOf(db, await getWorkspace(db, ticket.workspaceId))
  const promises = await listPromises(db, ticket.id)
  const history = await historyOf(db, ticket.id, FOR_DESK, page)
  return deskTicketCard(t, ticket, history, { followers, mayLook, promises, support })
}

/** A confidential incident for the analyst who may read it, in a dialog. */
export async function presentConfidential(db: Db, t: Sentences, ticket: Ticket): Promise<Card> {
  return confidentialCard(t, ticket, await historyOf(db, ticket.id, FOR_DESK, 0))
}

/** A colleague was faster: what was typed is shown again, so that it is not lost. */
export function tooLate({ t }: Pick<Turn, 't'>, its: Ticket, text: string): Shown {
  return { dialog: { title: its.number, card: lateCard(t, its, text) } }
}

async function historyOf(db: Db, ticketId: string, kinds: readonly EntryKind[], page: number): Promise<History> {
  const part = page === 0 ? { page: 0, size: LAST_ENTRIES } : { page: page - 1, size: ENTRIES_A_PAGE }
  return { ...(await listEntries(db, ticketId, kinds, part)), page }
}
