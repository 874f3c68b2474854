import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { actionsOf, inputsOf, textOf } from '../../simulator/card-reader.ts'
import { type Conversation, cardOf, type Json } from '../../simulator/chats.ts'
import type { Account } from '../../simulator/directory.ts'
import type { InvokeResult, Teams } from '../../simulator/teams.ts'
import type { Chat, Ledger, Spoken } from './ledger.ts'
import { oneOf } from './random.ts'

interface Needs {
  readonly teams: Teams
  readonly ledger: Ledger
  readonly random: () => number
  /** Nobody begins anything new. */
  readonly isOver: () => boolean
}

const MESSAGES = 6
/** Within a person's fair share: ten chats at once. */
export const CHATS = 8

/** Somebody has one trouble after the other: asks for a chat, talks, corrects and takes back, opens an incident, leaves; in time another comes in their stead. */
export async function liveAsEmployees(
  needs: Needs,
  accounts: readonly Account[],
  analystsOf: (account: Account) => readonly Account[],
): Promise<void> {
  for (const account of accounts)
    for (let chats = 0; chats < CHATS && !needs.isOver(); chats += 1)
      await haveOneChat(needs, account, analystsOf(account))
}

async function haveOneChat(needs: Needs, account: Account, analysts: readonly Account[]): Promise<void> {
  const { teams, ledger, random } = needs
  const home = teams.personalChat(account)
  if (home === undefined) throw new Error(`${account.name} has no chat.`)
  const chat = ledger.newChat(account.key, home.id)
  const before = teams.chats.conversations.size
  const opening = await speak(needs, chat, account, home, 'desk', 'ouverture')
  if (!opening.taken) return
  const waiting = await pressUntilTaken(teams, account, home, 'handoff.request', {})
  const handoffId = /"handoffId":"([0-9a-f-]+)"/.exec(JSON.stringify(waiting.body))?.[1]
  if (handoffId === undefined) {
    // Whoever leaves two offers alone, as a kill makes them do, is off duty (F7); they come back.
    if (JSON.stringify(waiting.body).includes('handoff.later')) {
      for (const analyst of analysts) await goOnDuty(teams, analyst)
      return
    }
    // They are shown a chat that they had ended: its end was acknowledged, and is gone.
    const shown = JSON.stringify(waiting.body).slice(0, 300)
    ledger.undone.push(`${chat.tag}: the end of the chat before it; shown: ${shown}`)
    return
  }
  chat.handoffId = handoffId
  if (random() < 0.2) await changeTheirMind(needs, account, home, handoffId)
  const thread = await threadOf(needs, chat, oneOf(random, analysts), before)
  const taker = thread && (await takeTogether(needs, chat, thread, analysts))
  if (taker !== undefined) {
    await Promise.all([
      talk(needs, chat, account, home, 'desk'),
      talk(needs, chat, taker, thread as Conversation, 'requester'),
    ])
    if (random() < 0.3) await openIncident(needs, chat, account, home, handoffId)
  }
  // Whoever was not taken, as far as they know, has no « Terminer le chat »; was it taken even so, that one ends it.
  if (taker === undefined) await pressUntilTaken(teams, account, home, 'handoff.cancel', { handoffId })
  const ended = await pressUntilTaken(teams, account, home, 'handoff.leave', { handoffId })
  if (isExcuse(ended)) ledger.undone.push(`${chat.tag}: the chat itself`)
}

/** Somebody unkind: opens incidents and asks for chats that they cancel, as fast as they are answered (X-H1). */
export async function liveUnkindly({ teams, isOver }: Needs, account: Account): Promise<void> {
  const home = teams.personalChat(account)
  if (home === undefined) return
  const flood = () => ({
    verb: 'ticket.open',
    nonce: randomUUID(),
    title: 'inondation',
    description: 'x',
    urgency: 'high',
    requester: '',
  })
  while (!isOver()) {
    await Promise.all(Array.from({ length: 20 }, () => teams.invoke(account, home, 'task/submit', { data: flood() })))
    const { body } = await press(teams, account, home, 'handoff.request', {})
    const handoffId = /"handoffId":"([0-9a-f-]+)"/.exec(JSON.stringify(body))?.[1]
    if (handoffId !== undefined) await press(teams, account, home, 'handoff.cancel', { handoffId })
    await wait(50)
  }
}

/** Somebody from whom the role of an analyst is taken, and given back, presses the desk's two buttons all the time. */
export async function liveWithAndWithoutRole({ teams, isOver }: Needs, account: Account): Promise<void> {
  const { desk, deskId } = deskOf(teams, account)
  for (let n = 0; !isOver(); n += 1) {
    await press(teams, account, desk, n % 2 === 0 ? 'desk.on' : 'desk.off', { deskId })
    await wait(300)
  }
}

