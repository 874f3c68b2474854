import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { startBot } from '../simulator/bot-process.ts'
import { type LocalServer, startPostgres } from '../simulator/servers.ts'
import { type Checkout, moduleOf } from './against.ts'
import { cpuMs, type Measured, memoryMb, startProgram } from './processes.ts'
import { type Ratio, ratioOf } from './ratio.ts'
import { newSpeaker, seedChats, TENANT } from './seed.ts'
import { type Load, type Speaker, startWorld, type World } from './world.ts'

const AT_ONCE = 64
const CHATS = 512

type Variant = 'echo' | 'floor' | 'sqlite' | 'postgres' | 'sqlite then' | 'postgres then'

export interface Sample extends Load {
  readonly cpuUs: number
}

export interface RelayResult {
  readonly relayVsEcho: Ratio
  readonly relayVsEchoPostgres: Ratio
  readonly relayVsFloor: Ratio
  readonly p99VsEcho: Ratio
  readonly p99VsEchoPostgres: Ratio
  /** The same over the commit that it is measured against. */
  readonly relayVsThen?: Ratio
  readonly relayVsThenPostgres?: Ratio
  readonly samples: Readonly<Partial<Record<Variant, readonly Sample[]>>>
}

/**
 * A full relayed message against a bare echo bot and the floor: every round measures each of them, one after the other,
 * so that what else the machine does touches all alike. A rate is of messages that arrived.
 */
export async function measureRelay(
  rounds: number,
  seconds: number,
  say: (line: string) => void,
  then?: Checkout,
): Promise<RelayResult> {
  const appSecret = randomBytes(16).toString('hex')
  const world = await startWorld(appSecret)
  const postgres = await startPostgres()
  const folder = mkdtempSync(join(tmpdir(), 'desk-bench-'))
  const variants = await startVariants(world, appSecret, folder, postgres, then)
  const samples: Partial<Record<Variant, Sample[]>> = {}
  try {
    const names = Object.keys(variants) as Variant[]
    const counts = new Map<Variant, number>()
    for (const name of names) {
      say(`warming ${name}`)
      const { perSecond } = await sampleOf(world, variants[name] as Running, 2_000)
      counts.set(name, Math.ceil(perSecond * seconds))
    }
    for (let round = 1; round <= rounds; round += 1) {
      // What was measured just before touches the next: nobody always follows the same.
      for (const name of round % 2 === 0 ? names.toReversed() : names) {
        const sample = await sampleOf(world, variants[name] as Running, counts.get(name) ?? 1)
        samples[name] = [...(samples[name] ?? []), sample]
        say(
          `round ${round} ${name.padEnd(13)} ${sample.perSecond.toFixed(0).padStart(6)}/s  p50 ${sample.p50.toFixed(1)} ms  p99 ${sample.p99.toFixed(1)} ms  CPU ${sample.cpuUs.toFixed(0)} µs`,
        )
      }
    }
  } finally {
    for (const { measured } of Object.values(variants)) await measured.stop()
    await world.close()
    await postgres.close()
    rmSync(folder, { recursive: true, force: true })
  }
  const rates = (name: Variant) => (samples[name] ?? []).map(({ perSecond }) => perSecond)
  const tails = (name: Variant) => (samples[name] ?? []).map(({ p99 }) => p99)
  return {
    relayVsEcho: ratioOf(rates('sqlite'), rates('echo')),
    relayVsEchoPostgres: ratioOf(rates('postgres'), rates('echo')),
    relayVsFloor: ratioOf(rates('sqlite'), rates('floor')),
    p99VsEcho: ratioOf(tails('sqlite'), tails('echo')),
    p99VsEchoPostgres: ratioOf(tails('postgres'), tails('echo')),
    ...(then === undefined
      ? {}
      : {
          relayVsThen: ratioOf(rates('sqlite'), rates('sqlite then')),
          relayVsThenPostgres: ratioOf(rates('postgres'), rates('postgres then')),
        }),
    samples,
  }
}

interface Running {
  readonly measured: Measured
  readonly speakers: readonly Speaker[]
}

