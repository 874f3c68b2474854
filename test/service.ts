import { strict as assert } from 'node:assert'
import { randomBytes, randomUUID } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { connect } from '../services/db/connect.ts'
import { transact } from '../services/db/transact.ts'
import { enqueuePoll } from '../services/itsm/enqueue-poll.ts'
import { activateSettings } from '../services/settings/activate.ts'
import { defaultSettings } from '../services/settings/defaults.ts'
import type { Settings } from '../services/settings/settings.ts'
import { getDefaultWorkspace } from '../services/workspaces/store.ts'
import { type BotProcess, startBot } from '../simulator/bot-process.ts'
import type { Conversation } from '../simulator/chats.ts'
import { createPerson, type Person } from '../simulator/client.ts'
import { type Options, startTeams, type Teams } from '../simulator/teams.ts'
import { newStore } from './store.ts'

export const MANIFEST = JSON.parse(readFileSync(new URL('../../manifest/manifest.json', import.meta.url), 'utf8'))
export const PROGRAM = fileURLToPath(new URL('../bot/main.js', import.meta.url))

/** A whole service as its users meet it: a simulated Teams, and the real bot process with authentication on. */
export interface Service {
  readonly teams: Teams
  readonly bot: BotProcess
  readonly databaseUrl: string
  person(key: string): Person
  /** Sets the desk up and brings everybody in; whoever is named goes on duty. */
  settle(...onDuty: readonly string[]): Promise<void>
  /** Somebody writes, and presses « Chat avec un analyste » of the very menu that answers. */
  ask(requester: string, opening: string): Promise<void>
  /** A chat from its first word to the analyst's « Prendre »; returns its thread. */
  beginChat(requester?: string, taker?: string, opening?: string): Promise<Conversation>
  /** Puts settings of the organisation's workspace in force: the defaults, with these. */
  activate(changes: Partial<Settings>): Promise<void>
  /** Awaits something that only the world can tell, e.g. a row or a log line. */
  eventually(what: string, check: () => boolean | Promise<boolean>): Promise<void>
  /** Errors in the bot's log fail the suite when the service closes; a test that provokes one says which. */
  expectError(message: string): void
  /** Kills the bot as a power cut would, and starts it again on the same store. */
  restart(signal: NodeJS.Signals): Promise<void>
  close(): Promise<void>
}

const strays = new Set<() => Promise<void>>()

/** Ends what a test left running, and tells how many that were. */
export async function endStrays(): Promise<number> {
  const left = [...strays]
  strays.clear()
  await Promise.all(left.map((end) => end()))
  return left.length
}

export async function startService(
  env: Readonly<Record<string, string>> = {},
  options: Partial<Options> = {},
  program = PROGRAM,
): Promise<Service> {
  const folder = mkdtempSync(join(tmpdir(), 'service-desk-test-'))
  const store = await newStore(folder)
  const appSecret = randomBytes(16).toString('hex')
  const teams = await startTeams({ appId: randomUUID(), appSecret, manifest: MANIFEST, limits: false, ...options })
  const start = () =>
    startBot(teams, {
      program,
      appSecret,
      databaseUrl: store.databaseUrl,
      env: { LOG_LEVEL: 'info', ...store.env, ...env },
    })
  const people = new Map<string, Person>()
  const stray = async () => {
    await bot.stop('SIGKILL')
    await teams.close()
  }
  strays.add(stray)
  const expected = new Set<string>()
  const earlier: string[] = []
  let bot = await start()
  const person = (key: string) => {
    const known = people.get(key) ?? createPerson(teams, key)
    people.set(key, known)
    return known
  }
  const eventually: Service['eventually'] = async (what, check) => {
    const deadline = Date.now() + 8_000
    while (!(await check())) {
      if (Date.now() > deadline) throw new Error(`It never came true: ${what}\n${bot.output.slice(-20).join('\n')}`)
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }
  const ask: Service['ask'] = async (requester, opening) => {
    const employee = person(requester)
    const { id } = await employee.says(opening)
    const isAnswered = () => employee.chat().messages.at(-1)?.id !== id
    await eventually('a menu answers', isAnswered)
    await employee.sees('Nous sommes en ligne')
    await employee.presses('Chat avec un analyste')
  }
  return {
    teams,
    person,
    ask,
    eventually,
    databaseUrl: store.databaseUrl,
    get bot() {
      return bot
    },
    async settle(...onDuty) {
      const [team] = teams.directory.teams
      const channel = team?.channels[1]
      if (team === undefined || channel === undefined) throw new Error('There is no team.')
      await teams.installInTeam(teams.account('dominique'), team, channel)
      for (const account of teams.directory.accounts) await teams.installForPerson(account)
      for (const key of onDuty) {
        const analyst = person(key)
        const desk = await analyst.findsThread(/Centre de services|Service desk/)
        await analyst.presses(env['DEFAULT_LANGUAGE'] === 'en' ? 'Go on duty' : 'Prendre mon service', desk)
      }
    },
    async activate(changes) {
      const db = await connect(store.databaseUrl)
      try {
        const workspace = await getDefaultWorkspace(db, teams.directory.tenantId)
        const document = { ...defaultSettings({ language: 'fr', silenceMs: 300_000 }), ...changes }
        const author = { objectId: '', name: 'test' }
        await transact(db, async (tx) => {
          const services = { db: tx, now: Date.now }
          assert.ok(await activateSettings(services, workspace, document, author))
          if (document.ticketSystem !== null) await enqueuePoll(services, workspace.id)
        })
      } finally {
        await db.destroy()
      }
    },
    async restart(signal) {
      await bot.stop(signal)
      earlier.push(...bot.output)
      bot = await start()
    },
    async beginChat(requester = 'camille', taker = 'sophie', opening = 'Bonjour') {
      const [employee, analyst] = [person(requester), person(taker)]
      await ask(requester, opening)
      const thread = await analyst.findsThread(`${employee.account.name} attend`)
      await analyst.presses('Prendre', thread)
      await employee.sees(`Connecté à ${analyst.account.name}`)
      return thread
    },
    expectError(message) {
      expected.add(message)
    },
    async close() {
      strays.delete(stray)
      await bot.stop()
      await teams.close()
      rmSync(folder, { recursive: true, force: true })
      const errors = [...earlier, ...bot.output].filter((line) => /"level":[56]0/.test(line) || !line.startsWith('{'))
      const unexpected = errors.filter((line) => ![...expected].some((message) => line.includes(message)))
      assert.deepEqual(unexpected, [], 'the bot logged errors')
    },
  }
}
