import { randomBytes, randomUUID } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { settingsCommands } from '../../bot/settings/command.ts'
import { workspaceCommands } from '../../bot/workspaces/command.ts'
import { type BotProcess, startBot } from '../../simulator/bot-process.ts'
import { createPerson } from '../../simulator/client.ts'
import { type Account, type Directory, sampleDirectory } from '../../simulator/directory.ts'
import type { Fault } from '../../simulator/faults.ts'
import { type LocalServer, startPostgres, startRedis } from '../../simulator/servers.ts'
import { startTeams, type Teams } from '../../simulator/teams.ts'
import { runCommand } from '../command.ts'
import { startBalancer } from './balancer.ts'
import { judge, readDue, type Verdict } from './checker.ts'
import { createLedger, type Ledger } from './ledger.ts'
import { CHATS, liveAsEmployees, liveUnkindly, liveWithAndWithoutRole, measureCalm } from './people.ts'
import { createRandom, oneOf } from './random.ts'

export type Form = 'sqlite' | 'fleet'

export interface ChaosOptions {
  readonly form: Form
  /** How many times something is killed. */
  readonly rounds: number
  readonly employees: number
  readonly seed: number
  readonly say: (line: string) => void
  /** The program to torment; ours, unless a test of this test says otherwise. */
  readonly program?: string
}

export interface ChaosResult extends Verdict {
  /** What was done, and what was refused, to whom a role was given and taken away all the time. */
  readonly byRole: { readonly done: number; readonly refused: number }
  /** The slowest message once the faults had ended, while somebody unkind went on, in milliseconds. */
  readonly calmMs: number
  readonly kills: number
  readonly chats: number
  /** Messages that were acknowledged. */
  readonly messages: number
  readonly incidents: number
  /** Answers that the connector lost after it had delivered. */
  readonly lostAnswers: number
  readonly uncertain: number
}

/** What Teams does on a bad day: a tenth of all calls fail, and some of them only seem to. */
const WEATHER: readonly Fault[] = [
  { status: 429, retryAfterS: 1 },
  { status: 412 },
  { status: 500 },
  { status: 502 },
  { status: 503 },
  { status: 504 },
  { status: 502, delivered: true },
  { status: 504, delivered: true },
  { status: 504, delayMs: 2_000 },
]
const PAUSE_MS = [300, 2_500] as const
const DRAIN_MS = 180_000

