import type { OpenChat } from '../admission/arrive.ts'
import type { Services } from '../context.ts'
import { carryFiles } from '../files/carry.ts'
import type { FileSource } from '../files/file.ts'
import type { NewFile } from '../files/store.ts'
import { awaitAnalyst, awaitRequester, showSignOfLife } from '../handoffs/clock.ts'
import { audienceInThread, type Handoff, handoffSubject, isOpen, sideOf } from '../handoffs/handoff.ts'
import type { HandoffNotice, LeftOut } from '../handoffs/jobs.ts'
import { sayAsRequester, sayInThread } from '../handoffs/say.ts'
import { getHandoff } from '../handoffs/store.ts'
import type { Address } from '../notices/address.ts'
import { idIn, type Subject } from '../notices/subject.ts'
import { tell } from '../notices/tell.ts'
import { type NamedPerson, samePerson } from '../people/person.ts'
import { saveLastWords } from '../people/store.ts'
import { type Bare, DECISION_MS } from '../quarantine/quarantine.ts'
import { setAside } from '../quarantine/set-aside.ts'
import { noteInThread } from '../tickets/comment.ts'
import { getTicket } from '../tickets/store.ts'
import { ticketSubject } from '../tickets/ticket.ts'
import type { Words } from '../words/words.ts'

/** Something that somebody said, with what came along. */
export interface Said {
  readonly author: NamedPerson
  readonly workspaceId: string
  readonly words: Words
  /** Where secrets were covered: what was written. */
  readonly bare?: Bare | undefined
  readonly files: readonly FileSource[]
  /** Something came with it that nobody can get. */
  readonly leftOut: boolean
  readonly tooLong: boolean
  readonly activityId: string
}

/**
 * What hearing something came to. `message`: the activity became a message of a chat, whose unique index is its
 * deduplication mark. `quarantined`: its author is asked about it first. `options`: it was for nobody yet, so its author is shown what they can do.
 */
export type Heard = 'message' | 'options' | 'quarantined' | 'done'

/** What the manifest's command writes, in each language. */
const OPTIONS = /^\s*options\s*$/i

/** An employee wrote in their own chat: to the analyst, if they wait for one or talk to one. */
export async function hearRequester(services: Services, said: Said, openChat: OpenChat | undefined): Promise<Heard> {
  const me = { person: said.author }
  // The app's own command is for us, also while somebody talks: it never reaches the analyst (K12).
  if (OPTIONS.test(said.words.text) && said.files.length === 0) return 'options'
  if (said.tooLong) {
    await leaveOut(services, me, 'too-long')
    return openChat === undefined ? 'options' : 'done'
  }
  const hasWords = said.words.text !== ''
  const chat = openChat && { id: openChat.id, requester: said.author }
  const subject = chat && handoffSubject(chat.id)
  const shownAt = chat && sideOf(chat, 'desk')
  await carry(services, said, { audience: 'desk', subject, shownAt }, me)
  if (openChat === undefined) {
    if (hasWords) {
      const last = { words: said.words, activityId: said.activityId }
      await saveLastWords(services.db, said.author, last, services.now())
    }
    return 'options'
  }
  if (hasWords && isDoubtful(said)) {
    // They are there; the analyst owes an answer to what they get. Their silence ends nothing before they could decide.
    await showSignOfLife(services, openChat, DECISION_MS)
    await setAside(services, { id: openChat.id, requester: said.author }, { ...said, audience: 'desk' })
    return 'quarantined'
  }
  await awaitAnalyst(services, openChat)
  if (!hasWords) return 'done'
  await sayAsRequester(services, openChat.id, said)
  return 'message'
}

/** Somebody wrote in a thread of the desk's channel: in a chat's, below an incident, or about nothing of ours. */
export async function hearDesk(services: Services, said: Said, subject: Subject | undefined): Promise<Heard> {
  const handoffId = idIn(subject, 'handoff')
  if (handoffId !== undefined) {
    const handoff = await getHandoff(services.db, handoffId)
    return handoff.workspaceId === said.workspaceId ? await hearInChat(services, said, handoff) : 'options'
  }
  const ticketId = idIn(subject, 'ticket')
  if (ticketId !== undefined) return await hearBelowTicket(services, said, ticketId)
  return 'options'
}

