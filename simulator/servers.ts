import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'

/** A server of our own, on a free port of loopback, whose data goes when it closes. */
export interface LocalServer {
  readonly url: string
  /** As a power cut does. What is on disk stays. */
  kill(): Promise<void>
  /** On the same port, with the same data. */
  start(): Promise<void>
  close(): Promise<void>
}

/** Debian's packages that real suites need, by a file that tells whether they are there. */
const PACKAGES = {
  chromium: () => existsSync(process.env['CHROMIUM'] ?? '/usr/bin/chromium'),
  postgresql: () => postgresFolder() !== undefined,
  'redis-server': () => existsSync('/usr/bin/redis-server'),
  'request-tracker5': () => existsSync('/usr/share/request-tracker5/libexec/rt-server'),
} as const

/** What else a package needs; of several that would do, the smallest. */
const WITH: Readonly<Partial<Record<keyof typeof PACKAGES, readonly string[]>>> = {
  chromium: ['fonts-liberation'],
  'request-tracker5': ['rt5-db-sqlite', 'rt5-standalone', 'dbconfig-no-thanks', 'msmtp-mta'],
}

/** Installs what is missing where we may; where we may not, throws with the one command that does it. */
export function requirePackages(...names: readonly (keyof typeof PACKAGES)[]): void {
  const missing = names.filter((name) => !PACKAGES[name]())
  if (missing.length === 0) return
  const all = missing.flatMap((name) => [name, ...(WITH[name] ?? [])])
  const command = `apt-get update && apt-get install -y ${all.join(' ')}`
  if (process.getuid?.() !== 0) throw new Error(`Missing: ${missing.join(', ')}. Install it, as root: ${command}`)
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  execFileSync('bash', ['-c', command], { stdio: 'inherit', env })
}

/** PostgreSQL as it is installed, with its durability on. The URL's user may make databases. */
export async function startPostgres(): Promise<LocalServer> {
  requirePackages('postgresql')
  const bin = postgresFolder() ?? ''
  const owner = unprivileged()
  const folder = mkdtempSync(join(tmpdir(), 'desk-postgres-'))
  if (owner !== undefined) chownSync(folder, owner.uid, owner.gid)
  const data = join(folder, 'data')
  execFileSync(
    join(bin, 'initdb'),
    ['-D', data, '-U', 'desk', '-A', 'trust', '-E', 'UTF8', '--locale', 'C.UTF-8', '--no-sync'],
    {
      ...owner,
      stdio: 'ignore',
      cwd: folder,
    },
  )
  const port = await freePort()
  const options = ['-D', data, '-p', String(port), '-k', folder, '-h', '127.0.0.1', '-c', 'max_connections=200']
  const isReady = () => succeeds(join(bin, 'pg_isready'), ['-h', '127.0.0.1', '-p', String(port)])
  return await serve(folder, `postgres://desk@127.0.0.1:${port}/postgres`, isReady, () =>
    spawn(join(bin, 'postgres'), options, { ...owner, cwd: folder, stdio: 'ignore' }),
  )
}

export interface RedisOptions {
  /** Keep an append-only file, written to disk at each command or each second; none when left out. */
  readonly appendOnly?: 'always' | 'everysec'
}

export async function startRedis({ appendOnly }: RedisOptions = {}): Promise<LocalServer> {
  requirePackages('redis-server')
  const folder = mkdtempSync(join(tmpdir(), 'desk-redis-'))
  const port = await freePort()
  const kept = appendOnly === undefined ? ['no'] : ['yes', '--appendfsync', appendOnly]
  const options = [
    '--port',
    String(port),
    '--bind',
    '127.0.0.1',
    '--dir',
    folder,
    '--save',
    '',
    '--appendonly',
    ...kept,
  ]
  const isReady = () => succeeds('/usr/bin/redis-cli', ['-p', String(port), 'ping'])
  return await serve(folder, `redis://127.0.0.1:${port}`, isReady, () =>
    spawn('/usr/bin/redis-server', options, { cwd: folder, stdio: 'ignore' }),
  )
}

export async function serve(
  folder: string,
  url: string,
  isReady: () => boolean | Promise<boolean>,
  run: () => ChildProcess,
  { quit, isGroup }: { readonly quit: NodeJS.Signals; readonly isGroup?: true } = { quit: 'SIGQUIT' },
): Promise<LocalServer> {
  let child: ChildProcess | undefined
  const stop = async (signal: NodeJS.Signals) => {
    const ended = child
    child = undefined
    if (ended === undefined || ended.exitCode !== null || ended.signalCode !== null) return
    const exited = new Promise((resolve) => ended.once('exit', resolve))
    signalTo(ended, signal)
    await exited
  }
  // Workers of a group end with it, also where it is killed.
  const signalTo = (its: ChildProcess, signal: NodeJS.Signals) =>
    isGroup && its.pid !== undefined ? process.kill(-its.pid, signal) : its.kill(signal)
  const start = async () => {
    child = run()
    for (let tries = 0; !(await isReady()); tries += 1) {
      if (tries > 300) throw new Error(`${url} does not answer.`)
      await wait(50)
    }
  }
  const killNow = () => child && signalTo(child, 'SIGKILL')
  process.once('exit', killNow)
  await start()
  return {
    url,
    start,
    // PostgreSQL's processes share memory: SIGQUIT ends them all at once, and nothing is written any more.
    kill: () => stop(url.startsWith('postgres') ? 'SIGQUIT' : 'SIGKILL'),
    async close() {
      process.off('exit', killNow)
      await stop(quit)
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function postgresFolder(): string | undefined {
  const root = '/usr/lib/postgresql'
  if (!existsSync(root)) return undefined
  const versions = readdirSync(root).filter((name) => existsSync(join(root, name, 'bin/initdb')))
  const newest = versions.sort((a, b) => Number(b) - Number(a))[0]
  return newest === undefined ? undefined : join(root, newest, 'bin')
}

/** PostgreSQL refuses to run as root: Debian's package brings a user for it. */
function unprivileged(): { readonly uid: number; readonly gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined
  const id = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }))
  return { uid: id('-u'), gid: id('-g') }
}

function succeeds(program: string, options: readonly string[]): boolean {
  try {
    execFileSync(program, options, { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

/** One that nobody listens on, and that no connection gets meanwhile: systems give those out from 32768 on. */
export async function freePort(): Promise<number> {
  for (let attempt = 1; attempt <= 100; attempt += 1) {
    const port = randomInt(10_000, 32_000)
    const server = createServer()
    const isFree = await new Promise<boolean>((resolve) => {
      server.once('error', () => resolve(false))
      server.listen(port, '127.0.0.1', () => resolve(true))
    })
    if (!isFree) continue
    await new Promise((resolve) => server.close(resolve))
    return port
  }
  throw new Error('No port of 127.0.0.1 is free.')
}