async function startVariants(
  world: World,
  appSecret: string,
  folder: string,
  postgres: LocalServer,
  then: Checkout | undefined,
): Promise<Partial<Record<Variant, Running>>> {
  const rival = {
    MicrosoftAppId: world.appId,
    MicrosoftAppType: 'SingleTenant',
    MicrosoftAppPassword: appSecret,
    MicrosoftAppTenantId: TENANT,
    BOT_TOKEN: world.botToken,
    KEYS_URL: `${world.url}/identity/keys`,
    ToChannelFromBotOAuthScope: 'https://api.botframework.com',
    ToBotFromChannelTokenIssuer: 'https://api.botframework.com',
    OAuthUrl: 'https://api.botframework.com',
    ToBotFromChannelOpenIdMetadataUrl: `${world.url}/identity/.well-known/openidconfiguration`,
    ToBotFromEmulatorOpenIdMetadataUrl: `${world.url}/identity/.well-known/openidconfiguration`,
    CallerId: 'urn:botframework:azure',
  }
  const anybody = Array.from({ length: CHATS }, () => newSpeaker())
  const ours = async (databaseUrl: string): Promise<Running> => {
    const speakers = await seedChats(databaseUrl, world.serviceUrl, CHATS)
    return { measured: await startService(world, appSecret, databaseUrl), speakers }
  }
  return {
    echo: { measured: await startProgram('./echo-bot.js', rival), speakers: anybody },
    floor: { measured: await startProgram('./floor.js', rival), speakers: anybody },
    sqlite: await ours(`sqlite:${join(folder, 'desk.sqlite')}`),
    postgres: await ours(postgres.url),
    ...(then === undefined ? {} : await thenVariants(world, appSecret, folder, postgres, then)),
  }
}

/** The service of another commit, on stores of its own that it filled itself. */
async function thenVariants(
  world: World,
  appSecret: string,
  folder: string,
  postgres: LocalServer,
  then: Checkout,
): Promise<Partial<Record<Variant, Running>>> {
  const { seedChats: seed } = await moduleOf<{ seedChats: typeof seedChats }>(then, 'bench/seed.js')
  const theirs = async (databaseUrl: string): Promise<Running> => {
    const speakers = await seed(databaseUrl, world.serviceUrl, CHATS)
    const program = join(then.root, 'dist/bot/main.js')
    return { measured: await startService(world, appSecret, databaseUrl, {}, program), speakers }
  }
  return {
    'sqlite then': await theirs(`sqlite:${join(folder, 'then.sqlite')}`),
    'postgres then': await theirs(await databaseBeside(postgres.url, 'before')),
  }
}

/** Another database in the same server. */
export async function databaseBeside(url: string, name: string): Promise<string> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query(`create database ${name}`)
  await client.end()
  const beside = new URL(url)
  beside.pathname = `/${name}`
  return beside.href
}

const PROGRAM = fileURLToPath(new URL('../bot/main.js', import.meta.url))

/** The service as it is delivered, but for Teams' limits, of which one connector would never see so much. */
export async function startService(
  world: World,
  appSecret: string,
  databaseUrl: string,
  env: Readonly<Record<string, string>> = {},
  program = PROGRAM,
): Promise<Measured & { memoryMb(): number }> {
  const cloud = { ...world, directory: { tenantId: TENANT }, connectBot: () => {} }
  const bot = await startBot(cloud, {
    program,
    databaseUrl,
    appSecret,
    env: { TEAMS_THREAD_LIMITS: '1000000/1', TEAMS_TENANT_LIMITS: '1000000/1', ...env },
  })
  return { url: bot.url, cpuMs: () => cpuMs(bot.pid), memoryMb: () => memoryMb(bot.pid), stop: () => bot.stop() }
}

async function sampleOf(world: World, { measured, speakers }: Running, count: number): Promise<Sample> {
  const before = measured.cpuMs()
  const load = await world.write(measured.url, speakers, count, AT_ONCE)
  return { ...load, cpuUs: ((measured.cpuMs() - before) * 1000) / count }
}
