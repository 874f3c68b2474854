import { strict as assert } from 'node:assert'
import { randomBytes } from 'node:crypto'
import nock from 'nock'
import { ivantiItsm } from '../../services/itsm/ivanti/ivanti.ts'
import type { TicketState } from '../../services/tickets/ticket.ts'
import { type Far, itsmContract } from './contract.ts'
import { fileOf, formOf } from './received.ts'

const HOST = 'https://contoso.ivanticloud.example'
const NOWHERE = 'https://nowhere.example'
const STATUS: Readonly<Record<TicketState, string>> = {
  new: 'Logged',
  'in-progress': 'Active',
  'on-hold': 'Waiting for Customer',
  resolved: 'Resolved',
  closed: 'Closed',
  cancelled: 'Closed',
}

type Row = Record<string, unknown>
type Answer = readonly [number, object | string]

/**
 * A small Ivanti Neurons for ITSM over a Map, with the traps of the real one: what is missing is a 400, an empty result has no body,
 * a filter that is not understood is ignored, a page has a hundred rows at most, times have seconds, « Resolved » needs a cause and
 * a resolution, the key stands behind an equals sign.
 */
function createIvanti() {
  const incidents = new Map<string, Row>()
  const employees = new Map<string, Row>()
  const notes = new Map<string, Row>()
  const attachments = new Map<string, Row>()
  const contents = new Map<string, Uint8Array>()
  const recId = () => randomBytes(16).toString('hex').toUpperCase()
  const time = () => new Date().toISOString().replace(/\.\d+Z$/, 'Z')
  let count = 10_000

  function employ(PrimaryEmail: string, LoginID = PrimaryEmail, DisplayName = PrimaryEmail): string {
    const known = [...employees.values()].find((row) => row['PrimaryEmail'] === PrimaryEmail)
    if (known !== undefined) return String(known['RecId'])
    const RecId = recId()
    employees.set(RecId, { RecId, LoginID, DisplayName, PrimaryEmail })
    return RecId
  }
  employ('sophie@example.com', 'SMartin', 'Sophie Martin')
  employ('ana@example.com', 'Ana', 'Ana')

  function insert({ ProfileLink = '', ...fields }: Row): Row {
    const RecId = recId()
    count += 1
    const empty = {
      Urgency: 'Low',
      Impact: 'Low',
      Category: '',
      Owner: null,
      Symptom: '',
      TeamsKey: null,
      Status: 'Logged',
    }
    const row = {
      ...empty,
      RecId,
      IncidentNumber: count,
      ProfileLink_RecID: ProfileLink,
      CreatedDateTime: time(),
      ...fields,
    }
    incidents.set(RecId, { ...row, LastModDateTime: time() })
    return incidents.get(RecId) as Row
  }
  function note(ParentLink_RecID: string, NotesBody: string, PublishToWeb: boolean, CreatedBy: string): void {
    const RecId = recId()
    notes.set(RecId, { RecId, ParentLink_RecID, NotesBody, PublishToWeb, CreatedBy, CreatedDateTime: time() })
  }
  const rowOf = (id: string) => {
    const row = incidents.get(id)
    assert.ok(row)
    return row
  }
  function select(table: Map<string, Row>, params: URLSearchParams): Row[] {
    const top = Number(params.get('$top') ?? 25)
    assert.ok(top <= 100, 'a page has a hundred rows at most')
    let rows = [...table.values()]
    for (const [, field = '', operator, , text, bare] of (params.get('$filter') ?? '').matchAll(
      /(\w+) (eq|ge|gt) ('((?:[^']|'')*)'|(\S+))/g,
    )) {
      const wanted = (text?.replaceAll("''", "'") ?? bare ?? '').toLowerCase()
      rows = rows.filter((row) => {
        const value = String(row[field] ?? '').toLowerCase()
        return operator === 'eq' ? value === wanted : operator === 'ge' ? value >= wanted : value > wanted
      })
    }
    const [field = '', way] = (params.get('$orderby') ?? '').split(' ')
    if (field !== '')
      rows = rows.toSorted((a, b) => (String(a[field]) < String(b[field]) ? -1 : 1) * (way === 'desc' ? -1 : 1))
    const skip = Number(params.get('$skip') ?? 0)
    return rows.slice(skip, skip + top)
  }
  /** What is uploaded belongs to nothing until it is told to what. */
  function upload({ name, bytes }: { readonly name: string; readonly bytes: Uint8Array }): Answer {
    if (name.endsWith('.zip')) return [300, [{ IsUploaded: false, FileName: name, Message: 'Not allowed' }]]
    const RecId = recId()
    attachments.set(RecId, { RecId, ATTACHNAME: name, ParentLink_RecID: null, CreatedDateTime: time() })
    contents.set(RecId, bytes)
    return [200, [{ IsUploaded: true, FileName: name, Message: RecId }]]
  }
  const missing: Answer = [400, { code: 'ISM_4000', description: 'Invalid Request Payload', message: ['Invalid key'] }]
  const tables: Readonly<Record<string, Map<string, Row>>> = {
    incidents,
    employees,
    journal__notess: notes,
    attachments,
  }

  function route(method: string, url: URL, body: Row): Answer {
    const path = decodeURIComponent(url.pathname).replace('/api/odata/businessobject/', '')
    const [, object = '', id] = /^(\w+)(?:\('([^']+)'\))?$/.exec(path) ?? []
    const table = tables[object]
    if (table === undefined) return [404, { code: 'ISM_4004' }]
    if (method === 'GET' && id === undefined) {
      const rows = select(table, url.searchParams)
      // Two of the three ways in which it says that there is nothing.
      if (rows.length === 0) return object === 'employees' ? [200, { value: 'No instances found.' }] : [204, '']
      return [200, { '@odata.count': rows.length, value: rows }]
    }
    if (method === 'GET') return table.has(id ?? '') ? [200, table.get(id ?? '') as Row] : missing
    if (method === 'POST' && object === 'incidents') return [201, insert(body)]
    if (method === 'POST') {
      note(String(body['ParentLink_RecID']), String(body['NotesBody']), body['PublishToWeb'] === true, 'svc')
      return [201, {}]
    }
    const row = table.get(id ?? '')
    if (row === undefined) return missing
    if (/^(Resolved|Closed)$/.test(String(body['Status'])) && !(body['CauseCode'] && body['Resolution']))
      return [400, { code: 'ISM_4000', message: ['Incident.Resolution is required'] }]
    const isKnown = [...employees.values()].some((its) => its['LoginID'] === body['Owner'])
    const { Owner, ...rest } = body
    // An owner whom it does not know is stored as nothing was.
    const owner = 'Owner' in body && (Owner === '' || isKnown) ? { Owner: Owner === '' ? null : Owner } : {}
    Object.assign(row, rest, owner, { LastModDateTime: time() })
    return [200, row]
  }

  return {
    employ,
    answer() {
      for (const method of ['GET', 'POST', 'PUT', 'PATCH'] as const) {
        nock(HOST)
          .persist()
          .intercept(/^\/api\//, method)
          .optionally()
          .reply(async function (uri, body) {
            if (this.req.headers['authorization'] !== 'rest_api_key=geheim')
              return [401, { code: 'ISM_4001', description: 'Invalid Session key or Authentication token or Host' }]
            const isUpload = uri === '/api/rest/Attachment'
            const form = isUpload ? await formOf(this.req.headers['content-type'], body) : undefined
            if (form !== undefined) assert.equal(form.get('ObjectType'), 'incident#')
            if (form !== undefined) return [...upload(await fileOf(form))]
            const [status, json] = route(method, new URL(uri, HOST), body as Row)
            return [status, json]
          })
        nock(NOWHERE).persist().intercept(/.*/, method).optionally().replyWithError('refused')
      }
    },
    there: {
      open: async (Subject: string, Symptom: string, email: string) =>
        String(insert({ Subject, Symptom, ProfileLink: employ(email) })['RecId']),
      comment: async (id: string, text: string) => note(id, text, true, 'Ana'),
      note: async (id: string, text: string) => note(id, text, false, 'Ana'),
      async setState(id: string, state: TicketState) {
        Object.assign(rowOf(id), { Status: STATUS[state], LastModDateTime: time() })
      },
      remove: async (id: string) => void incidents.delete(id),
      count: async (title: string) => [...incidents.values()].filter((row) => row['Subject'] === title).length,
      said: async (id: string) =>
        [...notes.values()]
          .filter((row) => row['ParentLink_RecID'] === id)
          .map((row) => ({
            kind: row['PublishToWeb'] === true ? ('comment' as const) : ('work-note' as const),
            text: String(row['NotesBody']),
          })),
      files: async (id: string) =>
        [...attachments.values()]
          .filter((row) => row['ParentLink_RecID'] === id && row['ParentLink_Category'] === 'Incident#')
          .map((row) => ({
            name: String(row['ATTACHNAME']),
            bytes: contents.get(String(row['RecId'])) ?? new Uint8Array(),
          })),
    },
  }
}

itsmContract('Ivanti Neurons for ITSM', async (): Promise<Far> => {
  const { answer, employ, there } = createIvanti()
  const connection = (key: string, url = HOST) => ivantiItsm({ url, credentials: { key } }, {})
  const itsm = connection('geheim')
  return {
    // People are in Ivanti before they are in a ticket.
    itsm: {
      ...itsm,
      open(its, key) {
        if (its.requester.email !== undefined) employ(its.requester.email)
        return itsm.open(its, key)
      },
    },
    stranger: connection('falsch'),
    nowhere: connection('geheim', NOWHERE),
    analyst: 'sophie@example.com',
    refusesArchives: true,
    there,
    beforeEach: answer,
    close: async () => {},
  }
})
