import { claimCode } from '../services/access/administrators.ts'
import { sealRounds } from '../services/audit/seal.ts'
import type { Config } from '../services/config.ts'
import type { Services } from '../services/context.ts'
import { createLimits } from '../services/coordination/limits.ts'
import { connectRedis } from '../services/coordination/redis.ts'
import { connect, type Db } from '../services/db/connect.ts'
import { isPostgres } from '../services/db/dialect.ts'
import { rosterRounds } from '../services/desks/rosters.ts'
import { ServiceDeskError } from '../services/errors.ts'
import { createLinks } from '../services/files/link.ts'
import { createGraph, noGraph } from '../services/graph/client.ts'
import { groupRounds } from '../services/groups/watch.ts'
import { schedulePolls } from '../services/itsm/enqueue-poll.ts'
import { createTicketSystems } from '../services/itsm/vendors.ts'
import { beat, releaseAll } from '../services/jobs/alive.ts'
import { type Runner, startRunner } from '../services/jobs/run.ts'
import { createLog, type Log } from '../services/log.ts'
import { schedulePrune } from '../services/retention/prune.ts'
import { defaultSettings } from '../services/settings/defaults.ts'
import { restoreLanguages } from '../services/settings/languages.ts'
import { createRulesReader, createSettingsReader } from '../services/settings/read.ts'
import { setDefaultLanguage } from '../services/workspaces/store.ts'
import { healthRounds } from './health/plan.ts'
import { createMetrics, type Metrics } from './metrics.ts'
import { subjects } from './subjects.ts'
import { tasksOf } from './tasks.ts'
import { type ConnectorClients, createConnectorClients } from './teams/adapter.ts'
import { isServiceHost } from './teams/authenticator.ts'
import { type Connector, createConnector } from './teams/connector.ts'
import { botTokens, consentUrlOf, graphTokens } from './teams/credentials.ts'
import { createDownloads } from './teams/downloads.ts'
import { createRoster, type Roster } from './teams/roster.ts'
import { createLive, type Live } from './web/live.ts'

/** Everything that lives as long as the process. Functions ask for what they use: `Pick<Context, …>`. */
export interface Context extends Services {
  readonly config: Config
  readonly log: Log
  readonly metrics: Metrics
  readonly connector: Connector
  readonly clients: ConnectorClients
  readonly runner: Runner
  readonly roster: Roster
  /** Tells pages that are open what changed. */
  readonly live: Live
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
  const db = await openStore(config, log)
  if (!isPostgres(db)) await releaseAll({ db })
  await setDefaultLanguage(db, config.language)
  const metrics = createMetrics({ db, now })
  const alone = createLimits(() => performance.timeOrigin + performance.now())
  const redis = config.redisUrl === undefined ? undefined : connectRedis(config.redisUrl, alone, log)
  const token = botTokens(config.bot)
  const mayReceiveToken = (url: string) => isServiceHost(url, config.channel.serviceHosts)
  const clients = createConnectorClients(token, mayReceiveToken)
  const connector = createConnector({
    token,
    mayReceiveToken,
    limits: redis?.limits ?? alone,
    teamsLimits: config.teamsLimits,
    observe: metrics.call,
  })
  const { publicUrl } = config.server
  const links = publicUrl === undefined ? undefined : await createLinks(db, publicUrl, now)
  const pages = config.web && new URL(config.web.redirectUri).origin
  if (links === undefined) log.warn({}, 'PUBLIC_URL is not set: files and pictures are not passed on.')
  const downloads = createDownloads({
    token,
    mayReceiveToken,
    fileHosts: config.channel.fileHosts,
    observe: metrics.call,
  })
  const settingsOf = createSettingsReader(defaultSettings(config))
  await restoreLanguages(db, settingsOf)
  const rulesOf = createRulesReader(settingsOf)
  const systems = createTicketSystems(config.ticketSystems)
  const graph =
    config.graph === undefined
      ? noGraph
      : createGraph({
          url: config.graph.url,
          token: graphTokens(config.graph, (error) =>
            log.error({ error }, 'No token for Microsoft Graph could be had.'),
          ),
          consentUrl: consentUrlOf(config.graph),
          observe: metrics.graph,
        })
  const services = {
    db,
    now,
    settingsOf,
    rulesOf,
    systems,
    graph,
    links,
    pages,
    config,
    log,
    metrics,
    connector,
    clients,
  }
  await sayWhoMaySettle({ db, config, log })
  await schedulePrune(services)
  await sealRounds.schedule(services)
  await rosterRounds.schedule(services)
  await groupRounds.schedule(services)
  await healthRounds.schedule(services)
  await schedulePolls(services)
  const roster = createRoster(clients)
  const live = createLive({ db, log })
  const tasks = tasksOf({ ...services, downloads, roster, subjects })
  const runner = startRunner({ db, now, log, tasks, observe: metrics.job })
  let draining = false
  return {
    ...services,
    runner,
    roster,
    live,
    async readiness() {
      if (draining) return 'draining'
      // A write, as a full disk still answers what is read.
      return await beat({ db, now }, 'readiness').then(
        () => undefined,
        () => 'no store' as const,
      )
    },
    drain() {
      draining = true
      // A stream that is open would keep the server from closing.
      live.close()
    },
    async close() {
      live.close()
      await runner.stop()
      await connector.close()
      await downloads.close()
      await redis?.close()
      await db.destroy()
    },
  }
}

async function openStore({ databaseUrl }: Config, log: Log): Promise<Db> {
  const onBroken = (error: unknown) => {
    log.error({ error }, 'The disk failed: what the store holds must be read anew. The process ends.')
    process.exit(1)
  }
  return await connect(databaseUrl, { exclusive: true, onBroken }).catch((cause: unknown) => {
    if (cause instanceof ServiceDeskError && cause.code === 'invalid') throw cause
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new ServiceDeskError('invalid', `DATABASE_URL: the store cannot be opened: ${reason}`, { cause })
  })
}

/** Without a service administrator nobody could make a channel the desk: whoever reads this line may become the first. */
async function sayWhoMaySettle({ db, config, log }: { db: Db; config: Config; log: Log }): Promise<void> {
  if (config.serviceAdministrators.length > 0) return
  const code = await claimCode(db)
  if (code !== undefined)
    log.warn({ code }, 'No service administrator yet: add the app to your analysts’ team and enter this code there.')
}
