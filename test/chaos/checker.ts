import { DatabaseSync } from '@photostructure/sqlite'
import pg from 'pg'
import type { Conversation, Message } from '../../simulator/chats.ts'
import { cardOf } from '../../simulator/chats.ts'
import type { Teams } from '../../simulator/teams.ts'
import type { Chat, Ledger, Spoken } from './ledger.ts'

/** What went wrong; every list is empty when every promise was kept. */
export interface Verdict {
  readonly lost: readonly string[]
  readonly doubled: readonly string[]
  readonly outOfOrder: readonly string[]
  readonly stuck: readonly string[]
  readonly twoOwners: readonly string[]
  readonly crossTalk: readonly string[]
  /** Acts that took effect though no role in force then, or just before, permitted them. */
  readonly withoutRight: readonly string[]
  readonly byRole: { readonly done: number; readonly refused: number }
  /** How often the service itself noted that it cannot know. */
  readonly uncertain: number
  /** Messages whose author was told, with their words, that they could not be taken. */
  readonly excused: readonly string[]
}

type Findings = { [Key in keyof Omit<Verdict, 'uncertain' | 'byRole'>]: string[] }

interface Stored {
  readonly uncertain: readonly { activity_id: string | null; task: string }[]
  readonly jobs: readonly { id: number; task: string; lane: string; state: string; due_at: number }[]
  readonly handoffs: readonly {
    id: string
    analyst_name: string | null
    state: string
    clock_at: number | null
    owed_since: number | null
    silent_since: number | null
    held_until: number | null
    offer_id: string | null
  }[]
  readonly offers: readonly { id: string; handoff_id: string }[]
  readonly messages: readonly {
    source_activity_id: string
    audience: string
    sent_activity_id: string | null
    handoff_id: string
    words: string
  }[]
  readonly tickets: readonly { number: string; title: string; key: string }[]
  readonly versions: readonly { document: string; created_at: number }[]
  readonly acts: readonly { at: number; actor_id: string; permission: string; outcome: string }[]
}

/** What the checker is told of the crowd. */
interface Crowd {
  /** The channel of the desk of a requester's workspace. */
  readonly deskOf: (requester: string) => string | undefined
  /** Of whom the role was given and taken away. */
  readonly revoked: string
}

/**
 * Compares what people were promised with what everybody sees in Teams and what the store holds. It reads both with its
 * own eyes: nothing of the service's code is called.
 */
export async function judge(teams: Teams, ledger: Ledger, databaseUrl: string, crowd: Crowd): Promise<Verdict> {
  const stored = await readStore(databaseUrl)
  const verdict: Findings = {
    lost: [...ledger.undone],
    doubled: [],
    outOfOrder: [],
    stuck: [],
    twoOwners: [],
    crossTalk: [],
    withoutRight: [],
    excused: [],
  }
  const threads = threadsByTag(teams)
  for (const chat of ledger.chats) {
    judgeMessages(teams, chat, threads.get(chat.tag) ?? [], stored, verdict)
    judgeOwners(chat, stored, verdict)
  }
  judgeIncidents(ledger, stored, verdict)
  judgeSecrecy(teams, ledger, verdict, crowd)
  const byRole = judgeRights(stored, crowd, verdict)
  for (const { id, state, ...clock } of stored.handoffs) {
    // Whose turn it is in a chat that does not go on is nobody's to watch.
    const { clock_at, owed_since, silent_since, held_until } = clock
    const isWatched = [clock_at, owed_since, silent_since, held_until].some((its) => its !== null)
    if (state !== 'active' && isWatched) verdict.stuck.push(`clock of ${id}, which is ${state}`)
  }
  for (const { id, handoff_id } of stored.offers) {
    const chat = stored.handoffs.find((its) => its.id === handoff_id)
    const isOpen = chat?.state === 'queued' || chat?.state === 'active'
    if (!isOpen || chat.offer_id !== id) verdict.stuck.push(`offer ${id} of ${handoff_id}, which is ${chat?.state}`)
  }
  for (const job of stored.jobs) {
    if (!isTimer(job)) verdict.stuck.push(`job ${job.id} ${job.task} ${job.lane} ${job.state}`)
  }
  return { ...verdict, byRole, uncertain: stored.uncertain.length }
}

/** How many promises are not kept yet, however late they are to be tried again. */
export async function readDue(databaseUrl: string): Promise<number> {
  const { jobs } = await readStore(databaseUrl)
  return jobs.filter((job) => job.state !== 'given-up' && !isTimer(job)).length
}

/** A timer that is due is looked at so soon. */
const LOOKED_AT_MS = 1_500

/** Nobody waits for it: it looks, at its time, whether something is to be done. */
function isTimer({ task, state, due_at }: Stored['jobs'][number]): boolean {
  const isTimed = [
    ...[
      'clock.check',
      'wait.check',
      'wait.refresh',
      'offer.check',
      'queue.route',
      'quarantine.release',
      'onetime.wipe',
    ],
    ...[
      'store.prune',
      'desk.rosters',
      'audit.seal',
      'itsm.watch',
      'group.plan',
      'health.plan',
      'sla.look',
      'responsibilities.remind',
    ],
  ].includes(task)
  return isTimed && state === 'timer' && due_at > Date.now() - LOOKED_AT_MS
}

