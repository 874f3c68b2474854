import { z } from 'zod'
import type { Connection } from '../../config.ts'
import { ServiceDeskError } from '../../errors.ts'
import { type Caller, createCaller, faultOf, readBody, segment } from '../call.ts'
import { describeTicket } from '../description.ts'
import { theirCategory } from '../names.ts'
import type { Change, Changes, Fault, Itsm, NewRemoteEntry, NewTicket, RemoteEntry, RemoteTicket } from '../port.ts'
import { levelsOf, type Mapping, RT_MAPPING, RT_STATES, rtPriority, statusOf, toPerson, toTicket } from './map.ts'
import { attachment, content, created, pageOf, queue, single, ticket, transaction, user } from './schema.ts'

const FIELDS = 'Subject,Status,Owner,Requestor,Created,CustomFields,Queue'
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
    const [found] = readBody(pageOf(ticket), body).items
    return found && toTicket(found, mapping)
  }

  /** Those of them that are there; merged and deleted ones are not. A search has people's names, a single ticket has not. */
  async function rowsOf(ids: readonly string[]): Promise<readonly z.output<typeof ticket>[]> {
    const query = ids.map((id) => `id=${Number(id)}`).join(' OR ')
    const { body } = await call({
      method: 'GET',
      path: '/tickets',
      query: { query, fields: FIELDS, ...PEOPLE, 'fields[Queue]': 'Name', per_page: String(PAGE) },
    })
    return readBody(pageOf(ticket), body).items
  }

  async function readTicket(id: string): Promise<RemoteTicket> {
    const [found] = await rowsOf([id])
    if (found !== undefined) return toTicket(found, mapping)
    // A merged one is answered by the one that it was merged into, a deleted one by itself.
    const { status, body } = await call({ method: 'GET', path: `/ticket/${segment(id)}`, accepts: [404] })
    if (status === 404) throw new ServiceDeskError('not-found', 'There is no such ticket.')
    const now = readBody(single, body)
    if (now.Status === 'deleted') throw new ServiceDeskError('not-found', 'The ticket was deleted.')
    const [into] = now.id === id ? [] : await rowsOf([now.id])
    if (into === undefined) throw new ServiceDeskError('unavailable', 'RT has a ticket that its search does not find.')
    return toTicket(into, mapping)
  }

  return {
    supports: {
      states: RT_STATES,
      urgency: mapping.urgencyField !== '',
      impact: mapping.impactField !== '',
      category: mapping.categoryField !== '',
      files: true,
    },

    async open(its, key) {
      // RT has no unique field: the only writer of this key is the job that holds its lane.
      const known = await findByKey(key)
      if (known !== undefined) return known
      const { body } = await call({ method: 'POST', path: '/ticket', json: newTicket(its, key, mapping) })
      return await readTicket(readBody(created, body).id)
    },

    read: readTicket,

    async change(id, change) {
      await writeChange(call, id, change, mapping, readTicket)
      return await readTicket(id)
    },

    async say(id, { kind, text, author }: NewRemoteEntry, key) {
      await write(id, kind === 'comment' ? 'correspond' : 'comment', { author, text, key })
    },

    // Among analysts: RT would e-mail what is corresponded, and whoever sent it has it in Teams.
    async attach(id, { name, contentType, bytes, author }, key) {
      const file = {
        FileName: encodedName(name),
        FileType: contentType,
        FileContent: Buffer.from(bytes).toString('base64'),
      }
      await write(id, 'comment', { author, text: name, key }, [file])
    },

    async findPerson(email) {
      const { body } = await call({
        method: 'POST',
        path: '/users',
        query: { fields: USER_FIELDS, per_page: '1' },
        json: [{ field: 'EmailAddress', operator: '=', value: email }],
        isRead: true,
      })
      const [found] = readBody(pageOf(user), body).items
      return found && toPerson(found)
    },

    async changesSince(cursor) {
      if (cursor !== undefined) return await changesAfter(cursor)
      const last = await newest()
      const { items } = await transactions(`id > ${last - WINDOW}`, 'ASC')
      return { tickets: [], entries: [], gone: [], cursor: cursorOf(last, idsOf(items)), more: false }
    },

    async check() {
      return await faultsOf(call, mapping)
    },
  }

  /** A transaction of ours, once for its key. */
  async function write(
    id: string,
    how: 'correspond' | 'comment',
    { author, text, key }: { readonly author: string; readonly text: string; readonly key: string },
    files: readonly object[] = [],
  ): Promise<void> {
    const query = `TicketId=${Number(id)} AND CF.{${mapping.entryField}}='${quoted(key)}'`
    const { body } = await call({ method: 'GET', path: '/transactions', query: { query, per_page: '1' } })
    if (readBody(pageOf(z.object({})), body).items.length > 0) return
    const json = {
      Content: signed(author, text),
      ContentType: 'text/plain',
      TxnCustomFields: { [mapping.authorField]: author, [mapping.entryField]: key },
      ...(files.length === 0 ? {} : { Attachments: files }),
    }
    const isUpload = files.length > 0
    await call({ method: 'POST', path: `/ticket/${segment(id)}/${how}`, json, isUpload })
  }

  async function transactions(rest: string, order: 'ASC' | 'DESC', perPage = PAGE) {
    const types = TYPES.map((type) => `Type='${type}'`).join(' OR ')
    const { body } = await call({
      method: 'GET',
      path: '/transactions',
      query: {
        query: `ObjectType='RT::Ticket' AND ${rest} AND (${types})`,
        fields: 'Type,ObjectId,Created,Creator,CustomFields',
        'fields[Creator]': USER_FIELDS,
        orderby: 'id',
        order,
        per_page: String(perPage),
      },
    })
    return readBody(pageOf(transaction), body)
  }

  async function newest(): Promise<number> {
    return Number((await transactions('id > 0', 'DESC', 1)).items[0]?.id ?? 0)
  }

  async function changesAfter(cursor: string): Promise<Changes> {
    const { last, seen } = parseCursor(cursor)
    const { items } = await transactions(`id > ${last - WINDOW}`, 'ASC')
    const fresh = items.filter(({ id }) => !seen.has(Number(id)))
    const changed = [...new Set(fresh.map(({ ObjectId }) => ObjectId))]
    const rows = new Map<string, z.output<typeof ticket>>()
    for (let n = 0; n < changed.length; n += AT_ONCE)
      for (const row of await rowsOf(changed.slice(n, n + AT_ONCE))) rows.set(row.id, row)
    const gone: { id: string; mergedInto: string | undefined }[] = []
    const tickets = new Map<string, RemoteTicket>()
    for (const [id, row] of rows) {
      const its = toTicket(row, mapping)
      // One of ours is heard of wherever it was moved to; of others those of our queue alone.
      if (its.key !== undefined || row.Queue?.Name === mapping.queue) tickets.set(id, its)
    }
    for (const id of changed.filter((its) => !rows.has(its))) {
      const into = await readTicket(id).catch((error: unknown) => {
        if (error instanceof ServiceDeskError && error.code === 'not-found') return undefined
        throw error
      })
      gone.push({ id, mergedInto: into?.id })
      if (into !== undefined) tickets.set(into.id, into)
    }
    const heard = fresh.filter((row) => tickets.has(row.ObjectId) || gone.some(({ id }) => id === row.ObjectId))
    const entries = await entriesOf(heard.filter((row) => !hasOurKey(row)))
    const newLast = Math.max(last, ...idsOf(items))
    const next = cursorOf(newLast, [...seen, ...idsOf(items)])
    return { tickets: [...tickets.values()], entries, gone, cursor: next, more: fresh.length > 0 }
  }

  function hasOurKey({ CustomFields }: z.output<typeof transaction>): boolean {
    return CustomFields.some(({ name, values }) => name === mapping.entryField && Boolean(values[0]))
  }

  /** What was said in these transactions; our own account speaks for us alone, also before RT has written down our key. */
  async function entriesOf(rows: readonly z.output<typeof transaction>[]): Promise<readonly RemoteEntry[]> {
    const spoken = rows.filter(({ Type }) => KINDS[Type] !== undefined)
    if (spoken.length === 0) return []
    const own = await ownName()
    const entries: RemoteEntry[] = []
    for (const row of spoken) {
      const [kind, author] = [KINDS[row.Type], toPerson(row.Creator)]
      if (kind === undefined || author.id === own) continue
      const text = await textOf(call, row.id)
      entries.push({ id: row.id, ticketId: row.ObjectId, kind, author, text, at: row.Created ?? 0 })
    }
    return entries
  }

  /** A token names its account: `1-<id>-<secret>`. */
  async function ownName(): Promise<string | undefined> {
    const id = /^\d+-(\d+)-/.exec(credentials['token'] ?? '')?.[1]
    if (id === undefined) return undefined
    const { body } = await call({ method: 'GET', path: `/user/${id}`, accepts: [403, 404] })
    const found = user.safeParse(body)
    return found.success ? toPerson(found.data).id : undefined
  }
}

