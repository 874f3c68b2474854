import { existsSync, readFileSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { parseEnv } from 'node:util'
import { readConfig } from '../services/config.ts'
import { ServiceDeskError } from '../services/errors.ts'
import { createContext } from './context.ts'
import { startServer } from './server.ts'

/** Starts the service; stops it in the reverse order when the platform says so. */
async function main(): Promise<void> {
  if (existsSync('.env')) readEnvFile('.env')
  const config = readConfig(process.env)
  const context = await createContext(config)
  const server = await startServer(context).catch(async (error: unknown) => {
    await context.close().catch(() => {})
    throw error
  })
  context.log.info({ url: server.url, metrics: server.metricsUrl }, 'The service desk listens.')

  await new Promise((resolve) => {
    process.once('SIGTERM', resolve)
    process.once('SIGINT', resolve)
  })
  context.log.info({}, 'The service desk stops.')
  context.drain()
  await wait(config.server.drainMs)
  await server.close()
  await context.close()
  context.log.info({}, 'The service desk has stopped.')
}

/** Some editors begin a file with a byte order mark, which Node would take for part of the first name. */
function readEnvFile(file: string): void {
  const values = parseEnv(readFileSync(file, 'utf8').replace(/^\ufeff/, ''))
  for (const [name, value] of Object.entries(values)) process.env[name] ??= value
}

main().catch((error: unknown) => {
  const told = error instanceof ServiceDeskError && error.code === 'invalid' ? error.message : error
  process.stderr.write(`${told instanceof Error ? told.stack : String(told)}\n`)
  // What was begun must not keep a process alive that serves nobody.
  process.exit(1)
})
