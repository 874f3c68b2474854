import { randomUUID } from 'node:crypto'
import type { Handoff } from '../../services/handoffs/handoff.ts'
import { isOpen } from '../../services/handoffs/handoff.ts'
import { deleteMessage, editMessage, sayAsRequester, sayInThread } from '../../services/handoffs/say.ts'
import { findOpenHandoff, getHandoff } from '../../services/handoffs/store.ts'
import { findThreadSubject } from '../../services/notices/live-cards.ts'
import { tell } from '../../services/notices/tell.ts'
import { keepLastWords } from '../../services/people/store.ts'
import { commentAsAnalyst } from '../../services/tickets/settle.ts'
import { getTicket } from '../../services/tickets/store.ts'
import type { Event } from '../activity.ts'
import type { Reply, Turn } from '../turn.ts'
import { deskOf, isAtDesk } from './desk.ts'

type Said = Extract<Event, { readonly kind: 'said' }>
type Edited = Extract<Event, { readonly kind: 'edited' }>

/** Teams takes about 100 KB a message; the name and the form of ours need some of it. */
const LONGEST = 28_000

/** Somebody wrote. In a chat it goes to the other side; anywhere else it brings the options. */
export async function said(turn: Turn, event: Said): Promise<Reply> {
  if (event.scope === 'personal') return await saidInPrivate(turn, event)
  const desk = await deskOf(turn)
  if (event.scope === 'channel' && desk !== undefined && isAtDesk(event, desk))
    return await saidAtDesk(turn, event, desk.id)
  return event.addressed || event.scope === 'group' ? { notice: { kind: 'elsewhere' } } : undefined
}

async function saidInPrivate(turn: Turn, event: Said): Promise<Reply> {
  const { words } = event
  const handoff = await findOpenHandoff(turn.db, turn.person)
  if (tooLong(event)) return { notice: { kind: 'left-out', what: 'too-long' } }
  if (handoff === undefined) {
    if (words.text !== '')
      await keepLastWords(turn.db, turn.person, { words, activityId: event.activityId }, turn.now())
    return { notice: { kind: 'menu' } }
  }
  if (words.text !== '') await sayAsRequester(turn, handoff, turn.person, words, event.activityId)
  return event.leftOut ? { notice: { kind: 'left-out', what: 'attachment' } } : undefined
}

async function saidAtDesk(turn: Turn, event: Said, deskId: string): Promise<Reply> {
  const subject = await findThreadSubject(turn.db, event.conversationId)
  if (subject?.startsWith('handoff:')) {
    const handoff = await getHandoff(turn.db, subject.slice('handoff:'.length))
    return await saidInHandoff(turn, event, handoff)
  }
  if (subject?.startsWith('ticket:')) {
    if (event.words.text !== '') await noteOnTicket(turn, event, subject.slice('ticket:'.length))
    return undefined
  }
  return event.addressed ? { notice: { kind: 'desk', deskId } } : undefined
}

async function saidInHandoff(turn: Turn, event: Said, handoff: Handoff): Promise<Reply> {
  if (tooLong(event)) {
    await tell(turn, { thread: `handoff:${handoff.id}` }, { kind: 'left-out', what: 'too-long' })
    return undefined
  }
  const spoke = event.words.text !== ''
  const audience = spoke ? await sayInThread(turn, handoff, turn.person, event.words, event.activityId) : 'requester'
  const taker = handoff.analyst?.objectId === turn.person.objectId
  if (taker && !isOpen(handoff) && spoke) {
    await tell(turn, { thread: `handoff:${handoff.id}` }, { kind: 'left-out', what: 'over' })
  } else if (taker && audience === 'requester' && event.leftOut) {
    await tell(turn, { thread: `handoff:${handoff.id}` }, { kind: 'left-out', what: 'attachment' })
  }
  return undefined
}

/** What analysts say to each other below an incident is kept with it, and never leaves. */
async function noteOnTicket(turn: Turn, event: Said, ticketId: string): Promise<void> {
  const ticket = await getTicket(turn.db, ticketId)
  const key = `${ticketId}:${event.activityId || randomUUID()}`
  await commentAsAnalyst(turn, ticket, { kind: 'work-note', author: turn.person, text: event.words.text, key })
}

/** Somebody corrected a message of theirs. */
export async function edited(turn: Turn, event: Edited): Promise<Reply> {
  const handoff = await handoffOf(turn, event)
  if (handoff !== undefined) await editMessage(turn, handoff, turn.person, event.words, event.activityId)
  return undefined
}

/** Somebody took a message of theirs back. */
export async function deleted(turn: Turn, event: Event): Promise<Reply> {
  const handoff = await handoffOf(turn, event)
  if (handoff !== undefined) await deleteMessage(turn, handoff, turn.person, event.activityId)
  return undefined
}

async function handoffOf(turn: Turn, event: Event): Promise<Handoff | undefined> {
  if (event.scope === 'personal') return await findOpenHandoff(turn.db, turn.person)
  const subject = await findThreadSubject(turn.db, event.conversationId)
  return subject?.startsWith('handoff:') ? await getHandoff(turn.db, subject.slice('handoff:'.length)) : undefined
}

function tooLong({ words }: Said): boolean {
  return words.text.length > LONGEST || (words.html?.length ?? 0) > LONGEST
}
