import { z } from 'zod'
import type { Connection } from '../../config.ts'
import { ServiceDeskError } from '../../errors.ts'
import { createCaller, faultOf, readBody, segment } from '../call.ts'
import { describeTicket } from '../description.ts'
import type { Fault, Itsm, NewTicket, RemoteEntry, RemotePerson, RemoteTicket } from '../port.ts'
import { isOurs, keyedFileName, referenceOf } from '../reference.ts'
import { cursorOf, markAt, parseSeen, type Seen } from '../seen.ts'
import { JIRA_MAPPING, labelOf, type Mapping, statesOf, statusOf, toPerson, toTicket, wordsOf } from './map.ts'
import {
  attachments,
  type Comment,
  comments,
  created,
  issue,
  requestType,
  search,
  temporary,
  transitions,
  users,
} from './schema.ts'

type Issue = z.output<typeof issue>

const FIELDS = Object.keys(issue.shape.fields.shape)
const PAGE = 50
/** JQL knows minutes, and its index follows a change after some seconds: so much is looked at again. */
const OVERLAP_MS = 5 * 60_000
const MINUTE_MS = 60_000

/** Jira Service Management Cloud. */
export function jiraItsm(
  { url, credentials }: Pick<Connection, 'url' | 'credentials'>,
  names: Readonly<Record<string, string>>,
): Itsm {
  const mapping: Mapping = { ...JIRA_MAPPING, ...names }
  const { email = '', token = '' } = credentials
  const authorization = `Basic ${Buffer.from(`${email}:${token}`).toString('base64')}`
  const call = createCaller(`${url.replace(/\/+$/, '')}/rest`, async () => ({ authorization }))

  async function find(jql: string, nextPageToken?: string, limit = PAGE) {
    const json = { jql, fields: FIELDS, maxResults: limit, ...(nextPageToken === undefined ? {} : { nextPageToken }) }
    const { body } = await call({ method: 'POST', path: '/api/3/search/jql', json, isRead: true })
    return readBody(search, body)
  }

  async function readIssue(id: string): Promise<Issue> {
    const { status, body } = await call({
      method: 'GET',
      path: `/api/3/issue/${segment(id)}`,
      query: { fields: FIELDS.join(',') },
      accepts: [404],
    })
    if (status === 404) throw new ServiceDeskError('not-found', 'There is no such issue.')
    return readBody(issue, body)
  }
  const readTicket = async (id: string) => toTicket(await readIssue(id), mapping)

  async function findUser(address: string): Promise<RemotePerson | undefined> {
    const { body } = await call({ method: 'GET', path: '/api/3/user/search', query: { query: address } })
    // The search looks in names too.
    const found = readBody(users, body).find((its) => its.emailAddress?.toLowerCase() === address.toLowerCase())
    return found && toPerson(found)
  }

  /** The account for which a request is raised; whoever has none is made a customer. */
  async function customer({ name, email: address }: NewTicket['requester']): Promise<string | undefined> {
    if (address === undefined) return undefined
    const known = await findUser(address)
    if (known !== undefined) return known.id
    const json = { displayName: name || address, email: address }
    const { status, body } = await call({ method: 'POST', path: '/servicedeskapi/customer', json, accepts: [409] })
    // Somebody else made it just now, or they hide their address.
    if (status === 409) return (await findUser(address))?.id
    const { accountId } = readBody(z.object({ accountId: z.string() }), body)
    return accountId
  }

  async function* commentsOf(id: string): AsyncGenerator<Comment> {
    for (let start = 0; ; ) {
      const query = { start: String(start), limit: String(PAGE) }
      const path = `/servicedeskapi/request/${segment(id)}/comment`
      // An issue of the project that is no request has none, nor one that was deleted since it was found.
      const { status, body } = await call({ method: 'GET', path, query, accepts: [403, 404] })
      if (status !== 200) return
      const page = readBody(comments, body)
      yield* page.values
      if (page.isLastPage || page.values.length === 0) return
      start += page.values.length
    }
  }

  return {
    supports: { states: statesOf(mapping), urgency: false, impact: false, category: false, files: true },

    async open(its, key) {
      // The label is written with a call of its own: until then the key stands in the description, which a search finds too.
      const jql = `project = ${quoted(mapping.project)} AND (labels = ${quoted(labelOf(key))} OR description ~ ${quoted(`"${key}"`)})`
      // It searches for words: somebody may quote ours.
      const known = (await find(jql)).issues.find((its) => toTicket(its, mapping).key === key)
      if (known !== undefined) return await labelled(known, key)
      const { requester } = its
      const account = await customer(requester)
      const words = describeTicket(its, account === undefined ? requester.name : undefined)
      const { body } = await call({
        method: 'POST',
        path: '/servicedeskapi/request',
        json: {
          serviceDeskId: mapping.serviceDesk,
          requestTypeId: mapping.requestType,
          requestFieldValues: { summary: its.title, description: `${words}\n\n${referenceOf(key)}` },
          ...(account === undefined ? {} : { raiseOnBehalfOf: account }),
        },
      })
      return await labelled(await readIssue(readBody(created, body).issueId), key)
    },

    read: readTicket,

    async change(id, change) {
      if (change.urgency !== undefined || change.impact !== undefined || 'category' in change)
        throw new ServiceDeskError('not-supported', 'Jira has no such fields.')
      if ('assignee' in change) {
        const json = { fields: { assignee: change.assignee === undefined ? null : { accountId: change.assignee } } }
        await call({ method: 'PUT', path: `/api/3/issue/${segment(id)}`, json })
      }
      if (change.state !== undefined) await move(id, change.state)
      return await readTicket(id)
    },

    async say(id, { kind, text, author }, key) {
      const mark = referenceOf(key)
      for await (const { body } of commentsOf(id)) if (body.includes(mark)) return
      const json = { body: `${author}:\n${text}\n${mark}`, public: kind === 'comment' }
      await call({ method: 'POST', path: `/servicedeskapi/request/${segment(id)}/comment`, json })
    },

    async attach(id, { name, contentType, bytes }, key) {
      const fileName = keyedFileName(name, key)
      const path = `/api/3/issue/${segment(id)}`
      const { body: known } = await call({ method: 'GET', path, query: { fields: 'attachment' } })
      if (readBody(attachments, known).fields.attachment.some(({ filename }) => filename === fileName)) return
      const form = new FormData()
      form.append('file', new Blob([bytes], { type: contentType }), fileName)
      const desk = `/servicedeskapi/servicedesk/${segment(mapping.serviceDesk)}/attachTemporaryFile`
      // What is there for an hour is attachments to nothing: a lost answer leaves no doubt.
      const headers = { 'x-atlassian-token': 'no-check' }
      const { body } = await call({ method: 'POST', path: desk, headers, body: form, isRead: true, isUpload: true })
      const ids = readBody(temporary, body).temporaryAttachments.map((its) => its.temporaryAttachmentId)
      const json = { temporaryAttachmentIds: ids, public: true }
      await call({ method: 'POST', path: `/servicedeskapi/request/${segment(id)}/attachment`, json })
    },

    findPerson: findUser,

    async changesSince(cursor) {
      if (cursor !== undefined) return await changesAfter(parseSeen(cursor))
      const { issues } = await find(`project = ${quoted(mapping.project)} ORDER BY updated DESC`, undefined, 1)
      const time = issues[0] === undefined ? Date.now() : Date.parse(issues[0].fields.updated)
      const { cursor: next } = await changesAfter({ time, since: time, marks: new Set() })
      return { tickets: [], entries: [], gone: [], cursor: next, more: false }
    },

    async check(): Promise<readonly Fault[]> {
      try {
        const path = `/servicedeskapi/servicedesk/${segment(mapping.serviceDesk)}/requesttype/${segment(mapping.requestType)}/field`
        const { status, body } = await call({ method: 'GET', path, accepts: [403, 404] })
        if (status !== 200) return [{ what: 'no-queue', name: `${mapping.serviceDesk}/${mapping.requestType}` }]
        return readBody(requestType, body).canRaiseOnBehalfOf ? [] : [{ what: 'no-right', name: 'raise on behalf of' }]
      } catch (error) {
        return [faultOf(error)]
      }
    },
  }

  async function labelled(its: Issue, key: string): Promise<RemoteTicket> {
    const label = labelOf(key)
    if (its.fields.labels.includes(label)) return toTicket(its, mapping)
    const json = { update: { labels: [{ add: label }] } }
    await call({ method: 'PUT', path: `/api/3/issue/${segment(its.id)}`, json })
    return await readTicket(its.id)
  }

  /** A workflow has transitions, not states: the one that leads there, if there is one from where the issue is. */
  async function move(id: string, state: RemoteTicket['state']): Promise<void> {
    const wanted = statusOf(mapping, state)
    if (wanted === '') throw new ServiceDeskError('not-supported', `The workflow has no ${state}.`)
    if ((await readTicket(id)).state === state) return
    const path = `/api/3/issue/${segment(id)}/transitions`
    const { body } = await call({ method: 'GET', path })
    const way = readBody(transitions, body).transitions.find(({ to }) => to.name.toLowerCase() === wanted.toLowerCase())
    if (way === undefined) throw new ServiceDeskError('invalid', `No transition leads to “${wanted}” from here.`)
    await call({ method: 'POST', path, json: { transition: { id: way.id } } })
  }

  async function changesAfter({ time, since, marks }: Seen) {
    // Relative: JQL reads a written time in the time zone of our account.
    const minutes = Math.max(1, Math.ceil((Date.now() - time + OVERLAP_MS) / MINUTE_MS))
    const jql = `project = ${quoted(mapping.project)} AND updated >= "-${minutes}m" ORDER BY updated ASC`
    const fresh: Issue[] = []
    let [token, isLast]: [string | undefined, boolean] = [undefined, false]
    // A page of what was seen already is no end.
    while (!isLast && fresh.length === 0) {
      const page: z.output<typeof search> = await find(jql, token)
      fresh.push(...page.issues.filter((its) => !marks.has(markOfIssue(its))))
      // Without another token there is no other page, whatever it says.
      const next = page.nextPageToken ?? undefined
      ;[token, isLast] = [next, page.isLast || next === undefined || next === token]
    }
    const entries: RemoteEntry[] = []
    const now: string[] = []
    for (const its of fresh) {
      now.push(markOfIssue(its))
      if (Date.parse(its.fields.created) > since - OVERLAP_MS && toTicket(its, mapping).key === undefined)
        entries.push(opened(its))
      for await (const comment of commentsOf(its.id)) {
        const at = comment.created.epochMillis
        const mark = markAt(`comment ${comment.id}`, at)
        if (at <= since - OVERLAP_MS || marks.has(mark)) continue
        now.push(mark)
        if (!isOurs(comment.body)) entries.push(entryOf(its.id, comment))
      }
    }
    const newTime = Math.max(time, ...fresh.map((its) => Date.parse(its.fields.updated)))
    return {
      tickets: [...new Map(fresh.map((its) => [its.id, toTicket(its, mapping)])).values()],
      entries: entries.toSorted((a, b) => a.at - b.at),
      gone: [],
      cursor: cursorOf(
        { time: newTime, since: isLast ? newTime : since, marks: new Set([...marks, ...now]) },
        2 * OVERLAP_MS,
      ),
      more: fresh.length > 0,
    }
  }

  function opened(its: Issue): RemoteEntry {
    const author = toTicket(its, mapping).requester ?? { id: '', name: '', email: undefined }
    const said = { author, text: wordsOf(its), at: Date.parse(its.fields.created) }
    return { id: `opened:${its.id}`, ticketId: its.id, kind: 'opened', ...said }
  }
}

function entryOf(
  ticketId: string,
  { id, body, public: isPublic, author, created: { epochMillis } }: Comment,
): RemoteEntry {
  const kind = isPublic ? 'comment' : 'work-note'
  return { id, ticketId, kind, author: toPerson(author), text: body, at: epochMillis }
}

function markOfIssue({ id, fields }: Issue): string {
  return markAt(id, Date.parse(fields.updated))
}

/** A text in JQL. */
function quoted(text: string): string {
  return `"${text.replace(/\\/g, '\\\\').replace(/"/g, '\\"')}"`
}