function judgeMessages(
  teams: Teams,
  chat: Chat,
  threads: readonly Conversation[],
  stored: Stored,
  verdict: Findings,
): void {
  const home = teams.chats.conversations.get(chat.homeId)
  const places = { desk: threads, requester: home === undefined ? [] : [home], nobody: [] }
  for (const side of ['desk', 'requester'] as const) {
    let last = -1
    // What opens a chat stands on the card of its thread, and is no message there.
    const spoken = chat.spoken.filter(({ to, taken, text }) => to === side && taken && !text.startsWith('ouverture'))
    for (const one of spoken) {
      const copies = places[side].flatMap(({ messages }) => messages).filter((copy) => isCopyOf(copy, one))
      const there = copies.filter(({ deletedAt }) => deletedAt === undefined)
      const what = `${one.text} (${one.activityId})`
      const missing = copies.length === 0 && one.removal === 'no'
      if (missing)
        verdict[isExcused(teams, one.conversationId, one.text) ? 'excused' : 'lost'].push(
          `${what}${storedAs(stored, one, chat)}`,
        )
      const explained = stored.uncertain.filter(({ activity_id }) => activity_id === one.activityId).length
      // A copy that nobody could tell us the name of can be neither corrected nor taken back.
      const ours = explained === 0 ? there : []
      if (ours.length > 0 && one.removal === 'taken') verdict.lost.push(`removal of ${what}`)
      if (ours.some((copy) => !one.mayRead.some((text) => wordsOf(copy).includes(text))))
        verdict[isExcused(teams, one.conversationId, String(one.mayRead.at(-1))) ? 'excused' : 'lost'].push(
          `correction of ${what}`,
        )
      if (copies.length > 1 + explained)
        verdict.doubled.push(`${what}: ${copies.length} copies, ${explained} explained`)
      const [first] = copies
      if (first !== undefined) {
        if (first.at < last) verdict.outOfOrder.push(what)
        last = Math.max(last, first.at)
      }
    }
  }
}

/** The threads of each chat: a lost answer may have left two. */
function threadsByTag(teams: Teams): ReadonlyMap<string, readonly Conversation[]> {
  const threads = new Map<string, Conversation[]>()
  for (const place of teams.chats.conversations.values()) {
    const root = place.type === 'channel' ? place.messages[0] : undefined
    const tags = new Set(JSON.stringify(root?.attachments ?? []).match(TAG) ?? [])
    for (const tag of tags) threads.set(tag, [...(threads.get(tag) ?? []), place])
  }
  return threads
}

const TAG = /\[chat \d+\]/g

/** In the place where it was written stands a card that quotes it, and gives a reference: that it came to nothing. */
function isExcused(teams: Teams, conversationId: string, text: string): boolean {
  const place = teams.chats.conversations.get(conversationId)
  return place?.messages.some(({ from, attachments }) => from === 'bot' && quotes(attachments, text)) ?? false
}

/** How far a lost message came, for whoever looks for the cause. */
function storedAs({ messages }: Stored, { activityId, text }: Spoken, { handoffId }: Chat): string {
  const rows = messages.filter(
    ({ source_activity_id, words }) => source_activity_id === activityId && words.includes(text),
  )
  if (rows.length === 0) return ' was never stored'
  return rows
    .map(({ audience, sent_activity_id: sent, handoff_id }) => {
      const place = handoff_id === handoffId ? 'its chat' : `another chat, ${handoff_id}`
      return ` is stored in ${place}, for ${audience}, ${sent === null ? 'not sent' : `sent as ${sent}`}`
    })
    .join(';')
}

function quotes(attachments: Message['attachments'], text: string): boolean {
  return attachments.some(({ content }) => {
    const card = JSON.stringify(content ?? '')
    return card.includes(text) && card.includes('Référence')
  })
}

/** Each text holds a number that no other has. */
function isCopyOf(copy: Message, { text }: Spoken): boolean {
  return copy.from === 'bot' && wordsOf(copy).includes(text)
}

function wordsOf({ text }: Message): string {
  return text.replaceAll('&#39;', "'").replaceAll('&amp;', '&')
}

function judgeOwners(chat: Chat, stored: Stored, verdict: Findings): void {
  const named = new Set(chat.told.flatMap((text) => /Pris par ([^\n]+?) à /.exec(text)?.[1] ?? []))
  if (named.size > 1) verdict.twoOwners.push(`${chat.tag}: ${[...named].join(', ')}`)
  const owner = stored.handoffs.find(({ id }) => id === chat.handoffId)?.analyst_name
  if (named.size === 1 && owner !== [...named][0])
    verdict.twoOwners.push(`${chat.tag}: told ${[...named]}, is ${owner}`)
}

