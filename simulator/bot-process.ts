import { spawn } from 'node:child_process'
import { tmpdir } from 'node:os'
import { createInterface } from 'node:readline'
import { freePort } from './servers.ts'
import type { Teams } from './teams.ts'

/** Where a bot lives: who it is, who vouches for whom, where it speaks. */
export type Cloud = Pick<Teams, 'appId' | 'url' | 'serviceUrl' | 'connectBot'> & {
  readonly directory: Pick<Teams['directory'], 'tenantId'> & Partial<Pick<Teams['directory'], 'accounts'>>
}

export interface BotProcess {
  readonly url: string
  readonly pid: number
  /** Every line it has written, for whoever looks for the reason of a failure. */
  readonly output: readonly string[]
  /** Asks it to stop, and waits until it has. */
  stop(signal?: NodeJS.Signals): Promise<void>
}

interface Options {
  /** The bot's start file. */
  readonly program: string
  /** `sqlite:<file>`, or `postgres://…`. */
  readonly databaseUrl: string
  readonly appSecret: string
  readonly env?: Readonly<Record<string, string>>
}

/** Starts a bot as a process of its own, pointed at a simulated cloud by Bot Framework's standard keys, and connects them. */
export async function startBot(
  teams: Cloud,
  { program, databaseUrl, appSecret, env = {} }: Options,
): Promise<BotProcess> {
  const port = await freePort()
  const child = spawn(process.execPath, [program], {
    // Away from the checkout, where somebody's own settings may lie.
    cwd: tmpdir(),
    env: {
      PATH: process.env.PATH,
      MicrosoftAppId: teams.appId,
      MicrosoftAppType: 'SingleTenant',
      MicrosoftAppTenantId: teams.directory.tenantId,
      MicrosoftAppPassword: appSecret,
      ToChannelFromBotLoginUrl: `${teams.url}/${teams.directory.tenantId}`,
      ToBotFromChannelOpenIdMetadataUrl: `${teams.url}/identity/.well-known/openidconfiguration`,
      SERVICE_HOSTS: new URL(teams.serviceUrl).host,
      FILE_HOSTS: new URL(teams.url).host,
      PUBLIC_URL: `http://127.0.0.1:${port}`,
      SERVICE_ADMINISTRATORS: administratorsOf(teams),
      WEB_CLIENT_ID: teams.appId,
      WEB_CLIENT_SECRET: appSecret,
      WEB_HOSTS: teams.url,
      WEB_LOGIN_URL: `${teams.url}/${teams.directory.tenantId}`,
      GRAPH_CLIENT_ID: teams.appId,
      GRAPH_CLIENT_SECRET: appSecret,
      GRAPH_URL: `${teams.url}/graph`,
      GRAPH_LOGIN_URL: `${teams.url}/graph-login`,
      DATABASE_URL: databaseUrl,
      HOST: '127.0.0.1',
      PORT: String(port),
      DRAIN_SECONDS: '0',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const output: string[] = []
  const exited = new Promise<void>((resolve) => {
    child.once('exit', () => resolve())
  })
  const url = await new Promise<string>((resolve, reject) => {
    const read = (line: string) => {
      output.push(line)
      const found = /"url":"([^"]+)"/.exec(line)?.[1]
      if (found !== undefined) resolve(found)
    }
    createInterface({ input: child.stdout }).on('line', read)
    createInterface({ input: child.stderr }).on('line', read)
    child.once('exit', (code) => reject(new Error(`The bot stopped (${code}):\n${output.join('\n')}`)))
  })
  teams.connectBot(`${url}/api/messages`)
  return {
    url,
    pid: child.pid ?? 0,
    output,
    async stop(signal = 'SIGTERM') {
      child.kill(signal)
      await exited
    },
  }
}

/** Those whom the simulated organisation lets settle a desk. */
function administratorsOf({ directory: { accounts = [] } }: Cloud): string {
  return accounts
    .filter(({ role }) => role === 'administrator')
    .map(({ objectId }) => objectId)
    .join(',')
}
