import { strict as assert } from 'node:assert'
import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect, type Db } from '../../services/db/connect.ts'
import { transact } from '../../services/db/transact.ts'
import { isTransient, ServiceDeskError } from '../../services/errors.ts'
import { addFile, keepContent } from '../../services/files/store.ts'
import { endHandoff } from '../../services/handoffs/end.ts'
import { handoffSubject } from '../../services/handoffs/handoff.ts'
import { addHandoff, addMessage, getHandoff } from '../../services/handoffs/store.ts'
import { takeHandoff } from '../../services/handoffs/take.ts'
import { enqueueEnclosures } from '../../services/itsm/enqueue-enclosures.ts'
import { enqueuePoll, planPoll } from '../../services/itsm/enqueue-poll.ts'
import { enqueueHint } from '../../services/itsm/hint.ts'
import { reconcile, remoteFields } from '../../services/itsm/itsm.ts'
import type { ItsmJobs } from '../../services/itsm/jobs.ts'
import { pollSystem } from '../../services/itsm/poll.ts'
import type { Itsm } from '../../services/itsm/port.ts'
import { restoreOurs } from '../../services/itsm/restore.ts'
import { findState } from '../../services/itsm/store.ts'
import { type SyncNeeds, syncTicket } from '../../services/itsm/sync.ts'
import { planWatch } from '../../services/itsm/watch.ts'
import type { Subject } from '../../services/notices/subject.ts'
import type { PersonKey } from '../../services/people/person.ts'
import { rememberPerson } from '../../services/people/store.ts'
import type { Written } from '../../services/secrets/secret.ts'
import { activateSettings } from '../../services/settings/activate.ts'
import { defaultSettings } from '../../services/settings/defaults.ts'
import { createRulesReader, createSettingsReader } from '../../services/settings/read.ts'
import { changeByAnalyst } from '../../services/tickets/change.ts'
import { commentAsAnalyst, commentAsRequester } from '../../services/tickets/comment.ts'
import { enqueueSync } from '../../services/tickets/enqueue-sync.ts'
import type { TicketJobs } from '../../services/tickets/jobs.ts'
import { openTicket, type TicketDraft } from '../../services/tickets/open.ts'
import { confirmTicket } from '../../services/tickets/reopen.ts'
import { resolveTicket } from '../../services/tickets/resolve.ts'
import { getTicket, listEntries, listTickets } from '../../services/tickets/store.ts'
import { takeTicket } from '../../services/tickets/take.ts'
import { FOR_DESK, type Ticket, ticketSubject } from '../../services/tickets/ticket.ts'
import { getDefaultWorkspace, makeDefaultWorkspace } from '../../services/workspaces/store.ts'
import type { Workspace } from '../../services/workspaces/workspace.ts'
import { createRandom, oneOf } from '../chaos/random.ts'
import { newStore } from '../store.ts'
import { createMemory, type Memory, person } from './memory.ts'

const SYSTEM = 'contoso'
const tenantId = 'b7f0c1de-0000-4000-8000-00000000000a'
const named = (name: string) => ({ tenantId, objectId: name.toLowerCase(), name })
const [CAMILLE, SOPHIE, KARIM] = [named('Camille'), named('Sophie'), named('Karim')]
/** Karim has no account there. */
const EMAILS: Readonly<Record<string, string>> = { camille: 'camille@example.com', sophie: 'sophie@example.com' }

