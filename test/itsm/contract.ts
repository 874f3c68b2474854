import { strict as assert } from 'node:assert'
import { randomUUID } from 'node:crypto'
import { isGone, isTransient, ServiceDeskError } from '../../services/errors.ts'
import { heldState } from '../../services/itsm/itsm.ts'
import type { Itsm, NewTicket, RemoteTicket } from '../../services/itsm/port.ts'
import type { TicketState } from '../../services/tickets/ticket.ts'

/** A ticket system with what people do in it, by its own means. */
export interface Far {
  readonly itsm: Itsm
  /** The same with credentials that it does not admit, and where nobody listens. */
  readonly stranger: Itsm
  readonly nowhere: Itsm
  /** The address of somebody who may have tickets there. */
  readonly analyst: string
  readonly there: {
    open(title: string, description: string, requester: string): Promise<string>
    comment(id: string, text: string): Promise<void>
    note(id: string, text: string): Promise<void>
    setState(id: string, state: TicketState): Promise<void>
    /** `undefined` where it knows no such thing. */
    readonly merge?: ((id: string, into: string) => Promise<void>) | undefined
    readonly remove?: ((id: string) => Promise<void>) | undefined
    /** How many tickets there are with this title. */
    count(title: string): Promise<number>
    /** What was said on a ticket, the oldest first, as anybody there reads it. */
    said(id: string): Promise<readonly { readonly kind: 'comment' | 'work-note'; readonly text: string }[]>
    /** What is attached to a ticket. */
    files(id: string): Promise<readonly { readonly name: string; readonly bytes: Uint8Array }[]>
  }
  /** Archives it takes from nobody. */
  readonly refusesArchives?: true
  /** Before each test: doubles that answer for a cloud are gone after each. */
  readonly beforeEach?: (() => void) | undefined
  close(): Promise<void>
}

const STATES = ['in-progress', 'on-hold', 'resolved', 'closed', 'cancelled', 'new'] as const