async function goOnDuty(teams: Teams, analyst: Account): Promise<void> {
  const { desk, deskId } = deskOf(teams, analyst)
  await pressUntilTaken(teams, analyst, desk, 'desk.on', { deskId })
}

/** The card of the desk in whose team somebody is. */
function deskOf(teams: Teams, { key }: Account): { readonly desk: Conversation; readonly deskId: string } {
  const channelId = teams.directory.teams.find(({ members }) => members.includes(key))?.channels.at(-1)?.id
  const desk = [...teams.chats.conversations.values()].find(
    ({ id, messages }) => id.startsWith(`${channelId};`) && JSON.stringify(messages[0]).includes('desk.on'),
  )
  const deskId = /"deskId":"([0-9a-f-]+)"/.exec(JSON.stringify(desk?.messages[0]))?.[1]
  if (desk === undefined || deskId === undefined) throw new Error('There is no desk.')
  return { desk, deskId }
}

/** Once the faults have ended: how long the slowest of some messages takes to the desk, in milliseconds. */
export async function measureCalm(needs: Needs, account: Account, analysts: readonly Account[]): Promise<number> {
  const { teams, ledger } = needs
  const home = teams.personalChat(account)
  if (home === undefined) throw new Error(`${account.name} has no chat.`)
  const chat = ledger.newChat(account.key, home.id)
  const before = teams.chats.conversations.size
  await speak(needs, chat, account, home, 'desk', 'ouverture')
  const asked = performance.now()
  const { body } = await press(teams, account, home, 'handoff.request', {})
  const handoffId = /"handoffId":"([0-9a-f-]+)"/.exec(JSON.stringify(body))?.[1] ?? ''
  chat.handoffId = handoffId
  const thread = await threadOf(needs, chat, analysts[0] as Account, before)
  let slowest = performance.now() - asked
  for (let n = 0; n < 5 && thread !== undefined; n += 1) {
    const began = performance.now()
    const { text } = await speak(needs, chat, account, home, 'desk', 'dit')
    while (!thread.messages.some((message) => message.text.includes(text)) && performance.now() - began < 30_000)
      await wait(20)
    slowest = Math.max(slowest, performance.now() - began)
  }
  await pressUntilTaken(teams, account, home, 'handoff.cancel', { handoffId })
  return thread === undefined ? Number.POSITIVE_INFINITY : Math.round(slowest)
}

/** Several analysts press « Prendre » at once; the one whose name they are shown has it. */
async function takeTogether(
  { teams, random }: Needs,
  chat: Chat,
  thread: Conversation,
  analysts: readonly Account[],
): Promise<Account | undefined> {
  const bidders = analysts.filter(() => random() < 0.7)
  const card = thread.messages[0]
  await Promise.all(
    bidders.map(async (analyst) => {
      const answer = await press(teams, analyst, thread, 'handoff.take', { handoffId: chat.handoffId }, card?.id)
      if (answer.status < 300) chat.told.push(textOf((answer.body['value'] ?? {}) as Json, analyst))
    }),
  )
  return analysts.find(({ name }) => chat.told.some((text) => text.includes(`Pris par ${name}`)))
}

async function talk(
  needs: Needs,
  chat: Chat,
  account: Account,
  where: Conversation,
  to: 'desk' | 'requester',
): Promise<void> {
  const { random } = needs
  for (let n = 0; n < MESSAGES; n += 1) {
    const whisper = to === 'requester' && random() < 0.15
    const spoken = await speak(needs, chat, account, where, whisper ? 'nobody' : to, whisper ? '// entre nous' : 'dit')
    if (spoken.taken && !whisper && random() < 0.2) await correct(needs, account, where, spoken)
    if (spoken.taken && !whisper && random() < 0.1) await takeBack(needs, account, where, spoken)
    if (random() < 0.1) await pauseFor(needs, chat, account, where, to)
    await wait(random() * 400)
  }
}

/** « Rappelez-moi », sent twice as impatient clients do, and « Reprendre l'attente ». */
async function changeTheirMind(
  { teams }: Needs,
  account: Account,
  home: Conversation,
  handoffId: string,
): Promise<void> {
  const data = { verb: 'handoff.callback', handoffId, nonce: randomUUID(), minutes: '30' }
  await Promise.all([1, 2].map(() => teams.invoke(account, home, 'task/submit', { data })))
  await press(teams, account, home, 'handoff.wait', { handoffId })
}

