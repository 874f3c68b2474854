import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { Connection } from '../../config.ts'
import { ServiceDeskError } from '../../errors.ts'
import { createCaller, faultOf, readBody } from '../call.ts'
import { describeTicket } from '../description.ts'
import { theirCategory } from '../names.ts'
import type { Fault, Itsm, RemoteEntry, RemotePerson, RemoteTicket } from '../port.ts'
import { isOurs, keyedFileName, referenceOf } from '../reference.ts'
import { cursorOf, markAt, parseSeen, type Seen } from '../seen.ts'
import { IVANTI_MAPPING, isHeld, levelsOf, type Mapping, STATES, stateFields, toPerson, toTicket } from './map.ts'
import { attachment, employee, incident, note, refusal, rowsOf, uploads } from './schema.ts'

type Incident = z.output<typeof incident>
type Employee = z.output<typeof employee>

const OBJECTS = '/odata/businessobject'
/** The most that a page may have. */
const PAGE = 100
/** Its clock has seconds, and a row may be committed after the time that it carries: so much is looked at again. */
const OVERLAP_MS = 10_000

/** Ivanti Neurons for ITSM, by its OData. */
export function ivantiItsm(
  { url, credentials }: Pick<Connection, 'url' | 'credentials'>,
  names: Readonly<Record<string, string>>,
): Itsm {
  const mapping = { ...IVANTI_MAPPING, ...names } as Mapping
  const headers = { authorization: `rest_api_key=${credentials['key'] ?? ''}` }
  const call = createCaller(`${url.replace(/\/+$/, '')}/api`, async () => headers)

  async function select<Row extends z.ZodType>(
    row: Row,
    path: string,
    filter: string,
    { order = '', top = PAGE, skip = 0 } = {},
  ) {
    const { body } = await call({
      method: 'GET',
      path: `${OBJECTS}/${path}`,
      query: {
        ...(filter === '' ? {} : { $filter: filter }),
        ...(order === '' ? {} : { $orderby: order }),
        $top: String(top),
        $skip: String(skip),
      },
    })
    return readBody(rowsOf(row), body)
  }

  async function all<Row extends z.ZodType>(
    row: Row,
    path: string,
    filter: string,
    order: string,
  ): Promise<z.output<Row>[]> {
    const rows: z.output<Row>[] = []
    for (let skip = 0; ; skip += PAGE) {
      const page = await select(row, path, filter, { order, skip })
      rows.push(...page)
      if (page.length < PAGE) return rows
    }
  }

  /** What is missing is answered with a 400 of a code of its own. */
  async function one<Row extends z.ZodType>(row: Row, path: string, id: string): Promise<z.output<Row> | undefined> {
    if (!/^[0-9A-Fa-f]{32}$/.test(id)) return undefined
    const { status, body } = await call({ method: 'GET', path: `${OBJECTS}/${path}('${id}')`, accepts: [400] })
    if (status !== 400) return readBody(row, body)
    if (readBody(refusal, body).code === 'ISM_4000') return undefined
    throw new ServiceDeskError('invalid', 'Ivanti refused a look.', { reason: '400' })
  }

  async function employeeBy(field: 'PrimaryEmail' | 'LoginID', value: string): Promise<Employee | undefined> {
    // A filter that is not understood is ignored, and everybody is answered.
    const rows = await select(employee, 'employees', `${field} eq ${quoted(value)}`, { top: 1 })
    return rows.find((row) => row[field].toLowerCase() === value.toLowerCase())
  }

  async function complete(row: Incident): Promise<RemoteTicket> {
    const requester = row.ProfileLink_RecID === '' ? undefined : await one(employee, 'employees', row.ProfileLink_RecID)
    return toTicket(row, { requester: requester && toPerson(requester), assignee: await owner(row.Owner) }, mapping)
  }

  async function owner(login: string): Promise<RemotePerson | undefined> {
    if (login === '') return undefined
    const found = await employeeBy('LoginID', login)
    return found === undefined ? { id: login, name: login, email: undefined } : toPerson(found)
  }

  async function readTicket(id: string): Promise<RemoteTicket> {
    const row = await one(incident, 'incidents', id)
    if (row === undefined) throw new ServiceDeskError('not-found', 'There is no such incident.')
    return await complete(row)
  }

  return {
    supports: { states: STATES, urgency: true, impact: true, category: true, files: true },

    async open(its, key) {
      // No field is unique there: one job at a time opens a ticket, and looks first.
      const found = await select(incident, 'incidents', `${mapping.keyField} eq ${quoted(key)}`, { top: 1 })
      const known = found.find((row) => row[mapping.keyField] === key)
      if (known !== undefined) return await complete(known)
      const { requester } = its
      const caller = requester.email === undefined ? undefined : await employeeBy('PrimaryEmail', requester.email)
      const { body } = await call({
        method: 'POST',
        path: `${OBJECTS}/incidents`,
        json: {
          Subject: its.title,
          Symptom: describeTicket(its, caller === undefined ? (requester.email ?? requester.name) : undefined),
          ...stateFields('new', mapping),
          ...levelsOf(its),
          Category: theirCategory(mapping, its.category),
          Source: 'Chat',
          ...(caller === undefined ? {} : { ProfileLink: caller.RecId }),
          [mapping.keyField]: key,
        },
      })
      return await readTicket(readBody(z.object({ RecId: z.string() }), body).RecId)
    },

    read: readTicket,

    async change(id, change) {
      const { state } = change
      if (state !== undefined && !isHeld(state))
        throw new ServiceDeskError('not-supported', 'Ivanti has no such state.')
      const fields = {
        ...(state === undefined ? {} : stateFields(state, mapping, await one(incident, 'incidents', id))),
        ...levelsOf(change),
        ...('category' in change ? { Category: theirCategory(mapping, change.category) } : {}),
        ...('assignee' in change ? { Owner: change.assignee ?? '' } : {}),
      }
      if (Object.keys(fields).length > 0)
        await call({ method: 'PUT', path: `${OBJECTS}/incidents('${idOf(id)}')`, json: fields })
      return await readTicket(id)
    },

    async say(id, { kind, text, author }, key) {
      const mark = referenceOf(key)
      const said = await all(note, NOTES, `ParentLink_RecID eq ${quoted(id)}`, 'CreatedDateTime asc')
      if (said.some((row) => row.ParentLink_RecID === id && row.NotesBody.includes(mark))) return
      await call({
        method: 'POST',
        path: `${OBJECTS}/${NOTES}`,
        json: {
          Subject: author,
          NotesBody: `${author}:\n${text}\n${mark}`,
          Category: 'Memo',
          Source: 'Other',
          ParentLink_RecID: id,
          ParentLink_Category: 'Incident',
          PublishToWeb: kind === 'comment',
        },
      })
    },

    async attach(id, { name, contentType, bytes }, key) {
      const fileName = keyedFileName(name, key)
      const known = await all(attachment, 'attachments', `ParentLink_RecID eq ${quoted(id)}`, 'CreatedDateTime asc')
      if (known.some((row) => row.ParentLink_RecID === id && row.ATTACHNAME === fileName)) return
      const form = new FormData()
      for (const [field, value] of [
        ['ObjectID', idOf(id)],
        ['ObjectType', 'incident#'],
        ['AttachmentType', 'File'],
      ] as const)
        form.append(field, value)
      form.append('file', new Blob([bytes], { type: contentType }), fileName)
      // A kind of file that the tenant does not take is answered with a 300, or with a 200 that says so.
      const { body } = await call({
        method: 'POST',
        path: '/rest/Attachment',
        body: form,
        accepts: [300],
        isUpload: true,
      })
      const [uploaded] = readBody(uploads, body)
      if (uploaded?.IsUploaded !== true) throw new ServiceDeskError('invalid', 'Ivanti takes no such file.')
      // It belongs to nothing yet.
      const json = { ParentLink_RecID: id, ParentLink_Category: 'Incident#' }
      const path = `${OBJECTS}/attachments('${idOf(uploaded.Message)}')`
      await call({ method: 'PATCH', path, json })
    },

    async findPerson(email) {
      const found = await employeeBy('PrimaryEmail', email)
      return found && toPerson(found)
    },

    async changesSince(cursor) {
      if (cursor !== undefined) return await changesAfter(parseSeen(cursor))
      const [last] = await select(incident, 'incidents', '', { order: 'LastModDateTime desc', top: 1 })
      const time = last === undefined ? 0 : Date.parse(last.LastModDateTime)
      const { cursor: next } = await changesAfter({ time, since: time, marks: new Set() })
      return { tickets: [], entries: [], gone: [], cursor: next, more: false }
    },

    async check(): Promise<readonly Fault[]> {
      try {
        const [row] = await select(incident, 'incidents', '', { top: 1 })
        return row === undefined || mapping.keyField in row ? [] : [{ what: 'no-field', name: mapping.keyField }]
      } catch (error) {
        return [faultOf(error)]
      }
    },
  }

  async function changesAfter({ time, since, marks }: Seen) {
    const from = new Date(time - OVERLAP_MS).toISOString().replace(/\.\d+Z$/, 'Z')
    const rows: Incident[] = []
    let [skip, isLast] = [0, false]
    // A page of what was seen already is no end.
    for (; !isLast && rows.length === 0; skip += PAGE) {
      const page = await select(incident, 'incidents', `LastModDateTime ge ${from}`, {
        order: 'LastModDateTime asc',
        skip,
      })
      isLast = page.length < PAGE
      // An answer to a filter that was not understood would be everything there is.
      rows.push(
        ...page.filter((row) => Date.parse(row.LastModDateTime) >= time - OVERLAP_MS && !marks.has(markOfRow(row))),
      )
    }
    // What was said is read once all rows are: then each of its incidents is known.
    const said = isLast ? await notesSince(since - OVERLAP_MS, marks) : []
    const entries: RemoteEntry[] = []
    for (const row of rows)
      if (Date.parse(row.CreatedDateTime) >= since - OVERLAP_MS && !row[mapping.keyField])
        entries.push(await opened(row))
    for (const row of said) if (!isOurs(row.NotesBody)) entries.push(await heard(row))
    const tickets = new Map<string, RemoteTicket>()
    for (const row of rows) tickets.set(row.RecId, await complete(row))
    // A note changes nothing of its incident: it moves the cursor too.
    const times = [...rows.map((row) => row.LastModDateTime), ...said.map((row) => row.CreatedDateTime)]
    const newTime = Math.max(time, ...times.map((at) => Date.parse(at)))
    return {
      tickets: [...tickets.values()],
      entries,
      gone: [],
      cursor: cursorOf(
        {
          time: newTime,
          since: isLast ? newTime : since,
          marks: new Set([...marks, ...rows.map(markOfRow), ...said.map(markOfNote)]),
        },
        OVERLAP_MS,
      ),
      more: rows.length > 0 || said.length > 0,
    }
  }

  async function notesSince(time: number, marks: ReadonlySet<string>) {
    const from = new Date(time).toISOString().replace(/\.\d+Z$/, 'Z')
    const notes = await all(note, NOTES, `CreatedDateTime ge ${from}`, 'CreatedDateTime asc')
    return notes.filter((row) => Date.parse(row.CreatedDateTime) >= time && !marks.has(markOfNote(row)))
  }

  async function opened(row: Incident): Promise<RemoteEntry> {
    const author = (await complete(row)).requester ?? { id: '', name: '', email: undefined }
    const said = { author, text: row.Symptom, at: Date.parse(row.CreatedDateTime) }
    return { id: `opened:${row.RecId}`, ticketId: row.RecId, kind: 'opened', ...said }
  }

  async function heard(row: z.output<typeof note>): Promise<RemoteEntry> {
    const author = (await owner(row.CreatedBy)) ?? { id: '', name: row.CreatedBy, email: undefined }
    const said = { author, text: row.NotesBody, at: Date.parse(row.CreatedDateTime) }
    return { id: row.RecId, ticketId: row.ParentLink_RecID, kind: row.PublishToWeb ? 'comment' : 'work-note', ...said }
  }
}

const NOTES = 'journal__notess'

/** Two changes within a second have one time: what it says tells them apart. */
function markOfRow(row: Incident): string {
  const { Subject, Status, Urgency, Impact, Category, Owner, ProfileLink_RecID } = row
  const what = JSON.stringify([Subject, Status, Urgency, Impact, Category, Owner, ProfileLink_RecID])
  const hash = createHash('sha256').update(what).digest('hex').slice(0, 12)
  return markAt(`${row.RecId}#${hash}`, Date.parse(row.LastModDateTime))
}

function markOfNote({ RecId, CreatedDateTime }: z.output<typeof note>): string {
  return markAt(RecId, Date.parse(CreatedDateTime))
}

function idOf(id: string): string {
  if (/^[0-9A-Fa-f]{32}$/.test(id)) return id
  throw new ServiceDeskError('not-found', 'There is no such incident.')
}

function quoted(text: string): string {
  return `'${text.replace(/'/g, "''")}'`
}