describe('a company’s own ticket system', () => {
  let db: Db
  let folder: string
  let workspace: Workspace
  let far: Memory
  let clock = Date.now()
  let needs: SyncNeeds
  const settingsOf = createSettingsReader(defaultSettings({ language: 'fr', silenceMs: 300_000 }))
  const now = () => clock

  async function choose(connection: string | null, sync: 'manual' | 'fast' = 'manual'): Promise<void> {
    workspace = await getDefaultWorkspace(db, tenantId)
    const document = {
      ...defaultSettings({ language: 'fr', silenceMs: 300_000 }),
      ticketSystem: connection === null ? null : { connection, sync, mapping: {} },
    }
    const chosen = await transact(db, (tx) => activateSettings({ db: tx, now }, workspace, document, SOPHIE))
    assert.ok(chosen)
    workspace = chosen
  }
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'itsm-'))
    db = await connect((await newStore(folder)).databaseUrl)
    await makeDefaultWorkspace({ db, now }, tenantId, 'fr')
    for (const its of [CAMILLE, SOPHIE, KARIM])
      await rememberPerson(db, {
        ...its,
        teamsId: `29:${its.name}`,
        language: 'fr',
        chat: undefined,
        workspaceId: undefined,
      })
    far = createMemory()
    needs = {
      ...{ db, now, settingsOf, rulesOf: createRulesReader(settingsOf) },
      systems: {
        offeredTo: () => [{ name: SYSTEM, label: 'Memory' }],
        faultsOf: () => [],
        of: (_tenant, { connection }) => (connection === SYSTEM ? far.itsm : undefined),
        labelOf: () => 'Memory',
      },
      emailOf: async ({ objectId }: PersonKey) => EMAILS[objectId],
      talkWords: async () => ({
        ...{ chat: 'Chat dans Teams', whispers: 'Entre analystes', fileName: 'chat.txt' },
        line: (name, text) => `${name} : ${text}`,
      }),
      hidden: async ({ number }) => ({ title: `Confidentiel ${number}`, description: 'Son contenu reste ici.' }),
    }
    await choose(SYSTEM)
  })
  afterEach(async () => {
    await db.destroy()
    rmSync(folder, { recursive: true })
  })

  const act = <Result>(work: (tx: typeof needs) => Promise<Result>) => transact(db, (tx) => work({ ...needs, db: tx }))
  const open = async (draft: Partial<TicketDraft> = {}, key: string = randomUUID()): Promise<Ticket> => {
    const opened = await act((tx) =>
      openTicket(
        tx,
        workspace,
        {
          ...{
            title: 'Écran noir' as Written,
            description: 'Depuis ce matin' as Written,
            urgency: 'high',
            impact: 'one',
          },
          ...{ category: 'devices', requester: CAMILLE, opener: CAMILLE },
          ...draft,
        },
        key,
      ),
    )
    assert.ok(!('tooMany' in opened))
    return opened
  }
  /** Does the jobs of one lane after the other until nothing is left; `tries`: how often something may fail. */
  async function settle(tries = 0): Promise<void> {
    for (;;) {
      const row = await db
        .selectFrom('jobs')
        .selectAll()
        .where('task', 'in', ['ticket.sync', 'itsm.poll'])
        .orderBy('id')
        .limit(1)
        .executeTakeFirst()
      if (row === undefined) return
      try {
        const payload = JSON.parse(row.payload)
        const afterwards =
          row.task === 'ticket.sync'
            ? await syncTicket(needs, payload as TicketJobs['ticket.sync'])
            : await pollSystem(needs, payload as ItsmJobs['itsm.poll'])
        await transact(db, async (tx) => {
          await afterwards?.(tx)
          await tx.deleteFrom('jobs').where('id', '=', row.id).execute()
        })
      } catch (error) {
        if (tries <= 0 || !isTransient(error)) throw error
        tries -= 1
        clock += 120_000
      }
    }
  }
  const poll = async (tries = 0) => {
    await act((tx) => enqueuePoll(tx, workspace.id))
    await settle(tries)
  }
  const here = (id: string) => getTicket(db, id)
  const there = async (id: string) => {
    const row = [...far.rows.values()].find(({ ticket }) => ticket.key === id)
    assert.ok(row, 'it is there')
    return row
  }
  const entries = async (id: string) =>
    (await listEntries(db, id, FOR_DESK, { page: 0, size: 500 })).entries.toReversed()
  const told = async (kind: string) =>
    (await db.selectFrom('jobs').select('payload').where('task', '=', `tell.${kind}`).execute()).map((row) =>
      JSON.parse(row.payload),
    )
  const lost = (what = 'x') => new ServiceDeskError('unavailable', what, { uncertain: true })

  it('gives what is opened here a number at once, and its own in its place (F17)', async () => {
    const ticket = await open()
    assert.equal(ticket.number, 'PROV-0001')
    await settle()
    const { ticket: remote, entries: said } = await there(ticket.id)
    const shown = await here(ticket.id)
    assert.equal(shown.number, remote.number)
    assert.deepEqual([remote.title, said[0]?.text], ['Écran noir', 'Depuis ce matin'])
    assert.equal(remote.requester?.email, 'camille@example.com')
    assert.deepEqual([remote.urgency, remote.impact, remote.category], ['high', 'one', 'devices'])
  })

  it('opens it once, also where the answer is lost, again and again', async () => {
    const ticket = await open()
    far.faults.push(lost(), lost(), lost())
    await settle(9)
    assert.equal([...far.rows.values()].length, 1)
    assert.equal((await here(ticket.id)).number, (await there(ticket.id)).ticket.number)
  })

  it('waits where an attempt died in the middle: what it asked for may still be under way there', async () => {
    await poll()
    const ticket = await open()
    const { open: openThere } = far.itsm
    let isUnderWay = true
    // The answer is lost, and the ticket appears there some seconds after.
    const slow: Itsm = {
      ...far.itsm,
      async open(its, key) {
        if (!isUnderWay) return await openThere(its, key)
        isUnderWay = false
        throw lost()
      },
    }
    needs = { ...needs, systems: { ...needs.systems, of: () => slow } }
    await assert.rejects(syncTicket(needs, { ticketId: ticket.id }), isTransient)
    clock += 5_000
    await assert.rejects(syncTicket(needs, { ticketId: ticket.id }), /may be under way/)
    const requester = { name: 'Camille', email: 'camille@example.com' }
    const { id } = await openThere({ ...ticket, requester, openedBy: undefined }, ticket.id)
    far.say(id, 'comment', 'Dit entre-temps')
    await act((tx) => enqueuePoll(tx, workspace.id))
    clock += 16_000
    await settle()
    assert.deepEqual(
      (await entries(ticket.id)).map(({ text }) => text),
      ['', 'Dit entre-temps'],
    )
    assert.equal(far.rows.size, 1)
    assert.equal((await here(ticket.id)).number, (await there(ticket.id)).ticket.number)
  })

  it('takes comments and work notes there, each as what it is, once; and brings theirs, without an echo', async () => {
    const ticket = await open()
    await poll()
    const say = (kind: 'comment' | 'work-note', text: string) =>
      act(async (tx) =>
        commentAsAnalyst(tx, await getTicket(tx.db, ticket.id), {
          kind,
          author: SOPHIE,
          text: text as Written,
          key: randomUUID(),
        }),
      )
    await say('comment', 'Bonjour Camille')
    await say('work-note', 'À voir avec le réseau')
    await act(async (tx) =>
      commentAsRequester(tx, await getTicket(tx.db, ticket.id), {
        author: CAMILLE,
        text: 'Merci' as Written,
        key: randomUUID(),
      }),
    )
    far.faults.push(lost(), lost())
    await settle(9)
    const { ticket: remote, entries: said } = await there(ticket.id)
    assert.deepEqual(
      said.slice(1).map(({ kind, text, author }) => [kind, text, author.name]),
      [
        ['comment', 'Bonjour Camille', 'Sophie'],
        ['work-note', 'À voir avec le réseau', 'Sophie'],
        ['comment', 'Merci', 'Camille'],
      ],
    )
    far.say(remote.id, 'comment', 'De leur côté')
    far.say(remote.id, 'work-note', 'Entre eux')
    await poll()
    await poll()
    const mine = (await entries(ticket.id)).map(({ kind, text }) => [kind, text])
    assert.deepEqual(mine.slice(-2), [
      ['comment', 'De leur côté'],
      ['work-note', 'Entre eux'],
    ])
    assert.equal(mine.length, 6, 'nothing twice, and none of ours came back')
    assert.equal((await there(ticket.id)).entries.length, 6, 'and none of theirs went back')
  })

  it('follows states, whoever changes them, and whom it concerns is told', async () => {
    const ticket = await open()
    await poll()
    await act(async (tx) => takeTicket(tx, await getTicket(tx.db, ticket.id), SOPHIE))
    await settle()
    const { ticket: remote } = await there(ticket.id)
    assert.deepEqual([remote.state, remote.assignee?.name], ['in-progress', 'Sophie Martin'])
    far.set(remote.id, { state: 'on-hold' })
    await poll()
    assert.equal((await here(ticket.id)).state, 'on-hold')
    far.set(remote.id, { state: 'resolved' })
    await poll()
    assert.equal((await here(ticket.id)).state, 'resolved')
    const kinds = (await entries(ticket.id)).map(({ kind }) => kind)
    assert.deepEqual(kinds, ['opened', 'taken', 'held', 'resolved'])
    assert.equal((await told('ticket-news')).filter(({ address }) => 'person' in address).length, 3)
    // What it cannot hold stays what it is here, and moves nothing there.
    await act(async (tx) => confirmTicket(tx, await getTicket(tx.db, ticket.id), CAMILLE))
    await settle()
    await poll()
    assert.equal((await here(ticket.id)).state, 'closed')
    assert.equal((await there(ticket.id)).ticket.state, 'resolved')
    far.set(remote.id, { state: 'in-progress' })
    await poll()
    assert.equal((await here(ticket.id)).state, 'in-progress')
    assert.equal((await entries(ticket.id)).at(-1)?.kind, 'reopened')
  })

  it('keeps whoever has no account there, and leaves that field alone', async () => {
    const ticket = await open()
    await settle()
    await act(async (tx) => takeTicket(tx, await getTicket(tx.db, ticket.id), KARIM))
    await poll()
    await poll()
    const { ticket: remote } = await there(ticket.id)
    assert.deepEqual([remote.state, remote.assignee], ['in-progress', undefined])
    assert.equal((await here(ticket.id)).assignee?.name, 'Karim')
    far.set(remote.id, { assignee: person('Ana', 'ana') })
    await poll()
    assert.equal((await here(ticket.id)).assignee?.name, 'Ana')
  })

  const chat = async () => {
    const id = randomUUID()
    const handoff = await addHandoff(db, { id, workspaceId: workspace.id, requester: CAMILLE, queuedAt: now() })
    const say = (author: PersonKey & { name: string }, audience: 'desk' | 'requester' | 'work-note', text: string) =>
      addMessage(db, {
        ...{ handoffId: id, audience, author, saidAt: now(), activityId: randomUUID() },
        words: { text: text as Written },
      })
    await say(CAMILLE, 'desk', 'Mon écran est noir')
    await say(SOPHIE, 'requester', 'Je regarde')
    await say(SOPHIE, 'work-note', 'Encore celui-là')
    return { handoff, say }
  }
  async function attach(subject: Subject, name: string, bytes = 4): Promise<string> {
    const message = {
      workspaceId: workspace.id,
      subject,
      audience: 'desk',
      shownAt: undefined,
      author: CAMILLE,
    } as const
    const id = await addFile(
      db,
      { ...message, activityId: randomUUID(), source: { via: 'link', url: 'https://example.com', name } },
      now(),
    )
    await keepContent(db, id, { name, contentType: 'image/png' }, new Uint8Array(bytes).fill(7))
    await act((tx) => enqueueEnclosures(tx, subject))
    return id
  }

  it('takes there the chat that it came from, once it is over, and the whispers among analysts; each once', async () => {
    const { handoff, say } = await chat()
    const taken = await act((tx) => takeHandoff(tx, handoff, SOPHIE))
    assert.ok(taken)
    const ticket = await open({ handoff: taken })
    await settle()
    assert.equal((await there(ticket.id)).entries.length, 1, 'while it goes on, it is not told')
    await say(CAMILLE, 'desk', 'Merci\nSophie : faux')
    await act(async (tx) => {
      const ended = await endHandoff(tx, await getHandoff(tx.db, handoff.id), 'analyst')
      await enqueueEnclosures(tx, handoffSubject(ended.id))
    })
    far.faults.push(undefined, lost(), lost())
    await settle(9)
    await act((tx) => enqueueEnclosures(tx, handoffSubject(handoff.id)))
    await settle()
    assert.deepEqual(
      (await there(ticket.id)).entries.slice(1).map(({ kind, text, author }) => [kind, author.name, text]),
      [
        [
          'comment',
          'Chat dans Teams',
          'Camille : Mon écran est noir\nSophie : Je regarde\nCamille : Merci\n    Sophie : faux',
        ],
        ['work-note', 'Entre analystes', 'Sophie : Encore celui-là'],
      ],
    )
  })

  it('takes there the files of a chat and of an incident, and tells the desk which it does not take', async () => {
    const { handoff } = await chat()
    await attach(handoffSubject(handoff.id), 'avant.png')
    const ticket = await open({ handoff })
    for (const name of ['un.png', 'deux.png', 'trois.zip', 'quatre.png']) await attach(ticketSubject(ticket.id), name)
    far.faults.push(undefined, undefined, lost())
    await settle(9)
    const { files } = await there(ticket.id)
    assert.deepEqual(
      files.map(({ name, author, bytes }) => [name, author, bytes.length]).toSorted(),
      ['avant.png', 'deux.png', 'quatre.png', 'un.png'].map((name) => [name, 'Camille', 4]),
    )
    const [refused, ...more] = await told('ticket-file-unsent')
    assert.deepEqual([refused.notice.name, more.length], ['trois.zip', 0])
    far.calls.length = 0
    await act((tx) => enqueueEnclosures(tx, ticketSubject(ticket.id)))
    await settle()
    assert.deepEqual(far.calls, [], 'nothing is left to be sent')
  })

  it('attaches a long chat as a file, and leaves out files where the system holds none', async () => {
    const long = await chat()
    for (let n = 0; n < 120; n += 1) await long.say(CAMILLE, 'desk', `${n} ${'mot '.repeat(30)}`)
    const ticket = await open({ handoff: long.handoff })
    await settle()
    const [whole] = (await there(ticket.id)).files
    assert.equal(whole?.name, 'chat.txt')
    const text = Buffer.from(whole?.bytes ?? []).toString()
    assert.ok(text.startsWith('Camille : Mon écran est noir\n') && text.includes('Camille : 119 mot'))
  })

  it('holds up neither words nor fields for a file that does not get through, nor for words that are refused', async () => {
    const ticket = await open()
    await poll()
    const { say } = far.itsm
    const broken: Itsm = {
      ...far.itsm,
      attach: () =>
        Promise.reject(new ServiceDeskError('unavailable', 'Too long.', { reason: '504', uncertain: true })),
      say: (id, said, key) =>
        said.kind === 'work-note'
          ? Promise.reject(new ServiceDeskError('forbidden', 'No.', { reason: '403' }))
          : say(id, said, key),
    }
    needs = { ...needs, systems: { ...needs.systems, of: () => broken } }
    await attach(ticketSubject(ticket.id), 'un.png')
    await settle().catch(() => {})
    await act(async (tx) => {
      const its = await getTicket(tx.db, ticket.id)
      const wanted = {
        state: undefined,
        urgency: 'low' as const,
        impact: its.impact,
        category: its.category,
        text: undefined,
      }
      await changeByAnalyst(tx, its, wanted, { author: SOPHIE, key: randomUUID() })
      for (const kind of ['work-note', 'comment'] as const) {
        const entry = { kind, author: SOPHIE, text: `Un ${kind}` as Written, key: randomUUID() }
        await commentAsAnalyst(tx, await getTicket(tx.db, ticket.id), entry)
      }
    })
    clock += 60_000
    await settle(3).catch(() => {})
    const row = await there(ticket.id)
    assert.equal(row.ticket.urgency, 'low')
    assert.deepEqual(
      row.entries.slice(1).map(({ text }) => text),
      ['Un comment'],
    )
    assert.deepEqual(
      (await told('ticket-unsent')).map(({ notice }) => notice.why),
      ['refused'],
    )
  })

  it('tells the end of a long chat where the system takes no such file', async () => {
    const { attach: attachThere } = far.itsm
    const picky: Itsm = {
      ...far.itsm,
      attach: (id, file, key) =>
        file.name.endsWith('.txt')
          ? Promise.reject(new ServiceDeskError('forbidden', 'No texts.', { reason: '403' }))
          : attachThere(id, file, key),
    }
    needs = { ...needs, systems: { ...needs.systems, of: () => picky } }
    const { handoff, say } = await chat()
    for (let n = 0; n < 120; n += 1) await say(CAMILLE, 'desk', `${n} ${'mot '.repeat(30)}`)
    const ticket = await open({ handoff })
    await settle()
    const [told10k] = (await there(ticket.id)).entries.slice(1)
    assert.match(told10k?.text ?? '', /^…\nCamille : \d+ mot[\s\S]*Camille : 119 mot/)
    assert.equal((await told('ticket-file-unsent')).length, 0)
  })

  it('tells the end of a long chat where the system holds no files, and leaves them out', async () => {
    far = createMemory({ files: false })
    const short = await chat()
    for (let n = 0; n < 120; n += 1) await short.say(CAMILLE, 'desk', `${n} ${'mot '.repeat(30)}`)
    const other = await open({ handoff: short.handoff })
    await attach(ticketSubject(other.id), 'un.png')
    await settle()
    const said = (await there(other.id)).entries.slice(1)
    assert.deepEqual(
      said.map(({ kind, text: its }) => [kind, its.length > 9_000]),
      [
        ['comment', true],
        ['work-note', false],
      ],
    )
  })

  it('merges field by field what was changed on both sides; of a conflict the desk reads, and nothing is lost (F18)', async () => {
    const ticket = await open()
    await poll()
    const { ticket: remote } = await there(ticket.id)
    const change = async (fields: object) =>
      act(async (tx) => {
        const its = await getTicket(tx.db, ticket.id)
        const { urgency, impact, category } = its
        const wanted = { state: undefined, urgency, impact, category, text: undefined, ...fields }
        return await changeByAnalyst(tx, its, wanted, { author: SOPHIE, key: randomUUID() })
      })
    await change({ category: 'office' })
    far.set(remote.id, { urgency: 'low' })
    await poll()
    const both = { category: 'office', urgency: 'low' }
    const fieldsOf = ({ category, urgency }: { category: string | undefined; urgency: string | undefined }) => ({
      category,
      urgency,
    })
    assert.deepEqual(fieldsOf(await here(ticket.id)), both)
    assert.deepEqual(fieldsOf((await there(ticket.id)).ticket), both)
    assert.equal((await told('ticket-conflict')).length, 0)
    await change({ urgency: 'high' })
    far.set(remote.id, { urgency: 'normal' })
    await poll()
    assert.equal((await here(ticket.id)).urgency, 'normal', 'the ticket system is right')
    const [conflict] = await told('ticket-conflict')
    assert.deepEqual([conflict.notice.field, conflict.notice.ours], ['urgency', 'high'])
    const restore = () => act(async (tx) => restoreOurs(tx, await getTicket(tx.db, ticket.id), conflict.notice, SOPHIE))
    assert.equal((await restore())?.urgency, 'high')
    assert.equal(await restore(), undefined, 'once')
    await settle()
    assert.equal((await there(ticket.id)).ticket.urgency, 'high', 'and the desk has the last word')
    await change({ urgency: 'low' })
    assert.equal(await restore(), undefined, 'neither value is there any more')
    assert.equal((await here(ticket.id)).urgency, 'low')
  })

  it('loses nothing that somebody there changes while we write (F18)', async () => {
    const ticket = await open()
    await poll()
    const { ticket: remote } = await there(ticket.id)
    const { change } = far.itsm
    // Between our look and what we read back, Ana resolves it.
    const slow = {
      ...far.itsm,
      async change(...its: Parameters<typeof change>) {
        await change(...its)
        far.set(remote.id, { state: 'resolved' })
        return await far.itsm.read(remote.id)
      },
    }
    needs = { ...needs, systems: { ...needs.systems, of: () => slow } }
    await act(async (tx) => {
      const { urgency, impact } = ticket
      const wanted = { state: undefined, urgency, impact, category: 'office', text: undefined }
      return await changeByAnalyst(tx, await getTicket(tx.db, ticket.id), wanted, { author: SOPHIE, key: randomUUID() })
    })
    await settle()
    await poll()
    assert.equal((await there(ticket.id)).ticket.state, 'resolved')
    assert.deepEqual([(await here(ticket.id)).state, (await here(ticket.id)).category], ['resolved', 'office'])
  })

  it('tells the desk once what the system did not take, and does not send it again until it is another value', async () => {
    const ticket = await open()
    await poll()
    const { change } = far.itsm
    let asked = 0
    // Like RT: a 200, and nothing changed.
    const deaf: Itsm = {
      ...far.itsm,
      async change(id, { urgency, ...rest }) {
        if (urgency !== undefined) asked += 1
        return await change(id, rest)
      },
    }
    needs = { ...needs, systems: { ...needs.systems, of: () => deaf } }
    const set = (urgency: 'low' | 'normal', category: string) =>
      act(async (tx) => {
        const its = await getTicket(tx.db, ticket.id)
        const wanted = { state: undefined, urgency, impact: its.impact, category, text: undefined }
        return await changeByAnalyst(tx, its, wanted, { author: SOPHIE, key: randomUUID() })
      })
    await set('low', 'devices')
    await poll()
    await set('low', 'office')
    await poll()
    assert.equal((await there(ticket.id)).ticket.category, 'office')
    assert.equal((await here(ticket.id)).urgency, 'low', 'it stays here')
    assert.equal(asked, 1)
    const notices = await told('ticket-field-unsent')
    assert.deepEqual(
      notices.map(({ notice }) => [notice.field, notice.value]),
      [['urgency', 'low']],
    )
    await set('normal', 'office')
    await settle()
    assert.deepEqual([asked, (await told('ticket-field-unsent')).length], [2, 2])
  })

  it('keeps that it was refused that nobody has it', async () => {
    const ticket = await open()
    await poll()
    await act(async (tx) => takeTicket(tx, await getTicket(tx.db, ticket.id), SOPHIE))
    await settle()
    const { change } = far.itsm
    let asked = 0
    const sticky: Itsm = {
      ...far.itsm,
      async change(id, wanted) {
        if ('assignee' in wanted) asked += 1
        const { assignee: _refused, ...rest } = wanted
        return await change(id, rest)
      },
    }
    needs = { ...needs, systems: { ...needs.systems, of: () => sticky } }
    await db.updateTable('tickets').set({ assignee_id: null, assignee_name: null, state: 'new' }).execute()
    await act(async (tx) => enqueueSync(tx, await getTicket(tx.db, ticket.id)))
    await settle()
    await act(async (tx) => enqueueSync(tx, await getTicket(tx.db, ticket.id), true))
    await settle()
    assert.deepEqual([asked, (await told('ticket-field-unsent')).length], [1, 1])
  })

  it('knows its own writing again whose answer was lost, whatever was done here since', async () => {
    const ticket = await open()
    await settle()
    await act(async (tx) => takeTicket(tx, await getTicket(tx.db, ticket.id), SOPHIE))
    const { change } = far.itsm
    const losing = {
      ...far.itsm,
      async change(...its: Parameters<typeof change>): Promise<never> {
        await change(...its)
        throw lost()
      },
    }
    needs = { ...needs, systems: { ...needs.systems, of: () => losing } }
    await assert.rejects(settle(), isTransient)
    assert.equal((await there(ticket.id)).ticket.state, 'in-progress', 'it was done')
    await act(async (tx) =>
      resolveTicket(tx, await getTicket(tx.db, ticket.id), SOPHIE, 'Réglé' as Written, randomUUID()),
    )
    needs = { ...needs, systems: { ...needs.systems, of: () => far.itsm } }
    clock += 20_000
    await settle()
    assert.equal((await there(ticket.id)).ticket.state, 'resolved')
    assert.equal((await here(ticket.id)).state, 'resolved')
    assert.equal((await told('ticket-conflict')).length, 0)
  })

  it('keeps whoever a rule of theirs gives a new ticket to', async () => {
    const { open: openThere } = far.itsm
    const assigning = {
      ...far.itsm,
      async open(...its: Parameters<typeof openThere>) {
        const opened = await openThere(...its)
        far.set(opened.id, { assignee: person('Ana', 'ana'), state: 'in-progress' })
        return await far.itsm.read(opened.id)
      },
    }
    needs = { ...needs, systems: { ...needs.systems, of: () => assigning } }
    const ticket = await open()
    await poll()
    assert.deepEqual([(await here(ticket.id)).assignee?.name, (await here(ticket.id)).state], ['Ana', 'in-progress'])
  })

  it('puts back what the system did by itself because something was said', async () => {
    const ticket = await open()
    await settle()
    await act(async (tx) =>
      resolveTicket(tx, await getTicket(tx.db, ticket.id), SOPHIE, 'Câble remplacé' as Written, randomUUID()),
    )
    await poll()
    const { ticket: remote } = await there(ticket.id)
    assert.equal(remote.state, 'resolved')
    const say = far.itsm.say
    const reopens = {
      ...far.itsm,
      async say(...its: Parameters<typeof say>) {
        await say(...its)
        far.set(its[0], { state: 'in-progress' })
      },
    }
    needs = { ...needs, systems: { ...needs.systems, of: () => reopens } }
    await act(async (tx) =>
      commentAsRequester(tx, await getTicket(tx.db, ticket.id), {
        author: CAMILLE,
        text: 'Merci !' as Written,
        key: randomUUID(),
      }),
    )
    await poll()
    await poll()
    assert.equal((await there(ticket.id)).ticket.state, 'resolved', '« merci » opens nothing again (E9)')
    assert.equal((await here(ticket.id)).state, 'resolved')
  })

  it('shows what was opened there for somebody whom it knows, and nothing of anybody else', async () => {
    await open()
    await poll()
    far.open('Pour Camille', 'Au téléphone. mdp : Soleil2024!', 'camille@example.com')
    far.open('Pour personne', 'x', 'stranger@example.com')
    await poll()
    await poll()
    const { tickets } = await listTickets(db, CAMILLE, { workspaceIds: [workspace.id], page: 0, size: 10 })
    const theirs = tickets.find(({ title }) => title === 'Pour Camille')
    assert.ok(theirs)
    assert.equal(tickets.length, 2)
    assert.ok(!theirs.description.includes('Soleil2024'), 'a secret is covered, wherever it comes from')
    assert.ok((await told('ticket-opened')).some(({ notice }) => notice.ticketId === theirs.id))
    const looks = db
      .selectFrom('jobs')
      .select('id')
      .where('task', '=', 'sla.look')
      .where('lane', '=', `sla:${theirs.id}`)
    assert.equal((await looks.execute()).length, 1, 'what is promised is promised of it too')
    const count = await db
      .selectFrom('tickets')
      .select((its) => its.fn.countAll().as('n'))
      .executeTakeFirstOrThrow()
    assert.equal(Number(count.n), 2)
  })

  it('tells what was deleted there, and follows what was merged', async () => {
    const [one, two, three] = [await open(), await open(), await open()]
    await poll()
    const id = async (its: Ticket) => (await there(its.id)).ticket.id
    far.remove(await id(three))
    far.merge(await id(two), far.open('Autre', 'x', 'stranger@example.com'))
    await poll()
    assert.equal((await here(three.id)).state, 'cancelled')
    assert.match((await here(two.id)).number, /^MEM-104$/)
    assert.equal((await here(one.id)).state, 'new')
    await poll()
    assert.equal((await entries(three.id)).filter(({ kind }) => kind === 'cancelled').length, 1)
  })

  it('cancels one of two of ours that were merged there, and says into which', async () => {
    const [one, two] = [await open(), await open()]
    await poll()
    far.merge((await there(two.id)).ticket.id, (await there(one.id)).ticket.id)
    await poll()
    await poll()
    assert.equal((await here(two.id)).state, 'cancelled')
    const last = (await entries(two.id)).at(-1)
    assert.deepEqual([last?.kind, last?.text], ['cancelled', `→ ${(await here(one.id)).number}`])
    assert.equal((await here(one.id)).state, 'new')
  })

  it('keeps two numbers apart that two systems give', async () => {
    const first = await open()
    await poll()
    const other = createMemory()
    needs = { ...needs, systems: { ...needs.systems, of: () => other.itsm } }
    await choose('fabrikam')
    const second = await open()
    await poll()
    const theirs = [...other.rows.values()][0]?.ticket
    assert.ok(theirs)
    assert.equal((await here(first.id)).number, theirs.number, 'both systems count alike')
    assert.equal((await here(second.id)).number, `${theirs.number} (fabrikam)`)
    assert.equal((await findState(db, workspace.id))?.system, 'fabrikam')
  })

  it('waits where the operator took the connection away, and opens what waited once it is there again', async () => {
    const ticket = await open()
    const { of } = needs.systems
    needs = { ...needs, systems: { ...needs.systems, of: () => undefined } }
    await assert.rejects(settle(), isTransient)
    needs = { ...needs, systems: { ...needs.systems, of } }
    // Given up after a day; the first look at the system finds it.
    await db.deleteFrom('jobs').where('task', '=', 'ticket.sync').execute()
    await poll()
    assert.match((await here(ticket.id)).number, /^MEM-/)
  })

  it('keeps the words of a confidential incident here (F24)', async () => {
    const { handoff } = await chat()
    await attach(handoffSubject(handoff.id), 'preuve.png')
    const ticket = await open({
      ...{ isConfidential: true, handoff },
      title: 'Harcèlement' as Written,
      description: 'Privé' as Written,
    })
    await act(async (tx) =>
      commentAsRequester(tx, await getTicket(tx.db, ticket.id), {
        author: CAMILLE,
        text: 'Secret' as Written,
        key: randomUUID(),
      }),
    )
    await poll()
    const row = await there(ticket.id)
    assert.doesNotMatch(JSON.stringify(row), /Harcèlement|Privé|Secret|écran|celui-là|preuve/)
    assert.equal((await here(ticket.id)).number, row.ticket.number)
  })

  it('leaves a system that is away alone for a while, whatever ticket asks, and loses nothing', async () => {
    for (let n = 0; n < 6; n += 1) await open()
    const away = new ServiceDeskError('unavailable', 'Away')
    far.faults.push(...Array.from({ length: 50 }, () => away))
    const before = far.calls.length
    for (let n = 0; n < 20; n += 1) await settle().catch(() => {})
    assert.equal(far.calls.length - before, 3, 'three calls, then none')
    const state = await findState(db, workspace.id)
    assert.deepEqual([state?.failures, state?.lastError, state?.failingSince], [3, 'unavailable', clock])
    far.faults.length = 0
    await settle(3)
    assert.equal(far.rows.size, 6)
    assert.equal((await findState(db, workspace.id))?.failingSince, undefined)
  })

  it('lets one call try after a break, and the others wait for it', async () => {
    const first = await open()
    far.faults.push(...Array.from({ length: 3 }, () => new ServiceDeskError('unavailable', 'Away')))
    for (let n = 0; n < 3; n += 1) await settle().catch(() => {})
    const second = await open()
    clock += 120_000
    far.calls.length = 0
    let [isAsked, answer] = [() => {}, () => {}]
    const asked = new Promise<void>((resolve) => {
      isAsked = resolve
    })
    const answered = new Promise<void>((resolve) => {
      answer = resolve
    })
    const slow: Itsm = {
      ...far.itsm,
      async open(...its) {
        isAsked()
        await answered
        return await far.itsm.open(...its)
      },
    }
    needs = { ...needs, systems: { ...needs.systems, of: () => slow } }
    const probe = syncTicket(needs, { ticketId: first.id })
    await asked
    await assert.rejects(syncTicket(needs, { ticketId: second.id }), isTransient)
    answer()
    const afterwards = await probe
    await transact(db, async (tx) => afterwards?.(tx))
    assert.deepEqual(far.calls, ['open'])
    await settle()
    assert.equal(far.rows.size, 2)
  })

  it('catches up on what was given up while the system was away, once it answers anything', async () => {
    const [old, other] = [await open(), await open()]
    await poll()
    const say = (text: string) =>
      act(async (tx) =>
        commentAsRequester(tx, await getTicket(tx.db, old.id), { author: CAMILLE, text: text as Written, key: text }),
      )
    await say('Toujours là ?')
    far.faults.push(...Array.from({ length: 3 }, () => new ServiceDeskError('unavailable', 'Away')))
    for (let n = 0; n < 3; n += 1) await settle().catch(() => {})
    clock += 120_000
    // A day later.
    await db.deleteFrom('jobs').where('task', '=', 'ticket.sync').execute()
    await act(async (tx) => takeTicket(tx, await getTicket(tx.db, other.id), SOPHIE))
    await settle()
    assert.equal((await there(old.id)).entries.at(-1)?.text, 'Toujours là ?')
    assert.equal((await findState(db, workspace.id))?.failingSince, undefined)
  })

  it('is watched each day when the desk opens, after a weekend on Monday (S3.7)', async () => {
    const day = '09:00-12:00, 13:00-17:00'
    const [monday, tuesday, wednesday, thursday, friday] = [day, day, day, day, day]
    const week = { monday, tuesday, wednesday, thursday, friday, saturday: '', sunday: '' }
    const hours = { timeZone: 'UTC', week, holidays: [] }
    const plannedAt = async (at: string) => {
      await act((tx) => planWatch({ db: tx.db, now: () => Date.parse(at) }, workspace.id, { hours }))
      const [row, ...more] = await db.selectFrom('jobs').select('due_at').where('task', '=', 'itsm.watch').execute()
      assert.equal(more.length, 0, 'one timer')
      return new Date(row?.due_at ?? 0).toISOString()
    }
    assert.equal(await plannedAt('2026-11-26T09:00:00Z'), '2026-11-27T09:00:00.000Z')
    assert.equal(await plannedAt('2026-11-27T09:00:00Z'), '2026-11-30T09:00:00.000Z')
    assert.equal(await plannedAt('2026-11-27T15:10:00Z'), '2026-11-30T09:00:00.000Z')
  })

  it('asks at the next full second where a webhook says that something changed, once however often it does', async () => {
    const planned = async () =>
      await db.selectFrom('jobs').select(['due_at', 'state']).where('task', '=', 'itsm.poll').execute()
    const hint = (tenants: readonly string[] = [tenantId]) => act((tx) => enqueueHint(tx, { name: SYSTEM, tenants }))
    await hint()
    assert.deepEqual(await planned(), [], 'whoever asks by hand is not asked for')
    await choose(SYSTEM, 'fast')
    await settle()
    await db.deleteFrom('jobs').where('task', '=', 'itsm.poll').execute()
    await hint(['another organisation'])
    await act((tx) => enqueueHint(tx, { name: 'other', tenants: [tenantId] }))
    assert.deepEqual(await planned(), [])
    for (let n = 0; n < 3; n += 1) await hint()
    const dueAt = (Math.floor(clock / 1000) + 1) * 1000
    const soon = (await planned()).map(({ due_at, state }) => [due_at, state])
    // And once more, for a search that follows late.
    assert.deepEqual(soon, [
      [dueAt, 'timer'],
      [dueAt + 10_000, 'timer'],
    ])
    // A poll that is under way plans the next one: what was hinted at meanwhile is not put off by that.
    await act((tx) => planPoll(tx, workspace.id, 1_800_000))
    await db
      .deleteFrom('jobs')
      .where('due_at', '=', dueAt + 10_000)
      .execute()
    assert.deepEqual(
      (await planned()).map(({ due_at }) => due_at),
      [dueAt, clock + 1_800_000],
    )
  })

  it('is not called any more once the workspace has another; what was open stays readable, and here', async () => {
    const ticket = await open()
    await settle()
    await choose(null)
    const calls = far.calls.length
    await act(async (tx) => takeTicket(tx, await getTicket(tx.db, ticket.id), SOPHIE))
    const next = await open()
    await poll()
    assert.equal(far.calls.length, calls)
    assert.equal((await here(ticket.id)).state, 'in-progress')
    assert.match(next.number, /^INC-/)
    // Chosen again, what was changed meanwhile goes there with the next change.
    await choose(SYSTEM)
    await poll()
    await act(async (tx) => confirmTicket(tx, await getTicket(tx.db, ticket.id), CAMILLE))
    await act(async (tx) =>
      commentAsRequester(tx, await getTicket(tx.db, ticket.id), {
        author: CAMILLE,
        text: 'Alors ?' as Written,
        key: randomUUID(),
      }),
    )
    await settle()
    assert.equal((await there(ticket.id)).ticket.state, 'in-progress')
  })

  it('agrees with the desk in the end, whatever both do at random and whatever fails (soak)', async () => {
    for (const seed of [11, 12, 13]) await soak(seed, true)
  }).timeout(120_000)

  it('would not, if it did not know what it has already done: that is caught', async () => {
    await assert.rejects(soak(11, false), /once|twice/)
  }).timeout(60_000)

  async function soak(seed: number, isIdempotent: boolean): Promise<void> {
    const random = createRandom(seed)
    const pick = <Item>(items: readonly Item[]) => oneOf(random, items)
    if (!isIdempotent) {
      const { open: openThere, say } = far.itsm
      const forgetful = {
        ...far.itsm,
        open: (its: Parameters<typeof openThere>[0], key: string) => openThere(its, `${key}#${random()}`),
        say: (id: string, said: Parameters<typeof say>[1], key: string) => say(id, said, `${key}#${random()}`),
      }
      needs = { ...needs, systems: { ...needs.systems, of: () => forgetful } }
    }
    await poll()
    const tickets = [await open(), await open(), await open(), await open()]
    let words = 0
    for (let step = 0; step < 120; step += 1) {
      const ticket = await here(pick(tickets).id)
      const row = [...far.rows.values()].find((its) => its.ticket.key?.startsWith(ticket.id))
      if (random() < 0.35) {
        const well = Array.from({ length: Math.floor(random() * 4) }, () => undefined)
        far.faults.push(...well, random() < 0.5 ? lost() : new ServiceDeskError('unavailable', 'Away'))
      }
      words += 1
      const entry = { author: SOPHIE, text: `Mot ${seed} ${words}` as Written, key: randomUUID() }
      const acts = [
        () => act((tx) => takeTicket(tx, ticket, SOPHIE)),
        () => act((tx) => commentAsAnalyst(tx, ticket, { ...entry, kind: pick(['comment', 'work-note'] as const) })),
        () => act((tx) => commentAsRequester(tx, ticket, { ...entry, author: CAMILLE })),
        () =>
          act((tx) =>
            changeByAnalyst(
              tx,
              ticket,
              {
                ...{ urgency: pick(['low', 'normal', 'high'] as const), impact: pick(['one', 'team'] as const) },
                ...{ state: pick(['in-progress', 'on-hold', undefined] as const) },
                ...{ category: pick(['office', 'devices']), text: undefined },
              },
              entry,
            ),
          ),
        () => act((tx) => resolveTicket(tx, ticket, SOPHIE, entry.text, entry.key)),
        async () => row && far.say(row.ticket.id, pick(['comment', 'work-note'] as const), entry.text),
        async () => row && far.set(row.ticket.id, { state: pick(['in-progress', 'on-hold', 'resolved'] as const) }),
        async () => row && far.set(row.ticket.id, { urgency: pick(['low', 'normal', 'high'] as const) }),
        async () => row && far.set(row.ticket.id, { assignee: pick([person('Ana', 'ana'), undefined]) }),
        () => settle(1).catch(() => {}),
        () => poll(1).catch(() => {}),
      ]
      await pick(acts)()
    }
    far.faults.length = 0
    for (let n = 0; n < 3; n += 1) await poll(20)
    for (const { id } of tickets) {
      const rows = [...far.rows.values()].filter((its) => its.ticket.key?.startsWith(id))
      assert.equal(rows.length, 1, `seed ${seed}: each ticket is there once`)
      const [row] = rows
      assert.ok(row)
      const ticket = await here(id)
      const { state, urgency, impact, category, assignee } = remoteFields(row.ticket)
      assert.deepEqual(
        [ticket.state, ticket.urgency, ticket.impact, ticket.category, ticket.number],
        [state, urgency, impact, category, row.ticket.number],
        `seed ${seed}: both sides agree`,
      )
      assert.equal(ticket.assignee === undefined, assignee === undefined, `seed ${seed}: on whose it is`)
      const mine = (await entries(id)).filter(({ text }) => text.startsWith('Mot ')).map(({ text }) => text)
      const theirs = row.entries.filter(({ text }) => text.startsWith('Mot ')).map(({ text }) => text)
      assert.deepEqual(new Set(mine), new Set(theirs), `seed ${seed}: on what was said`)
      assert.equal(new Set(theirs).size, theirs.length, `seed ${seed}: nothing is there twice`)
      assert.equal(new Set(mine).size, mine.length, `seed ${seed}: nothing is here twice`)
    }
  }
})