/**
 * Transactions are numbered when they begin, and seen when they are committed: one may appear behind others. The last numbers are
 * looked at again; the cursor knows which of them were seen.
 */
const WINDOW = 50

function cursorOf(last: number, seen: readonly number[]): string {
  return `${last};${[...new Set(seen)].filter((id) => id > last - WINDOW).join(',')}`
}

function parseCursor(cursor: string): { readonly last: number; readonly seen: ReadonlySet<number> } {
  const [last = '0', seen = ''] = cursor.split(';')
  return { last: Number(last), seen: new Set(seen.split(',').filter(Boolean).map(Number)) }
}

function idsOf(rows: readonly { readonly id: string }[]): readonly number[] {
  return rows.map(({ id }) => Number(id))
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
  const { requester } = its
  return {
    Queue: mapping.queue,
    Subject: its.title,
    ...(requester.email === undefined ? {} : { Requestor: requester.email }),
    Content: describeTicket(its, requester.email === undefined ? requester.name : undefined),
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
  if ('category' in change) set(mapping.categoryField, theirCategory(mapping, category))
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

/** Longer than anybody writes; what is longer is a file in disguise. */
const LONGEST_TEXT = 256 * 1024

/** What was said in a transaction: its parts without a name, the plain one where there is one. Files are not read. */
async function textOf(call: Caller, transactionId: string): Promise<string> {
  const path = `/transaction/${segment(transactionId)}/attachments`
  const fields = 'ContentType,Filename,ContentLength'
  const listed = readBody(
    pageOf(attachment),
    (await call({ method: 'GET', path, query: { fields, per_page: '50' } })).body,
  )
  const texts = listed.items.filter(
    ({ Filename, ContentType, ContentLength }) =>
      !Filename && /^text\/(plain|html)/.test(ContentType ?? '') && Number(ContentLength ?? 0) <= LONGEST_TEXT,
  )
  const part = texts.find(({ ContentType }) => ContentType?.startsWith('text/plain')) ?? texts[0]
  if (part === undefined) return ''
  const { body } = await call({ method: 'GET', path: `/attachment/${segment(part.id)}` })
  const text = Buffer.from(readBody(content, body).Content ?? '', 'base64').toString('utf8')
  return part.ContentType?.startsWith('text/html') ? withoutTags(text) : text
}

async function faultsOf(call: Caller, mapping: Mapping): Promise<readonly Fault[]> {
  try {
    const { status, body } = await call({
      method: 'GET',
      path: `/queue/${segment(mapping.queue)}`,
      accepts: [403, 404],
    })
    if (status !== 200) return [{ what: 'no-queue', name: mapping.queue }]
    const its = readBody(queue, body)
    const known = new Set(its.TicketCustomFields.map(({ name }) => name))
    const { keyField, categoryField, urgencyField, impactField, authorField, entryField } = mapping
    const said = new Set(its.TicketTransactionCustomFields.map(({ name }) => name))
    const missing = [
      ...[keyField, categoryField, urgencyField, impactField].filter((name) => name !== '' && !known.has(name)),
      ...[authorField, entryField].filter((name) => name !== '' && !said.has(name)),
    ]
    return missing.map((name) => ({ what: 'no-field', name }))
  } catch (error) {
    return [faultOf(error)]
  }
}

/** In a query of RT's, a text stands between single quotes. */
function quoted(text: string): string {
  return text.replace(/\\/g, '\\\\').replace(/'/g, "\\'")
}

/** RT takes a name as bytes, and fails at what is no byte: written as in an e-mail (RFC 2047), it reads it as it is. */
function encodedName(name: string): string {
  return /^[\x20-\x7e]*$/.test(name) ? name : `=?UTF-8?B?${Buffer.from(name).toString('base64')}?=`
}

function signed(author: string, text: string): string {
  return `${author}:\n${text}`
}

function withoutTags(html: string): string {
  return html.replace(/<br\s*\/?>/gi, '\n').replace(/<[^>]*>/g, '')
}
