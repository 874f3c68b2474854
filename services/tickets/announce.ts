import { createHash } from 'node:crypto'
import type { Services } from '../context.ts'
import { enqueue } from '../jobs/enqueue.ts'
import { ASIDE, enqueueRefresh, tell } from '../notices/tell.ts'
import type { PersonKey } from '../people/person.ts'
import type { Written } from '../secrets/secret.ts'
import type { TicketJobs, TicketNotice } from './jobs.ts'
import { addFollower, changeTicket, getTicket, listFollowers, lockAnnounced, removeFollower } from './store.ts'
import { isSettled, type Ticket, ticketSubject } from './ticket.ts'

/** Which words of several announcements these are. Pure. */
export function markOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16)
}

/** So many are told in one transaction. */
const PAGE = 100

/**
 * An analyst tells everybody of the workspace of a trouble that hits many (a major incident), or changes what they are told; no
 * `text`: nobody is told any more. Whoever follows it hears the new words, or that there are none, once. Returns `undefined` where
 * somebody changed it since `ticket.version`, or it is settled or confidential.
 */
export async function announce(
  services: Pick<Services, 'db' | 'now'>,
  ticket: Ticket,
  text: Written | undefined,
): Promise<Ticket | undefined> {
  if (isSettled(ticket) || ticket.isConfidential) return undefined
  if (ticket.announcement === text) return ticket
  const announced = await changeTicket(services, ticket, { announcement: text ?? null })
  if (announced === undefined) return undefined
  await enqueueRefresh(services, ticketSubject(ticket.id))
  if (text === undefined) await enqueueOver(services, ticket.id)
  else {
    const followedBy = services.now()
    await enqueueNews(services, { ticketId: ticket.id, isOver: false, followedBy, words: markOf(text) })
  }
  return announced
}

/** « Moi aussi »: they hear how it goes on, and open no incident of their own. False: it is over, or they followed it before. */
export async function follow(
  services: Pick<Services, 'db' | 'now'>,
  ticket: Ticket,
  person: PersonKey,
): Promise<boolean> {
  // A row lock: whoever follows it while it ends either follows nothing or hears so.
  if (!(await lockAnnounced(services.db, ticket.id))) return false
  const isNew = await addFollower(services, ticket.id, person)
  if (isNew) await enqueueRefresh(services, ticketSubject(ticket.id))
  return isNew
}

export async function unfollow(
  services: Pick<Services, 'db' | 'now'>,
  { id }: Pick<Ticket, 'id'>,
  person: PersonKey,
): Promise<boolean> {
  const did = await removeFollower(services.db, id, person)
  if (did) await enqueueRefresh(services, ticketSubject(id))
  return did
}

/** What was announced is over: whoever follows it hears so. */
export async function enqueueOver(services: Pick<Services, 'db' | 'now'>, ticketId: string): Promise<void> {
  // Whoever follows it at the same moment hears so too, whatever their replica's clock says.
  await enqueueNews(services, { ticketId, isOver: true, followedBy: Number.MAX_SAFE_INTEGER })
}

async function enqueueNews(
  { db, now }: Pick<Services, 'db' | 'now'>,
  payload: TicketJobs['ticket.tell-followers'],
): Promise<void> {
  const lane = `followers:${payload.ticketId}`
  await enqueue<TicketJobs>(db, { task: 'ticket.tell-followers', lane, payload }, now())
}

/** Enqueues the news for a page of those who follow a ticket; its requester has theirs already. */
export async function tellFollowers(
  services: Pick<Services, 'db' | 'now'>,
  page: TicketJobs['ticket.tell-followers'],
): Promise<void> {
  const { db } = services
  const { ticketId, isOver, followedBy, words, after = '' } = page
  const ticket = await getTicket(db, ticketId)
  const followers = await listFollowers(db, ticketId, { after, followedBy }, PAGE)
  const notice = { kind: 'ticket-announced', ticketId, isOver, ...(words === undefined ? {} : { words }) } as const
  for (const person of followers) {
    if (isOver && person.objectId === ticket.requester.objectId) continue
    await tell<TicketNotice>(services, { person }, notice, ASIDE)
  }
  const last = followers.at(-1)
  if (last !== undefined && followers.length === PAGE) await enqueueNews(services, { ...page, after: last.objectId })
}
