import { endedCard, silenceCard, talkCard, waitingCard } from '../cards/chat/chat.ts'
import { deskCard } from '../cards/desk/desk.ts'
import { fileCard } from '../cards/file/file.ts'
import { endedAtDeskCard, handoffCard } from '../cards/handoff/handoff.ts'
import { menuCard } from '../cards/menu/menu.ts'
import {
  deskTakenCard,
  elsewhereCard,
  failedCard,
  fileLeftOutCard,
  leftOutCard,
  maskedCard,
  notToldCard,
  undeliveredCard,
} from '../cards/notice/notices.ts'
import type { Card } from '../cards/render.ts'
import { deskTicketCard, newsCard, openedCard, ticketCard } from '../cards/ticket/ticket.ts'
import type { Sentences } from '../cards/words.ts'
import type { Db } from '../services/db/connect.ts'
import { ServiceDeskError } from '../services/errors.ts'
import type { Links } from '../services/files/link.ts'
import { findFile } from '../services/files/store.ts'
import type { Handoff } from '../services/handoffs/handoff.ts'
import { countQueued, firstMessage, getHandoff } from '../services/handoffs/store.ts'
import type { Notice, Place, Subject } from '../services/notices/notice.ts'
import type { Person, PersonKey } from '../services/people/person.ts'
import { findPerson } from '../services/people/store.ts'
import { findTicket, getTicket, listEntries } from '../services/tickets/store.ts'
import type { Ticket } from '../services/tickets/ticket.ts'
import { isOnline, whoIsOnDuty } from '../services/workspaces/duty.ts'
import { defaultWorkspaceId, findDeskById, findWorkspace } from '../services/workspaces/store.ts'
import type { Desk, Workspace } from '../services/workspaces/workspace.ts'

/** The menu as it is now for a person. */
export async function presentMenu(db: Db, t: Sentences, person: Person, workspaceId: string): Promise<Card> {
  return menuCard(t, { name: firstName(person.name), online: await isOnline(db, workspaceId) })
}

/** A handoff in its thread; `viewer` gets the buttons that are theirs. */
export async function presentHandoff(db: Db, t: Sentences, handoff: Handoff, viewerId?: string): Promise<Card> {
  const { tenantId } = handoff.requester
  const taker = handoff.analyst && (await findPerson(db, { tenantId, objectId: handoff.analyst.objectId }))
  return handoffCard(t, {
    handoff,
    firstWords: (await firstMessage(db, handoff.id))?.words.text,
    ticketNumber: await ticketNumber(db, handoff),
    viewerId,
    takerTeamsId: taker?.teamsId,
  })
}

/** A handoff in its requester's chat: the card of the wait, or of the talk that came of it. */
export async function presentChat(db: Db, t: Sentences, handoff: Handoff, place: 'waiting' | 'talk'): Promise<Card> {
  const number = await ticketNumber(db, handoff)
  if (place === 'talk') return talkCard(t, handoff, number)
  return waitingCard(t, handoff, number, await isOnline(db, handoff.workspaceId))
}

export async function presentTicket(db: Db, t: Sentences, ticket: Ticket): Promise<Card> {
  return ticketCard(t, ticket, await listEntries(db, ticket.id))
}

export async function presentDeskTicket(db: Db, t: Sentences, ticket: Ticket): Promise<Card> {
  return deskTicketCard(t, ticket, await listEntries(db, ticket.id))
}

export async function presentDesk(
  db: Db,
  t: Sentences,
  desk: { readonly id: string; readonly workspaceId: string },
): Promise<Card> {
  const onDuty = await whoIsOnDuty(db, desk.workspaceId)
  return deskCard(t, { deskId: desk.id, onDuty, waiting: await countQueued(db, desk.workspaceId) })
}

