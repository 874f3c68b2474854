import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { request as send } from 'undici'
import type { Services } from '../services/context.ts'
import { connect, type Db } from '../services/db/connect.ts'
import { transact } from '../services/db/transact.ts'
import { pollSystem } from '../services/itsm/poll.ts'
import { type SyncNeeds, syncTicket } from '../services/itsm/sync.ts'
import { createTicketSystems } from '../services/itsm/vendors.ts'
import { startRunner } from '../services/jobs/run.ts'
import type { Tasks } from '../services/jobs/task.ts'
import { createLog } from '../services/log.ts'
import type { Written } from '../services/secrets/secret.ts'
import { activateSettings } from '../services/settings/activate.ts'
import { defaultSettings } from '../services/settings/defaults.ts'
import { createRulesReader, createSettingsReader } from '../services/settings/read.ts'
import { changeByAnalyst } from '../services/tickets/change.ts'
import { commentAsAnalyst } from '../services/tickets/comment.ts'
import type { TicketJobs } from '../services/tickets/jobs.ts'
import { openTicket } from '../services/tickets/open.ts'
import { getTicket } from '../services/tickets/store.ts'
import { isProvisional, type Ticket } from '../services/tickets/ticket.ts'
import { DAY_MS } from '../services/time.ts'
import { getDefaultWorkspace, makeDefaultWorkspace } from '../services/workspaces/store.ts'
import { type RequestTracker, startRequestTracker } from '../simulator/request-tracker.ts'
import { type Ratio, ratioOf, rounded } from './ratio.ts'
import { at } from './world.ts'

const TENANT = randomUUID()
const SOPHIE = { tenantId: TENANT, objectId: randomUUID(), name: 'Sophie Martin' }
const CAMILLE = { tenantId: TENANT, objectId: randomUUID(), name: 'Camille Roy' }
const OPENED = 10
const CHANGES = 200
const TICKETS = 20

/**
 * From the commit of « Enregistrer » to Request Tracker's own number here, beside what its own create takes, in turns; how many of
 * its calls a change costs; how many changes made there one poller takes over a second, until each ticket is in step.
 */
