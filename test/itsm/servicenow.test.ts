import { strict as assert } from 'node:assert'
import { randomBytes } from 'node:crypto'
import nock from 'nock'
import { servicenowItsm } from '../../services/itsm/servicenow/servicenow.ts'
import { type Far, itsmContract } from './contract.ts'
import { bytesOf } from './received.ts'

const HOST = 'https://contoso.service-now.example'
const STATE = { new: '1', 'in-progress': '2', 'on-hold': '3', resolved: '6', closed: '7', cancelled: '8' } as const

type Row = Record<string, string>

/**
 * A small ServiceNow: the Table API over a Map, with the traps of the real one. A part of a query that it does not know is ignored;
 * the limit counts rows that are hidden from us; times have seconds; a journal field is empty when it is read; a priority cannot be
 * written; a resolved incident needs a code and notes.
 */
function createServiceNow() {
  const tables: Record<string, Map<string, Row>> = {
    incident: new Map(),
    sys_user: new Map(),
    sys_journal_field: new Map(),
    attachment: new Map(),
  }
  const contents = new Map<string, Uint8Array>()
  const id = () => randomBytes(16).toString('hex')
  const time = () => new Date().toISOString().slice(0, 19).replace('T', ' ')
  const people = tables['sys_user'] as Map<string, Row>
  const incidents = tables['incident'] as Map<string, Row>
  let count = 10_000
  for (const [user_name, name] of [
    ['sophie', 'Sophie Martin'],
    ['svc', 'Teams'],
    ['ana', 'Ana'],
  ] as const) {
    const sys_id = id()
    people.set(sys_id, { sys_id, user_name, name, email: `${user_name}@example.com`, active: 'true' })
  }
  // Of another company: counted by the limit, and shown to nobody.
  for (let n = 0; n < 3; n += 1) {
    const sys_id = id()
    incidents.set(sys_id, {
      sys_id,
      number: `HID${n}`,
      state: '1',
      sys_created_on: time(),
      sys_updated_on: '2030-01-01 00:00:00',
      hidden: 'true',
    })
  }

  function caller(email: string): string {
    const known = [...people.values()].find((row) => row['email'] === email)
    if (known !== undefined) return known['sys_id'] ?? ''
    const sys_id = id()
    people.set(sys_id, { sys_id, user_name: email, name: email, email, active: 'true' })
    return sys_id
  }
  function write(row: Row, fields: Row, by: string): void {
    const { comments, work_notes, priority: _readOnly, ...rest } = fields
    Object.assign(row, rest, { sys_updated_on: time(), sys_updated_by: by })
    row['sys_mod_count'] = String(Number(row['sys_mod_count'] ?? -1) + 1)
    for (const [element, value] of Object.entries({ comments, work_notes })) {
      if (!value) continue
      const sys_id = id()
      const entry = { sys_id, name: 'incident', element_id: row['sys_id'] ?? '', element, value }
      tables['sys_journal_field']?.set(sys_id, { ...entry, sys_created_on: time(), sys_created_by: by })
    }
  }
  function insert(fields: Row, by: string): Row {
    const sys_id = id()
    count += 1
    const row: Row = {
      state: '1',
      urgency: '3',
      impact: '3',
      category: '',
      caller_id: '',
      assigned_to: '',
      correlation_id: '',
    }
    Object.assign(row, { sys_id, number: `INC00${count}`, sys_created_on: time() })
    incidents.set(sys_id, row)
    write(row, fields, by)
    return row
  }
  function select(table: Map<string, Row>, query: string): Row[] {
    let rows = [...table.values()]
    const orders: { readonly field: string; readonly sign: number }[] = []
    for (const part of query.split('^')) {
      const [, descending, ordered] = /^ORDERBY(DESC)?(\w+)$/.exec(part) ?? []
      if (ordered !== undefined) orders.push({ field: ordered, sign: descending === undefined ? 1 : -1 })
      const [, field = '', operator = '', value = ''] = /^([a-z_]+)(>=|<=|=|LIKE|IN)([\s\S]*)$/.exec(part) ?? []
      const holds: Readonly<Record<string, (text: string) => boolean>> = {
        '=': (text) => text === value,
        '>=': (text) => text >= value,
        '<=': (text) => text <= value,
        LIKE: (text) => text.includes(value),
        IN: (text) => value.split(',').includes(text),
      }
      // What is not understood narrows nothing.
      const test = holds[operator]
      if (test !== undefined) rows = rows.filter((row) => test(row[field] ?? ''))
    }
    return rows.toSorted((a, b) => {
      for (const { field, sign } of orders) {
        const [left, right] = [a[field] ?? '', b[field] ?? '']
        if (left !== right) return left < right ? -sign : sign
      }
      return 0
    })
  }
  function shown(row: Row, fields: string): Row {
    const out: Row = {}
    for (const field of fields.split(',')) {
      const [name = '', of] = field.split('.')
      out[field] = of === undefined ? (row[name] ?? '') : (people.get(row[name] ?? '')?.[of] ?? '')
    }
    return { ...out, comments: '', work_notes: '' }
  }
  const failure = (message: string) => ({ error: { message, detail: '' }, status: 'failure' })
  const good = `Basic ${Buffer.from('svc:geheim').toString('base64')}`
  const admitted = (header: string | undefined) => header === good || header === 'Bearer right'

  function answer(): void {
    nock(HOST)
      .persist()
      .post('/oauth_token.do')
      .optionally()
      .reply((_uri, body) =>
        new URLSearchParams(String(body)).get('client_secret') === 'geheim'
          ? [200, { access_token: 'right', expires_in: 1799 }]
          : [401, failure('access_denied')],
      )
    nock(HOST)
      .persist()
      .get(/^\/api\/now\/(v2\/table\/|attachment\?)/)
      .optionally()
      .reply(function (uri) {
        if (!admitted(this.req.headers['authorization'])) return [401, failure('User Not Authenticated')]
        const url = new URL(uri, HOST)
        const asked = (name: string) => url.searchParams.get(`sysparm_${name}`) ?? ''
        const all = select(tables[url.pathname.split('/').at(-1) ?? ''] ?? new Map(), asked('query'))
        const page = all.slice(Number(asked('offset')), Number(asked('offset')) + Number(asked('limit') || 10_000))
        const seen = page.filter((row) => row['hidden'] === undefined)
        const result = asked('fields') === '' ? seen : seen.map((row) => shown(row, asked('fields')))
        return [200, { result }, { 'x-total-count': String(all.length) }]
      })
    nock(HOST)
      .persist()
      .post('/api/now/v2/table/incident')
      .optionally()
      .reply(function (_uri, body) {
        if (!admitted(this.req.headers['authorization'])) return [401, failure('User Not Authenticated')]
        return [201, { result: shown(insert(body as Row, 'svc'), 'sys_id,number') }]
      })
    nock(HOST)
      .persist()
      .post(/^\/api\/now\/attachment\/file\?/)
      .optionally()
      .reply(function (uri, body) {
        if (!admitted(this.req.headers['authorization'])) return [401, failure('User Not Authenticated')]
        const { searchParams } = new URL(uri, HOST)
        const sys_id = id()
        tables['attachment']?.set(sys_id, { sys_id, ...Object.fromEntries(searchParams) })
        contents.set(sys_id, bytesOf(body))
        return [201, { result: { sys_id } }]
      })
    nock(HOST)
      .persist()
      .patch(/^\/api\/now\/v2\/table\/incident\//)
      .optionally()
      .reply(function (uri, body) {
        if (!admitted(this.req.headers['authorization'])) return [401, failure('User Not Authenticated')]
        const row = incidents.get(uri.split('/').at(-1) ?? '')
        if (row === undefined) return [404, failure('No Record found')]
        const fields = { ...(body as Row) }
        const closed = { ...row, ...fields }
        if (['6', '7'].includes(fields['state'] ?? '') && !(closed['close_code'] && closed['close_notes']))
          return [403, failure('Operation Failed')]
        // A person whom it does not know is no reference: the field stays what it was.
        if (fields['assigned_to'] && !people.has(fields['assigned_to'])) delete fields['assigned_to']
        write(row, fields, 'svc')
        return [200, { result: shown(row, 'sys_id,number,state') }]
      })
    nock('https://nowhere.example').persist().get(/.*/).optionally().replyWithError('refused')
    nock('https://nowhere.example').persist().post(/.*/).optionally().replyWithError('refused')
  }

  const rowOf = (sys_id: string) => {
    const row = incidents.get(sys_id)
    assert.ok(row)
    return row
  }
  return {
    there: {
      open: async (short_description: string, description: string, email: string) =>
        insert({ short_description, description, caller_id: caller(email) }, 'ana')['sys_id'] ?? '',
      comment: async (sys_id: string, comments: string) => write(rowOf(sys_id), { comments }, 'ana'),
      note: async (sys_id: string, work_notes: string) => write(rowOf(sys_id), { work_notes }, 'ana'),
      setState: async (sys_id: string, state: keyof typeof STATE) =>
        write(rowOf(sys_id), { state: STATE[state] }, 'ana'),
      remove: async (sys_id: string) => void incidents.delete(sys_id),
      count: async (title: string) =>
        [...incidents.values()].filter((row) => row['short_description'] === title).length,
      said: async (sys_id: string) =>
        select(tables['sys_journal_field'] ?? new Map(), `element_id=${sys_id}`).map((row) => ({
          kind: row['element'] === 'comments' ? ('comment' as const) : ('work-note' as const),
          text: row['value'] ?? '',
        })),
      files: async (sys_id: string) =>
        select(tables['attachment'] ?? new Map(), `table_sys_id=${sys_id}`).map((row) => ({
          name: row['file_name'] ?? '',
          bytes: contents.get(row['sys_id'] ?? '') ?? new Uint8Array(),
        })),
    },
    caller,
    answer,
    rowOf,
    insert,
  }
}

const connection = (credentials: Readonly<Record<string, string>>, url = HOST) =>
  servicenowItsm({ url, credentials }, {})

function farOf(credentials: Readonly<Record<string, string>>, wrong: Readonly<Record<string, string>>): Far {
  const { there, caller, answer } = createServiceNow()
  const itsm = connection(credentials)
  return {
    // People are in ServiceNow before they are in a ticket.
    itsm: {
      ...itsm,
      open(its, key) {
        if (its.requester.email !== undefined) caller(its.requester.email)
        return itsm.open(its, key)
      },
    },
    stranger: connection(wrong),
    nowhere: connection(credentials, 'https://nowhere.example'),
    analyst: 'sophie@example.com',
    there,
    beforeEach: answer,
    close: async () => {},
  }
}

itsmContract('ServiceNow', async () => farOf({ user: 'svc', password: 'geheim' }, { user: 'svc', password: 'falsch' }))
itsmContract('ServiceNow, by OAuth', async () =>
  farOf({ clientId: 'a', clientSecret: 'geheim' }, { clientId: 'a', clientSecret: 'falsch' }),
)

describe('ServiceNow beside others', () => {
  it('leaves how it was resolved as somebody there wrote it', async () => {
    const { there, answer, rowOf } = createServiceNow()
    answer()
    const itsm = connection({ user: 'svc', password: 'geheim' })
    const id = await there.open('Écran', 'Noir', 'camille@example.com')
    Object.assign(rowOf(id), { close_code: 'User error', close_notes: 'Le câble.' })
    assert.equal((await itsm.change(id, { state: 'resolved' })).state, 'resolved')
    assert.deepEqual([rowOf(id)['close_code'], rowOf(id)['close_notes']], ['User error', 'Le câble.'])
  })

  it('tells of incidents that another integration gave a key of its own', async () => {
    const { answer, insert } = createServiceNow()
    answer()
    const itsm = connection({ user: 'svc', password: 'geheim' })
    const { cursor } = await itsm.changesSince(undefined)
    const correlation = { correlation_id: 'mon-42', correlation_display: 'Monitoring' }
    const id = insert({ short_description: 'Disque', description: 'Plein', ...correlation }, 'ana')['sys_id'] ?? ''
    const { tickets, entries } = await itsm.changesSince(cursor)
    assert.equal(tickets.find((its) => its.id === id)?.key, undefined)
    assert.deepEqual(
      entries.map(({ ticketId, kind }) => [ticketId, kind]),
      [[id, 'opened']],
    )
  })
})
