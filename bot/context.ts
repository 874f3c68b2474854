import { forgetSeen } from '../services/activities/seen.ts'
import type { Config } from '../services/config.ts'
import type { Services } from '../services/context.ts'
import { connect } from '../services/db/connect.ts'
import { type Runner, releaseClaims, startRunner } from '../services/jobs/run.ts'
import { createLog, type Log } from '../services/log.ts'
import { isServiceHost } from './authenticator.ts'
import { type Connector, createConnector } from './connector.ts'
import { botTokens } from './credentials.ts'
import { deliveryTasks, tellSender } from './messenger.ts'

/** Everything that lives as long as the process. Functions ask for what they use: `Pick<Context, …>`. */
export interface Context extends Services {
  readonly config: Config
  readonly log: Log
  readonly connector: Connector
  readonly runner: Runner
  /** Stops in the reverse order of the start. */
  close(): Promise<void>
}

/** The one place where things are made and wired. */
export async function createContext(config: Config): Promise<Context> {
  const now = Date.now
  const log = createLog(config.logLevel)
  const connector = createConnector({
    token: botTokens(config.bot),
    mayReceiveToken: (url) => isServiceHost(url, config.channel.serviceHosts),
  })
  const db = await connect(config.databaseFile)
  await releaseClaims(db, now())
  await forgetSeen(db, now())
  const services = { db, now, silenceMs: config.silenceMs, config, log, connector }
  const runner = startRunner({ db, now, log, tasks: deliveryTasks(services), givenUp: tellSender(services) })
  return {
    ...services,
    runner,
    async close() {
      await runner.stop()
      await connector.close()
      await db.destroy()
    },
  }
}
