import { strict as assert } from 'node:assert'
import { rtItsm } from '../../services/itsm/rt/rt.ts'
import { type RequestTracker, startRequestTracker } from '../../simulator/request-tracker.ts'
import { freePort } from '../../simulator/servers.ts'
import { type Far, itsmContract } from '../itsm/contract.ts'

const STATUS = {
  new: 'new',
  'in-progress': 'open',
  'on-hold': 'stalled',
  resolved: 'resolved',
  closed: 'resolved',
  cancelled: 'rejected',
} as const

itsmContract('Request Tracker 5', async () => farOf(await startRequestTracker()))

/** Request Tracker with an analyst who works in it, by its REST. */
async function farOf(rt: RequestTracker): Promise<Far> {
  const mapping = { queue: rt.queue }
  const root = `${rt.url}/REST/2.0`
  async function ana(method: string, path: string, json?: object, token = rt.tokens.ana): Promise<Json> {
    const response = await fetch(`${root}${path}`, {
      method,
      headers: { authorization: `token ${token}`, 'content-type': 'application/json' },
      body: json === undefined ? null : JSON.stringify(json),
    })
    const text = await response.text()
    assert.ok(response.ok, `${method} ${path}: ${response.status} ${text}`)
    return text === '' ? {} : JSON.parse(text)
  }
  const plain = (Content: string) => ({ Content, ContentType: 'text/plain' })
  return {
    itsm: rtItsm({ url: rt.url, credentials: { token: rt.tokens.service } }, mapping),
    stranger: rtItsm({ url: rt.url, credentials: { token: '1-1-0' } }, mapping),
    nowhere: rtItsm({ url: `http://127.0.0.1:${await freePort()}`, credentials: {} }, mapping),
    analyst: 'sophie@example.com',
    there: {
      open: async (Subject, description, Requestor) =>
        String((await ana('POST', '/ticket', { Queue: rt.queue, Subject, Requestor, ...plain(description) })).id),
      comment: async (id, text) => void (await ana('POST', `/ticket/${id}/correspond`, plain(text))),
      note: async (id, text) => void (await ana('POST', `/ticket/${id}/comment`, plain(text))),
      setState: async (id, state) => void (await ana('PUT', `/ticket/${id}`, { Status: STATUS[state] })),
      merge: async (id, into) => void (await ana('PUT', `/ticket/${id}`, { MergeInto: Number(into) })),
      remove: async (id) => void (await ana('PUT', `/ticket/${id}`, { Status: 'deleted' }, rt.tokens.root)),
      async count(title) {
        const query = encodeURIComponent(`Subject='${title.replace(/'/g, "\\'")}'`)
        return Number((await ana('GET', `/tickets?query=${query}`)).count)
      },
      async said(id) {
        const { items = [] } = await ana('GET', `/ticket/${id}/history?per_page=100&fields=Type`)
        const said: { kind: 'comment' | 'work-note'; text: string }[] = []
        for (const item of items.filter(({ Type }) => Type === 'Correspond' || Type === 'Comment')) {
          const parts = (await ana('GET', `/transaction/${item.id}/attachments?fields=Content`)).items ?? []
          said.push({
            kind: item.Type === 'Correspond' ? 'comment' : 'work-note',
            text: parts.map((part) => part.Content ?? '').join(''),
          })
        }
        return said
      },
    },
    close: () => rt.close(),
  }
}

interface Json {
  readonly id?: string | number
  readonly count?: number
  readonly items?: readonly { readonly id: string; readonly Type?: string; readonly Content?: string }[]
}
