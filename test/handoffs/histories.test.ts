import { strict as assert } from 'node:assert'
import { randomUUID } from 'node:crypto'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect, type Db } from '../../services/db/connect.ts'
import { setDuty } from '../../services/desks/set-duty.ts'
import { awaitAnalyst, awaitRequester, hold, stillThere } from '../../services/handoffs/clock.ts'
import { convertHandoff } from '../../services/handoffs/convert.ts'
import { cancelHandoff, endHandoff } from '../../services/handoffs/end.ts'
import { giveBack } from '../../services/handoffs/give-back.ts'
import { type Handoff, isOpen } from '../../services/handoffs/handoff.ts'
import { keepHandoff } from '../../services/handoffs/keep.ts'
import { getOffer } from '../../services/handoffs/offers.ts'
import { acceptOffer, offerHandoff, refuseOffer } from '../../services/handoffs/pass.ts'
import { requestHandoff } from '../../services/handoffs/request.ts'
import { checkSilence } from '../../services/handoffs/silence.ts'
import { getHandoff, listWaiting } from '../../services/handoffs/store.ts'
import { takeHandoff } from '../../services/handoffs/take.ts'
import { undoTake } from '../../services/handoffs/undo-take.ts'
import { callBack, checkWait, waitOf, waitOn } from '../../services/handoffs/wait.ts'
import type { Person } from '../../services/people/person.ts'
import { candidatesAt, waitingOf } from '../../services/queues/candidates.ts'
import { expireOffer } from '../../services/queues/expire.ts'
import { choose, type Waiting } from '../../services/queues/queue.ts'
import { routeQueue } from '../../services/queues/route.ts'
import { wrapUp } from '../../services/queues/wrap-up.ts'
import { maskSecrets } from '../../services/secrets/secret.ts'
import { defaultSettings } from '../../services/settings/defaults.ts'
import { rulesIn } from '../../services/settings/settings.ts'
import { addDuty } from '../../services/workspaces/duty.ts'
import { addDesk, getDefaultWorkspace, makeDefaultWorkspace } from '../../services/workspaces/store.ts'
import type { Workspace } from '../../services/workspaces/workspace.ts'
import { createRandom } from '../chaos/random.ts'

/** What is looked at when its time comes. */
const TIMED = ['clock.check', 'wait.check', 'offer.check', 'queue.route', 'handoff.ended']
/** So many histories, one chat each, from its request to its end. `.ci/run` wants six thousand of each kind. */
const HISTORIES = Number(process.env['HISTORIES'] ?? 100)
const SEED = Number(process.env['SEED'] ?? 2_611)
/** A file system in memory, where there is one: what a power cut would leave is not what is looked at. */
const MEMORY = '/dev/shm'
const REQUESTERS = 40
const ANALYSTS = 4
const MOST_CHATS = 6

/** Chats at random on a clock of our own: whatever happens in whatever order, these hold after each step. */
for (const offerTiers of [[], [1]])
  describe(`${HISTORIES} chats at random, ${offerTiers.length === 0 ? 'open to all' : 'offered to one at a time'} (seed ${SEED})`, function () {
    this.timeout(20 * 60_000)
    let folder: string
    let db: Db
    before(async () => {
      folder = mkdtempSync(join(existsSync(MEMORY) ? MEMORY : tmpdir(), 'histories-'))
      db = await connect(`sqlite:${join(folder, 'desk.sqlite')}`)
    })
    after(async () => {
      await db.destroy()
      rmSync(folder, { recursive: true })
    })

    it('are in one state each, watched while they are open, and in the order of their requests (invariants a, b, c, d, e)', async () => {
      const world = await begin(db, offerTiers)
      let begun = 0
      let steps = 0
      while (begun < HISTORIES) {
        const requester = world.pick(world.requesters)
        const known = world.open.get(requester.objectId)
        if (known === undefined) {
          await world.request(requester)
          begun += 1
        } else await world.step(known)
        // Each step touches one chat; what time does to the others is looked at now and then.
        steps += 1
        await world.check(steps % 25 === 0 ? undefined : requester.objectId)
      }
      assert.ok(world.seen.size > 12, `what happened: ${[...world.seen].join(', ')}`)
    })
  })

