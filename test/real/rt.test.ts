import { strict as assert } from 'node:assert'
import { setTimeout as wait } from 'node:timers/promises'
import { itsmCommands } from '../../bot/itsm/command.ts'
import { rtItsm } from '../../services/itsm/rt/rt.ts'
import type { Conversation } from '../../simulator/chats.ts'
import { type RequestTracker, startRequestTracker } from '../../simulator/request-tracker.ts'
import { freePort } from '../../simulator/servers.ts'
import { runCommand } from '../command.ts'
import { type Far, itsmContract } from '../itsm/contract.ts'
import { type Service, startService } from '../service.ts'

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)
const STATUS = {
  new: 'new',
  'in-progress': 'open',
  'on-hold': 'stalled',
  resolved: 'resolved',
  closed: 'resolved',
  cancelled: 'rejected',
} as const

itsmContract('Request Tracker 5', async () => farOf(await startRequestTracker()))

describe('Request Tracker and Teams', () => {
  let rt: RequestTracker
  let service: Service
  let far: Far
  before(async () => {
    const port = await freePort()
    const secret = 'a-secret-of-the-webhook-that-is-long'
    rt = await startRequestTracker({ url: `http://127.0.0.1:${port}/hooks/contoso`, secret })
    far = await farOf(rt)
    const connection = { name: 'contoso', vendor: 'rt', url: rt.url, token: rt.tokens.service, webhookSecret: secret }
    service = await startService({ TICKET_SYSTEMS: JSON.stringify([connection]), PORT: String(port) })
    await service.settle('sophie', 'karim')
    await service.activate({
      ...{ silenceSeconds: 300, answerSeconds: null, waitSeconds: null },
      // What comes within seconds comes by RT's webhooks.
      ticketSystem: { connection: 'contoso', sync: '30', mapping: { queue: rt.queue } },
    })
  }).timeout(120_000)
  after(async () => {
    await service.close()
    await rt.close()
  })
  const person = (key: string) => service.person(key)
  async function report(title: string): Promise<{ readonly thread: Conversation; readonly id: string }> {
    await person('camille').presses('Créer un incident')
    person('camille').fills({ title, description: 'Depuis ce matin', urgency: 'high' })
    await person('camille').presses('Enregistrer')
    person('camille').closeDialog()
    return await numbered(title)
  }
  async function numbered(title: string): Promise<{ readonly thread: Conversation; readonly id: string }> {
    const thread = await person('sophie').findsThread(title)
    const found = await person('sophie').sees(/RT-\d+/, thread)
    const id = /RT-(\d+)/.exec(JSON.stringify(found.attachments))?.[1]
    assert.ok(id)
    return { thread, id }
  }

  it('gives what is reported in Teams RT’s number, in the card and at the desk (F17)', async () => {
    const { id } = await report('Mon écran reste noir')
    await person('camille').sees(`RT-${id}`)
    const ticket = await far.itsm.read(id)
    assert.deepEqual(
      [ticket.title, ticket.urgency, ticket.requester?.email],
      ['Mon écran reste noir', 'high', 'camille@example.com'],
    )
  })

  it('takes to RT what the desk does, and brings to Teams what an analyst does there', async () => {
    const { thread, id } = await report('Le VPN ne répond plus')
    await person('sophie').presses('Prendre', thread)
    await service.eventually('Sophie has it there', async () => (await far.itsm.read(id)).assignee?.id === 'sophie')
    await far.there.comment(id, 'Redémarrez le VPN, s’il vous plaît.')
    await person('camille').sees(/Redémarrez le VPN/)
    await far.there.note(id, 'Voir le pare-feu')
    await person('sophie').sees(/Voir le pare-feu/, thread)
    assert.ok(
      !person('camille')
        .shown()
        .some((text) => text.includes('pare-feu')),
      'a work note is for analysts',
    )
    await far.there.setState(id, 'resolved')
    await person('camille').sees(/Résolu/)
    await person('camille').presses('Toujours en panne')
    person('camille').fills({ text: 'Toujours rien' })
    await person('camille').presses('Rouvrir l’incident')
    person('camille').closeDialog()
    await service.eventually('it is open again there', async () => (await far.itsm.read(id)).state === 'in-progress')
    assert.match(JSON.stringify(await far.there.said(id)), /Toujours rien/)
  })

  it('takes the chat that an incident came from to RT: its words, its files, and the whispers among analysts', async () => {
    const thread = await service.beginChat('noah', 'sophie', 'Mon badge ne marche plus')
    await person('noah').says('le voici', { uploads: [{ type: 'image/png', bytes: PNG }] })
    await person('sophie').sees('Noah Petit a envoyé une image', thread)
    await person('sophie').says('//voir le lecteur du hall', { in: thread })
    await person('sophie').presses('Créer un incident', thread)
    person('sophie').fills({ title: 'Badge refusé' })
    await person('sophie').presses('Enregistrer')
    person('sophie').closeDialog()
    const { id } = await numbered('Badge refusé')
    await person('sophie').sees(`Incident RT-${id} créé`, thread)
    await person('noah').sees(`Incident RT-${id} créé`)
    await service.eventually('its file too', async () => (await far.there.files(id)).length === 1)
    assert.deepEqual(Buffer.from((await far.there.files(id))[0]?.bytes ?? []), PNG)
    await person('sophie').says('Je vous en fais un autre.', { in: thread })
    await person('noah').sees('Je vous en fais un autre.')
    await person('sophie').presses('Terminer le chat', thread)
    await service.eventually('the chat is told there', async () => (await far.there.said(id)).length >= 3)
    const said = await far.there.said(id)
    const [chat, aside] = ['Je vous en fais un autre', 'lecteur du hall'].map((text) =>
      said.filter((its) => its.text.includes(text)),
    )
    assert.deepEqual(
      chat?.map(({ kind }) => kind),
      ['comment'],
    )
    assert.match(chat?.[0]?.text ?? '', /Noah Petit\s: Mon badge ne marche plus/)
    assert.doesNotMatch(chat?.[0]?.text ?? '', /lecteur/)
    assert.deepEqual(
      aside?.map(({ kind }) => kind),
      ['work-note'],
    )
  })

  it('is tried out from a shell with a ticket of its own, from its opening to its end', async () => {
    const connection = { name: 'contoso', vendor: 'rt', url: rt.url, token: rt.tokens.service }
    const env = { TICKET_SYSTEMS: JSON.stringify([connection]) }
    const run = (email: string) =>
      runCommand({ ...service, env }, itsmCommands, 'try', service.teams.directory.tenantId, email)
    const { out, err } = await run('sophie@example.com')
    assert.deepEqual([err, out.match(/^ok /gm)?.length, out.includes('FAULT')], ['', 10, false])
    assert.match((await run('outsider@example.com')).err, /gives it to that person: outsider@example\.com may not/)
  })

  it('holds up nothing while RT is away, and goes on when it is back', async () => {
    await rt.kill()
    service.expectError('A job failed and will be tried again.')
    await person('camille').presses('Créer un incident')
    person('camille').fills({ title: 'Pendant la panne', description: 'x', urgency: 'low' })
    await person('camille').presses('Enregistrer')
    person('camille').seesDialog(/PROV-\d{4}/)
    person('camille').closeDialog()
    // Chats have a pool of their own.
    const began = Date.now()
    await service.beginChat('noah', 'sophie', 'Bonjour')
    assert.ok(Date.now() - began < 5_000, 'a chat is as fast as ever')
    await rt.start()
    // A system that was away is left alone for a minute at most.
    for (let n = 0; (await far.there.count('Pendant la panne')) === 0; n += 1) {
      assert.ok(n < 70, 'it is not there')
      await wait(1_000)
    }
    const thread = await person('sophie').findsThread('Pendant la panne')
    await person('sophie').sees(/RT-\d+/, thread)
    await service.eventually('it is there', async () => (await far.there.count('Pendant la panne')) === 1)
  }).timeout(120_000)

  it('tells an administrator how far both are in step (F19), and asks at once where they wish it', async () => {
    await service.eventually('the poller has caught up', async () => {
      await person('dominique').says('bonjour')
      await person('dominique').presses('Administration')
      return person('dominique')
        .shown()
        .some((text) => /Request Tracker\s: dernière synchronisation le/.test(text))
    })
    await person('dominique').presses('Synchroniser maintenant')
    await person('dominique').sees('Synchronisation demandée')
  })
})

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
      async files(id) {
        const { items = [] } = await ana('GET', `/ticket/${id}/history?per_page=100&fields=Type`)
        const files: { name: string; bytes: Uint8Array }[] = []
        for (const item of items) {
          const path = `/transaction/${item.id}/attachments?fields=Filename`
          for (const part of ((await ana('GET', path)).items ?? []).filter(({ Filename }) => Filename)) {
            const { Content = '' } = await ana('GET', `/attachment/${part.id}`)
            files.push({ name: part.Filename ?? '', bytes: Buffer.from(Content, 'base64') })
          }
        }
        return files
      },
    },
    close: () => rt.close(),
  }
}

interface Json {
  readonly id?: string | number
  readonly count?: number
  readonly Content?: string
  readonly items?: readonly {
    readonly id: string
    readonly Type?: string
    readonly Content?: string
    readonly Filename?: string
  }[]
}