async function hearInChat(services: Services, said: Said, handoff: Handoff): Promise<Heard> {
  const thread = sideOf(handoff, 'desk')
  if (said.tooLong) {
    await leaveOut(services, thread, 'too-long')
    return 'done'
  }
  const hasWords = said.words.text !== ''
  const hasFiles = said.files.length > 0 || said.leftOut
  const isTaker = samePerson(handoff.analyst, said.author)
  if (isTaker && !isOpen(handoff)) await keepAfterEnd(services, said, handoff)
  const forWhom = audienceInThread(handoff, said.author, said.words.whispered === true)
  const isQuarantined = hasWords && forWhom === 'requester' && isDoubtful(said)
  if (isQuarantined) await setAside(services, handoff, { ...said, audience: 'requester' })
  const audience = hasWords && !isQuarantined ? await sayInThread(services, handoff, said) : forWhom
  if (audience === 'requester' && hasFiles) {
    const to = {
      audience: 'requester',
      subject: handoffSubject(handoff.id),
      shownAt: sideOf(handoff, 'requester'),
    } as const
    const isCarried = await carry(services, said, to, thread)
    // Files alone are an answer too: it is the requester's turn now.
    if (!hasWords && isCarried && said.files.length > 0) await awaitRequester(services, handoff)
  }
  if (isQuarantined) return 'quarantined'
  return hasWords ? 'message' : 'done'
}

/** Something in it looks like a secret, and its author can be asked. */
function isDoubtful({ words, bare }: Said): boolean {
  return words.masked !== undefined && bare !== undefined
}

/** The chat is over: what its taker writes goes to its incident as a work note, or stays here, and they are told which. */
async function keepAfterEnd(services: Services, said: Said, handoff: Handoff): Promise<void> {
  const hasWords = said.words.text !== ''
  const ticket = handoff.ticketId === undefined ? undefined : await getTicket(services.db, handoff.ticketId)
  // It may have been moved to another workspace: nothing is noted there from here.
  if (hasWords && ticket?.workspaceId === handoff.workspaceId) {
    await noteInThread(services, ticket, said.author, said.words.text, said.activityId)
    await leaveOut(services, sideOf(handoff, 'desk'), 'note')
  } else if (hasWords || said.files.length > 0 || said.leftOut) {
    await leaveOut(services, sideOf(handoff, 'desk'), hasWords ? 'over' : 'over-file')
  }
}

async function hearBelowTicket(services: Services, said: Said, ticketId: string): Promise<Heard> {
  const thread = { thread: ticketSubject(ticketId) }
  if (said.tooLong) {
    await leaveOut(services, thread, 'too-long')
    return 'done'
  }
  const ticket = await getTicket(services.db, ticketId)
  if (ticket.workspaceId !== said.workspaceId) return 'options'
  if (said.words.text !== '') await noteInThread(services, ticket, said.author, said.words.text, said.activityId)
  if (said.files.length > 0 || said.leftOut) await leaveOut(services, thread, 'note-file')
  return 'done'
}

/** Takes along what came with a message; false, and told at `me`, when something stays behind. */
async function carry(
  services: Services,
  { author, workspaceId, activityId, files, leftOut }: Said,
  to: Pick<NewFile, 'audience' | 'subject' | 'shownAt'>,
  me: Address,
): Promise<boolean> {
  const canCarry = services.links !== undefined
  const isWithin = canCarry ? await carryFiles(services, files, { workspaceId, author, activityId, ...to }) : true
  const isLeftOut = leftOut || (!canCarry && files.length > 0)
  if (!isWithin) await leaveOut(services, me, 'too-many-files')
  else if (isLeftOut) await leaveOut(services, me, 'attachment')
  return isWithin && !isLeftOut
}

async function leaveOut(services: Services, me: Address, what: LeftOut): Promise<void> {
  await tell<HandoffNotice>(services, me, { kind: 'left-out', what })
}
