import { z } from 'zod'
import type { Connection } from '../../config.ts'
import { ServiceDeskError } from '../../errors.ts'
import { type Caller, createCaller } from '../call.ts'
import type { Change, Changes, Fault, Itsm, NewRemoteEntry, NewTicket, RemoteEntry, RemoteTicket } from '../port.ts'
import {
  levelsOf,
  type Mapping,
  RT_MAPPING,
  RT_STATES,
  rtPriority,
  statusOf,
  theirCategory,
  toPerson,
  toTicket,
} from './map.ts'
import { attachment, created, pageOf, queue, ticket, transaction, user } from './schema.ts'

const FIELDS = 'Subject,Status,Owner,Requestor,Created,CustomFields'
const USER_FIELDS = 'Name,RealName,EmailAddress'
const PEOPLE = { 'fields[Owner]': USER_FIELDS, 'fields[Requestor]': USER_FIELDS }
const PAGE = 100
/** Ids in one search. */
const AT_ONCE = 50
/** What tells that a ticket changed; e-mails that RT sent are no change. */
const TYPES = ['Create', 'Correspond', 'Comment', 'Status', 'Set', 'SetWatcher', 'AddWatcher', 'CustomField', 'AddLink']

/** Request Tracker 5, by its REST 2.0. */
export function rtItsm(
  { url, credentials }: Pick<Connection, 'url' | 'credentials'>,
  names: Readonly<Record<string, string>>,
): Itsm {
  const mapping = { ...RT_MAPPING, ...names } as Mapping
  const headers = { authorization: `token ${credentials['token'] ?? ''}` }
  const call = createCaller(`${url.replace(/\/+$/, '')}/REST/2.0`, async () => headers)
  const inQueue = `'${quoted(mapping.queue)}'`

  async function findByKey(key: string): Promise<RemoteTicket | undefined> {
    const query = `Queue=${inQueue} AND CF.{${mapping.keyField}}='${quoted(key)}'`
    const { body } = await call({
      method: 'GET',
      path: '/tickets',
      query: { query, fields: FIELDS, ...PEOPLE, orderby: 'id', per_page: '1' },
    })
    const [found] = read(pageOf(ticket), body).items
    return found && toTicket(found, mapping)
  }

  /** Those of them that are there; merged and deleted ones are not. A search has people's names, a single ticket has not. */
  async function rowsOf(ids: readonly string[]): Promise<readonly RemoteTicket[]> {
    const query = ids.map((id) => `id=${Number(id)}`).join(' OR ')
    const { body } = await call({
      method: 'GET',
      path: '/tickets',
      query: { query, fields: FIELDS, ...PEOPLE, per_page: String(PAGE) },
    })
    return read(pageOf(ticket), body).items.map((row) => toTicket(row, mapping))
  }

  async function readTicket(id: string): Promise<RemoteTicket> {
    const [found] = await rowsOf([id])
    if (found !== undefined) return found
    // A merged one is answered by the one that it was merged into, a deleted one by itself.
    const { status, body } = await call({ method: 'GET', path: `/ticket/${segment(id)}`, accepts: [404] })
    if (status === 404) throw new ServiceDeskError('not-found', 'There is no such ticket.')
    const { id: now } = read(created, body)
    const [into] = now === id ? [] : await rowsOf([now])
    if (into === undefined) throw new ServiceDeskError('not-found', 'The ticket was deleted.')
    return into
  }

  return {
    supports: {
      states: RT_STATES,
      urgency: mapping.urgencyField !== '',
      impact: mapping.impactField !== '',
      category: mapping.categoryField !== '',
    },

    async open(its, key) {
      // RT has no unique field: the only writer of this key is the job that holds its lane.
      const known = await findByKey(key)
      if (known !== undefined) return known
      const { body } = await call({ method: 'POST', path: '/ticket', json: newTicket(its, key, mapping) })
      return await readTicket(read(created, body).id)
    },

    read: readTicket,

    async change(id, change) {
      await writeChange(call, id, change, mapping, readTicket)
      return await readTicket(id)
    },

    async say(id, { kind, text, author }: NewRemoteEntry, key) {
      const query = `TicketId=${Number(id)} AND CF.{${mapping.entryField}}='${quoted(key)}'`
      const { body } = await call({ method: 'GET', path: '/transactions', query: { query, per_page: '1' } })
      if (read(pageOf(z.object({})), body).items.length > 0) return
      await call({
        method: 'POST',
        path: `/ticket/${segment(id)}/${kind === 'comment' ? 'correspond' : 'comment'}`,
        json: {
          Content: signed(author, text),
          ContentType: 'text/plain',
          TxnCustomFields: { [mapping.authorField]: author, [mapping.entryField]: key },
        },
      })
    },

    async findPerson(email) {
      const { body } = await call({
        method: 'POST',
        path: '/users',
        query: { fields: USER_FIELDS, per_page: '1' },
        json: [{ field: 'EmailAddress', operator: '=', value: email }],
        isRead: true,
      })
      const [found] = read(pageOf(user), body).items
      return found && toPerson(found)
    },

    async changesSince(cursor) {
      if (cursor === undefined) return { tickets: [], entries: [], gone: [], cursor: await newest(), more: false }
      return await changesAfter(cursor)
    },

    async check() {
      return await faultsOf(call, mapping)
    },
  }

  function transactions(rest: string, order: 'ASC' | 'DESC', perPage: number, page = 1) {
    const types = TYPES.map((type) => `Type='${type}'`).join(' OR ')
    return call({
      method: 'GET',
      path: '/transactions',
      query: {
        query: `TicketQueue=${inQueue} AND ${rest} AND (${types})`,
        fields: 'Type,ObjectId,Created,Creator,CustomFields',
        'fields[Creator]': USER_FIELDS,
        ...{ orderby: 'id', order, per_page: String(perPage), page: String(page) },
      },
    })
  }

  async function newest(): Promise<string> {
    const { body } = await transactions('id > 0', 'DESC', 1)
    return read(pageOf(transaction), body).items[0]?.id ?? '0'
  }

  async function changesAfter(cursor: string): Promise<Changes> {
    const { body } = await transactions(`id > ${Number(cursor)}`, 'ASC', PAGE)
    const { items } = read(pageOf(transaction), body)
    const changed = [...new Set(items.map(({ ObjectId }) => ObjectId))]
    const tickets = new Map<string, RemoteTicket>()
    for (let n = 0; n < changed.length; n += AT_ONCE)
      for (const its of await rowsOf(changed.slice(n, n + AT_ONCE))) tickets.set(its.id, its)
    const gone: { id: string; mergedInto: string | undefined }[] = []
    for (const id of changed.filter((its) => !tickets.has(its))) {
      const into = await readTicket(id).catch((error: unknown) => {
        if (error instanceof ServiceDeskError && error.code === 'not-found') return undefined
        throw error
      })
      gone.push({ id, mergedInto: into?.id })
      if (into !== undefined) tickets.set(into.id, into)
    }
    const entries = await entriesOf(
      items.filter(
        (row) => !row.CustomFields.some(({ name, values }) => name === mapping.entryField && Boolean(values[0])),
      ),
    )
    // A page may be short where rows are hidden from us: only an empty one is the end.
    return { tickets: [...tickets.values()], entries, gone, cursor: items.at(-1)?.id ?? cursor, more: items.length > 0 }
  }

  /** What was said in these transactions, with all their texts in one search. */
  async function entriesOf(rows: readonly z.output<typeof transaction>[]): Promise<readonly RemoteEntry[]> {
    const spoken = rows.filter(({ Type }) => KINDS[Type] !== undefined)
    const [first, last] = [spoken[0], spoken.at(-1)]
    if (first === undefined || last === undefined) return []
    const texts = await textsBetween(call, first.id, last.id)
    return spoken.flatMap((row) => {
      const kind = KINDS[row.Type]
      const said = { author: toPerson(row.Creator), text: texts.get(row.id) ?? '', at: row.Created ?? 0 }
      return kind === undefined ? [] : [{ id: row.id, ticketId: row.ObjectId, kind, ...said }]
    })
  }
}

