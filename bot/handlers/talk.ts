import { keepEarlyEdit } from '../../services/activities/early-edit.ts'
import { markSeen } from '../../services/activities/seen.ts'
import { carryFiles } from '../../services/files/carry.ts'
import { settleLater } from '../../services/handoffs/crossing.ts'
import type { Audience, Handoff } from '../../services/handoffs/handoff.ts'
import { isOpen } from '../../services/handoffs/handoff.ts'
import { deleteMessage, editMessage, sayAsRequester, sayInThread } from '../../services/handoffs/say.ts'
import { listenForSilence, requesterIsThere } from '../../services/handoffs/silence.ts'
import { getHandoff } from '../../services/handoffs/store.ts'
import { findThreadSubject } from '../../services/notices/live-cards.ts'
import { idIn, type Subject } from '../../services/notices/notice.ts'
import { tell } from '../../services/notices/tell.ts'
import { latest, type Words } from '../../services/people/person.ts'
import { changeLastWords, keepLastWords } from '../../services/people/store.ts'
import { commentAsAnalyst, correctNote, noteKey } from '../../services/tickets/comment.ts'
import { getTicket } from '../../services/tickets/store.ts'
import type { Event } from '../activity.ts'
import type { Reply, Turn } from '../handler.ts'
import { escapeHtml } from '../html.ts'
import { deskOf, isAtDesk } from './desk.ts'

type Said = Extract<Event, { readonly kind: 'said' }>
type Edited = Extract<Event, { readonly kind: 'edited' }>

/** Teams takes about 100 KB a message; the name and the form of ours need some of it. */
const LONGEST = 28_000

/** Somebody wrote. In a chat it goes to the other side; anywhere else it brings the options. */
export async function said(turn: Turn, original: Said): Promise<Reply> {
  const event = { ...original, words: latest(original.words, turn.earlyEdit) }
  await tellMasked(turn, event)
  if (event.scope === 'personal') return await saidInPrivate(turn, event)
  const desk = await deskOf(turn)
  if (event.scope === 'channel' && desk !== undefined && isAtDesk(event, desk))
    return await saidAtDesk(turn, event, desk.id)
  return event.addressed || event.scope === 'group' ? { notice: { kind: 'elsewhere' } } : undefined
}

/** Who wrote a secret hears that it was covered, where they wrote it. */
async function tellMasked(turn: Turn, event: Said | Edited): Promise<void> {
  const { masked } = event.words
  if (masked === undefined) return
  const notice = { kind: 'masked', kinds: masked } as const
  if (event.scope === 'personal') await tell(turn, { person: turn.person }, notice)
  const desk = event.scope === 'channel' ? await deskOf(turn) : undefined
  if (desk === undefined || !isAtDesk(event, desk)) return
  const subject = await findThreadSubject(turn.db, event.conversationId)
  if (subject !== undefined) await tell(turn, { thread: subject }, notice)
}

async function saidInPrivate(turn: Turn, event: Said): Promise<Reply> {
  const { words, activityId } = event
  const { openChat } = turn
  if (tooLong(words)) {
    if (openChat !== undefined) return { notice: { kind: 'left-out', what: 'too-long' } }
    await tell(turn, { person: turn.person }, { kind: 'left-out', what: 'too-long' })
    return { notice: { kind: 'menu' } }
  }
  const something = words.text !== ''
  const leftOut = await carry(turn, event, 'desk', openChat && `handoff:${openChat.id}`)
  if (openChat === undefined) {
    if (something) await keepLastWords(turn.db, turn.person, { words, activityId }, turn.now())
    if (leftOut) await tell(turn, { person: turn.person }, { kind: 'left-out', what: 'attachment' })
    return { notice: { kind: 'menu' } }
  }
  await requesterIsThere(turn, openChat)
  if (something) await sayAsRequester(turn, openChat.id, turn.person, words, activityId)
  if (leftOut) return { notice: { kind: 'left-out', what: 'attachment' } }
  return something ? 'message' : undefined
}

async function saidAtDesk(turn: Turn, event: Said, deskId: string): Promise<Reply> {
  const subject = await findThreadSubject(turn.db, event.conversationId)
  const handoffId = idIn(subject, 'handoff')
  if (handoffId !== undefined) return await saidInHandoff(turn, event, await getHandoff(turn.db, handoffId))
  const ticketId = idIn(subject, 'ticket')
  if (ticketId !== undefined) {
    if (tooLong(event.words)) {
      await tell(turn, { thread: `ticket:${ticketId}` }, { kind: 'left-out', what: 'too-long' })
      return undefined
    }
    if (event.words.text !== '') await noteOnTicket(turn, event, ticketId)
    return undefined
  }
  return event.addressed ? { notice: { kind: 'desk', deskId } } : undefined
}