/** What every ticket system must do for this service, whatever it is called. */
export function itsmContract(name: string, factory: () => Promise<Far>): void {
  describe(`${name} keeps the contract of ticket systems`, () => {
    let far: Far
    let itsm: Itsm
    before(async () => {
      far = await factory()
      itsm = far.itsm
    })
    beforeEach(() => far.beforeEach?.())
    after(() => far.close())

    const draft = (title: string = randomUUID()): NewTicket => ({
      title,
      description: 'L’écran reste noir.\nDepuis ce matin, « comme ça ».',
      urgency: 'high',
      impact: 'team',
      category: itsm.supports.category ? 'devices' : undefined,
      requester: { name: 'Camille Roy', email: `${randomUUID()}@example.com` },
      openedBy: undefined,
    })
    const open = async (its = draft()) => await itsm.open(its, randomUUID())
    const fails = async (code: ServiceDeskError['code'], work: Promise<unknown>) =>
      await assert.rejects(work, (error) => error instanceof ServiceDeskError && error.code === code)
    /** All that changed since, page by page. */
    async function since(cursor: string) {
      const [tickets, entries, gone] = [new Map<string, RemoteTicket>(), [] as Entry[], [] as Gone[]]
      for (let pages = 0; ; pages += 1) {
        assert.ok(pages < 100, 'the changes have no end')
        const page = await itsm.changesSince(cursor)
        for (const its of page.tickets) tickets.set(its.id, its)
        entries.push(...page.entries)
        gone.push(...page.gone)
        cursor = page.cursor
        if (!page.more) return { tickets, entries, gone, cursor }
      }
    }
    const now = async () => (await itsm.changesSince(undefined)).cursor

    it('opens a ticket, which is found as it was opened', async () => {
      const its = draft()
      const key = randomUUID()
      const opened = await itsm.open(its, key)
      assert.ok(opened.number !== '' && opened.id !== '')
      const found = await itsm.read(opened.id)
      assert.deepEqual({ ...found, stateLabel: '' }, { ...opened, stateLabel: '' })
      assert.equal(found.title, its.title)
      assert.equal(found.key, key)
      assert.equal(found.state, 'new')
      assert.equal(found.assignee, undefined)
      assert.equal(found.requester?.email, its.requester.email)
      assert.equal(found.urgency, itsm.supports.urgency ? 'high' : undefined)
      assert.equal(found.impact, itsm.supports.impact ? 'team' : undefined)
      assert.equal(found.category, its.category)
      assert.ok(Math.abs(found.openedAt - Date.now()) < 120_000, 'it was opened now')
    })

    it('opens one ticket for one idempotency key, however often it is asked', async () => {
      const its = draft()
      const key = randomUUID()
      const first = await itsm.open(its, key)
      const again = await itsm.open({ ...its, title: 'Other words' }, key)
      assert.equal(again.id, first.id)
      assert.equal(await far.there.count(its.title), 1)
      assert.equal(await far.there.count('Other words'), 0)
    })

    it('opens one for somebody without an address, and for somebody else', async () => {
      const its = { ...draft(), requester: { name: 'Noah Petit', email: undefined }, openedBy: 'Sophie Martin' }
      const opened = await open(its)
      assert.equal(opened.title, its.title)
    })

    it('takes titles and words as they are: quotes, markup, other scripts, many lines', async () => {
      const title = `L'« écran » <b>\\ 100 % "noir" ${randomUUID()} 日本`
      const opened = await open({ ...draft(title), description: "Ligne 1\n\n<script>alert('x')</script>\n…" })
      assert.equal(opened.title, title)
      await itsm.say(
        opened.id,
        { kind: 'comment', text: `Ça <i>va</i> ? 'oui' 日本`, author: "Zoé O'Neil" },
        randomUUID(),
      )
      assert.match((await far.there.said(opened.id)).at(-1)?.text ?? '', /Ça <i>va<\/i> \? 'oui' 日本/)
    })

    it('has nothing of an id that is nobody’s', async () => {
      const { id } = await open()
      const unknown = id.replace(/\d/g, '9').replace(/[a-f]/g, 'e')
      await fails('not-found', itsm.read(unknown))
    })

    it('keeps comments and work notes apart, each once for its key', async () => {
      const { id } = await open()
      const [a, b] = [randomUUID(), randomUUID()]
      for (let times = 0; times < 2; times += 1) {
        await itsm.say(id, { kind: 'comment', text: 'Pour Camille', author: 'Sophie Martin' }, a)
        await itsm.say(id, { kind: 'work-note', text: 'Entre analystes', author: 'Karim Benali' }, b)
      }
      const said = await far.there.said(id)
      const kinds = (text: string) => said.filter((its) => its.text.includes(text)).map(({ kind }) => kind)
      assert.deepEqual(kinds('Pour Camille'), ['comment'])
      assert.deepEqual(kinds('Entre analystes'), ['work-note'])
      assert.ok(
        said.some(({ text }) => text.includes('Sophie Martin')),
        'whoever said it is named',
      )
    })

    it('attaches files as they are, each once for its key, or says that it holds none', async () => {
      const { id } = await open()
      const file = (name: string, ...bytes: number[]) => ({
        ...{ name, contentType: 'image/png', author: 'Camille Roy' },
        bytes: new Uint8Array([0x89, 0x50, 0, 255, ...bytes]),
      })
      const [a, b] = [randomUUID(), randomUUID()]
      if (!itsm.supports.files) return await fails('not-supported', itsm.attach(id, file('é cran.png'), a))
      for (let times = 0; times < 2; times += 1) {
        await itsm.attach(id, file('é cran.png', 1), a)
        // Pictures out of the clipboard have one name.
        await itsm.attach(id, file('é cran.png', 2), b)
      }
      await itsm.attach(id, { ...file('日本.png'), bytes: new Uint8Array([0xff, 3]) }, randomUUID())
      const all = await far.there.files(id)
      assert.equal(all.filter(({ name, bytes }) => /^日本.*\.png$/.test(name) && bytes[0] === 0xff).length, 1)
      const files = all.filter(({ bytes }) => bytes[0] !== 0xff)
      assert.deepEqual(
        files.map(({ bytes }) => [...bytes]).toSorted((left, right) => (left.at(-1) ?? 0) - (right.at(-1) ?? 0)),
        [1, 2].map((last) => [0x89, 0x50, 0, 255, last]),
      )
      assert.ok(files.every(({ name }) => /^é cran.*\.png$/.test(name)))
    })

    it('takes an archive too, or says that it takes none', async () => {
      if (!itsm.supports.files) return
      const { id } = await open()
      const bytes = new Uint8Array([0x50, 0x4b, 3, 4])
      const archive = { name: 'a.zip', contentType: 'application/zip', bytes, author: 'Camille Roy' }
      const attaching = itsm.attach(id, archive, randomUUID())
      await (far.refusesArchives ? fails('invalid', attaching) : attaching)
      assert.equal((await far.there.files(id)).length, far.refusesArchives ? 0 : 1)
    })

    it('holds each state that it supports, and refuses the others', async () => {
      const analyst = await itsm.findPerson(far.analyst)
      assert.ok(analyst)
      for (const state of STATES) {
        const { id } = await open()
        await itsm.change(id, { assignee: analyst.id })
        if (itsm.supports.states.includes(state)) {
          // Without anybody nothing is under way.
          const change = state === 'new' ? { state, assignee: undefined } : { state }
          assert.equal((await itsm.change(id, change)).state, state)
          assert.equal((await itsm.read(id)).state, state)
        } else {
          await fails('not-supported', itsm.change(id, { state }))
          assert.ok(itsm.supports.states.includes(heldState(state, itsm.supports)), `${state} has one that is near`)
        }
      }
    })

    it('assigns to whom it knows, and says what it did not take', async () => {
      const analyst = await itsm.findPerson(far.analyst)
      assert.equal(analyst?.email, far.analyst)
      assert.equal(await itsm.findPerson(`${randomUUID()}@example.com`), undefined)
      const { id } = await open()
      assert.equal(
        (await itsm.change(id, { assignee: analyst?.id, state: 'in-progress' })).assignee?.email,
        far.analyst,
      )
      const after = await itsm.change(id, { assignee: `nobody-${randomUUID()}` }).catch((error: unknown) => {
        assert.ok(error instanceof ServiceDeskError && error.code === 'invalid')
        return itsm.read(id)
      })
      assert.equal(after.assignee?.email, far.analyst, 'it is still whose it was')
      assert.equal((await itsm.change(id, { assignee: undefined })).assignee, undefined)
    })

    it('changes urgency, impact and category where it has them, and nothing else', async () => {
      const opened = await open()
      const changed = await itsm.change(opened.id, {
        ...(itsm.supports.urgency ? { urgency: 'low' as const } : {}),
        ...(itsm.supports.impact ? { impact: 'everybody' as const } : {}),
        ...(itsm.supports.category ? { category: 'office' } : {}),
      })
      const { urgency, impact, category, ...rest } = changed
      assert.equal(urgency, itsm.supports.urgency ? 'low' : undefined)
      assert.equal(impact, itsm.supports.impact ? 'everybody' : undefined)
      assert.equal(category, itsm.supports.category ? 'office' : undefined)
      assert.equal(rest.state, opened.state)
      assert.equal(rest.title, opened.title)
    })

    it('tells what was done there since a cursor, once it was, and not what we said ourselves', async () => {
      const { id } = await open()
      const cursor = await now()
      assert.equal((await since(cursor)).entries.length, 0)
      await far.there.comment(id, 'Pouvez-vous redémarrer ?')
      await far.there.note(id, 'Voir le câble')
      await far.there.setState(id, 'on-hold')
      await itsm.say(id, { kind: 'comment', text: 'De nous', author: 'Camille Roy' }, randomUUID())
      const { tickets, entries } = await since(cursor)
      assert.equal(tickets.get(id)?.state, 'on-hold')
      const ours = entries.filter(({ ticketId }) => ticketId === id)
      assert.deepEqual(
        ours.map(({ kind, text }) => [kind, text.trim()]),
        [
          ['comment', 'Pouvez-vous redémarrer ?'],
          ['work-note', 'Voir le câble'],
        ],
      )
      assert.ok(ours.every(({ author, at }) => author.name !== '' && Math.abs(at - Date.now()) < 120_000))
    })

    it('tells of tickets that were opened there, with their words and for whom', async () => {
      const cursor = await now()
      const title = randomUUID()
      const email = `${randomUUID()}@example.com`
      const id = await far.there.open(title, 'Ouvert au téléphone', email)
      const { tickets, entries } = await since(cursor)
      assert.equal(tickets.get(id)?.title, title)
      assert.equal(tickets.get(id)?.key, undefined)
      assert.equal(tickets.get(id)?.requester?.email, email)
      const opened = entries.find((its) => its.ticketId === id && its.kind === 'opened')
      assert.match(opened?.text ?? '', /Ouvert au téléphone/)
    })

    it('leaves nothing out where many changes fall within one tick of its clock, page by page', async () => {
      const cursor = await now()
      const ids = await Promise.all(Array.from({ length: 12 }, async () => (await open()).id))
      await Promise.all(ids.flatMap((id) => Array.from({ length: 10 }, (_, n) => far.there.comment(id, `Mot ${n}`))))
      const { tickets, entries } = await since(cursor)
      for (const id of ids) {
        assert.ok(tickets.has(id), 'each ticket')
        const words = new Set(entries.filter(({ ticketId }) => ticketId === id).map(({ text }) => text.trim()))
        assert.equal([...words].filter((text) => text.startsWith('Mot ')).length, 10, 'each word')
      }
    }).timeout(120_000)

    it('goes on from where it was, whatever was asked in between', async () => {
      const { id } = await open()
      const cursor = await now()
      await far.there.comment(id, 'Un')
      const first = await since(cursor)
      await far.there.comment(id, 'Deux')
      const texts = (await since(first.cursor)).entries
        .filter((its) => its.ticketId === id)
        .map(({ text }) => text.trim())
      assert.ok(texts.includes('Deux'))
      const again = (await since(cursor)).entries.filter((its) => its.ticketId === id).map(({ text }) => text.trim())
      assert.deepEqual(again, ['Un', 'Deux'], 'an older cursor tells it again')
    })

    it('says what became of tickets that were merged or deleted there', async () => {
      const [one, two, three] = [await open(), await open(), await open()]
      const cursor = await now()
      const { merge, remove } = far.there
      if (merge !== undefined) {
        await merge(two.id, one.id)
        assert.deepEqual(
          (await since(cursor)).gone.filter(({ id }) => id === two.id),
          [{ id: two.id, mergedInto: one.id }],
        )
        assert.equal((await itsm.read(two.id)).id, one.id)
      }
      if (remove !== undefined) {
        await remove(three.id)
        await fails('not-found', itsm.read(three.id))
      }
    })

    it('tells whoever is not admitted, and where nobody answers, in our own words', async () => {
      await assert.rejects(far.stranger.open(draft(), randomUUID()), isGone)
      await assert.rejects(far.nowhere.open(draft(), randomUUID()), isTransient)
      assert.deepEqual((await far.stranger.check())[0]?.what, 'not-admitted')
      assert.deepEqual((await far.nowhere.check())[0]?.what, 'unreachable')
      assert.deepEqual(await itsm.check(), [])
    })
  })
}

type Entry = Awaited<ReturnType<Itsm['changesSince']>>['entries'][number]
type Gone = Awaited<ReturnType<Itsm['changesSince']>>['gone'][number]
