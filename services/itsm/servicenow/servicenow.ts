import type { z } from 'zod'
import type { Connection } from '../../config.ts'
import { ServiceDeskError } from '../../errors.ts'
import { createCaller, faultOf, readBody, segment } from '../call.ts'
import { describeTicket } from '../description.ts'
import { theirCategory } from '../names.ts'
import type { Changes, Fault, Itsm, RemoteEntry, RemotePerson } from '../port.ts'
import { isOurs, keyedFileName, referenceOf } from '../reference.ts'
import { cursorOf, markAt, parseSeen, type Seen } from '../seen.ts'
import {
  CORRELATION_DISPLAY,
  levelsOf,
  type Mapping,
  SERVICENOW_MAPPING,
  STATES,
  stateFields,
  textOf,
  timeOf,
  toPerson,
  toTicket,
} from './map.ts'
import { attachment, created, incident, journal, person, rowsOf } from './schema.ts'
import { createTokens } from './token.ts'

type Incident = z.output<typeof incident>
type Journal = z.output<typeof journal>

const TABLES = '/v2/table'
const PAGE = 100
const FIELDS = Object.keys(incident.shape).join(',')
/** A row may be committed some seconds after the time that it carries: so much is looked at again. */
const OVERLAP_MS = 10_000

/** ServiceNow, by its Table API. */
export function servicenowItsm(
  { url, credentials }: Pick<Connection, 'url' | 'credentials'>,
  names: Readonly<Record<string, string>>,
): Itsm {
  const mapping = { ...SERVICENOW_MAPPING, ...names } as Mapping
  const { user, password = '', clientId, clientSecret = '' } = credentials
  const tokens = clientId === undefined ? undefined : createTokens(url, { clientId, clientSecret })
  const call = createCaller(`${url.replace(/\/+$/, '')}/api/now`, async () => ({
    authorization:
      tokens === undefined
        ? `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`
        : `Bearer ${await tokens()}`,
  }))

  /** One page, and how many rows there are in all: the limit counts rows that are hidden from us, so that a page may be short. */
  async function select<Row extends z.ZodType>(
    row: Row,
    table: string,
    query: string,
    { fields, offset = 0, limit = PAGE }: Page,
  ) {
    const { body, header } = await call({
      method: 'GET',
      path: `${TABLES}/${table}`,
      query: {
        sysparm_query: query,
        sysparm_fields: fields,
        sysparm_exclude_reference_link: 'true',
        sysparm_limit: String(limit),
        sysparm_offset: String(offset),
      },
    })
    const rows = readBody(rowsOf(row), body).result
    return { rows, total: Number(header('x-total-count') ?? rows.length) }
  }

  /** A part of a query that is wrong is ignored, and everything is answered: what comes is looked at again. */
  async function find(query: string, isIt: (row: Incident) => boolean): Promise<Incident | undefined> {
    const { rows } = await select(incident, mapping.table, query, { fields: FIELDS, limit: 1 })
    return rows.find(isIt)
  }

  async function readRow(id: string): Promise<Incident> {
    const found = /^[0-9a-f]{32}$/.test(id) ? await find(`sys_id=${id}`, (row) => row.sys_id === id) : undefined
    if (found === undefined) throw new ServiceDeskError('not-found', 'There is no such incident.')
    return found
  }
  const readTicket = async (id: string) => toTicket(await readRow(id), mapping)

  async function findUser(field: 'email' | 'user_name', value: string): Promise<RemotePerson | undefined> {
    const { rows } = await select(person, 'sys_user', `${field}=${inQuery(value)}^active=true`, {
      fields: Object.keys(person.shape).join(','),
      limit: 1,
    })
    const found = rows.find((row) => row[field].toLowerCase() === value.toLowerCase())
    return found && toPerson(found)
  }

  return {
    supports: { states: STATES, urgency: true, impact: true, category: true, files: true },

    async open(its, key) {
      // Nothing makes `correlation_id` unique: one job at a time opens a ticket, and looks first.
      const known = await find(`correlation_id=${inQuery(key)}`, (row) => row.correlation_id === key)
      if (known !== undefined) return toTicket(known, mapping)
      const { requester } = its
      const caller = requester.email === undefined ? undefined : await findUser('email', requester.email)
      const { body } = await call({
        method: 'POST',
        path: `${TABLES}/${mapping.table}`,
        json: {
          short_description: its.title,
          description: describeTicket(its, caller === undefined ? (requester.email ?? requester.name) : undefined),
          ...levelsOf(its),
          category: theirCategory(mapping, its.category),
          ...(caller === undefined ? {} : { caller_id: caller.id }),
          correlation_id: key,
          correlation_display: CORRELATION_DISPLAY,
        },
      })
      return await readTicket(readBody(created, body).result.sys_id)
    },

    read: readTicket,

    async change(id, change) {
      const fields = {
        ...(change.state === undefined ? {} : stateFields(change.state, mapping, await readRow(id))),
        ...levelsOf(change),
        ...('category' in change ? { category: theirCategory(mapping, change.category) } : {}),
        ...('assignee' in change ? { assigned_to: change.assignee ?? '' } : {}),
      }
      if (Object.keys(fields).length > 0)
        await call({ method: 'PATCH', path: `${TABLES}/${mapping.table}/${segment(id)}`, json: fields })
      return await readTicket(id)
    },

    async say(id, { kind, text, author }, key) {
      // A journal's entry has no field for a key: it stands at its end.
      const mark = referenceOf(key)
      const said = await select(journal, 'sys_journal_field', `element_id=${inQuery(id)}^valueLIKE${mark}`, {
        fields: JOURNAL_FIELDS,
        limit: 1,
      })
      if (said.rows.some(({ element_id, value }) => element_id === id && value.includes(mark))) return
      const field = kind === 'comment' ? 'comments' : 'work_notes'
      await call({
        method: 'PATCH',
        path: `${TABLES}/${mapping.table}/${segment(id)}`,
        json: { [field]: `${author}:\n${text}\n${mark}` },
      })
    },

    async attach(id, { name, contentType, bytes }, key) {
      const file_name = keyedFileName(name, key)
      const { body } = await call({
        method: 'GET',
        path: '/attachment',
        query: { sysparm_query: `table_sys_id=${inQuery(id)}^file_name=${inQuery(file_name)}`, sysparm_limit: '1' },
      })
      const known = readBody(rowsOf(attachment), body).result
      if (known.some((row) => row.table_sys_id === id && row.file_name === file_name)) return
      const query = { table_name: mapping.table, table_sys_id: id, file_name }
      await call({ method: 'POST', path: '/attachment/file', query, body: { contentType, bytes }, isUpload: true })
    },

    findPerson: (email) => findUser('email', email),

    async changesSince(cursor) {
      const now = cursor === undefined ? await newest() : undefined
      if (now !== undefined) {
        const {
          tickets: _tickets,
          entries: _entries,
          ...rest
        } = await changesAfter({ time: now, since: now, marks: new Set() })
        return { ...rest, tickets: [], entries: [], gone: [], more: false }
      }
      return await changesAfter(parseSeen(cursor ?? ''))
    },

    async check(): Promise<readonly Fault[]> {
      try {
        await select(incident, mapping.table, 'ORDERBYDESCsys_updated_on', { fields: FIELDS, limit: 1 })
        return []
      } catch (error) {
        return [faultOf(error)]
      }
    },
  }

  async function newest(): Promise<number> {
    for (let [offset, total] = [0, 1]; offset < total; offset += PAGE) {
      const query = 'ORDERBYDESCsys_updated_on'
      const page = await select(incident, mapping.table, query, { fields: FIELDS, offset })
      if (page.rows[0] !== undefined) return timeOf(page.rows[0].sys_updated_on)
      total = page.total
    }
    return 0
  }

  /** The clock has seconds: what carries the last ones is asked for again, and what was seen of it is known by the cursor. */
  async function changesAfter({ time, since, marks }: Seen): Promise<Changes> {
    const from = textOf(time - OVERLAP_MS)
    const rows: Incident[] = []
    let [offset, total] = [0, 1]
    // A page of what was seen already is no end.
    for (; offset < total && rows.length === 0; offset += PAGE) {
      const query = `sys_updated_on>=${from}^ORDERBYsys_updated_on^ORDERBYsys_id`
      const page = await select(incident, mapping.table, query, { fields: FIELDS, offset })
      total = page.total
      rows.push(...page.rows.filter((row) => !marks.has(markOfRow(row))))
    }
    const isCut = offset < total
    // What was said is read once all rows are: then each of its incidents is known.
    const said = isCut ? [] : (await journals(textOf(since - OVERLAP_MS))).filter((its) => !marks.has(markOfEntry(its)))
    const newTime = Math.max(time, ...rows.map((row) => timeOf(row.sys_updated_on)))
    return {
      tickets: [...new Map(rows.map((row) => [row.sys_id, toTicket(row, mapping)])).values()],
      entries: [...opened(rows, since), ...(await entriesOf(said))],
      gone: [],
      cursor: cursorOf(
        {
          time: newTime,
          since: isCut ? since : newTime,
          marks: new Set([...marks, ...rows.map(markOfRow), ...said.map(markOfEntry)]),
        },
        OVERLAP_MS,
      ),
      more: rows.length > 0 || said.length > 0,
    }
  }

  async function journals(from: string): Promise<readonly Journal[]> {
    const query = `name=${mapping.table}^elementINcomments,work_notes^sys_created_on>=${from}^ORDERBYsys_created_on`
    const rows: Journal[] = []
    for (let [offset, total] = [0, 1]; offset < total; offset += PAGE) {
      const page = await select(journal, 'sys_journal_field', query, { fields: JOURNAL_FIELDS, offset })
      total = page.total
      rows.push(...page.rows)
    }
    return rows
  }

  /** Without our own. Whoever spoke is known by their login alone: they are asked for, once each. */
  async function entriesOf(rows: readonly Journal[]): Promise<readonly RemoteEntry[]> {
    const authors = new Map<string, RemotePerson>()
    const entries: RemoteEntry[] = []
    for (const row of rows) {
      if (isOurs(row.value)) continue
      const login = row.sys_created_by
      const author = authors.get(login) ??
        (await findUser('user_name', login)) ?? { id: login, name: login, email: undefined }
      authors.set(login, author)
      entries.push({
        id: row.sys_id,
        ticketId: row.element_id,
        kind: row.element === 'comments' ? 'comment' : 'work-note',
        author,
        text: row.value,
        at: timeOf(row.sys_created_on),
      })
    }
    return entries
  }

  function opened(rows: readonly Incident[], since: number): readonly RemoteEntry[] {
    const hasOurKey = (row: Incident) => toTicket(row, mapping).key !== undefined
    const fresh = rows.filter((row) => !hasOurKey(row) && timeOf(row.sys_created_on) >= since - OVERLAP_MS)
    return fresh.map((row) => ({
      id: `opened:${row.sys_id}`,
      ticketId: row.sys_id,
      kind: 'opened' as const,
      author: toTicket(row, mapping).requester ?? { id: '', name: '', email: undefined },
      text: row.description,
      at: timeOf(row.sys_created_on),
    }))
  }
}

interface Page {
  readonly fields: string
  readonly offset?: number
  readonly limit?: number
}

const JOURNAL_FIELDS = Object.keys(journal.shape).join(',')

/** An incident as it was at one moment. */
function markOfRow({ sys_id, sys_updated_on, sys_mod_count }: Incident): string {
  return markAt(`${sys_id}#${sys_mod_count}`, timeOf(sys_updated_on))
}

function markOfEntry({ sys_id, sys_created_on }: Journal): string {
  return markAt(sys_id, timeOf(sys_created_on))
}

/** `^` would begin another part of the query. */
function inQuery(text: string): string {
  return text.replaceAll('^', '')
}
