import { type LocalServer, startPostgres, startRedis } from '../../simulator/servers.ts'
import { useFleet } from '../store.ts'

export { mochaHooks } from '../setup.ts'

let servers: LocalServer[] = []

/** The same suites, with the stores of a fleet. */
export async function mochaGlobalSetup(): Promise<void> {
  const [postgres, redis] = await Promise.all([startPostgres(), startRedis()])
  servers = [postgres, redis]
  useFleet({ postgresUrl: postgres.url, redisUrl: redis.url })
}

export async function mochaGlobalTeardown(): Promise<void> {
  await Promise.all(servers.map((server) => server.close()))
}
