import { strict as assert } from 'node:assert'
import { randomBytes, randomUUID } from 'node:crypto'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { type Browser, chromium } from 'playwright-core'
import { type BotProcess, startBot } from '../../simulator/bot-process.ts'
import { createPerson, type Person } from '../../simulator/client.ts'
import { type LocalServer, startPostgres, startRedis } from '../../simulator/servers.ts'
import { startTeams, type Teams } from '../../simulator/teams.ts'
import { MANIFEST, PROGRAM } from '../service.ts'
import { CALM, CHROMIUM } from './browser.ts'

/** The simplest of load balancers: whoever connects comes to the replica that is in use, as long as that one lives. */
async function startProxy() {
  let port = 0
  const open = new Set<Socket>()
  const server = createServer((client) => {
    const replica = connect(port, '127.0.0.1')
    for (const its of [client, replica]) {
      open.add(its)
      its.on('error', () => {})
      its.on('close', () => {
        open.delete(its)
        client.destroy()
        replica.destroy()
      })
    }
    client.pipe(replica).pipe(client)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    use(replica: BotProcess) {
      port = Number(new URL(replica.url).port)
    },
    async close() {
      for (const its of open) its.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

describe('a console in a browser, and two replicas', function () {
  this.timeout(120_000)
  let servers: LocalServer[]
  let teams: Teams
  let [one, other]: BotProcess[] = []
  let proxy: Awaited<ReturnType<typeof startProxy>>
  let browser: Browser
  const person = (key: string): Person => createPerson(teams, key)
  before(async () => {
    const [postgres, redis] = await Promise.all([startPostgres(), startRedis()])
    servers = [postgres, redis]
    const appSecret = randomBytes(16).toString('hex')
    teams = await startTeams({ appId: randomUUID(), appSecret, manifest: MANIFEST, limits: false })
    const start = () =>
      startBot(teams, { program: PROGRAM, databaseUrl: postgres.url, appSecret, env: { REDIS_URL: redis.url } })
    ;[one, other] = [await start(), await start()]
    // Teams speaks to the one, the browser to the other.
    teams.connectBot(`${one.url}/api/messages`)
    proxy = await startProxy()
    proxy.use(other)
    const [team] = teams.directory.teams
    assert.ok(team?.channels[1])
    await teams.installInTeam(teams.account('dominique'), team, team.channels[1])
    for (const account of teams.directory.accounts) await teams.installForPerson(account)
    const sophie = person('sophie')
    await sophie.presses('Prendre mon service', await sophie.findsThread('Centre de services'))
    browser = await chromium.launch({ executablePath: CHROMIUM, args: CALM })
  })
  after(async () => {
    await browser?.close()
    await proxy?.close()
    for (const replica of [one, other]) await replica?.stop('SIGKILL')
    await teams?.close()
    for (const server of servers) await server.close()
  })

  it('shows at once what was done by way of the other, and goes on when its own is killed', async () => {
    assert.ok(one && other)
    const page = await (await browser.newContext({ locale: 'fr-FR' })).newPage()
    const errors: string[] = []
    page.on('pageerror', ({ message }) => errors.push(message))
    await page.goto(`${other.url}/`)
    await page.getByText('Sophie Martin').click()
    await page.waitForSelector('.who')
    await page.goto(`${proxy.url}/desks`)
    const asks = async (key: string) => {
      const employee = person(key)
      await employee.says('Bonjour')
      await employee.presses('Chat avec un analyste')
      return employee
    }
    const camille = await asks('camille')
    const row = page.locator('.rows li', { hasText: 'Camille Roy' })
    await row.getByRole('button', { name: 'Prendre' }).waitFor()
    const sophie = person('sophie')
    const thread = await sophie.findsThread('Camille Roy attend')
    const began = performance.now()
    await sophie.presses('Prendre', thread)
    await row.getByRole('button', { name: 'Prendre' }).waitFor({ state: 'detached' })
    const took = performance.now() - began
    assert.ok(took < 3_000, `a claim by way of the other replica stands on the page after ${Math.round(took)} ms`)
    await camille.sees('Connecté à Sophie Martin')

    proxy.use(one)
    await other.stop('SIGKILL')
    const noah = await asks('noah')
    const next = page.locator('.rows li', { hasText: 'Noah Petit' })
    await next.waitFor({ timeout: 30_000 })
    await next.getByRole('button', { name: 'Prendre' }).click()
    await noah.sees('Connecté à Sophie Martin')
    await page.locator('#text').fill('Je vous écoute')
    await page.getByRole('button', { name: 'Envoyer', exact: true }).click()
    await noah.sees('Je vous écoute')
    assert.deepEqual(errors, [])
    await page.context().close()
  })
})
