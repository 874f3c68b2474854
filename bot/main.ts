import { setTimeout as wait } from 'node:timers/promises'
import { ServiceDeskError } from '../services/errors.ts'
import { createContext } from './context.ts'
import { configOfProcess } from './env.ts'
import { startServer } from './server.ts'

/** Starts the service; stops it in the reverse order when the platform says so. */
async function main(): Promise<void> {
  const config = configOfProcess()
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

main().catch((error: unknown) => {
  const told = error instanceof ServiceDeskError && error.code === 'invalid' ? error.message : error
  process.stderr.write(`${told instanceof Error ? told.stack : String(told)}\n`)
  // What was begun must not keep a process alive that serves nobody.
  process.exit(1)
})
