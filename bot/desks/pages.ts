import { randomUUID } from 'node:crypto'
import { type Board, boardOf } from '../../services/desks/board.ts'
import { ServiceDeskError } from '../../services/errors.ts'
import { firstWordsOf, listChatsOf, messagesAtDesk } from '../../services/handoffs/store.ts'
import { namesOf } from '../../services/people/store.ts'
import { type Filter, listDeskTickets } from '../../services/tickets/desk-list.ts'
import { listFilters } from '../../services/tickets/filters.ts'
import { DAY_MS } from '../../services/time.ts'
import { dutyOf } from '../../services/workspaces/duty.ts'
import { listDesksOf } from '../../services/workspaces/store.ts'
import { tiersAt } from '../../services/workspaces/workspace.ts'
import { deskChatPage, deskChatPart } from '../../web/desks/chat.ts'
import { consolePage, consolePart } from '../../web/desks/console.ts'
import { type Asked, COLUMNS, deskIncidentsPage } from '../../web/desks/incidents.ts'
import { personPage } from '../../web/desks/person.ts'
import { cardPage } from '../../web/frame.ts'
import { deskPath } from '../../web/paths.ts'
import { recordAct } from '../audit/record.ts'
import { handoff } from '../handoffs/kinds.ts'
import { presentHandoff } from '../handoffs/present.ts'
import { viewerOf } from '../lookups/present.ts'
import { ticket } from '../tickets/kinds.ts'
import { presentDeskTicket } from '../tickets/present.ts'
import { looked, opened, openedBefore } from '../turn/guard.ts'
import type { Turn } from '../turn/reply.ts'
import { viewOf } from '../web/view.ts'

/** So many chats of each list a console shows; the others are counted. */
const MOST_CHATS = 100
const MOST_NAMES = 12
const MOST_INCIDENTS = 10
/** So many messages back a page shows; all of them are in Teams. */
const MOST_MESSAGES = 300
const ROWS = 50
const COLUMN = 100
const MOST_OF_PERSON = 50

const ANY: Filter = {
  tiers: undefined,
  states: 'open',
  assignee: 'anybody',
  requesterId: undefined,
  withConfidential: true,
  urgency: undefined,
  category: undefined,
  query: '',
}

export async function consolePageOf(turn: Turn, script: string): Promise<string> {
  return consolePage(turn.t, await consoleOf(turn), script)
}

export async function consolePartOf(turn: Turn): Promise<string> {
  return consolePart(turn.t, await consoleOf(turn)).text
}

async function consoleOf(turn: Turn) {
  const { db, t, workspace, person, actor, now } = turn
  looked(turn, 'chat.read')
  const { id: deskId, tier } = deskOf(turn)
  const desks = await listDesksOf(db, workspace.id)
  const most = { names: MOST_NAMES, chats: MOST_CHATS }
  const board = await boardOf({ db }, workspace.tenantId, { id: deskId, workspaceId: workspace.id, tier }, desks, most)
  const [waiting, taken] = [withoutThreads(board.waiting), withoutThreads(board.taken)]
  const part = { page: 0, size: MOST_INCIDENTS }
  const mayWork = actor.permissions.has('ticket.work')
  const listed = async (filter: Partial<Filter>) =>
    mayWork ? await listDeskTickets(db, workspace.id, { ...ANY, ...filter }, part) : { tickets: [], more: false }
  const fresh = await listed({ assignee: 'nobody', tiers: tiersAt(desks, { id: deskId }) })
  const words = await firstWordsOf(
    db,
    [...waiting.first, ...taken.first].map(({ id }) => id),
  )
  const title = workspace.name === '' ? t('duty.title') : t('duty.title.of', { name: workspace.name })
  return {
    board: {
      deskId,
      title: desks.length > 1 ? t('duty.title.tier', { title, tier }) : title,
      onDuty: board.onDuty,
      waiting,
      taken,
      callbacks: board.callbacks,
      words,
      fresh: fresh.tickets,
      hasMoreFresh: fresh.more,
      incidents: board.incidents,
      mine: (await listed({ assignee: { objectId: person.objectId } })).tickets,
    },
    reader: person,
    view: viewOf(turn, deskPath(deskId)),
    now: now(),
    isOn: (await dutyOf(db, workspace.id, person.objectId)) === tier,
    mayWork,
    mayTake: actor.permissions.has('chat.take'),
    mayStaff: actor.permissions.has('desk.staff'),
  }
}

function withoutThreads({ first, count }: Board['waiting']) {
  return { first: first.map(({ thing }) => thing), count }
}