describe('a three-way merge', () => {
  const supports = {
    states: ['new', 'in-progress', 'resolved'],
    urgency: true,
    impact: false,
    category: true,
    files: false,
  } as const
  const base = { state: 'new', urgency: 'low', impact: 'one', category: 'office', assignee: undefined } as const

  it('takes each field from the side that changed it, and from the ticket system where both did', () => {
    const ours = { ...base, urgency: 'high', category: 'devices' } as const
    const theirs = { ...base, state: 'in-progress', urgency: 'normal', assignee: 'ana' } as const
    assert.deepEqual(reconcile(ours, base, theirs, supports), {
      toRemote: { category: 'devices' },
      toLocal: { state: 'in-progress', urgency: 'normal', assignee: 'ana' },
      conflicts: ['urgency'],
    })
  })

  it('changes nothing where both did the same, and leaves alone what the system cannot hold', () => {
    const both = { ...base, urgency: 'high' } as const
    const nothing = { toRemote: {}, toLocal: {}, conflicts: [] }
    assert.deepEqual(reconcile(both, base, both, supports), nothing)
    assert.deepEqual(reconcile({ ...base, impact: 'team' }, base, { ...base, impact: undefined }, supports), nothing)
    assert.deepEqual(
      reconcile({ ...base, state: 'closed' }, { ...base, state: 'resolved' }, { ...base, state: 'resolved' }, supports),
      nothing,
    )
  })
})