/** Torments the service with real processes and a simulated Teams, and judges what became of what it promised. */
export async function runChaos(options: ChaosOptions): Promise<ChaosResult> {
  const { form, rounds, employees, seed, say } = options
  const random = createRandom(seed)
  const folder = mkdtempSync(join(tmpdir(), 'desk-chaos-'))
  const manifest = JSON.parse(readFileSync(new URL('../../../manifest/manifest.json', import.meta.url), 'utf8'))
  const appSecret = randomBytes(16).toString('hex')
  // A kill takes as long as a chat or less, and each has a share of CHATS: in time another comes in their stead.
  const shifts = 2 + Math.ceil(rounds / CHATS)
  const directory = crowd(employees * shifts + 2)
  const teams = await startTeams({ appId: randomUUID(), appSecret, manifest, directory, deliveries: 60 })
  const world = await startWorld(teams, form, folder, appSecret, random, options.program)
  const ledger = createLedger()
  let over = false
  let endured = false
  try {
    await settle(teams)
    const [unkind, calm, ...crowded] = directory.accounts.filter(({ role }) => role === 'employee')
    if (unkind === undefined || calm === undefined) throw new Error('The crowd has nobody.')
    // Every second of them is in another workspace, with a desk and analysts of its own.
    const inSales = (account: Account) => crowded.indexOf(account) % 2 === 1
    await settleSales(teams, world.databaseUrl, crowded.filter(inSales))
    const named = (...keys: readonly string[]) => directory.accounts.filter(({ key }) => keys.includes(key))
    const analysts = named('sophie', 'alex')
    const sellers = named('vera', 'victor')
    teams.faults.rain(0.1, WEATHER, random)
    const needs = { teams, ledger, random, isOver: () => over }
    const flood = liveUnkindly({ ...needs, isOver: () => endured }, unkind)
    const people = Array.from({ length: employees }, (_, n) =>
      liveAsEmployees(
        needs,
        crowded.filter((_account, place) => place % employees === n),
        (account) => (inSales(account) ? sellers : analysts),
      ),
    )
    const roles = giveAndTake(world.databaseUrl, teams, needs.isOver)
    const revoked = liveWithAndWithoutRole(needs, teams.account('karim'))
    const kills = await killAtRandom(world, rounds, random, (line) => say(`${form}: ${line}`))
    over = true
    await Promise.all([...people, roles, revoked])
    teams.faults.clear()
    await drained(world.databaseUrl)
    const calmMs = await measureCalm(needs, calm, analysts)
    say(`${form}: the slowest message took ${calmMs} ms once the faults had ended`)
    endured = true
    await flood
    await drained(world.databaseUrl)
    const [desk, salesDesk] = directory.teams.map((team) => team.channels.at(-1)?.id)
    const verdict = await judge(teams, ledger, world.databaseUrl, {
      deskOf: (requester) => (crowded.some((its) => its.key === requester && inSales(its)) ? salesDesk : desk),
      revoked: teams.account('karim').objectId,
    })
    const { uncertain, excused, byRole, ...promises } = verdict
    for (const what of excused) say(`excused: ${what}`)
    for (const line of world.failedTurns()) say(line)
    return {
      ...promises,
      byRole,
      uncertain,
      excused,
      kills,
      calmMs,
      lostAnswers: teams.faults.lostAnswers(),
      ...countsOf(ledger),
    }
  } finally {
    over = true
    endured = true
    await world.close()
    await teams.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

function crowd(employees: number): Directory {
  const sample = sampleDirectory()
  const [template] = sample.accounts
  const [support, sales] = sample.teams
  if (template === undefined || support === undefined || sales === undefined) throw new Error('The sample has nobody.')
  const somebody = (key: string, name: string, role: Account['role']): Account => {
    const objectId = randomUUID()
    return { ...template, key, objectId, teamsId: `29:1${objectId}`, name, role }
  }
  const more = Array.from({ length: employees }, (_, n) => somebody(`e${n + 1}`, `Employé ${n + 1}`, 'employee'))
  const sellers = [somebody('vera', 'Vera Blanc', 'analyst'), somebody('victor', 'Victor Noir', 'analyst')]
  return {
    ...sample,
    accounts: [...sample.accounts.filter(({ role }) => role !== 'employee'), ...sellers, ...more],
    teams: [support, { ...sales, members: sellers.map(({ key }) => key) }],
  }
}

async function settle(teams: Teams): Promise<void> {
  const [team] = teams.directory.teams
  const channel = team?.channels.at(-1)
  if (team === undefined || channel === undefined) throw new Error('There is no team.')
  await teams.installInTeam(teams.account('dominique'), team, channel)
  for (const account of teams.directory.accounts) await teams.installForPerson(account)
  const sophie = createPerson(teams, 'sophie')
  await sophie.presses('Prendre mon service', await sophie.findsThread('Centre de services'))
}

/** Makes a second workspace, whose people accept before the weather turns. */
async function settleSales(teams: Teams, databaseUrl: string, members: readonly Account[]): Promise<void> {
  const [, team] = teams.directory.teams
  const channel = team?.channels.at(-1)
  const { tenantId } = teams.directory
  const vera = createPerson(teams, 'vera')
  if (team === undefined || channel === undefined) throw new Error('There is no second team.')
  const run = (...args: string[]) => runCommand({ teams, databaseUrl }, workspaceCommands, ...args)
  const { out: workspaceId, err } = await run('create', tenantId, 'Ventes', vera.account.objectId)
  if (workspaceId === '') throw new Error(err)
  await vera.presses('Accepter')
  await vera.sees('Vous êtes dans l’espace de travail')
  await teams.installInTeam(vera.account, team, channel)
  await vera.presses('Confirmer ce canal', await vera.findsThread('Ventes'))
  await vera.presses('Prendre mon service', await vera.findsThread('Centre de services · Ventes'))
  for (const { key, objectId } of members) {
    await run('invite', workspaceId, objectId)
    const member = createPerson(teams, key)
    await member.presses('Accepter')
    await member.sees('Vous êtes dans l’espace de travail')
  }
}

const ROLE_MS = [6_000, 12_000] as const

/**
 * Gives the role of an analyst to the whole channel, and takes it away from one of them, again and again; now and then the desk
 * offers its chats to one analyst at a time.
 */
async function giveAndTake(databaseUrl: string, teams: Teams, isOver: () => boolean): Promise<void> {
  const { tenantId } = teams.directory
  const folder = mkdtempSync(join(tmpdir(), 'desk-roles-'))
  const file = join(folder, 'settings.json')
  const run = (...args: string[]) => runCommand({ teams, databaseUrl }, settingsCommands, ...args)
  const some = ['sophie', 'alex'].map((key) => ({ id: teams.account(key).objectId, name: key }))
  for (let n = 0; !isOver(); n += 1) {
    const until = Date.now() + ROLE_MS[0] + Math.random() * (ROLE_MS[1] - ROLE_MS[0])
    const members = n % 2 === 0 ? some : ['channel']
    const { status, out } = await run('export', tenantId)
    if (status === 0) {
      const offers = { offerTiers: n % 3 === 1 ? [1] : [], offerSeconds: 2, wrapUpSeconds: 1 }
      const document = {
        ...{ ...JSON.parse(out), ...offers },
        assignments: [{ name: 'Analystes', role: 'analyst', members }],
      }
      writeFileSync(file, JSON.stringify(document))
      await run('activate', tenantId, file)
    }
    while (!isOver() && Date.now() < until) await wait(200)
  }
  rmSync(folder, { recursive: true })
}

/** The service as it is deployed: what runs, and what may be killed. */
interface World {
  readonly databaseUrl: string
  readonly victims: readonly Victim[]
  /** What the replicas, killed ones too, logged of turns that came to nothing. */
  failedTurns(): readonly string[]
  close(): Promise<void>
}

interface Victim {
  readonly name: string
  /** How often it is chosen, beside the others. */
  readonly weight: number
  /** Kills it, and brings it back. */
  strike(): Promise<void>
}

const PROGRAM = fileURLToPath(new URL('../../bot/main.js', import.meta.url))

async function startWorld(
  teams: Teams,
  form: Form,
  folder: string,
  appSecret: string,
  random: () => number,
  program = PROGRAM,
): Promise<World> {
  const servers = form === 'fleet' ? await Promise.all([startPostgres(), startRedis()]) : []
  const [postgres, redis] = servers
  const databaseUrl = postgres?.url ?? `sqlite:${join(folder, 'desk.sqlite')}`
  const balancer = await startBalancer(random, 0.05)
  const env = { SILENCE_SECONDS: '86400', ...(redis === undefined ? {} : { REDIS_URL: redis.url }) }
  const outputs: (readonly string[])[] = []
  const start = async () => {
    const replica = await startBot(teams, { program, databaseUrl, appSecret, env })
    outputs.push(replica.output)
    return replica
  }
  const replicas: BotProcess[] = [await start()]
  if (form === 'fleet') replicas.push(await start())
  const useAll = () => balancer.use(replicas.map(({ url }) => url))
  useAll()
  teams.connectBot(`${balancer.url}/api/messages`)
  const strikeReplica = (n: number): Victim => ({
    name: `replica ${n + 1}`,
    weight: 8,
    async strike() {
      await replicas[n]?.stop('SIGKILL')
      replicas[n] = await start()
      useAll()
      teams.connectBot(`${balancer.url}/api/messages`)
    },
  })
  const strikeServer = (name: string, server: LocalServer | undefined): readonly Victim[] =>
    server === undefined
      ? []
      : [
          {
            name,
            weight: 1,
            async strike() {
              await server.kill()
              await wait(random() * 1_000)
              await server.start()
            },
          },
        ]
  return {
    databaseUrl,
    victims: [
      ...replicas.map((_, n) => strikeReplica(n)),
      ...strikeServer('PostgreSQL', postgres),
      ...strikeServer('Redis', redis),
    ],
    failedTurns: () => outputs.flat().filter((line) => /"msg":"A (turn|request) failed/.test(line)),
    async close() {
      await Promise.all(replicas.map((replica) => replica.stop('SIGKILL')))
      await balancer.close()
      await Promise.all(servers.map((server) => server.close()))
    },
  }
}

async function killAtRandom(
  { victims }: World,
  rounds: number,
  random: () => number,
  say: (line: string) => void,
): Promise<number> {
  const hat = victims.flatMap((victim) => Array.from({ length: victim.weight }, () => victim))
  for (let round = 1; round <= rounds; round += 1) {
    await wait(PAUSE_MS[0] + random() * (PAUSE_MS[1] - PAUSE_MS[0]))
    const victim = oneOf(random, hat)
    await victim.strike()
    if (round % 10 === 0 || round === rounds) say(`${round} of ${rounds} kills, the last was ${victim.name}`)
  }
  return rounds
}

/** Waits until nothing is due any more, or for so long that what is left is stuck. */
async function drained(databaseUrl: string): Promise<void> {
  const until = Date.now() + DRAIN_MS
  while (Date.now() < until) {
    if ((await readDue(databaseUrl)) === 0) return
    await wait(500)
  }
}

function countsOf({ chats, incidents }: Ledger) {
  const messages = chats.flatMap(({ spoken }) => spoken).filter(({ taken }) => taken).length
  return { chats: chats.length, messages, incidents: incidents.length }
}
