import { strict as assert } from 'node:assert'
import nock from 'nock'
import { jiraItsm } from '../../services/itsm/jira/jira.ts'
import { type Far, itsmContract } from './contract.ts'
import { fileOf, formOf } from './received.ts'

const HOST = 'https://contoso.atlassian.example'
const NOWHERE = 'https://nowhere.example'
const STATUS = {
  new: 'Waiting for support',
  'in-progress': 'In progress',
  'on-hold': 'Waiting for customer',
  resolved: 'Resolved',
  closed: 'Closed',
  cancelled: 'Canceled',
} as const
const CATEGORY: Readonly<Record<string, string>> = {
  'Waiting for support': 'new',
  Resolved: 'done',
  Closed: 'done',
  Canceled: 'done',
}

interface User {
  readonly accountId: string
  readonly displayName: string
  readonly emailAddress: string
}
interface Issue {
  readonly id: string
  readonly key: string
  summary: string
  description: string
  status: string
  reporter: User
  assignee: User | null
  labels: string[]
  readonly created: number
  updated: number
  readonly files: Attached[]
  readonly comments: { id: string; body: string; public: boolean; author: User; at: number }[]
}
interface Attached {
  readonly name: string
  readonly bytes: Uint8Array
}
interface Asked {
  readonly jql: string
  readonly fields?: readonly string[]
  readonly maxResults: number
  readonly nextPageToken?: string
}

/**
 * A small Jira Service Management over a Map, with the traps of the real one: a search without `fields` gives ids alone, JQL knows
 * minutes, whoever is looked for by an address may be found by a name, a customer that exists is a 409, a status is reached by a
 * transition, descriptions come as documents, comments in pages.
 */
