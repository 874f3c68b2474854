import { randomBytes, randomUUID } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { type ClientRequest, get } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Browser, type BrowserContext, type CDPSession, chromium, type Page } from 'playwright-core'
import { sessionCookie } from '../bot/web/cookies.ts'
import { connect, type Db } from '../services/db/connect.ts'
import { addHandoff, addMessage } from '../services/handoffs/store.ts'
import { percentileOf } from '../services/measures/spread.ts'
import { maskSecrets } from '../services/secrets/secret.ts'
import { beginSession } from '../services/sessions/store.ts'
import { getDefaultWorkspace } from '../services/workspaces/store.ts'
import { type BotProcess, startBot } from '../simulator/bot-process.ts'
import { createPerson } from '../simulator/client.ts'
import { type Account, type Directory, sampleDirectory } from '../simulator/directory.ts'
import { servePage } from '../simulator/page-server.ts'
import { startTeams, type Teams } from '../simulator/teams.ts'

export interface WebResult {
  /** On a phone (processor 4 × slower, 1.6 Mbit/s, 150 ms), in a browser: until the catalogue's content is there, in milliseconds. */
  readonly catalogueColdMs: number
  readonly catalogueWarmMs: number
  /** The same in a tab, from the moment when Teams opens it: TeamsJS is loaded, and whoever is there is signed in on the way. */
  readonly catalogueInTeamsMs: number
  /** All that came over the line for it, cold, in kilobytes. */
  readonly catalogueKb: number
  /** From the answer to « Prendre » in Teams to the row gone from a console of 100 who wait, in milliseconds: half of them, nine of ten. */
  readonly consoleMs: readonly [median: number, ninth: number]
  /** What 1,000 open streams hold of the process's memory, in megabytes, and until all have heard of a change, in milliseconds. */
  readonly streamsMb: number
  readonly streamsMs: number
}

const PROGRAM = fileURLToPath(new URL('../bot/main.js', import.meta.url))
const MANIFEST = JSON.parse(readFileSync(new URL('../../manifest/manifest.json', import.meta.url), 'utf8'))
const CHROMIUM = process.env['CHROMIUM'] ?? '/usr/bin/chromium'
const [WAITING, CLAIMS, STREAMS, OF_ONE, LOADS] = [100, 20, 1_000, 8, 5]