export async function deskChatPageOf(turn: Turn, handoffId: string, script: string): Promise<string> {
  const its = await opened(turn, handoff, 'chat.read', { handoffId })
  return deskChatPage(turn.t, { ...(await chatOf(turn, its)), nonces: [randomUUID(), randomUUID()], script })
}

export async function deskChatPartOf(turn: Turn, handoffId: string): Promise<string> {
  const its = await openedBefore(turn, handoff, 'chat.read', { handoffId })
  return deskChatPart(turn.t, await chatOf(turn, its)).text
}

async function chatOf(turn: Turn, its: Parameters<typeof presentHandoff>[2]) {
  const { db, t, person } = turn
  const deskId = deskOf(turn).id
  const card = await presentHandoff(turn, t, its, await viewerOf(turn, its.requester))
  const messages = await messagesAtDesk(db, its.id, MOST_MESSAGES)
  const view = viewOf(turn, deskPath(deskId, 'chats', its.id))
  return { deskId, handoff: its, card, messages, reader: person, view }
}

export async function incidentsPageOf(turn: Turn, asked: Asked): Promise<string> {
  const { db, t, workspace, person, settings, now, actor } = turn
  looked(turn, 'ticket.work')
  const deskId = deskOf(turn).id
  const { states, who, urgency, category, query } = asked
  const assignee = who === 'me' ? { objectId: person.objectId } : who
  const withConfidential = category === undefined || actor.permissions.has('ticket.confidential')
  const filter = {
    tiers: undefined,
    states,
    assignee,
    requesterId: undefined,
    withConfidential,
    urgency,
    category,
    query,
  }
  const lists =
    asked.look === 'list'
      ? [await listDeskTickets(db, workspace.id, filter, { page: asked.page, size: ROWS })]
      : await inTurn(COLUMNS, (column) =>
          listDeskTickets(db, workspace.id, { ...filter, states: column }, { page: 0, size: COLUMN }),
        )
  const view = viewOf(turn, deskPath(deskId, 'incidents'))
  const { categories } = settings
  const kept = await listFilters(db, person, deskId)
  return deskIncidentsPage(t, { deskId, asked, kept, categories, lists, reader: person.name, view, now: now() })
}

export async function incidentPageOf(turn: Turn, ticketId: string, page: number): Promise<string> {
  const { t, person } = turn
  const its = await opened(turn, ticket, 'ticket.work', { ticketId })
  const card = await presentDeskTicket(turn, t, its, { page, mayLook: (await viewerOf(turn, its.requester)).mayLook })
  const { id: deskId } = deskOf(turn)
  const view = viewOf(turn, deskPath(deskId, 'incidents', its.id))
  return cardPage(t, { card, view: { ...view, from: deskPath(deskId, 'incidents') }, reader: person.name })
}

/** What the desk's workspace has had to do with somebody; that it was looked at is in the audit. */
export async function personPageOf(turn: Turn, objectId: string): Promise<string> {
  const { db, t, workspace, person, actor } = turn
  looked(turn, 'chat.read')
  const { id: deskId } = deskOf(turn)
  const requester = { tenantId: workspace.tenantId, objectId }
  const chats = await listChatsOf(db, requester, workspace.id, {
    since: turn.now() - 365 * DAY_MS,
    most: MOST_OF_PERSON,
  })
  const withConfidential = actor.permissions.has('ticket.confidential')
  const filter = { ...ANY, states: 'all', requesterId: objectId, withConfidential } as const
  const part = { page: 0, size: MOST_OF_PERSON }
  const mayRead = actor.permissions.has('ticket.work')
  const { tickets } = mayRead ? await listDeskTickets(db, workspace.id, filter, part) : { tickets: [] }
  if (chats.length + tickets.length === 0) throw new ServiceDeskError('not-found', 'They were never here.')
  await recordAct(turn, { act: 'desk.person', permission: 'chat.read', data: {}, requester: objectId })
  const name = (await namesOf(db, workspace.tenantId, [objectId])).get(objectId) ?? t('ticket.colleague')
  const view = viewOf(turn, deskPath(deskId))
  return personPage(t, { deskId, name, chats, tickets, reader: person.name, view })
}

/** The desk on whose console it is. Throws `not-found` where it was taken away meanwhile. */
export function deskOf({ desk }: Turn) {
  if (desk === undefined) throw new ServiceDeskError('not-found', 'The desk is gone.')
  return desk
}

async function inTurn<Its, Result>(all: readonly Its[], work: (its: Its) => Promise<Result>): Promise<Result[]> {
  const done: Result[] = []
  for (const its of all) done.push(await work(its))
  return done
}