/** One side needs a while; the words go on all the same. */
async function pauseFor(
  { teams }: Needs,
  { handoffId }: Chat,
  account: Account,
  where: Conversation,
  to: 'desk' | 'requester',
): Promise<void> {
  const data = { verb: 'handoff.hold', handoffId, nonce: randomUUID(), minutes: '10' }
  if (to === 'desk') await press(teams, account, where, 'handoff.pause', { handoffId })
  else await teams.invoke(account, where, 'task/submit', { data })
}

async function speak(
  { teams, ledger }: Needs,
  chat: Chat,
  account: Account,
  where: Conversation,
  to: Spoken['to'],
  words: string,
): Promise<Spoken> {
  const text = ledger.textFor(chat, account.key, words)
  const { message, taken } = await teams.saySurely(account, where, text)
  return ledger.said(chat, { from: account.key, to, text, activityId: message.id, conversationId: where.id, taken })
}

async function correct({ teams }: Needs, account: Account, where: Conversation, spoken: Spoken): Promise<void> {
  const message = where.messages.find(({ id }) => id === spoken.activityId)
  if (message === undefined) return
  const text = `${spoken.text} (corrigé)`
  spoken.mayRead.push(text)
  if (await teams.edit(account, where, message, { text })) spoken.mayRead = [text]
}

async function takeBack({ teams }: Needs, account: Account, where: Conversation, spoken: Spoken): Promise<void> {
  const message = where.messages.find(({ id }) => id === spoken.activityId)
  if (message === undefined) return
  spoken.removal = 'asked'
  if (await teams.remove(account, where, message)) spoken.removal = 'taken'
}

/** A dialog, sent twice as impatient clients do. */
async function openIncident(
  { teams, ledger }: Needs,
  chat: Chat,
  account: Account,
  home: Conversation,
  handoffId: string,
): Promise<void> {
  const opened = await teams.invoke(account, home, 'task/fetch', { data: { verb: 'ticket.from-chat', handoffId } })
  const card = cardInDialog(opened)
  if (card === undefined) return
  const fields = Object.fromEntries(inputsOf(card).map(({ id, value }) => [id, value]))
  const title = ledger.textFor(chat, account.key, 'incident')
  const data = {
    ...((actionsOf(card)[0]?.action['data'] ?? {}) as object),
    ...fields,
    title,
    description: 'Ne démarre plus.',
  }
  const send = () => teams.invoke(account, home, 'task/submit', { data })
  const answers = await Promise.all([send(), send()])
  const numbers = answers.flatMap((answer) => /INC-\d+/.exec(JSON.stringify(answer.body)) ?? [])
  if (numbers.length > 0) ledger.incidents.push({ chat, title, numbers: numbers.map(String) })
}

function cardInDialog({ status, body }: InvokeResult): Json | undefined {
  const task = body['task'] as { value?: { card?: { content: Json } } } | undefined
  return status < 300 ? task?.value?.card?.content : undefined
}

async function press(
  teams: Teams,
  account: Account,
  where: Conversation,
  verb: string,
  data: object,
  cardId?: string,
): Promise<InvokeResult> {
  const action = { type: 'Action.Execute', verb, data }
  return await teams.invoke(account, where, 'adaptiveCard/action', { action, trigger: 'manual' }, cardId)
}

/** People press again until something happens; at last they believe the excuse. */
async function pressUntilTaken(
  teams: Teams,
  account: Account,
  where: Conversation,
  verb: string,
  data: object,
): Promise<InvokeResult> {
  for (let tries = 0; ; tries += 1) {
    const answer = await press(teams, account, where, verb, data)
    if (answer.status < 300 && (!isExcuse(answer) || tries >= 10)) return answer
    if (tries > 100) throw new Error(`${verb} came to nothing: ${JSON.stringify(answer)}`)
    await wait(500)
  }
}

function isExcuse({ body }: InvokeResult): boolean {
  return body['type'] === 'application/vnd.microsoft.activity.message'
}

const THREAD_PATIENCE_MS = 90_000

/** The thread of a chat, among those that were opened since there were `before`. */
async function threadOf(
  { teams }: Needs,
  chat: Chat,
  viewer: Account,
  before: number,
): Promise<Conversation | undefined> {
  const until = Date.now() + THREAD_PATIENCE_MS
  while (Date.now() < until) {
    for (const conversation of [...teams.chats.conversations.values()].slice(before)) {
      const card = conversation.type === 'channel' ? conversation.messages[0] : undefined
      const shown = card && cardOf(card, viewer.key)
      if (shown !== undefined && textOf(shown, viewer).includes(chat.tag)) return conversation
    }
    await wait(100)
  }
  return undefined
}
