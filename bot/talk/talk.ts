import { markSeen } from '../../services/admission/seen.ts'
import type { Services } from '../../services/context.ts'
import type { HandoffNotice } from '../../services/handoffs/jobs.ts'
import { react } from '../../services/handoffs/react.ts'
import { getHandoff } from '../../services/handoffs/store.ts'
import { correct, retract } from '../../services/hearing/correct.ts'
import { type Heard, hearDesk, hearRequester } from '../../services/hearing/hear.ts'
import type { Address } from '../../services/notices/address.ts'
import { findThreadSubject } from '../../services/notices/live-cards.ts'
import { idIn, type Subject } from '../../services/notices/subject.ts'
import { tell } from '../../services/notices/tell.ts'
import { samePerson } from '../../services/people/person.ts'
import { getTicket } from '../../services/tickets/store.ts'
import { cut, latest, type Words } from '../../services/words/words.ts'
import { offerChannel } from '../desks/installation.ts'
import type { MaskedNotice } from '../secrets/notices.ts'
import type { EventOf } from '../teams/activity.ts'
import { escapeHtml } from '../teams/html.ts'
import type { Hearing, Said } from '../turn/reply.ts'
import { isYoung, YoungThread } from '../turn/young-thread.ts'

/** Teams takes about 100 KB a message; the name and the form of ours need some of it. */
const LONGEST = 28_000

/** Somebody wrote. In a chat it goes to the other side; anywhere else it brings the options. */
export async function said(turn: Hearing, event: EventOf<'said'>): Promise<Said> {
  const words = spokenNow(event.words, turn.earlyEdit)
  const { person: author, workspace, actor } = turn
  const { files, leftOut, activityId } = event
  // A correction that came first counts: of what was written before it nobody is asked.
  const bare = words.text === event.words.text ? event.bare : undefined
  // A chat stays where it was begun, wherever its requester went since.
  const workspaceId = (actor.place === 'private' ? turn.openChat?.workspaceId : undefined) ?? workspace.id
  const written = { author, workspaceId, words, bare, files, leftOut, tooLong: isTooLong(words), activityId }
  if (actor.place === 'private') {
    const heard = await hearRequester(turn, written, turn.openChat)
    if (heard !== 'quarantined') await tellMasked(turn, { person: author }, words)
    return answer(heard, { kind: 'menu' })
  }
  if (actor.place === 'desk' && turn.desk !== undefined) {
    const subject = await subjectOf(turn, event)
    const byRight = await spokenByRight(turn, written, subject)
    if (byRight === undefined && subject !== undefined) await tellMasked(turn, { thread: subject }, words)
    if (byRight === undefined) return { notice: { kind: 'left-out', what: 'no-right-note' } }
    const heard = await hearDesk(turn, byRight, subject)
    if (subject !== undefined && heard !== 'quarantined') await tellMasked(turn, { thread: subject }, words)
    return event.addressed || heard !== 'options' ? answer(heard, { kind: 'desk', deskId: turn.desk.id }) : {}
  }
  if (!event.addressed && actor.place !== 'group') return {}
  const mayDecide = actor.place === 'channel' && actor.permissions.has('desk.settle')
  return { notice: mayDecide ? await offerChannel(turn, workspace) : { kind: 'elsewhere' } }
}

/**
 * Whoever took the chat, and may not answer in chats with this client, speaks among analysts: what they write goes to nobody
 * else. Nobody writes into an incident that they may not work on: `undefined`.
 */
async function spokenByRight<Its extends { readonly words: Words }>(
  turn: Hearing,
  written: Its,
  subject: Subject | undefined,
): Promise<Its | undefined> {
  const { permissions } = turn.actor
  const ticketId = idIn(subject, 'ticket')
  if (ticketId !== undefined && !(await mayNote(turn, ticketId))) return undefined
  if (permissions.has('chat.work') || written.words.whispered === true || subject === undefined) return written
  if (await isTakenBy(turn, subject))
    await tell<HandoffNotice>(turn, { thread: subject }, { kind: 'left-out', what: 'no-right' })
  return { ...written, words: { ...written.words, whispered: true } }
}