async function begin(db: Db, offerTiers: number[]) {
  const chance = createRandom(SEED)
  let time = 1_800_000_000_000
  const now = () => time
  const settings = {
    ...defaultSettings({ language: 'fr', silenceMs: 300_000 }),
    offerTiers,
    mostChats: MOST_CHATS,
    wrapUpSeconds: 30,
  }
  const rulesOf = async () => rulesIn(settings)
  const services = { db, now, rulesOf, settingsOf: async () => settings }
  const tenantId = randomUUID()
  await makeDefaultWorkspace(services, tenantId, 'fr')
  const workspace: Workspace = await getDefaultWorkspace(db, tenantId)
  const channel = { teamId: 't', teamName: 'T', channelId: '19:c', serviceUrl: 'https://x.example' }
  const desk = await addDesk(services, workspace.id, channel)
  const person = (n: number): Person => ({
    ...{ tenantId, objectId: randomUUID(), name: `P${n}`, teamsId: `29:${n}`, language: 'fr' },
    ...{ chat: undefined, workspaceId: undefined },
  })
  const requesters = Array.from({ length: REQUESTERS }, (_, n) => person(n))
  const analysts = Array.from({ length: ANALYSTS }, (_, n) => person(100 + n))
  for (const analyst of analysts) await addDuty(services, desk, analyst)
  const isOffering = offerTiers.length > 0
  /** The open chat of each requester. */
  const open = new Map<string, string>()
  const rank = new Map<string, number>()
  const seen = new Set<string>()
  const pick = <Thing>(things: readonly Thing[]): Thing => things[Math.floor(chance() * things.length)] as Thing

  /** What the analyst, the requester and time may do to a chat in this state. */
  const acts: Readonly<Record<string, (chat: Handoff) => Promise<unknown>>> = {
    take: (chat) => takeHandoff(services, chat, pick(analysts)),
    cancel: (chat) => cancelHandoff(services, chat),
    'call back': (chat) => callBack(services, chat, time + pick([60_000, 1_800_000])),
    'wait on': (chat) => waitOn(services, chat),
    'ask again': (chat) =>
      requestHandoff(services, workspace, { ...requesters[0], ...chat.requester } as Person, {
        waitingCard: undefined,
      }),
    convert: (chat) => convertHandoff(services, chat, randomUUID()),
    'requester speaks': (chat) => awaitAnalyst(services, chat),
    'analyst speaks': (chat) => (chat.state === 'active' ? awaitRequester(services, chat) : Promise.resolve()),
    'still there': (chat) => (chat.state === 'active' ? stillThere(services, chat) : Promise.resolve()),
    'requester away': (chat) => hold(services, chat, 'requester', time + 1_200_000),
    'analyst away': (chat) => hold(services, chat, 'analyst', time + 600_000),
    undo: (chat) => undoTake(services, chat),
    'give back': (chat) => giveBack(services, chat),
    'end by requester': (chat) => endHandoff(services, chat, 'requester'),
    'end by analyst': (chat) => endHandoff(services, chat, 'analyst'),
    offer: (chat) =>
      offerHandoff(services, chat, { person: pick(analysts) }, { key: randomUUID(), note: maskSecrets('n').text }),
    accept: async (chat) =>
      chat.offerId &&
      chat.state === 'active' &&
      acceptOffer(services, await getOffer(db, chat.offerId), pick(analysts)),
    refuse: async (chat) =>
      chat.offerId &&
      chat.state === 'active' &&
      refuseOffer(services, await getOffer(db, chat.offerId), pick(analysts)),
    keep: (chat) => (chat.state === 'active' ? keepHandoff(services, chat) : Promise.resolve()),
    ...(isOffering
      ? {
          'goes off duty': () => setDuty(services, desk, pick(analysts), false),
          'comes on duty': () => setDuty(services, desk, pick(analysts), true),
          'answers in the queue': async (chat: Handoff) => {
            if (chat.state !== 'queued' || chat.offerId === undefined) return
            const offer = await getOffer(db, chat.offerId)
            if (offer.to === undefined) return
            if (chance() < 0.5) await takeHandoff(services, chat, offer.to)
            else await refuseOffer(services, offer, offer.to)
          },
        }
      : {}),
    'time passes': async () => {
      time += pick([1_000, 30_000, 120_000, 400_000, 1_000_000])
      await runTimers()
    },
  }

  /** What is due, in the order of its time; what a timer leaves to be said is of no matter here. */
  async function runTimers(): Promise<void> {
    for (;;) {
      const due = await db
        .selectFrom('jobs')
        .selectAll()
        .where('task', 'in', TIMED)
        .where('due_at', '<=', time)
        .orderBy('due_at')
        .limit(1)
        .executeTakeFirst()
      if (due === undefined) break
      await db.deleteFrom('jobs').where('id', '=', due.id).execute()
      const payload = JSON.parse(due.payload)
      if (due.task === 'clock.check') await checkSilence(services, payload)
      else if (due.task === 'offer.check') await expireOffer(services, payload)
      else if (due.task === 'queue.route') await routeQueue(services, payload)
      else if (due.task === 'handoff.ended') await wrapUp(services, payload)
      else await checkWait(services, payload)
    }
    await db.deleteFrom('jobs').where('task', 'not in', TIMED).execute()
  }

  /** A pass is due at once, wherever something called for one. */
  async function route(): Promise<void> {
    const asked = db
      .selectFrom('jobs')
      .selectAll()
      .where('task', 'in', ['queue.route', 'handoff.ended'])
      .where('due_at', '<=', time)
      .orderBy('id')
      .limit(1)
    for (;;) {
      const job = isOffering ? await asked.executeTakeFirst() : undefined
      if (job === undefined) return
      await db.deleteFrom('jobs').where('id', '=', job.id).execute()
      if (job.task === 'queue.route') await routeQueue(services, { workspaceId: workspace.id })
      else await wrapUp(services, JSON.parse(job.payload))
    }
  }

  /** A chat that waits is offered to somebody, or there is nobody to whom it could be (d); nobody has more than they may (c). */
  async function checkOffers(waiting: readonly Handoff[]): Promise<void> {
    const candidates = await candidatesAt(services, desk, tenantId)
    const its = await waitingOf(services, tenantId, waiting)
    for (const [n, chat] of waiting.entries()) {
      if (chat.offerId === undefined) {
        const { to } = choose(its[n] as Waiting, candidates, { mostChats: MOST_CHATS, at: time })
        assert.equal(to, undefined, `it could be offered: ${JSON.stringify(chat)}`)
        continue
      }
      const { state, to, expiresAt = 0 } = await getOffer(db, chat.offerId)
      assert.equal(state, 'open')
      assert.ok(expiresAt > time, 'it ends')
      assert.ok(
        candidates.some(({ objectId }) => objectId === to?.objectId),
        'whoever is offered a chat is on duty',
      )
    }
    const open = await db.selectFrom('offers').select('handoff_id').where('state', '=', 'open').execute()
    for (const { handoff_id: id } of open) assert.ok(isOpen(await getHandoff(db, id)), 'no offer outlives its chat')
  }

  return {
    requesters,
    open,
    seen,
    pick,
    async request(requester: Person) {
      const asked = await requestHandoff(services, workspace, requester, {
        waitingCard: undefined,
        isPatient: true,
        callbackAt: chance() < 0.1 ? time + 3_600_000 : undefined,
      })
      // Nobody is kept from asking by their share: a new hour begins.
      if (asked === undefined || 'tooMany' in asked) {
        time += 3_600_000
        await runTimers()
        return
      }
      open.set(requester.objectId, asked.id)
      rank.set(asked.id, asked.queuedAt)
      await route()
      time += 1
    },
    async step(id: string) {
      const chat = await getHandoff(db, id)
      const act = pick(Object.keys(acts))
      const before = JSON.stringify(chat)
      await acts[act]?.(chat)
      await route()
      const after = await getHandoff(db, id)
      if (JSON.stringify(after) !== before) seen.add(act)
    },
    async check(one: string | undefined) {
      const timers = await db
        .selectFrom('jobs')
        .select(['task', 'payload', 'due_at'])
        .where('state', '=', 'timer')
        .execute()
      const timerOf = (task: string, id: string) =>
        timers.find((its) => its.task === task && JSON.parse(its.payload).handoffId === id)?.due_at
      for (const [requesterId, id] of open) {
        if (one !== undefined && one !== requesterId) continue
        const chat = await getHandoff(db, id)
        const { state, analyst, owedSince, silentSince, clockAt, heldUntil, callbackAt } = chat
        const what = JSON.stringify(chat)
        assert.equal(chat.queuedAt, rank.get(id), `the rank is kept: ${what}`)
        if (!isOpen(chat)) {
          assert.deepEqual([owedSince, silentSince, clockAt, heldUntil, chat.offerId], Array(5).fill(undefined), what)
          assert.ok(chat.endedAt !== undefined && chat.endedBy !== undefined, `it has an end: ${what}`)
          open.delete(requesterId)
        } else if (state === 'queued') {
          assert.deepEqual([analyst, owedSince, silentSince, clockAt], Array(4).fill(undefined), what)
          assert.ok(isOffering || chat.offerId === undefined, what)
          const due = timerOf('wait.check', id)
          assert.ok(
            due !== undefined && due <= (callbackAt ?? Number.POSITIVE_INFINITY),
            `somebody watches the wait: ${what}`,
          )
        } else {
          assert.ok(analyst !== undefined, what)
          // Only while the requester is away both may be set: what they are owed waits for them.
          const turns = [owedSince, silentSince].filter((its) => its !== undefined).length
          assert.ok(turns === 1 || (turns === 2 && heldUntil !== undefined), `it is one side’s turn: ${what}`)
          const due = timerOf('clock.check', id)
          assert.ok(
            clockAt !== undefined && due !== undefined && due <= clockAt,
            `somebody watches the talk: ${what} ${due}`,
          )
          assert.ok(heldUntil === undefined || heldUntil <= clockAt, what)
        }
      }
      if (one !== undefined) return
      await route()
      const waiting = await listWaiting(db, workspace.id, [1], 100)
      const ranks = waiting.map(({ queuedAt }) => queuedAt)
      assert.deepEqual(
        ranks,
        ranks.toSorted((one, other) => one - other),
        'who asked first is first',
      )
      if (isOffering) await checkOffers(waiting)
      const last = waiting.at(-1)
      if (last !== undefined) assert.equal((await waitOf(services, last)).position, waiting.length)
    },
  }
}