/** The pages as people have them: a phone's first look, a console that is looked at, many who look. */
export async function measureWeb(say: (line: string) => void): Promise<WebResult> {
  const folder = mkdtempSync(join(tmpdir(), 'desk-web-'))
  const appSecret = randomBytes(16).toString('hex')
  const directory = withAnalysts(sampleDirectory(), Math.ceil(STREAMS / OF_ONE))
  const teams = await startTeams({ appId: randomUUID(), appSecret, manifest: MANIFEST, limits: false, directory })
  const databaseUrl = `sqlite:${join(folder, 'desk.sqlite')}`
  const bot = await startBot(teams, { program: PROGRAM, appSecret, databaseUrl, env: { LOG_LEVEL: 'info' } })
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', '--disable-gpu'] })
  const db = await connect(databaseUrl)
  try {
    const [team] = directory.teams
    const channel = team?.channels[1]
    if (team === undefined || channel === undefined) throw new Error('There is no team.')
    await teams.installInTeam(teams.account('dominique'), team, channel)
    for (const key of ['camille', 'karim']) await teams.installForPerson(teams.account(key))
    const catalogue = await measureCatalogue(await signedIn(browser, db, bot, teams.account('camille')), bot, say)
    const catalogueInTeamsMs = await measureTab(browser, { bot, teams }, say)
    await seedQueue(db, directory.tenantId)
    const consoleMs = await measureConsole(
      await signedIn(browser, db, bot, teams.account('sophie')),
      { bot, teams, db },
      say,
    )
    const streams = await measureStreams(directory, { bot, db }, say)
    return { ...catalogue, catalogueInTeamsMs, consoleMs, ...streams }
  } finally {
    await browser.close()
    await db.destroy()
    await bot.stop('SIGKILL')
    await teams.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Enough analysts that each has no more streams than one person may. */
function withAnalysts(directory: Directory, count: number): Directory {
  const [first, ...others] = directory.teams
  const [one] = directory.accounts
  if (first === undefined || one === undefined) throw new Error('There is no team.')
  const more = Array.from({ length: count }, (_, n): Account => {
    const objectId = randomUUID()
    return { ...one, key: `analyst-${n}`, objectId, teamsId: `29:${objectId}`, name: `Analyste ${n}`, role: 'analyst' }
  })
  const members = [...first.members, ...more.map(({ key }) => key)]
  return { ...directory, accounts: [...directory.accounts, ...more], teams: [{ ...first, members }, ...others] }
}

async function cookieOf(db: Db, tenantId: string, { objectId, name }: Account): Promise<readonly [string, string]> {
  const token = await beginSession({ db, now: Date.now }, { tenantId, objectId, name })
  const [name_ = '', value = ''] = /^([^=]+)=([^;]*)/.exec(sessionCookie(token, 3_600))?.slice(1) ?? []
  return [name_, value]
}

async function signedIn(browser: Browser, db: Db, bot: BotProcess, account: Account): Promise<BrowserContext> {
  const context = await browser.newContext({ viewport: { width: 390, height: 800 }, locale: 'fr-FR' })
  const { tenant_id } = await db.selectFrom('workspaces').select('tenant_id').executeTakeFirstOrThrow()
  const [name, value] = await cookieOf(db, tenant_id, account)
  await context.addCookies([{ name, value, url: bot.url.replace('http:', 'https:'), secure: true, httpOnly: true }])
  // A cookie that is for TLS alone is sent to no address without it: here it goes along by hand.
  await context.setExtraHTTPHeaders({ cookie: `${name}=${value}` })
  return context
}

async function measureCatalogue(
  context: BrowserContext,
  bot: BotProcess,
  say: (line: string) => void,
): Promise<Pick<WebResult, 'catalogueColdMs' | 'catalogueWarmMs' | 'catalogueKb'>> {
  const cold: number[] = []
  const warm: number[] = []
  let bytes = 0
  for (let n = 0; n < LOADS; n += 1) {
    const page = await context.newPage()
    const phone = await asPhone(page)
    let came = 0
    phone.on('Network.loadingFinished', ({ encodedDataLength }) => {
      came += encodedDataLength
    })
    cold.push(await contentMs(page, `${bot.url}/catalogue`))
    if (n === 0) bytes = came
    warm.push(await contentMs(page, `${bot.url}/catalogue`))
    say(`catalogue, cold ${cold.at(-1)} ms, warm ${warm.at(-1)} ms`)
    await page.close()
  }
  await context.close()
  return { catalogueColdMs: at(cold, 0.5), catalogueWarmMs: at(warm, 0.5), catalogueKb: Math.round(bytes / 100) / 10 }
}

/** A slow processor and a slow line, and nothing of ours kept from before. */
async function asPhone(page: Page): Promise<CDPSession> {
  const phone = await page.context().newCDPSession(page)
  await phone.send('Network.enable')
  await phone.send('Network.clearBrowserCache')
  await phone.send('Network.emulateNetworkConditions', {
    ...{ offline: false, latency: 150, downloadThroughput: 200_000, uploadThroughput: 93_750 },
  })
  await phone.send('Emulation.setCPUThrottlingRate', { rate: 4 })
  return phone
}

const PAINTED = `new Promise((resolve) => new PerformanceObserver((list) =>
    resolve(Math.round(list.getEntries().at(-1).startTime))).observe({ type: 'largest-contentful-paint', buffered: true }))`

/** Until the largest of its content is painted. */
async function contentMs(page: Page, url: string): Promise<number> {
  await page.goto(url, { waitUntil: 'load' })
  if (!(await page.content()).includes(AN_ITEM)) throw new Error(`This is no catalogue: ${page.url()}`)
  return (await page.evaluate(PAINTED)) as number
}

const AN_ITEM = 'Réservation d’une salle'

/** A tab is opened in the frame of a Teams that gives it a token at once: each time in a browser that never saw it. */
async function measureTab(
  browser: Browser,
  { bot, teams }: Pick<Setting, 'bot' | 'teams'>,
  say: (line: string) => void,
): Promise<number> {
  servePage(teams, 'fr', bot.url)
  const { objectId, name } = teams.account('camille')
  const token = teams.identity.tabToken({ tenantId: teams.directory.tenantId, objectId, name })
  const took: number[] = []
  for (let n = 0; n < LOADS; n += 1) {
    const context = await browser.newContext({ viewport: { width: 390, height: 800 }, locale: 'fr-FR' })
    const page = await context.newPage()
    await page.goto(`${teams.url}/gallery.html`)
    await asPhone(page)
    const opened = (await page.evaluate(`import('/host.js').then(({ hostTab }) => {
      const frame = document.createElement('iframe')
      hostTab(frame, async () => ${JSON.stringify(token)}, () => ({ theme: 'default', locale: 'fr-fr' }))
      frame.src = ${JSON.stringify(`${bot.url}/tab?to=/catalogue`)}
      frame.style.cssText = 'position: fixed; inset: 0; width: 100%; height: 100%'
      const opened = Date.now()
      document.body.replaceChildren(frame)
      return opened
    })`)) as number
    await page.frameLocator('iframe').getByText(AN_ITEM, { exact: true }).waitFor()
    const tab = page.frames().find((frame) => frame.url().endsWith('/catalogue'))
    if (tab === undefined) throw new Error('The tab is not there.')
    const painted = (await tab.evaluate(`${PAINTED}.then((ms) => performance.timeOrigin + ms)`)) as number
    took.push(Math.round(painted - opened))
    say(`catalogue in Teams, cold ${took.at(-1)} ms`)
    await context.close()
  }
  return at(took, 0.5)
}

async function seedQueue(db: Db, tenantId: string): Promise<void> {
  const { id: workspaceId } = await getDefaultWorkspace(db, tenantId)
  for (let n = 0; n < WAITING + CLAIMS; n += 1) {
    const requester = { tenantId, objectId: randomUUID(), name: `Employé ${n}` }
    const id = randomUUID()
    await addHandoff(db, { id, workspaceId, requester, queuedAt: Date.now() - n * 1_000 })
    const words = { text: maskSecrets('Mon écran reste noir depuis la mise à jour de ce matin').text }
    const message = { author: requester, saidAt: Date.now(), words, activityId: randomUUID() }
    await addMessage(db, { handoffId: id, audience: 'desk', ...message })
  }
}

interface Setting {
  readonly bot: BotProcess
  readonly teams: Teams
  readonly db: Db
}

async function deskPathOf(db: Db): Promise<string> {
  return `/desks/${(await db.selectFrom('desks').select('id').executeTakeFirstOrThrow()).id}`
}

async function measureConsole(
  context: BrowserContext,
  { bot, teams, db }: Setting,
  say: (line: string) => void,
): Promise<readonly [number, number]> {
  const page = await context.newPage()
  await page.goto(`${bot.url}${await deskPathOf(db)}`)
  await page.waitForTimeout(1_500)
  const karim = createPerson(teams, 'karim')
  const desk = await karim.findsThread('Centre de services')
  const took: number[] = []
  for (let n = 0; n < CLAIMS; n += 1) {
    const [row] = await db
      .selectFrom('handoffs')
      .select('id')
      .where('state', '=', 'queued')
      .orderBy('queued_at')
      .limit(1)
      .execute()
    const handoffId = row?.id ?? ''
    const gone = page.evaluate(`new Promise((resolve) => {
      const isThere = () => [...document.querySelectorAll('button')].some((its) => its.value.includes('handoff.take') && its.value.includes('${handoffId}'))
      if (!isThere()) throw new Error('The row is not there.')
      new MutationObserver((_, observer) => { if (!isThere()) { observer.disconnect(); resolve(Date.now()) } })
        .observe(document.querySelector('[data-part]'), { childList: true, subtree: true })
    })`)
    gone.catch(() => {})
    const action = { type: 'Action.Execute', verb: 'handoff.take', data: { handoffId } }
    await teams.invoke(karim.account, desk, 'adaptiveCard/action', { action })
    const answered = Date.now()
    took.push(Math.max(0, ((await gone) as number) - answered))
    await page.waitForTimeout(600)
  }
  const figures = [at(took, 0.5), at(took, 0.9)] as const
  say(`console: ${figures.join(' and ')} ms after the answer`)
  await context.close()
  return figures
}

async function measureStreams(
  directory: Directory,
  { bot, db }: Pick<Setting, 'bot' | 'db'>,
  say: (line: string) => void,
): Promise<Pick<WebResult, 'streamsMb' | 'streamsMs'>> {
  const path = await deskPathOf(db)
  const analysts = directory.accounts.filter(({ key }) => key.startsWith('analyst-'))
  const cookies = await Promise.all(analysts.map((its) => cookieOf(db, directory.tenantId, its)))
  // What the first look at each costs is none of the streams'.
  for (const [name, value] of cookies)
    await fetch(`${bot.url}${path}/part`, { headers: { cookie: `${name}=${value}` } }).then((its) => its.text())
  await new Promise((resolve) => setTimeout(resolve, 2_000))
  const before = residentMb(bot.pid)
  const open: ClientRequest[] = []
  let heard = 0
  for (const [name, value] of cookies)
    for (let n = 0; n < OF_ONE; n += 1)
      await new Promise<void>((resolve, reject) => {
        const request = get(`${bot.url}${path}/events`, { headers: { cookie: `${name}=${value}` } }, (response) => {
          if (response.statusCode !== 200) reject(new Error(`A stream was answered with ${response.statusCode}.`))
          let isTold = false
          response.setEncoding('utf8').on('data', (text: string) => {
            if (!isTold && text.includes('changed')) heard += 1
            isTold ||= text.includes('changed')
          })
          resolve()
        })
        request.on('error', reject)
        open.push(request)
      })
  await new Promise((resolve) => setTimeout(resolve, 2_000))
  const streamsMb = Math.round((residentMb(bot.pid) - before) * 10) / 10
  const began = Date.now()
  await db.updateTable('handoffs').set({ warnings: 1 }).where('state', '=', 'queued').execute()
  while (heard < open.length) {
    if (Date.now() - began > 10_000) throw new Error(`${heard} of ${open.length} heard of it.`)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  const streamsMs = Date.now() - began
  for (const request of open) request.on('error', () => {}).destroy()
  say(`${open.length} streams: ${streamsMb} MB, all heard after ${streamsMs} ms`)
  return { streamsMb, streamsMs }
}

function residentMb(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1_024
}

function at(values: readonly number[], share: number): number {
  return percentileOf(
    values.toSorted((a, b) => a - b),
    share,
  )
}