export async function measureItsm(
  rounds: number,
  say: (line: string) => void,
): Promise<{ readonly realNumberVsCreate: Ratio; readonly itsm: Readonly<Record<string, number>> }> {
  const folder = mkdtempSync(join(tmpdir(), 'desk-itsm-'))
  const rt = await startRequestTracker()
  const counter = await startCounter(rt.url)
  const db = await connect(`sqlite:${join(folder, 'desk.sqlite')}`)
  const desk = await openDesk(db, rt, counter.url)
  try {
    const took = { ours: [] as number[], theirs: [] as number[] }
    const medians = { ours: [] as number[], theirs: [] as number[] }
    for (let round = 0; round < rounds; round += 1) {
      const [ours, theirs]: number[][] = [[], []]
      for (let n = 0; n < OPENED; n += 1) {
        theirs?.push(await timed(() => createThere(rt)))
        ours?.push(await timed(() => desk.open()))
      }
      took.ours.push(...(ours ?? []))
      took.theirs.push(...(theirs ?? []))
      medians.ours.push(median(ours ?? []))
      medians.theirs.push(median(theirs ?? []))
    }
    const [realNumberMs, createMs] = [median(took.ours), median(took.theirs)]
    say(`real number after ${realNumberMs.toFixed(0)} ms, its own create ${createMs.toFixed(0)} ms (medians)`)
    const calls = await countCalls(desk, rt, counter)
    say(`calls: ${JSON.stringify(calls)}`)
    const perSecond = await catchUp(desk, rt)
    say(`${perSecond.toFixed(1)} changes a second by one poller, until both sides agree`)
    return {
      realNumberVsCreate: ratioOf(medians.ours, medians.theirs),
      itsm: {
        ...{ realNumberMs: rounded(realNumberMs), createMs: rounded(createMs) },
        ...calls,
        changesPerSecond: rounded(perSecond),
      },
    }
  } finally {
    await desk.stop()
    await db.destroy()
    counter.server.close()
    await rt.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

async function countCalls(desk: Desk, rt: RequestTracker, counter: Counter): Promise<Record<string, number>> {
  const count = async (work: () => Promise<unknown>) => {
    const before = counter.calls()
    await work()
    return counter.calls() - before
  }
  const callsToOpen = await count(() => desk.open())
  const ticket = await desk.open()
  await desk.poll()
  const callsToComment = await count(() => desk.comment(ticket))
  const callsToChange = await count(() => desk.change(ticket, 'high'))
  await desk.poll()
  const callsOfIdlePoll = await count(() => desk.poll())
  await commentThere(rt, await desk.remoteId(ticket))
  const callsToTakeOver = (await count(() => desk.poll())) - callsOfIdlePoll
  return { callsToOpen, callsToComment, callsToChange, callsOfIdlePoll, callsToTakeOver }
}

/** Comments and changes of state that came while nobody asked; in step are they once no job is left. */
async function catchUp(desk: Desk, rt: RequestTracker): Promise<number> {
  const tickets: string[] = []
  for (let n = 0; n < TICKETS; n += 1) tickets.push(await desk.remoteId(await desk.open()))
  await desk.poll()
  for (let n = 0; n < CHANGES; n += 1) {
    const id = tickets[n % TICKETS] ?? ''
    await (n % 4 === 0 ? setStatusThere(rt, id, n % 8 === 0 ? 'stalled' : 'open') : commentThere(rt, id))
  }
  return (CHANGES * 1000) / (await timed(() => desk.poll()))
}

interface Desk {
  /** Until it has its real number. */
  open(): Promise<Ticket>
  comment(ticket: Ticket): Promise<void>
  change(ticket: Ticket, urgency: 'high'): Promise<void>
  /** Asks, page by page, until nothing is left to be done. */
  poll(): Promise<void>
  remoteId(ticket: Ticket): Promise<string>
  stop(): Promise<void>
}

async function openDesk(db: Db, { tokens, queue }: RequestTracker, url: string): Promise<Desk> {
  const now = Date.now
  const settings = defaultSettings({ language: 'fr', silenceMs: 300_000 })
  const settingsOf = createSettingsReader(settings)
  const credentials = { token: tokens.service }
  const systems = createTicketSystems([
    { name: 'contoso', vendor: 'rt', url, tenants: [TENANT], queues: undefined, credentials },
  ])
  const services = {
    db,
    now,
    settingsOf,
    rulesOf: createRulesReader(settingsOf),
    systems,
    links: undefined,
  } as Services
  await makeDefaultWorkspace(services, TENANT, 'fr')
  const ticketSystem = { connection: 'contoso', sync: 'manual' as const, mapping: { queue } }
  const workspace = await transact(db, async (tx) =>
    activateSettings({ db: tx, now }, await getDefaultWorkspace(tx, TENANT), { ...settings, ticketSystem }, SOPHIE),
  )
  if (workspace === undefined) throw new Error('The settings are not in force.')
  const needs: SyncNeeds = {
    ...services,
    emailOf: async ({ objectId }) => (objectId === SOPHIE.objectId ? 'sophie@example.com' : 'camille@example.com'),
    hidden: async () => ({ title: '', description: '' }),
    talkWords: async () => ({ chat: '', whispers: '', fileName: '', line: (name, text) => `${name}: ${text}` }),
  }
  const common = { pool: 'itsm', patienceMs: DAY_MS, repeat: 'harmless' } as const
  const tasks: Tasks<Pick<TicketJobs, 'ticket.sync'>> = {
    'ticket.sync': { ...common, run: (its) => syncTicket(needs, its) },
  }
  const runner = startRunner({ db, now, log: createLog('error'), tasks, observe: () => {} })
  const act = async <Result>(work: (tx: Services) => Promise<Result>) => {
    const result = await transact(db, (tx) => work({ ...services, db: tx }))
    runner.wake()
    return result
  }
  async function until(isSo: () => Promise<boolean>): Promise<void> {
    while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 2))
  }
  const isDone = async () =>
    (await db.selectFrom('jobs').select('id').where('task', '=', 'ticket.sync').limit(1).execute()).length === 0
  return {
    async open() {
      const draft = {
        ...{ title: 'Écran noir' as Written, description: 'Depuis ce matin' as Written, category: 'devices' },
        ...({ urgency: 'normal', impact: 'one' } as const),
        ...{ requester: CAMILLE, opener: SOPHIE, assignee: SOPHIE },
      }
      const opened = await act((tx) => openTicket(tx, workspace, draft, randomUUID()))
      if ('tooMany' in opened) throw new Error('Too many.')
      const { id } = opened as Ticket
      await until(async () => !isProvisional(await getTicket(db, id)))
      return await getTicket(db, id)
    },
    async comment({ id }) {
      const entry = { kind: 'comment', author: SOPHIE, text: 'Bonjour' as Written, key: randomUUID() } as const
      await act(async (tx) => commentAsAnalyst(tx, await getTicket(tx.db, id), entry))
      await until(isDone)
    },
    async change({ id }, urgency) {
      await act(async (tx) => {
        const its = await getTicket(tx.db, id)
        const { impact, category } = its
        const wanted = { state: undefined, urgency, impact, category, text: undefined }
        return await changeByAnalyst(tx, its, wanted, { author: SOPHIE, key: randomUUID() })
      })
      await until(isDone)
    },
    async poll() {
      const isLeft = async () =>
        (await db.selectFrom('jobs').select('id').where('task', '=', 'itsm.poll').limit(1).execute()).length > 0
      do {
        await db.deleteFrom('jobs').where('task', '=', 'itsm.poll').execute()
        const afterwards = await pollSystem(needs, { workspaceId: workspace.id })
        await transact(db, async (tx) => afterwards?.(tx))
        runner.wake()
      } while (await isLeft())
      await until(isDone)
    },
    async remoteId({ id }) {
      const row = await db
        .selectFrom('itsm_links')
        .select('remote_id')
        .where('ticket_id', '=', id)
        .executeTakeFirstOrThrow()
      return row.remote_id
    },
    stop: () => runner.stop(),
  }
}

