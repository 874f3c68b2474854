import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import type { Services } from '../../services/context.ts'
import { connect, type Db } from '../../services/db/connect.ts'
import { transact } from '../../services/db/transact.ts'
import { createTicketSystems } from '../../services/itsm/vendors.ts'
import type { NamedPerson } from '../../services/people/person.ts'
import type { Written } from '../../services/secrets/secret.ts'
import { defaultSettings } from '../../services/settings/defaults.ts'
import { createRulesReader, createSettingsReader } from '../../services/settings/read.ts'
import { changeByAnalyst } from '../../services/tickets/change.ts'
import { commentAsAnalyst } from '../../services/tickets/comment.ts'
import { openTicket } from '../../services/tickets/open.ts'
import { resolveTicket } from '../../services/tickets/resolve.ts'
import { getTicket } from '../../services/tickets/store.ts'
import { takeTicket } from '../../services/tickets/take.ts'
import { getDefaultWorkspace } from '../../services/workspaces/store.ts'
import { type RequestTracker, startRequestTracker } from '../../simulator/request-tracker.ts'
import { PROGRAM, type Service, startService } from '../service.ts'
import { createRandom, oneOf } from './random.ts'

export interface SoakOptions {
  readonly tickets: number
  /** So often somebody does something, here or there. */
  readonly acts: number
  /** So often our process is killed, and Request Tracker. */
  readonly kills: number
  readonly seed: number
  readonly say: (line: string) => void
  readonly program?: string
}

/** What a checker that calls nothing of the adapter found at the end; nothing at all, if all is well. */
export interface SoakResult {
  readonly missing: readonly string[]
  readonly doubled: readonly string[]
  readonly disagreeing: readonly string[]
  readonly acts: { readonly here: number; readonly there: number }
  readonly kills: { readonly service: number; readonly tracker: number }
  /** From the last act until nothing was left to be sent or taken over, in milliseconds. */
  readonly calmMs: number
}

const BURST = 12
const LONGEST_WAIT_MS = 600
const WORD = /Mot-\d+/g
const STATUSES = ['open', 'stalled', 'resolved'] as const

/** Both sides change tickets at random while either is killed; then they are compared, field by field and word by word. */
export async function soakWithRt({ tickets, acts, kills, seed, say, program }: SoakOptions): Promise<SoakResult> {
  const random = createRandom(seed)
  const pick = <Item>(items: readonly Item[]) => oneOf(random, items)
  const rt = await startRequestTracker()
  const env = {
    TICKET_SYSTEMS: JSON.stringify([{ name: 'contoso', vendor: 'rt', url: rt.url, token: rt.tokens.service }]),
  }
  const service = await startService(env, {}, program ?? PROGRAM)
  const done = { here: 0, there: 0 }
  const killed = { service: 0, tracker: 0 }
  try {
    await service.settle('sophie')
    await service.activate({ ticketSystem: { connection: 'contoso', sync: 'fast', mapping: { queue: rt.queue } } })
    const desk = await openDesk(service)
    const ids: string[] = []
    let words = 0
    const actHere = async () => {
      words += 1
      const isNew = ids.length < tickets && (ids.length === 0 || random() < 0.5)
      if (isNew) ids.push(await desk.open(`Soak ${seed} ${ids.length}`))
      else await desk.change(pick(ids), `Mot-${words}`, pick, random())
      done.here += 1
    }
    const actThere = async () => {
      const rows = await search(rt, `Queue='${rt.queue}'`, 'Subject')
      if (rows.length === 0) return await actHere()
      words += 1
      await changeThere(rt, pick(rows).id, `Mot-${words}`, pick, random())
      done.there += 1
    }
    const events = Array.from({ length: kills }, () => ['kill', 'away', 'back'] as const).flat()
    const every = Math.floor(acts / (events.length + 1))
    let isAway = false
    for (let step = 1; step <= acts; step += 1) {
      // What RT refuses somebody there is done by nobody.
      await (isAway || random() < 0.5 ? actHere() : actThere().catch(refused))
      const event = step % every === 0 ? events.shift() : undefined
      if (event === undefined) continue
      if (event === 'kill') {
        // Much is under way, and some of it is done there and not noted here.
        for (let n = 0; n < BURST; n += 1) await actHere()
        await wait(random() * LONGEST_WAIT_MS)
        await service.restart('SIGKILL')
        killed.service += 1
      } else if (event === 'away') {
        await rt.kill()
        isAway = true
        killed.tracker += 1
      } else {
        await rt.start()
        isAway = false
      }
      say(`${event}: ${step} acts, ${ids.length} tickets`)
    }
    if (isAway) await rt.start()
    const calmMs = await calm(desk.db, say)
    say('compared')
    const verdict = await judge(desk.db, rt, ids, service.teams.account('sophie').objectId)
    await desk.db.destroy()
    return { ...verdict, acts: done, kills: killed, calmMs }
  } finally {
    await service.close()
    await rt.close()
  }
}