function judgeIncidents({ incidents }: Ledger, stored: Stored, verdict: Findings): void {
  for (const { title, numbers } of incidents) {
    const found = stored.tickets.filter((ticket) => ticket.title === title)
    if (new Set(numbers).size > 1 || found.length > 1) verdict.doubled.push(`incident ${title}: ${numbers.join(', ')}`)
    if (!found.some(({ number }) => number === numbers[0])) verdict.lost.push(`incident ${numbers[0]} ${title}`)
  }
}

/** Nobody reads what is not for them: another's chat, or a whisper. */
function judgeSecrecy(teams: Teams, ledger: Ledger, verdict: Findings, { deskOf }: Crowd): void {
  const byTag = new Map(ledger.chats.map((chat) => [chat.tag, chat]))
  for (const place of teams.chats.conversations.values()) {
    if (place.type !== 'personal') continue
    for (const message of place.messages) {
      if (message.from !== 'bot') continue
      const all = `${message.text} ${JSON.stringify(cardOf(message, '') ?? message.attachments)}`
      for (const [tag] of all.matchAll(TAG)) {
        if (byTag.get(tag)?.homeId !== place.id) verdict.crossTalk.push(`${tag} in ${place.id}`)
      }
      if (all.includes('// ')) verdict.crossTalk.push(`a whisper in ${place.id}: ${message.text}`)
    }
  }
  for (const place of teams.chats.conversations.values()) {
    if (place.type !== 'channel') continue
    const owners = new Set(place.messages.flatMap(({ text }) => text.match(TAG) ?? []))
    if (owners.size > 1) verdict.crossTalk.push(`${[...owners].join(' and ')} in one thread`)
    const channelId = place.id.split(';')[0]
    for (const [tag] of JSON.stringify(place.messages).matchAll(TAG)) {
      const desk = deskOf(byTag.get(tag)?.requester ?? '')
      if (desk !== channelId) verdict.crossTalk.push(`${tag} at the desk of another workspace, ${channelId}`)
    }
  }
}

/** As long as a turn that began with the role may take to write what it did. */
const TURN_MS = 5_000

/** Whoever had no role for it, then or just before, did nothing. It reads the documents as they are kept. */
function judgeRights({ versions, acts }: Stored, { revoked }: Crowd, verdict: Findings): Verdict['byRole'] {
  const theirs = acts.filter((act) => act.actor_id === revoked && act.permission === 'desk.staff')
  const done = theirs.filter(({ outcome }) => outcome === 'done')
  const hasRole = ({ document }: Stored['versions'][number]) => document.includes('"members":["channel"]')
  for (const { at } of done) {
    const before = versions.filter((version) => version.created_at <= at)
    const now = before.at(-1)
    const lately = versions.filter((version, n) => {
      const end = versions[n + 1]?.created_at ?? Number.POSITIVE_INFINITY
      return version.created_at <= at && end >= at - TURN_MS
    })
    // Before the first version the default was in force: whoever is in the channel.
    const isFirst = now === undefined || (versions[0]?.created_at ?? 0) >= at - TURN_MS
    if (!isFirst && !lately.some(hasRole)) verdict.withoutRight.push(`desk.staff at ${new Date(at).toISOString()}`)
  }
  return { done: done.length, refused: theirs.length - done.length }
}

const QUERIES = {
  versions: `select document, created_at from settings_versions where workspace_id =
    (select id from workspaces where is_default = 1) order by version`,
  acts: 'select at, actor_id, permission, outcome from audit_entries order by id',
  uncertain: 'select activity_id, task from uncertain_deliveries',
  jobs: 'select id, task, lane, state, due_at from jobs',
  handoffs:
    'select id, analyst_name, state, clock_at, owed_since, silent_since, held_until, offer_id from handoffs order by id',
  offers: `select id, handoff_id from offers where state = 'open'`,
  messages: 'select source_activity_id, audience, sent_activity_id, handoff_id, words from messages',
  tickets: 'select number, title, key from tickets',
} as const

async function readStore(databaseUrl: string): Promise<Stored> {
  const file = /^sqlite:(.+)/.exec(databaseUrl)?.[1]
  if (file !== undefined) {
    const database = new DatabaseSync(file)
    const read = (query: string) => database.prepare(query).all() as never[]
    const stored = Object.fromEntries(Object.entries(QUERIES).map(([name, query]) => [name, read(query)]))
    database.close()
    return stored as unknown as Stored
  }
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  const stored: Record<string, unknown[]> = {}
  for (const [name, query] of Object.entries(QUERIES)) stored[name] = (await client.query(query)).rows
  await client.end()
  const timed = (name: 'versions' | 'acts', column: string) =>
    (stored[name] as Record<string, unknown>[]).map((row) => ({ ...row, [column]: Number(row[column]) }))
  const number = (row: Record<string, unknown>) => ({ ...row, id: Number(row['id']), due_at: Number(row['due_at']) })
  const times = { versions: timed('versions', 'created_at'), acts: timed('acts', 'at') }
  return { ...stored, ...times, jobs: (stored['jobs'] as Record<string, unknown>[]).map(number) } as unknown as Stored
}