async function mayNote({ db, actor }: Hearing, ticketId: string): Promise<boolean> {
  if (!actor.permissions.has('ticket.work')) return false
  return actor.permissions.has('ticket.confidential') || !(await getTicket(db, ticketId)).isConfidential
}

async function isTakenBy({ db, person }: Hearing, subject: Subject): Promise<boolean> {
  const id = idIn(subject, 'handoff')
  return id !== undefined && samePerson((await getHandoff(db, id)).analyst, person)
}

function answer(heard: Heard, options: Said['notice'] & object): Said {
  if (heard === 'message') return { isMarked: true }
  return heard === 'options' ? { notice: options } : {}
}

/** A correction that came first counts, but for one thing: a whisper stays one, however it was corrected. */
function spokenNow(words: Words, earlyEdit: Words | undefined): Words {
  const now = latest(words, earlyEdit)
  return words.whispered === true ? { ...now, whispered: true } : now
}

/** Somebody corrected a message of theirs. */
export async function edited(turn: Hearing, { words, activityId, conversationId }: EventOf<'edited'>): Promise<Said> {
  const isOurs = turn.actor.place === 'private' || turn.actor.place === 'desk'
  if (isTooLong(words)) return isOurs ? { notice: { kind: 'left-out', what: 'too-long' } } : {}
  // Teams may deliver one correction again: its author is told once.
  const once = { conversationId, activityId: `${activityId} corrected ${words.at}` }
  if (words.at !== undefined && !(await markSeen(turn.db, once, turn.now()))) return {}
  const subject = await subjectOf(turn, { conversationId, activityId })
  const mayLead = turn.actor.place !== 'desk' || turn.actor.permissions.has('chat.work')
  if (!mayLead && subject !== undefined && (await isTakenBy(turn, subject)))
    return { notice: { kind: 'left-out', what: 'no-right' } }
  const here = turn.actor.place === 'private' ? { person: turn.person } : subject && { thread: subject }
  if (here !== undefined) await tellMasked(turn, here, words)
  const corrected = { author: turn.person, activity: { conversationId, activityId }, subject, seen: turn.seen }
  await correct(turn, corrected, words)
  return {}
}

/** Somebody took a message of theirs back. */
export async function deleted(turn: Hearing, { activityId, conversationId }: EventOf<'deleted'>): Promise<Said> {
  const subject = await subjectOf(turn, { conversationId, activityId })
  const retracted = { author: turn.person, activity: { conversationId, activityId }, subject, seen: turn.seen }
  await retract(turn, retracted)
  return {}
}

/** Somebody reacted to a message that we brought: whoever wrote it sees that. */
export async function reacted(
  turn: Hearing,
  { messageId, reaction, conversationId }: EventOf<'reacted'>,
): Promise<Said> {
  const { person, openChat, actor } = turn
  const handoffId =
    actor.place === 'private' ? openChat?.id : idIn(await findThreadSubject(turn.db, conversationId), 'handoff')
  if (handoffId !== undefined && (actor.place === 'private' || actor.place === 'desk'))
    await react(turn, handoffId, person, { messageId, reaction })
  return {}
}

/** What a thread is about. Throws `YoungThread` where that may be known in a moment. */
async function subjectOf(
  { db, actor, now, hasWaited }: Hearing,
  at: { readonly conversationId: string; readonly activityId: string },
): Promise<Subject | undefined> {
  if (actor.place === 'private') return undefined
  const subject = await findThreadSubject(db, at.conversationId)
  if (subject === undefined && hasWaited !== true && actor.place === 'desk' && isYoung(at, now()))
    throw new YoungThread()
  return subject
}

/** Who wrote a secret hears that it was covered, where they wrote it, and what was passed on. */
async function tellMasked(services: Pick<Services, 'db' | 'now'>, where: Address, words: Words): Promise<void> {
  if (words.masked === undefined || isTooLong(words)) return
  const excerpt = cut(words.text, 300)
  await tell<MaskedNotice>(services, where, { kind: 'masked', kinds: words.masked, excerpt })
}

function isTooLong({ text, html }: Words): boolean {
  return text.length > LONGEST || (html ?? escapeHtml(text)).length > LONGEST
}