const KINDS: Readonly<Record<string, RemoteEntry['kind']>> = {
  Create: 'opened',
  Correspond: 'comment',
  Comment: 'work-note',
}

function newTicket(its: NewTicket, key: string, mapping: Mapping): object {
  const levels = levelsOf(its)
  const custom = {
    [mapping.keyField]: key,
    [mapping.urgencyField]: levels.urgency,
    [mapping.impactField]: levels.impact,
    ...(its.category === undefined ? {} : { [mapping.categoryField]: theirCategory(mapping, its.category) }),
  }
  delete custom['']
  const { requester, openedBy } = its
  const about = [
    ...(requester.email === undefined ? [requester.name] : []),
    ...(openedBy === undefined ? [] : [`(${openedBy})`]),
  ].join(' ')
  return {
    Queue: mapping.queue,
    Subject: its.title,
    ...(requester.email === undefined ? {} : { Requestor: requester.email }),
    Content: about === '' ? its.description : `${about}\n\n${its.description}`,
    ContentType: 'text/plain',
    Priority: rtPriority(its),
    CustomFields: custom,
  }
}

async function writeChange(
  call: Caller,
  id: string,
  change: Change,
  mapping: Mapping,
  readTicket: (id: string) => Promise<RemoteTicket>,
): Promise<void> {
  const { state, category } = change
  if (state === 'closed') throw new ServiceDeskError('not-supported', 'RT has no closed tickets.')
  const custom: Record<string, string> = {}
  const set = (field: string, value: string) => {
    if (field === '') throw new ServiceDeskError('not-supported', 'The queue has no such field.')
    custom[field] = value
  }
  if ('category' in change) set(mapping.categoryField, category === undefined ? '' : theirCategory(mapping, category))
  const isOther = change.urgency !== undefined || change.impact !== undefined
  const before = isOther ? await readTicket(id) : undefined
  const levels = {
    urgency: change.urgency ?? before?.urgency ?? 'normal',
    impact: change.impact ?? before?.impact ?? 'one',
  }
  if (change.urgency !== undefined) set(mapping.urgencyField, levelsOf(levels).urgency)
  if (change.impact !== undefined) set(mapping.impactField, levelsOf(levels).impact)
  // The owner first: RT refuses one who may not own, and says so in a 200; the status is written all the same.
  const json = {
    ...('assignee' in change ? { Owner: change.assignee ?? 'Nobody' } : {}),
    ...(state === undefined ? {} : { Status: statusOf(state) }),
    ...(isOther ? { Priority: rtPriority(levels) } : {}),
    ...(Object.keys(custom).length === 0 ? {} : { CustomFields: custom }),
  }
  if (Object.keys(json).length > 0) await call({ method: 'PUT', path: `/ticket/${segment(id)}`, json })
}

