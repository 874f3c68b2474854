import { strict as assert } from 'node:assert'
import { randomUUID } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Json } from '../simulator/chats.ts'
import { type Options, startTeams, type Teams } from '../simulator/teams.ts'
import { MANIFEST } from './service.ts'

/** The simulated Teams against a bot of three lines: what it delivers, what it refuses. */
describe('the simulated Teams', () => {
  let teams: Teams
  let bot: Server
  let received: Json[]
  let answer: (activity: Json) => { status: number; delayMs?: number }
  const secret = 'known'
  const appId = randomUUID()

  async function start(options: Partial<Options> = {}): Promise<void> {
    received = []
    answer = () => ({ status: 200 })
    bot = createServer((request, response) => {
      let body = ''
      request.on('data', (part) => {
        body += part
      })
      request.on('end', () => {
        const activity = JSON.parse(body)
        received.push(activity)
        const { status, delayMs = 0 } = answer(activity)
        setTimeout(() => response.writeHead(status).end(), delayMs)
      })
    })
    await new Promise<void>((resolve) => bot.listen(0, '127.0.0.1', resolve))
    const botUrl = `http://127.0.0.1:${(bot.address() as AddressInfo).port}/`
    teams = await startTeams({ appId, appSecret: secret, manifest: MANIFEST, botUrl, ...options })
  }
  afterEach(async () => {
    await teams.close()
    bot.closeAllConnections()
    bot.close()
  })

  async function botToken(clientSecret = secret): Promise<string> {
    const form = new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: appId,
      client_secret: clientSecret,
    })
    const response = await fetch(`${teams.url}/x/oauth2/v2.0/token`, { method: 'POST', body: form })
    return ((await response.json()) as { access_token?: string }).access_token ?? ''
  }
  async function call(method: string, path: string, body?: object, token?: string) {
    const authorization = `Bearer ${token ?? (await botToken())}`
    const init = {
      method,
      headers: { authorization, 'content-type': 'application/json' },
      body: body ? JSON.stringify(body) : null,
    }
    const response = await fetch(`${teams.url}/teams/v3/${path}`, init)
    return {
      status: response.status,
      retryAfter: response.headers.get('retry-after'),
      body: (await response.json().catch(() => ({}))) as Record<string, unknown>,
    }
  }
  async function install() {
    const [team] = teams.directory.teams
    const channel = team?.channels[1]
    assert.ok(team && channel)
    await teams.installInTeam(teams.account('dominique'), team, channel)
    const thread = teams.openThread(channel.id)
    assert.ok(thread)
    received.length = 0
    return { team, channel, thread }
  }

  it('lets the bot hear a channel without a mention only if its manifest asks for it', async () => {
    await start()
    const heard = await install()
    await teams.say(teams.account('sophie'), heard.thread, { text: 'bonjour' })
    assert.equal(received.length, 1)
    await teams.close()
    bot.close()
    const { authorization: _, ...deaf } = MANIFEST
    await start({ manifest: deaf })
    const { thread } = await install()
    await teams.say(teams.account('sophie'), thread, { text: 'bonjour' })
    assert.equal(received.length, 0)
    await teams.say(teams.account('sophie'), thread, { text: 'bonjour', mention: true })
    assert.equal(received.length, 1)
    assert.match(String(received[0]?.['text']), /^<at>Centre de services<\/at> bonjour$/)
  })

  it('delivers a message again with its id, and an invoke again with a new one, when the answer is slow', async () => {
    await start({ patienceMs: 100 })
    const { thread } = await install()
    answer = () => ({ status: 200, delayMs: received.length < 3 ? 200 : 0 })
    await teams.say(teams.account('sophie'), thread, { text: 'bonjour' })
    assert.equal(new Set(received.map(({ id }) => id)).size, 1)
    assert.equal(received.length, 3)
    received.length = 0
    await teams.invoke(teams.account('sophie'), thread, 'task/fetch', {})
    assert.equal(new Set(received.map(({ id }) => id)).size, 3)
  })

  it('refuses calls without its token, and gives none for a wrong secret', async () => {
    await start()
    const { thread } = await install()
    assert.equal(
      (
        await call(
          'POST',
          `conversations/${encodeURIComponent(thread.id)}/activities`,
          { type: 'message', text: 'x' },
          'a.b.c',
        )
      ).status,
      401,
    )
    assert.equal(await botToken('wrong'), '')
  })

  it('keeps Teams’ limit of a thread, and says how long to wait', async () => {
    await start()
    const { thread } = await install()
    const token = await botToken()
    const send = () =>
      call('POST', `conversations/${encodeURIComponent(thread.id)}/activities`, { type: 'message', text: 'x' }, token)
    const answers = await Promise.all(Array.from({ length: 9 }, send))
    assert.equal(answers.filter(({ status }) => status === 201).length, 7)
    assert.ok(answers.filter(({ status }) => status === 429).every(({ retryAfter }) => Number(retryAfter) >= 1))
  })

  it('answers as Teams does where the bot is not, or what it sends cannot be', async () => {
    await start()
    const { team, thread } = await install()
    const path = `conversations/${encodeURIComponent(thread.id)}`
    assert.equal((await call('POST', 'conversations/unknown/activities', { type: 'message', text: 'x' })).status, 404)
    assert.equal((await call('PUT', `${path}/activities/unknown`, { type: 'message', text: 'x' })).status, 404)
    assert.equal((await call('POST', `${path}/activities`, { type: 'message', text: 'x'.repeat(60_000) })).status, 413)
    assert.equal(
      (await call('POST', 'conversations', { members: [{ id: teams.account('erin').teamsId }] })).status,
      403,
    )
    await teams.removeFromTeam(teams.account('dominique'), team)
    const gone = await call('POST', `${path}/activities`, { type: 'message', text: 'x' })
    assert.equal(gone.status, 403)
    assert.deepEqual((gone.body['error'] as { code: string }).code, 'BotNotInConversationRoster')
  })

  it('tells who is in a conversation and which channels a team has', async () => {
    await start()
    const { team, thread } = await install()
    const path = `conversations/${encodeURIComponent(thread.id)}`
    const paged = await call('GET', `${path}/pagedmembers`)
    const members = paged.body['members'] as { name: string; tenantId: string; aadObjectId: string }[]
    assert.equal(members.length, team.members.length)
    assert.equal((await call('GET', `${path}/members/${teams.account('karim').teamsId}`)).body['name'], 'Karim Benali')
    assert.equal((await call('GET', `${path}/members/29:nobody`)).status, 404)
    const channels = (await call('GET', `teams/${encodeURIComponent(team.id)}/conversations`)).body[
      'conversations'
    ] as { name: string | null }[]
    assert.deepEqual(
      channels.map(({ name }) => name),
      [null, 'Support'],
    )
  })
})
