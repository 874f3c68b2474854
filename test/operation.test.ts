import { strict as assert } from 'node:assert'
import { sql } from 'kysely'
import { connect } from '../services/db/connect.ts'
import { startBot } from '../simulator/bot-process.ts'
import type { Conversation } from '../simulator/chats.ts'
import { PROGRAM, type Service, startService } from './service.ts'

describe('for whoever operates the service', () => {
  let service: Service
  let thread: Conversation
  before(async () => {
    service = await startService({ METRICS_PORT: '0', DRAIN_SECONDS: '1' })
    await service.settle('sophie')
    thread = await service.beginChat('camille', 'sophie', 'mot-interdit-1234')
  })
  after(() => service.close())

  const metricsUrl = () => /"metrics":"([^"]+)"/.exec(service.bot.output.join('\n'))?.[1] ?? ''
  const read = async (name: string) => {
    const text = await (await fetch(metricsUrl())).text()
    const lines = text.split('\n').filter((line) => line.startsWith(name))
    return { text, sum: lines.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0) }
  }

  it('tells what is done, and nothing of who or what was said', async () => {
    const { text, sum } = await read('desk_turns_total{event="said",outcome="done"}')
    assert.equal(sum, 1)
    assert.ok((await read('desk_teams_calls_total{operation="send",outcome="201"}')).sum > 0)
    assert.doesNotMatch(text, /mot-interdit|Camille|Sophie|@|eyJ|29:1|a:1/)
  })

  it('keeps the figures off the port that the world reaches', async () => {
    assert.equal((await fetch(`${service.bot.url}/metrics`)).status, 404)
  })

  it('counts a lost answer, and shows it', async () => {
    const before = (await read('desk_uncertain_deliveries')).sum
    service.teams.faults.add({ conversationId: thread.id, operation: 'send', times: 1, status: 504, delivered: true })
    await service.person('camille').says('peut-être deux fois')
    const copies = () =>
      service
        .person('sophie')
        .shown(thread)
        .filter((text) => text.includes('deux fois')).length
    await service.eventually('it came twice', () => copies() === 2)
    assert.equal((await read('desk_uncertain_deliveries')).sum, before + 1)
  })

  it('gives up waiting for a connector that never answers, and tries again', async function () {
    this.timeout(40_000)
    service.teams.faults.add({ conversationId: thread.id, operation: 'send', times: 1, status: 504, delayMs: 30_000 })
    await service.person('camille').says('malgré le silence')
    const came = () =>
      service
        .person('sophie')
        .shown(thread)
        .some((text) => text.includes('malgré le silence'))
    const until = Date.now() + 20_000
    while (!came() && Date.now() < until) await new Promise((resolve) => setTimeout(resolve, 100))
    assert.ok(came(), 'it never came')
  })

  it('keeps Teams’ limits before Teams has to, and lets no noisy chat delay another', async function () {
    this.timeout(40_000)
    const strict = await startService({}, { limits: true })
    try {
      await strict.settle('sophie')
      const [camille, noah, sophie] = [strict.person('camille'), strict.person('noah'), strict.person('sophie')]
      const threads = new Map<string, Conversation>()
      for (const key of ['camille', 'noah']) threads.set(key, await strict.beginChat(key))
      await Promise.all(Array.from({ length: 20 }, (_, n) => camille.says(`bavard ${n}.`)))
      await noah.says('une question')
      const began = Date.now()
      await sophie.sees('une question', threads.get('noah'))
      assert.ok(Date.now() - began < 2_000, 'the quiet chat waited for the noisy one')
      const noisy = () => sophie.shown(threads.get('camille')).filter((text) => text.includes('bavard')).length
      const until = Date.now() + 20_000
      while (noisy() < 20 && Date.now() < until) await new Promise((resolve) => setTimeout(resolve, 100))
      assert.equal(noisy(), 20)
      assert.equal(strict.bot.output.filter((line) => line.includes('answered 429')).length, 0, 'Teams had to say no')
    } finally {
      await strict.close()
    }
  })

  it('brings a card up to date once for all that happened while Teams stumbled', async () => {
    const sophie = service.person('sophie')
    const desk = await sophie.findsThread('Centre de services')
    const updates = 'desk_teams_calls_total{operation="update",outcome="200"}'
    const before = (await read(updates)).sum
    service.teams.faults.add({ conversationId: desk.id, operation: 'update', times: 1, status: 503 })
    for (let n = 0; n < 5; n += 1) {
      await sophie.presses('Quitter mon service', desk)
      await sophie.presses('Prendre mon service', desk)
    }
    await service.eventually('nothing is due', async () => (await read('desk_jobs_due')).sum === 0)
    await service.eventually('it was refreshed', async () => (await read(updates)).sum > before)
    await service.person('karim').sees('Sophie Martin', desk)
    assert.ok((await read(updates)).sum - before <= 3, `${(await read(updates)).sum - before} updates`)
  })

  it('says of a message that could not be taken which one it was', async () => {
    const db = await connect(service.databaseUrl)
    const rename = (from: string, to: string) =>
      sql.raw(`alter table messages rename column ${from} to ${to}`).execute(db)
    service.expectError('A turn failed.')
    await rename('said_at', 'said_when')
    try {
      await service.person('camille').says('au mauvais moment')
      await service.eventually('she is told', () => {
        const last = service.person('camille').shown().at(-1) ?? ''
        return last.includes('Référence') && last.includes('au mauvais moment')
      })
    } finally {
      await rename('said_when', 'said_at')
      await db.destroy()
    }
  })

  it('does not start beside another program on its port, and says what to do', async () => {
    const PORT = new URL(service.bot.url).port
    const start = startBot(service.teams, {
      program: PROGRAM,
      databaseUrl: 'sqlite::memory:',
      appSecret: 'x',
      env: { PORT },
    })
    await assert.rejects(start, new RegExp(`stopped \\(1\\):\n.*port ${PORT}.*PORT`, 's'))
  })

  it('is not ready any more once it was told to stop, and still answers', async () => {
    assert.deepEqual(await (await fetch(`${service.bot.url}/readyz`)).json(), { status: 'ready' })
    const stopping = service.bot.stop('SIGTERM')
    await service.eventually('it drains', async () => {
      const answer = await fetch(`${service.bot.url}/readyz`)
      return answer.status === 503 && ((await answer.json()) as { status: string }).status === 'draining'
    })
    const { account } = service.person('camille')
    const typing = service.teams.activity(account, service.person('camille').chat(), { type: 'typing' })
    assert.equal((await service.teams.deliver(typing)).status, 200)
    await stopping
  })
})
