import { Redis } from 'ioredis'
import type { Log } from '../log.ts'
import type { Limits } from './limits.ts'

/** What a fleet shares and may lose at any time. */
export interface SharedMemory {
  readonly limits: Limits
  /** Whether it answers now. */
  isThere(): boolean
  close(): Promise<void>
}

const ANSWER_MS = 500

/**
 * For each key the times of its last calls, the newest first. The windows are asked first, and only when all have room
 * is the call counted under every key: one script, so replicas cannot both take the last place.
 */
const TAKE = `
local time = redis.call('time')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local wait, argument = 0, 1
local longest = {}
for k, key in ipairs(KEYS) do
  local windows = tonumber(ARGV[argument])
  argument = argument + 1
  longest[k] = { most = 0, ms = 0 }
  for _ = 1, windows do
    local most, ms = tonumber(ARGV[argument]), tonumber(ARGV[argument + 1])
    argument = argument + 2
    longest[k].most = math.max(longest[k].most, most)
    longest[k].ms = math.max(longest[k].ms, ms)
    local earliest = redis.call('lindex', key, most - 1)
    if earliest then wait = math.max(wait, math.min(tonumber(earliest) + ms - now, ms)) end
  end
end
if wait > 0 then return wait end
for k, key in ipairs(KEYS) do
  redis.call('lpush', key, now)
  redis.call('ltrim', key, 0, longest[k].most - 1)
  redis.call('pexpire', key, longest[k].ms)
end
return 0`

type WithTake = Redis & { take(keys: number, ...rest: (string | number)[]): Promise<number> }

/**
 * Coordination through Redis. When it is away, or slow, each replica goes on with `alone`: Teams may then have to say
 * no itself, which makes us slower and never wrong.
 */
export function connectRedis(url: string, alone: Limits, log: Log): SharedMemory {
  const redis = new Redis(url, {
    commandTimeout: ANSWER_MS,
    connectTimeout: 2_000,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    retryStrategy: (times) => Math.min(100 * times, 2_000),
  }) as WithTake
  redis.defineCommand('take', { lua: TAKE })
  let there = true
  redis.on('error', (error: unknown) => {
    if (there) log.warn({ error }, 'Redis is away; each replica goes on alone.')
    there = false
  })
  redis.on('ready', () => {
    if (!there) log.info({}, 'Redis is back.')
    there = true
  })
  return {
    limits: {
      async take(wanted) {
        if (redis.status !== 'ready') return await alone.take(wanted)
        const keys = wanted.map(({ key }) => `limit:${key}`)
        const windows = wanted.flatMap(({ windows }) => [
          windows.length,
          ...windows.flatMap(({ most, ms }) => [most, ms]),
        ])
        return await redis.take(keys.length, ...keys, ...windows).catch(() => alone.take(wanted))
      },
    },
    isThere: () => redis.status === 'ready',
    async close() {
      redis.disconnect()
    },
  }
}