interface Counter {
  readonly url: string
  readonly server: Server
  calls(): number
}

/** Passes every request on, and counts. */
async function startCounter(target: string): Promise<Counter> {
  let calls = 0
  const server = createServer(async (request, response) => {
    calls += 1
    const { authorization = '', 'content-type': type = 'application/json' } = request.headers
    const body = request.method === 'GET' ? null : request
    const headers = { authorization, 'content-type': type, accept: 'application/json' }
    const method = request.method as 'GET' | 'POST' | 'PUT'
    const answer = await send(`${target}${request.url ?? ''}`, { method, headers, body })
    response.writeHead(answer.statusCode, { 'content-type': 'application/json' })
    answer.body.pipe(response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server, calls: () => calls }
}

async function ask({ url, tokens }: RequestTracker, method: string, path: string, json: object): Promise<void> {
  const headers = { authorization: `token ${tokens.ana}`, 'content-type': 'application/json' }
  const response = await fetch(`${url}/REST/2.0${path}`, { method, headers, body: JSON.stringify(json) })
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status}`)
  await response.arrayBuffer()
}

function createThere(rt: RequestTracker): Promise<void> {
  const said = { Content: 'Depuis ce matin', ContentType: 'text/plain' }
  return ask(rt, 'POST', '/ticket', {
    Queue: rt.queue,
    Subject: 'Écran noir',
    Requestor: 'camille@example.com',
    ...said,
  })
}

function commentThere(rt: RequestTracker, id: string): Promise<void> {
  return ask(rt, 'POST', `/ticket/${id}/comment`, { Content: 'Un mot', ContentType: 'text/plain' })
}

function setStatusThere(rt: RequestTracker, id: string, Status: string): Promise<void> {
  return ask(rt, 'PUT', `/ticket/${id}`, { Status })
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now()
  await work()
  return performance.now() - began
}

function median(values: readonly number[]): number {
  return at(
    values.toSorted((a, b) => a - b),
    0.5,
  )
}