async function saidInHandoff(turn: Turn, event: Said, handoff: Handoff): Promise<Reply> {
  if (tooLong(event.words)) {
    await tell(turn, { thread: `handoff:${handoff.id}` }, { kind: 'left-out', what: 'too-long' })
    return undefined
  }
  const spoke = event.words.text !== ''
  const audience = spoke
    ? await sayInThread(turn, handoff, turn.person, event.words, event.activityId)
    : silentAudience(event)
  if (handoff.analyst?.objectId === turn.person.objectId) {
    const what = await leftOutAtDesk(turn, event, handoff, audience)
    if (what !== undefined) await tell(turn, { thread: `handoff:${handoff.id}` }, { kind: 'left-out', what })
  }
  return spoke ? 'message' : undefined
}

/** For whom files without words are: a form that begins with the whisper's mark may show no text at all. */
function silentAudience({ words }: Said): Audience {
  return words.whispered === true ? 'work-note' : 'requester'
}

/** What the taker said and joined goes to the employee, or they are told what did not. */
async function leftOutAtDesk(
  turn: Turn,
  event: Said,
  handoff: Handoff,
  audience: Audience,
): Promise<'over' | 'over-file' | 'attachment' | undefined> {
  const spoke = event.words.text !== ''
  const joined = event.files.length > 0 || event.leftOut
  if (!isOpen(handoff)) return spoke ? 'over' : joined ? 'over-file' : undefined
  if (audience !== 'requester' || !joined) return undefined
  const leftOut = await carry(turn, event, 'requester', `handoff:${handoff.id}`)
  if (!spoke && event.files.length > 0 && !leftOut) await listenForSilence(turn, handoff)
  return leftOut ? 'attachment' : undefined
}

/** Takes along what came with a message; true when something must stay behind. */
async function carry(
  turn: Turn,
  { activityId, files, leftOut }: Said,
  audience: 'desk' | 'requester',
  subject: Subject | undefined,
): Promise<boolean> {
  if (turn.links === undefined) return leftOut || files.length > 0
  const message = { workspaceId: turn.workspace.id, author: turn.person, activityId, audience, subject }
  await carryFiles(turn, files, message)
  return leftOut
}

/** What analysts say to each other below an incident is kept with it, and never leaves. */
async function noteOnTicket(turn: Turn, event: Said, ticketId: string): Promise<void> {
  const ticket = await getTicket(turn.db, ticketId)
  await commentAsAnalyst(turn, ticket, {
    kind: 'work-note',
    author: turn.person,
    text: event.words.text,
    key: noteKey(ticketId, event.activityId),
  })
}

/** Somebody corrected a message of theirs: in a chat, below an incident, or the words that brought them here. */
export async function edited(turn: Turn, event: Edited): Promise<Reply> {
  const { words, activityId, conversationId } = event
  if (tooLong(words)) {
    const desk = event.scope === 'channel' ? await deskOf(turn) : undefined
    const ours = event.scope === 'personal' || (desk !== undefined && isAtDesk(event, desk))
    return ours ? { notice: { kind: 'left-out', what: 'too-long' } } : undefined
  }
  await tellMasked(turn, event)
  const ticketId = await ticketOf(turn, conversationId)
  if (ticketId !== undefined) await correctNote(turn, ticketId, turn.person, words.text, activityId)
  else if (!(await editMessage(turn, turn.person, words, activityId)))
    await changeLastWords(turn.db, turn.person, activityId, words)
  if (!turn.seen) {
    const authorId = turn.person.objectId
    await keepEarlyEdit(turn, { conversationId, activityId }, authorId, words)
    await settleLater(turn, { activityId, authorId, words })
  }
  return undefined
}

/** Somebody took a message of theirs back. If it has not come yet it will have no effect when it does. */
export async function deleted(turn: Turn, { activityId, conversationId }: Event): Promise<Reply> {
  const ticketId = await ticketOf(turn, conversationId)
  if (ticketId !== undefined) await correctNote(turn, ticketId, turn.person, undefined, activityId)
  else if (!(await deleteMessage(turn, turn.person, activityId)))
    await changeLastWords(turn.db, turn.person, activityId, undefined)
  if (!turn.seen) await settleLater(turn, { activityId, authorId: turn.person.objectId })
  await markSeen(turn.db, { conversationId, activityId }, turn.now())
  return undefined
}

async function ticketOf({ db }: Turn, conversationId: string): Promise<string | undefined> {
  return idIn(await findThreadSubject(db, conversationId), 'ticket')
}

function tooLong({ text, html = escapeHtml(text) }: Words): boolean {
  return text.length > LONGEST || html.length > LONGEST
}
