import { sql } from 'kysely'
import type { Config } from '../services/config.ts'
import type { Services } from '../services/context.ts'
import { createLimits } from '../services/coordination/limits.ts'
import { connectRedis } from '../services/coordination/redis.ts'
import { connect } from '../services/db/connect.ts'
import { isPostgres } from '../services/db/dialect.ts'
import { createLinks } from '../services/files/link.ts'
import { releaseAll } from '../services/jobs/alive.ts'
import { schedulePrune } from '../services/jobs/prune.ts'
import { type Runner, startRunner } from '../services/jobs/run.ts'
import { createLog, type Log } from '../services/log.ts'
import { isServiceHost } from './authenticator.ts'
import { type Connector, createConnector } from './connector.ts'
import { botTokens } from './credentials.ts'
import { createDownloads } from './downloads.ts'
import { deliveryTasks, tellSender } from './messenger.ts'
import { createMetrics, type Metrics } from './metrics.ts'

/** Everything that lives as long as the process. Functions ask for what they use: `Pick<Context, …>`. */
export interface Context extends Services {
  readonly config: Config
  readonly log: Log
  readonly metrics: Metrics
  readonly connector: Connector
  readonly runner: Runner
  /** Why no work should be sent here; `undefined` when it should. */
  readiness(): Promise<'draining' | 'no store' | undefined>
  /** From now on we are not ready. */
  drain(): void
  /** Stops in the reverse order of the start. */
  close(): Promise<void>
}

/** The one place where things are made and wired. */
export async function createContext(config: Config): Promise<Context> {
  const now = Date.now
  const log = createLog(config.logLevel)
  const db = await connect(config.databaseUrl)
  if (!isPostgres(db)) await releaseAll({ db })
  const metrics = createMetrics({ db, now })
  const alone = createLimits(now)
  const redis = config.redisUrl === undefined ? undefined : connectRedis(config.redisUrl, alone, log)
  const token = botTokens(config.bot)
  const mayReceiveToken = (url: string) => isServiceHost(url, config.channel.serviceHosts)
  const connector = createConnector({
    token,
    mayReceiveToken,
    limits: redis?.limits ?? alone,
    teamsLimits: config.teamsLimits,
    observe: metrics.call,
  })
  const { publicUrl } = config.server
  const links = publicUrl === undefined ? undefined : await createLinks(db, publicUrl, now)
  if (links === undefined) log.warn({}, 'PUBLIC_URL is not set: files and pictures are not passed on.')
  const downloads = createDownloads({
    token,
    mayReceiveToken,
    fileHosts: config.channel.fileHosts,
    observe: metrics.call,
  })
  const services = { db, now, silenceMs: config.silenceMs, links, config, log, metrics, connector, downloads }
  await schedulePrune(services)
  const runner = startRunner({
    db,
    now,
    log,
    tasks: deliveryTasks(services),
    givenUp: tellSender(services),
    observe: metrics.job,
  })
  let draining = false
  return {
    ...services,
    runner,
    async readiness() {
      if (draining) return 'draining'
      return await sql`select 1`.execute(db).then(
        () => undefined,
        () => 'no store' as const,
      )
    },
    drain() {
      draining = true
    },
    async close() {
      await runner.stop()
      await connector.close()
      await downloads.close()
      await redis?.close()
      await db.destroy()
    },
  }
}