/** A card that hangs in Teams, as it should be now. */
export async function presentSubject(db: Db, t: Sentences, subject: Subject, place: Place): Promise<Card> {
  const { kind, id } = partsOf(subject)
  if (kind === 'desk') return await presentDesk(db, t, await getDesk(db, id))
  if (kind === 'ticket') return await presentDeskTicket(db, t, await getTicket(db, id))
  const handoff = await getHandoff(db, id)
  return place === 'desk' ? await presentHandoff(db, t, handoff) : await presentChat(db, t, handoff, place)
}

/** The workspace that a subject belongs to, and who asked for it. */
export async function ownersOf(
  db: Db,
  subject: Subject,
): Promise<{ workspace: Workspace; requester: PersonKey | undefined }> {
  const { kind, id } = partsOf(subject)
  const owned =
    kind === 'desk' ? await getDesk(db, id) : kind === 'ticket' ? await getTicket(db, id) : await getHandoff(db, id)
  const workspace = await findWorkspace(db, owned.workspaceId)
  return { workspace, requester: 'requester' in owned ? owned.requester : undefined }
}

function partsOf(subject: Subject): { readonly kind: string; readonly id: string } {
  const colon = subject.indexOf(':')
  return { kind: subject.slice(0, colon), id: subject.slice(colon + 1) }
}

async function getDesk(db: Db, id: string): Promise<Desk> {
  const desk = await findDeskById(db, id)
  if (desk === undefined) throw new ServiceDeskError('not-found', 'There is no such desk.')
  return desk
}

/** What a notice looks like for its reader: a person, or the desk when there is none. */
export async function presentNotice(
  db: Db,
  t: Sentences,
  notice: Notice,
  reader: Person | undefined,
  appId: string,
  links: Links | undefined,
): Promise<Card> {
  switch (notice.kind) {
    case 'menu': {
      if (reader === undefined) throw new Error('The menu is for a person.')
      return await presentMenu(db, t, reader, await defaultWorkspaceId(db, reader.tenantId))
    }
    case 'elsewhere':
      return elsewhereCard(t, appId)
    case 'connected':
      return await presentChat(db, t, await getHandoff(db, notice.handoffId), 'talk')
    case 'silence':
      return silenceCard(t, notice.handoffId, notice.warning, notice.endsAt)
    case 'chat-ended': {
      const handoff = await getHandoff(db, notice.handoffId)
      const number = await ticketNumber(db, handoff)
      return reader === undefined ? endedAtDeskCard(t, handoff) : endedCard(t, handoff, number)
    }
    case 'ticket-opened':
      return openedCard(t, await getTicket(db, notice.ticketId), reader?.objectId)
    case 'ticket-news': {
      const ticket = await getTicket(db, notice.ticketId)
      const entry = (await listEntries(db, ticket.id)).find(({ id }) => id === notice.entryId)
      if (entry === undefined) throw new ServiceDeskError('not-found', 'There is no such entry.')
      return newsCard(t, ticket, entry, reader === undefined ? 'desk' : 'requester')
    }
    case 'left-out':
      return leftOutCard(t, notice.what)
    case 'undelivered':
      return undeliveredCard(
        t,
        notice,
        notice.message && (await ticketNumber(db, await getHandoff(db, notice.message.handoffId))),
      )
    case 'not-told':
      return notToldCard(t, notice)
    case 'file': {
      const file = await findFile(db, notice.fileId)
      if (file === undefined || links === undefined) throw new ServiceDeskError('not-found', 'There is no such file.')
      return fileCard(t, file, links.linkTo(file.id))
    }
    case 'file-left-out':
      return fileLeftOutCard(t, notice)
    case 'masked':
      return maskedCard(t, notice.kinds)
    case 'desk-taken':
      return deskTakenCard(t, notice.teamName)
    case 'desk':
      return await presentDesk(db, t, await getDesk(db, notice.deskId))
    case 'failed':
      return failedCard(t, notice)
  }
}

async function ticketNumber(db: Db, handoff: Handoff): Promise<string | undefined> {
  return handoff.ticketId === undefined ? undefined : (await findTicket(db, handoff.ticketId))?.number
}

function firstName(name: string): string {
  return name.split(/\s/)[0] || name
}