/** RT's own refusal: its store is locked, or a ticket is merged. Anything else is a fault of ours. */
function refused(error: unknown): void {
  if (!/: [45]\d\d$/.test(String(error))) throw error
}

interface DeskHands {
  readonly db: Db
  open(title: string): Promise<string>
  change(id: string, word: string, pick: <Item>(items: readonly Item[]) => Item, chance: number): Promise<void>
}

/** Somebody works at the desk as a replica does: by the service's verbs, on its store. */
async function openDesk({ databaseUrl, teams }: Service): Promise<DeskHands> {
  const db = await connect(databaseUrl)
  const settingsOf = createSettingsReader(defaultSettings({ language: 'fr', silenceMs: 300_000 }))
  const systems = createTicketSystems([])
  const services = { db, now: Date.now, settingsOf, rulesOf: createRulesReader(settingsOf), systems, links: undefined }
  const { tenantId } = teams.directory
  const person = (key: string): NamedPerson => ({
    tenantId,
    objectId: teams.account(key).objectId,
    name: teams.account(key).name,
  })
  const [sophie, camille] = [person('sophie'), person('camille')]
  const workspace = await getDefaultWorkspace(db, tenantId)
  const act = <Result>(work: (tx: Services) => Promise<Result>) =>
    transact(db, (tx) => work({ ...services, db: tx } as Services))
  return {
    db,
    async open(title) {
      const draft = {
        ...{ title: title as Written, description: 'Depuis ce matin' as Written },
        ...({ urgency: 'normal', impact: 'one' } as const),
        ...{ category: 'devices', requester: camille, opener: sophie, assignee: sophie },
      } as const
      const opened = await act((tx) => openTicket(tx, workspace, draft, randomUUID()))
      if ('tooMany' in opened) throw new Error('Too many tickets.')
      return (opened as { readonly id: string }).id
    },
    async change(id, word, pick, chance) {
      await act(async (tx) => {
        const ticket = await getTicket(tx.db, id)
        const entry = { author: sophie, text: word as Written, key: randomUUID() }
        if (chance < 0.5)
          return await commentAsAnalyst(tx, ticket, { ...entry, kind: pick(['comment', 'work-note'] as const) })
        if (chance < 0.6) return await resolveTicket(tx, ticket, sophie, word as Written, entry.key)
        if (chance < 0.7) return await takeTicket(tx, ticket, sophie)
        const { category } = ticket
        const wanted = {
          ...{ urgency: pick(['low', 'normal', 'high'] as const), impact: pick(['one', 'team'] as const) },
          ...{ state: pick(['in-progress', 'on-hold', undefined] as const), category, text: undefined },
        }
        return await changeByAnalyst(tx, ticket, wanted, entry)
      })
    },
  }
}

interface Json {
  readonly items?: readonly (Json & { readonly id: string })[]
  readonly next_page?: string
  readonly Content?: string
  readonly Filename?: string
  readonly Subject?: string
  readonly Status?: string
  readonly Owner?: { readonly id: string }
  readonly CustomFields?: readonly { readonly name: string; readonly values: readonly string[] }[]
}

