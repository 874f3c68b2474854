import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import pg from 'pg'

/** Where the suites keep what they make: a file of their own, or a database of their own in the fleet's server. */
interface Fleet {
  readonly postgresUrl: string
  readonly redisUrl: string
}

let fleet: Fleet | undefined

/** From now on every service that a test starts has PostgreSQL and Redis. */
export function useFleet(servers: Fleet): void {
  fleet = servers
}

export async function newStore(folder: string) {
  if (fleet === undefined) return { databaseUrl: `sqlite:${join(folder, 'desk.sqlite')}`, env: {} }
  const name = `test_${randomBytes(6).toString('hex')}`
  const client = new pg.Client({ connectionString: fleet.postgresUrl })
  await client.connect()
  await client.query(`create database ${name}`)
  await client.end()
  const url = new URL(fleet.postgresUrl)
  url.pathname = `/${name}`
  return { databaseUrl: url.href, env: { REDIS_URL: fleet.redisUrl } }
}
