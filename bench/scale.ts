import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startPostgres } from '../simulator/servers.ts'
import { rounded } from './ratio.ts'
import { startService } from './relay.ts'
import { seedChats } from './seed.ts'
import { startWorld } from './world.ts'

export interface ScaleResult {
  /** From the start of the process to its first answer. */
  readonly startToReadyMs: number
  readonly memoryMb: { readonly chats512: number; readonly chats10k: number }
  readonly p50Ms: { readonly chats512: number; readonly chats10k: number }
  /** Relayed messages a second of two replicas over those of one, on one PostgreSQL. */
  readonly twoReplicasVsOne: number
}

const MESSAGES = 6_000

export async function measureScale(say: (line: string) => void): Promise<ScaleResult> {
  const appSecret = randomBytes(16).toString('hex')
  const folder = mkdtempSync(join(tmpdir(), 'desk-scale-'))
  const world = await startWorld(appSecret)
  const began: number[] = []
  async function withChats(count: number) {
    const databaseUrl = `sqlite:${join(folder, `${count}.sqlite`)}`
    const speakers = await seedChats(databaseUrl, world.serviceUrl, count)
    const start = performance.now()
    const service = await startService(world, appSecret, databaseUrl)
    began.push(performance.now() - start)
    await world.write(service.url, speakers, MESSAGES, 16)
    const { p50 } = await world.write(service.url, speakers, MESSAGES, 16)
    const memory = service.memoryMb()
    await service.stop()
    return { p50, memory }
  }
  const few = await withChats(512)
  const many = await withChats(10_000)

  const postgres = await startPostgres()
  const speakers = await seedChats(postgres.url, world.serviceUrl, 512)
  const [one, two] = [
    await startService(world, appSecret, postgres.url),
    await startService(world, appSecret, postgres.url),
  ]
  await world.write(one.url, speakers, 2_000, 32)
  const single = await world.write(one.url, speakers, MESSAGES, 64)
  const half = speakers.length / 2
  const started = performance.now()
  await Promise.all([
    world.write(one.url, speakers.slice(0, half), MESSAGES, 32),
    world.write(two.url, speakers.slice(half), MESSAGES, 32),
  ])
  const both = (2 * MESSAGES) / ((performance.now() - started) / 1000)
  await Promise.all([one.stop(), two.stop()])
  await postgres.close()
  await world.close()
  rmSync(folder, { recursive: true, force: true })
  const result = {
    startToReadyMs: rounded(Math.min(...began)),
    memoryMb: { chats512: rounded(few.memory), chats10k: rounded(many.memory) },
    p50Ms: { chats512: rounded(few.p50), chats10k: rounded(many.p50) },
    twoReplicasVsOne: rounded(both / single.perSecond),
  }
  say(`scale ${JSON.stringify(result)}`)
  return result
}