async function ask(rt: RequestTracker, method: string, path: string, json?: object): Promise<Json> {
  const headers = { authorization: `token ${rt.tokens.ana}`, 'content-type': 'application/json' }
  const body = json === undefined ? null : JSON.stringify(json)
  const response = await fetch(`${rt.url}/REST/2.0${path}`, { method, headers, body })
  const text = await response.text()
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status}`)
  return text === '' ? {} : JSON.parse(text)
}

async function search(rt: RequestTracker, query: string, fields: string) {
  const rows: (Json & { readonly id: string })[] = []
  for (let page = 1; ; page += 1) {
    const path = `/tickets?query=${encodeURIComponent(query)}&fields=${fields}&per_page=100&page=${page}&orderby=id`
    const { items = [] } = await ask(rt, 'GET', path)
    rows.push(...items)
    if (items.length < 100) return rows
  }
}

async function changeThere(
  rt: RequestTracker,
  id: string,
  word: string,
  pick: <Item>(items: readonly Item[]) => Item,
  chance: number,
): Promise<void> {
  const said = { Content: word, ContentType: 'text/plain' }
  if (chance < 0.5) await ask(rt, 'POST', `/ticket/${id}/${pick(['correspond', 'comment'])}`, said)
  else if (chance < 0.7) await ask(rt, 'PUT', `/ticket/${id}`, { Status: pick(STATUSES) })
  else if (chance < 0.85) await ask(rt, 'PUT', `/ticket/${id}`, { Owner: pick(['ana', 'sophie']) })
  else await ask(rt, 'PUT', `/ticket/${id}`, { CustomFields: { Urgency: pick(['Low', 'Medium', 'High']) } })
}

const MOST_CALM_MS = 240_000

/** Until nothing is left to be sent, and the poller has read what was there at the end. */
async function calm(db: Db, say: (line: string) => void): Promise<number> {
  const began = Date.now()
  let quietPolls = 0
  let lastPoll = 0
  while (quietPolls < 3) {
    if (Date.now() - began > MOST_CALM_MS) throw new Error('It does not come to rest.')
    await wait(500)
    const jobs = await db
      .selectFrom('jobs')
      .select('task')
      .where('task', '=', 'ticket.sync')
      .where('state', '=', 'ready')
      .execute()
    const state = await db.selectFrom('itsm_states').select(['polled_at', 'failing_since']).executeTakeFirst()
    if (jobs.length > 0 || state?.failing_since !== null) quietPolls = 0
    else if ((state.polled_at ?? 0) > lastPoll) quietPolls += 1
    lastPoll = state?.polled_at ?? 0
  }
  say('at rest')
  return Date.now() - began
}

const STATE_OF: Readonly<Record<string, string>> = { stalled: 'on-hold', resolved: 'resolved', rejected: 'cancelled' }
const URGENCY_OF: Readonly<Record<string, string>> = { Low: 'low', Medium: 'normal', High: 'high' }
const IMPACT_OF: Readonly<Record<string, string>> = { Low: 'one', Medium: 'team', High: 'everybody' }

async function judge(db: Db, rt: RequestTracker, ids: readonly string[], sophie: string) {
  const missing: string[] = []
  const doubled: string[] = []
  const disagreeing: string[] = []
  const rows = await search(rt, `Queue='${rt.queue}'`, 'Subject,Status,Owner,CustomFields')
  const field = (row: Json, name: string) => row.CustomFields?.find((its) => its.name === name)?.values[0] ?? ''
  const numbers = new Set<string>()
  for (const id of ids) {
    const [there, ...more] = rows.filter((row) => field(row, 'ExternalId') === id)
    const here = await db.selectFrom('tickets').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
    if (there === undefined) {
      missing.push(`ticket ${here.number}`)
      continue
    }
    if (more.length > 0) doubled.push(`ticket ${here.number} is there ${more.length + 1} times`)
    if (numbers.has(here.number)) doubled.push(`number ${here.number}`)
    numbers.add(here.number)
    const owner = there.Owner?.id ?? 'Nobody'
    const theirs = [
      `RT-${there.id}`,
      STATE_OF[there.Status ?? ''] ?? (owner === 'Nobody' ? 'new' : 'in-progress'),
      URGENCY_OF[field(there, 'Urgency')],
      IMPACT_OF[field(there, 'Impact')],
      owner === 'Nobody' ? null : owner === 'sophie' ? sophie : `remote:contoso:${owner}`,
    ].join(' ')
    const ours = [here.number, here.state, here.urgency, here.impact, here.assignee_id].join(' ')
    if (ours !== theirs) disagreeing.push(`here ${ours}, there ${theirs}`)
    const entries = await db.selectFrom('ticket_entries').select('text').where('ticket_id', '=', id).execute()
    const said = { here: wordsIn(entries.map(({ text }) => text)), there: wordsIn(await saidThere(rt, there.id)) }
    for (const [side, list] of Object.entries(said)) {
      for (const word of new Set(list))
        if (list.filter((its) => its === word).length > 1) doubled.push(`${word} ${side} in ${here.number}`)
      const other = side === 'here' ? said.there : said.here
      for (const word of new Set(list)) if (!other.includes(word)) missing.push(`${word} of ${side} in ${here.number}`)
    }
  }
  return { missing, doubled, disagreeing }
}

function wordsIn(texts: readonly string[]): readonly string[] {
  return texts.flatMap((text) => text.match(WORD) ?? [])
}

async function saidThere(rt: RequestTracker, id: string): Promise<readonly string[]> {
  const { items = [] } = await ask(rt, 'GET', `/ticket/${id}/history?per_page=100&fields=Type`)
  const texts: string[] = []
  for (const item of items.filter((its) => /^(Correspond|Comment)$/.test(String((its as { Type?: string }).Type)))) {
    const parts = (await ask(rt, 'GET', `/transaction/${item.id}/attachments?fields=Content`)).items ?? []
    texts.push(parts.map((part) => part.Content ?? '').join(''))
  }
  return texts
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { values } = parseArgs({
    options: {
      tickets: { type: 'string', default: '200' },
      acts: { type: 'string', default: '800' },
      kills: { type: 'string', default: '4' },
      seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    },
  })
  const { tickets, acts, kills, seed } = values
  const say = (line: string) => process.stderr.write(`${line}\n`)
  const result = await soakWithRt({
    ...{ tickets: Number(tickets), acts: Number(acts), kills: Number(kills) },
    seed: Number(seed),
    say,
  })
  process.stdout.write(`${JSON.stringify({ ...result, seed: Number(seed) })}\n`)
  process.exitCode = result.missing.length + result.doubled.length + result.disagreeing.length === 0 ? 0 : 1
}