function createJira() {
  const issues = new Map<string, Issue>()
  const users: User[] = []
  let count = 0
  const add = (emailAddress: string, displayName = emailAddress): User => {
    const known = users.find((its) => its.emailAddress === emailAddress)
    if (known !== undefined) return known
    const made = { accountId: `5b10:${users.length + 1}`, displayName, emailAddress }
    users.push(made)
    return made
  }
  // Found by the same search, and somebody else.
  add('other@example.com', 'sophie@example.com')
  add('sophie@example.com', 'Sophie Martin')
  const service = add('service@example.com', 'Teams')
  const ana = add('ana@example.com', 'Ana')

  /** No two changes have one time. */
  let last = 0
  const time = () => {
    last = Math.max(Date.now(), last + 1)
    return last
  }
  function insert(summary: string, description: string, reporter: User): Issue {
    count += 1
    const at = time()
    const issue: Issue = {
      ...{ id: String(10_000 + count), key: `HELP-${count}`, summary, description, status: STATUS.new, reporter },
      ...{ assignee: null, labels: [], created: at, updated: at, comments: [], files: [] },
    }
    issues.set(issue.id, issue)
    return issue
  }
  function say(issue: Issue, body: string, isPublic: boolean, author: User): void {
    const at = time()
    issue.comments.push({ id: String(1000 + issue.comments.length), body, public: isPublic, author, at })
    issue.updated = at
  }
  const rowOf = (id: string) => {
    const issue = issues.get(id)
    assert.ok(issue)
    return issue
  }
  function shown(issue: Issue, fields: readonly string[]): object {
    const all: Readonly<Record<string, unknown>> = {
      ...issue,
      status: { name: issue.status, statusCategory: { key: CATEGORY[issue.status] ?? 'indeterminate' } },
      created: new Date(issue.created).toISOString(),
      updated: new Date(issue.updated).toISOString(),
      attachment: issue.files.map(({ name }) => ({ filename: name })),
      description: {
        type: 'doc',
        content: issue.description
          .split('\n')
          .map((text) => ({ type: 'paragraph', content: text === '' ? [] : [{ type: 'text', text }] })),
      },
    }
    const { id, key } = issue
    return { id, key, fields: Object.fromEntries(fields.map((field) => [field, all[field] ?? null])) }
  }
  function search({ jql, fields, maxResults, nextPageToken }: Asked): object {
    assert.match(jql, /project = "HELP"/, 'a query must be bounded')
    const [, minutes] = /updated >= "-(\d+)m"/.exec(jql) ?? []
    const [, label] = /labels = "([^"]+)"/.exec(jql) ?? []
    const [, words] = /description ~ "\\"([^"\\]+)\\""/.exec(jql) ?? []
    const sign = jql.includes('ORDER BY updated DESC') ? -1 : 1
    const found = [...issues.values()]
      .filter((its) => minutes === undefined || its.updated >= Date.now() - Number(minutes) * 60_000)
      .filter((its) => label === undefined || its.labels.includes(label) || its.description.includes(words ?? '?'))
      .toSorted((a, b) => sign * (a.updated - b.updated))
    const from = Number(nextPageToken ?? 0)
    const page = found.slice(from, from + maxResults)
    const isLast = from + page.length >= found.length
    return {
      issues: page.map((its) => (fields === undefined ? { id: its.id } : shown(its, fields))),
      isLast,
      ...(isLast ? {} : { nextPageToken: String(from + page.length) }),
    }
  }

  /** Uploaded, and attached to nothing. */
  const temporary = new Map<string, Attached>()
  const good = `Basic ${Buffer.from('service@example.com:geheim').toString('base64')}`
  type Answer = readonly [number, object] | readonly [number]
  function route(method: string, url: URL, body: unknown): Answer {
    const path = url.pathname.replace('/rest/', '')
    const asked = (name: string) => url.searchParams.get(name) ?? ''
    const [, id = '', rest = ''] = /^(?:api\/3\/issue|servicedeskapi\/request)\/([^/]+)(\/\w+)?$/.exec(path) ?? []
    const issue = issues.get(decodeURIComponent(id))
    if (path === 'api/3/search/jql') return [200, search(body as Asked)]
    if (path === 'api/3/user/search') {
      const query = asked('query').toLowerCase()
      return [200, users.filter((its) => `${its.displayName} ${its.emailAddress}`.toLowerCase().includes(query))]
    }
    if (path === 'servicedeskapi/customer') {
      const { email, displayName } = body as { readonly email: string; readonly displayName: string }
      if (users.some((its) => its.emailAddress === email)) return [409, { errorMessage: 'exists' }]
      return [201, add(email, displayName)]
    }
    if (path === 'servicedeskapi/request') {
      const { requestFieldValues: values, raiseOnBehalfOf } = body as {
        readonly requestFieldValues: { readonly summary: string; readonly description: string }
        readonly raiseOnBehalfOf?: string
      }
      const reporter = users.find((its) => its.accountId === raiseOnBehalfOf) ?? service
      const { id: issueId, key: issueKey } = insert(values.summary, values.description, reporter)
      return [201, { issueId, issueKey }]
    }
    if (path === 'servicedeskapi/servicedesk/1/requesttype/25/field') return [200, { canRaiseOnBehalfOf: true }]
    if (path === 'servicedeskapi/servicedesk/1/attachTemporaryFile') {
      const id = `temp${temporary.size}`
      temporary.set(id, body as Attached)
      return [201, { temporaryAttachments: [{ temporaryAttachmentId: id, fileName: (body as Attached).name }] }]
    }
    if (issue === undefined)
      return [404, { errorMessages: ['Issue does not exist or you do not have permission to see it.'] }]
    if (rest === '/comment' && method === 'POST') {
      const { body: text, public: isPublic } = body as { readonly body: string; readonly public: boolean }
      say(issue, text, isPublic, service)
      return [201, {}]
    }
    if (rest === '/comment') {
      const [start, limit] = [Number(asked('start')), Number(asked('limit'))]
      const page = issue.comments.slice(start, start + limit)
      return [
        200,
        {
          isLastPage: start + page.length >= issue.comments.length,
          values: page.map(({ at, ...its }) => ({ ...its, created: { epochMillis: at } })),
        },
      ]
    }
    if (rest === '/transitions' && method === 'GET')
      return [200, { transitions: Object.values(STATUS).map((name, n) => ({ id: String(n), to: { name } })) }]
    if (rest === '/transitions') {
      const { transition } = body as { readonly transition: { readonly id: string } }
      issue.status = Object.values(STATUS)[Number(transition.id)] ?? issue.status
      issue.updated = time()
      return [204]
    }
    if (rest === '/attachment') {
      for (const its of (body as { readonly temporaryAttachmentIds: readonly string[] }).temporaryAttachmentIds)
        issue.files.push(temporary.get(its) as Attached)
      return [201, {}]
    }
    if (method === 'GET') return [200, shown(issue, asked('fields').split(','))]
    const { fields, update } = body as {
      readonly fields?: { readonly assignee: { readonly accountId: string } | null }
      readonly update?: { readonly labels: readonly { readonly add: string }[] }
    }
    if (fields !== undefined) {
      const assignee = users.find((its) => its.accountId === fields.assignee?.accountId)
      if (fields.assignee !== null && assignee === undefined)
        return [400, { errorMessages: [], errors: { assignee: 'User does not exist.' } }]
      issue.assignee = assignee ?? null
    }
    for (const { add: label } of update?.labels ?? []) issue.labels.push(label)
    issue.updated = time()
    return [204]
  }

  return {
    answer() {
      for (const method of ['GET', 'POST', 'PUT'] as const) {
        nock(HOST)
          .persist()
          .intercept(/^\/rest\//, method)
          .optionally()
          .reply(async function (uri, body) {
            if (this.req.headers['authorization'] !== good) return [401, 'Client must be authenticated']
            const isUpload = uri.endsWith('/attachTemporaryFile')
            if (isUpload && this.req.headers['x-atlassian-token'] !== 'no-check') return [403, 'XSRF check failed']
            const sent = isUpload ? await fileOf(await formOf(this.req.headers['content-type'], body)) : body
            const [status, json = ''] = route(method, new URL(uri, HOST), sent)
            return [status, json]
          })
        nock(NOWHERE).persist().intercept(/.*/, method).optionally().replyWithError('refused')
      }
    },
    there: {
      open: async (title: string, description: string, email: string) => insert(title, description, add(email)).id,
      comment: async (id: string, text: string) => say(rowOf(id), text, true, ana),
      note: async (id: string, text: string) => say(rowOf(id), text, false, ana),
      async setState(id: string, state: keyof typeof STATUS) {
        Object.assign(rowOf(id), { status: STATUS[state], updated: time() })
      },
      remove: async (id: string) => void issues.delete(id),
      count: async (title: string) => [...issues.values()].filter(({ summary }) => summary === title).length,
      said: async (id: string) =>
        rowOf(id).comments.map((its) => ({
          kind: its.public ? ('comment' as const) : ('work-note' as const),
          text: its.body,
        })),
      files: async (id: string) => rowOf(id).files,
    },
  }
}

itsmContract('Jira Service Management', async (): Promise<Far> => {
  const { answer, there } = createJira()
  const mapping = { project: 'HELP', serviceDesk: '1', requestType: '25' }
  const connection = (token: string, url = HOST) =>
    jiraItsm({ url, credentials: { email: 'service@example.com', token } }, mapping)
  return {
    itsm: connection('geheim'),
    stranger: connection('falsch'),
    nowhere: connection('geheim', NOWHERE),
    analyst: 'sophie@example.com',
    there,
    beforeEach: answer,
    close: async () => {},
  }
})
