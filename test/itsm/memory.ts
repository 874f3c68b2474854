import { randomUUID } from 'node:crypto'
import { ServiceDeskError } from '../../services/errors.ts'
import type {
  Itsm,
  NewRemoteFile,
  NewTicket,
  RemoteEntry,
  RemotePerson,
  RemoteTicket,
  Supports,
} from '../../services/itsm/port.ts'
import type { TicketState } from '../../services/tickets/ticket.ts'
import type { Far } from './contract.ts'

interface Row {
  ticket: RemoteTicket
  entries: (RemoteEntry & { readonly key: string | undefined })[]
  files: (NewRemoteFile & { readonly key: string })[]
  mergedInto: string | undefined
  isDeleted: boolean
}

/** A ticket system in memory that keeps the contract: what the engine is tried with. It can fail, and it counts what it is asked. */
export interface Memory {
  readonly itsm: Itsm
  readonly people: Map<string, RemotePerson>
  readonly rows: Map<string, Row>
  readonly calls: string[]
  /** The next calls fail with these, or do what they are asked and lose their answer (`uncertain`); `undefined`: that one goes well. */
  readonly faults: (ServiceDeskError | undefined)[]
  open(title: string, description: string, requester: string): string
  say(id: string, kind: 'comment' | 'work-note', text: string): void
  set(id: string, fields: Partial<RemoteTicket>): void
  merge(id: string, into: string): void
  remove(id: string): void
}

const ANALYST = 'sophie@example.com'
const PAGE = 7

export function createMemory(supports: Partial<Supports> = {}): Memory {
  const rows = new Map<string, Row>()
  const people = new Map<string, RemotePerson>([[ANALYST, person('Sophie Martin', ANALYST)]])
  /** What happened, in its order: the cursor is a place in it. */
  const log: { readonly ticketId: string; readonly entry?: RemoteEntry & { readonly key: string | undefined } }[] = []
  const calls: string[] = []
  const faults: (ServiceDeskError | undefined)[] = []
  let count = 100
  const all: Supports = {
    states: ['new', 'in-progress', 'on-hold', 'resolved', 'cancelled'],
    ...{ urgency: true, impact: true, category: true, files: true },
    ...supports,
  }
  const noted = (row: Row) => void log.push({ ticketId: row.ticket.id })

  function rowOf(id: string): Row {
    const row = rows.get(id)
    if (row === undefined || row.isDeleted) throw new ServiceDeskError('not-found', 'There is no such ticket.')
    return row.mergedInto === undefined ? row : rowOf(row.mergedInto)
  }
  function add(title: string, email: string | undefined, rest: Partial<RemoteTicket> = {}): Row {
    count += 1
    const id = String(count)
    const requester = email === undefined ? undefined : (people.get(email) ?? person(email, email))
    if (email !== undefined && requester !== undefined) people.set(email, requester)
    const ticket: RemoteTicket = {
      ...{ id, number: `MEM-${id}`, key: undefined, title, state: 'new', stateLabel: 'new', requester },
      ...{ urgency: undefined, impact: undefined, category: undefined, assignee: undefined, openedAt: Date.now() },
      ...rest,
    }
    const row: Row = { ticket, entries: [], files: [], mergedInto: undefined, isDeleted: false }
    rows.set(id, row)
    return row
  }
  function speak(row: Row, entry: Omit<RemoteEntry, 'id' | 'ticketId' | 'at'>, key: string | undefined): void {
    const said = { ...entry, key, id: randomUUID(), ticketId: row.ticket.id, at: Date.now() }
    row.entries.push(said)
    log.push({ ticketId: row.ticket.id, entry: said })
  }
  /** One call: counted, and failing where it should. */
  async function asked<Result>(what: string, work: () => Result): Promise<Result> {
    calls.push(what)
    const fault = faults.shift()
    if (fault !== undefined && !fault.uncertain) throw fault
    const result = work()
    if (fault !== undefined) throw fault
    return result
  }

  const itsm: Itsm = {
    supports: all,
    open: (its: NewTicket, key) =>
      asked('open', () => {
        const known = [...rows.values()].find(({ ticket }) => ticket.key === key)
        if (known !== undefined) return known.ticket
        const row = add(its.title, its.requester.email, {
          key,
          ...(all.urgency ? { urgency: its.urgency } : {}),
          ...(all.impact ? { impact: its.impact } : {}),
          ...(all.category ? { category: its.category } : {}),
        })
        speak(row, { kind: 'opened', author: person('service', 'service'), text: its.description }, key)
        return row.ticket
      }),
    read: (id) => asked('read', () => rowOf(id).ticket),
    change: (id, change) =>
      asked('change', () => {
        const row = rowOf(id)
        const { assignee, ...rest } = change
        if (rest.state !== undefined && !all.states.includes(rest.state))
          throw new ServiceDeskError('not-supported', 'There is no such state.')
        const known = [...people.values()].find((its) => its.id === assignee)
        // Whom it does not know it refuses without a word.
        const isRefused = !('assignee' in change) || (assignee !== undefined && known === undefined)
        const owner = isRefused ? row.ticket.assignee : known
        row.ticket = { ...row.ticket, ...(rest as Partial<RemoteTicket>), assignee: owner }
        noted(row)
        return row.ticket
      }),
    say: (id, { kind, text, author }, key) =>
      asked('say', () => {
        const row = rowOf(id)
        if (row.entries.some((its) => its.key === key)) return
        speak(row, { kind, text, author: person(author, author) }, key)
      }),
    attach: (id, file, key) =>
      asked('attach', () => {
        if (!all.files) throw new ServiceDeskError('not-supported', 'It holds no files.')
        if (file.name.endsWith('.zip')) throw new ServiceDeskError('invalid', 'It takes no archives.')
        const { files } = rowOf(id)
        if (!files.some((its) => its.key === key)) files.push({ ...file, key })
      }),
    findPerson: (email) => asked('findPerson', () => people.get(email)),
    changesSince: (cursor) =>
      asked('changesSince', () => {
        const from = Number(cursor ?? log.length)
        const page = log.slice(from, from + PAGE)
        const ids = [...new Set(page.map(({ ticketId }) => ticketId))]
        const there = ids.filter((id) => rows.get(id)?.isDeleted === false && rows.get(id)?.mergedInto === undefined)
        return {
          tickets: there.map((id) => rowOf(id).ticket),
          entries: page.flatMap(({ entry }) => (entry === undefined || entry.key !== undefined ? [] : [entry])),
          gone: ids.filter((id) => !there.includes(id)).map((id) => ({ id, mergedInto: rows.get(id)?.mergedInto })),
          cursor: String(from + page.length),
          more: from + page.length < log.length,
        }
      }),
    check: async () => [],
  }
  return {
    ...{ itsm, people, rows, calls, faults },
    open(title, description, requester) {
      const row = add(title, requester)
      speak(row, { kind: 'opened', author: person('Ana', 'ana'), text: description }, undefined)
      return row.ticket.id
    },
    say: (id, kind, text) => speak(rowOf(id), { kind, text, author: person('Ana', 'ana') }, undefined),
    set(id, fields) {
      const row = rowOf(id)
      row.ticket = { ...row.ticket, ...fields }
      noted(row)
    },
    merge(id, into) {
      const row = rowOf(id)
      row.mergedInto = into
      noted(row)
    },
    remove(id) {
      const row = rowOf(id)
      row.isDeleted = true
      noted(row)
    },
  }
}

