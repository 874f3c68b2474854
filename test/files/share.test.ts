import { strict as assert } from 'node:assert'
import { request } from 'node:http'
import type { Conversation, Message } from '../../simulator/chats.ts'
import { cardOf } from '../../simulator/chats.ts'
import { type Service, startService } from '../service.ts'

describe('one link does not stop the files of the others (X-M6)', () => {
  let service: Service
  let thread: Conversation
  before(async () => {
    service = await startService()
    await service.settle('sophie')
    thread = await service.beginChat()
  })
  after(() => service.close())

  const urlIn = (message: Message) =>
    /"url":"([^"]+\/files\/[^"]+)"/.exec(JSON.stringify(cardOf(message, 'sophie')))?.[1]

  async function sent(name: string, size: number): Promise<string> {
    const bytes = Buffer.alloc(size, 'a')
    await service.person('camille').says('', { uploads: [{ name, type: 'text/plain', bytes }] })
    const url = urlIn(await service.person('sophie').sees(name, thread))
    assert.ok(url)
    return url
  }

  it('though 40 readers take nothing, another file is there at once, and chats go on', async function () {
    this.timeout(60_000)
    const big = await sent('grand.txt', 9_000_000)
    const small = await sent('petit.txt', 20_000)
    const stalled = Array.from({ length: 40 }, () => {
      const reader = request(big)
      reader.on('response', (response) => response.pause())
      reader.on('error', () => {})
      reader.end()
      return reader
    })
    await new Promise((resolve) => setTimeout(resolve, 500))
    const began = performance.now()
    const answer = await fetch(small)
    assert.equal(answer.status, 200)
    assert.equal((await answer.arrayBuffer()).byteLength, 20_000)
    assert.ok(performance.now() - began < 2_000)
    assert.equal((await fetch(big)).status, 503, 'nobody else gets this one for the moment')
    await service.person('camille').says('Et le chat ?')
    await service.person('sophie').sees('Et le chat ?', thread)
    await service.eventually('who takes nothing is cut off', async () => (await fetch(big)).status === 200)
    for (const reader of stalled) reader.destroy()
  })

  it('asks nothing of the store’s bytes for HEAD, and comes whole in pieces', async () => {
    const url = await sent('entier.txt', 1_000_003)
    const head = await fetch(url, { method: 'HEAD' })
    assert.equal(head.headers.get('content-length'), '1000003')
    const bytes = Buffer.from(await (await fetch(url)).arrayBuffer())
    assert.equal(bytes.length, 1_000_003)
    assert.ok(bytes.every((byte) => byte === 97))
  })

  it('refuses a path that is no path, as a client’s fault and not ours (X-L3)', async () => {
    for (const path of ['/files/%', '/files/%E0%A4%A', '/files/%ff'])
      assert.equal((await fetch(`${service.bot.url}${path}`)).status, 400, path)
  })

  it('never asks another path of the connector’s with the bot’s token (X-L15)', async () => {
    const camille = service.person('camille')
    const evil = `${service.teams.serviceUrl}v3/attachments/..%2f..%2fv3%2fconversations%2fX%2fmembers`
    const attachments = [{ contentType: 'image/png', contentUrl: evil }]
    const activity = service.teams.activity(camille.account, camille.chat(), {
      type: 'message',
      text: 'voyez',
      attachments,
    })
    await service.teams.deliver(activity)
    await camille.sees('Une pièce jointe n’a pas été transmise')
  })
})
