import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import pg from 'pg'

/** A fleet's servers, for the suites that run on them: told through the environment, as mocha's workers are processes. */
const POSTGRES = 'TEST_POSTGRES_URL'
const REDIS = 'TEST_REDIS_URL'

/** From now on every service that a test starts has PostgreSQL and Redis. */
export function useFleet(servers: { readonly postgresUrl: string; readonly redisUrl: string }): void {
  process.env[POSTGRES] = servers.postgresUrl
  process.env[REDIS] = servers.redisUrl
}

/** Where the suites keep what they make: a file of their own, or a database of their own in the fleet's server. */
export async function newStore(folder: string) {
  const [postgresUrl, redisUrl] = [process.env[POSTGRES], process.env[REDIS]]
  if (postgresUrl === undefined || redisUrl === undefined)
    return { databaseUrl: `sqlite:${join(folder, 'desk.sqlite')}`, env: {} }
  const name = `test_${randomBytes(6).toString('hex')}`
  const client = new pg.Client({ connectionString: postgresUrl })
  await client.connect()
  await client.query(`create database ${name}`)
  await client.end()
  const url = new URL(postgresUrl)
  url.pathname = `/${name}`
  return { databaseUrl: url.href, env: { REDIS_URL: redisUrl } }
}