export function person(name: string, email: string): RemotePerson {
  return { id: `user:${email}`, name, email }
}

/** Its people, for the contract. */
export function farOfMemory(supports?: Partial<Supports>): Far {
  const memory = createMemory(supports)
  const refuse = (error: ServiceDeskError) => ({
    ...memory.itsm,
    open: () => Promise.reject(error),
    check: async () => [
      { what: error.code === 'forbidden' ? ('not-admitted' as const) : ('unreachable' as const), name: '' },
    ],
  })
  return {
    itsm: memory.itsm,
    stranger: refuse(new ServiceDeskError('forbidden', 'No.', { reason: '401' })),
    nowhere: refuse(new ServiceDeskError('unavailable', 'Nobody.')),
    analyst: ANALYST,
    refusesArchives: true,
    there: {
      open: async (title, description, requester) => memory.open(title, description, requester),
      comment: async (id, text) => memory.say(id, 'comment', text),
      note: async (id, text) => memory.say(id, 'work-note', text),
      setState: async (id, state: TicketState) => memory.set(id, { state }),
      merge: async (id, into) => memory.merge(id, into),
      remove: async (id) => memory.remove(id),
      count: async (title) => [...memory.rows.values()].filter(({ ticket }) => ticket.title === title).length,
      said: async (id) =>
        (memory.rows.get(id)?.entries ?? []).flatMap(({ kind, text, author }) =>
          kind === 'opened' ? [] : [{ kind, text: `${author.name}: ${text}` }],
        ),
      files: async (id) => memory.rows.get(id)?.files ?? [],
    },
    close: async () => {},
  }
}