/** The texts of transactions, by their ids; the plain one where there are several. Files have names. */
async function textsBetween(call: Caller, first: string, last: string): Promise<ReadonlyMap<string, string>> {
  const texts = new Map<string, string>()
  for (let page = 1; ; page += 1) {
    const { body } = await call({
      method: 'POST',
      path: '/attachments',
      query: { fields: 'TransactionId,ContentType,Filename,Content', per_page: String(PAGE), page: String(page) },
      json: [
        { field: 'TransactionId', operator: '>=', value: first },
        { field: 'TransactionId', operator: '<=', value: last },
      ],
      isRead: true,
    })
    const { items } = read(pageOf(attachment), body)
    if (items.length === 0) return texts
    for (const { TransactionId, ContentType, Filename, Content } of items) {
      if (Filename || !Content) continue
      if (ContentType === 'text/plain') texts.set(TransactionId, Content)
      else if (!texts.has(TransactionId)) texts.set(TransactionId, withoutTags(Content))
    }
  }
}

async function faultsOf(call: Caller, mapping: Mapping): Promise<readonly Fault[]> {
  try {
    const { status, body } = await call({
      method: 'GET',
      path: `/queue/${segment(mapping.queue)}`,
      accepts: [403, 404],
    })
    if (status !== 200) return [{ what: 'no-queue', name: mapping.queue }]
    const its = read(queue, body)
    const known = new Set(its.TicketCustomFields.map(({ name }) => name))
    const { keyField, categoryField, urgencyField, impactField, authorField, entryField } = mapping
    const said = new Set(its.TicketTransactionCustomFields.map(({ name }) => name))
    const missing = [
      ...[keyField, categoryField, urgencyField, impactField].filter((name) => name !== '' && !known.has(name)),
      ...[authorField, entryField].filter((name) => name !== '' && !said.has(name)),
    ]
    return missing.map((name) => ({ what: 'no-field', name }))
  } catch (error) {
    if (!(error instanceof ServiceDeskError)) throw error
    if (error.code === 'forbidden') return [{ what: 'not-admitted', name: error.reason ?? '' }]
    return [{ what: error.code === 'unavailable' ? 'unreachable' : 'unexpected-answer', name: error.reason ?? '' }]
  }
}

/** What came is not what the documentation says: nothing is done with it. */
function read<Shape extends z.ZodType>(shape: Shape, body: unknown): z.output<Shape> {
  const parsed = shape.safeParse(body)
  if (parsed.success) return parsed.data
  throw new ServiceDeskError('unavailable', 'RT answered with something else.', { cause: parsed.error })
}

function segment(text: string): string {
  return encodeURIComponent(text)
}

/** In a query of RT's, a text stands between single quotes. */
function quoted(text: string): string {
  return text.replace(/\\/g, '\\\\').replace(/'/g, "\\'")
}

function signed(author: string, text: string): string {
  return `${author}:\n${text}`
}

function withoutTags(html: string): string {
  return html.replace(/<br\s*\/?>/gi, '\n').replace(/<[^>]*>/g, '')
}
