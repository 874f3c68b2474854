import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { Agent, request } from 'undici'
import { oneOf } from './random.ts'

/** Any load balancer: sends each request to some replica, and to another when that one does not answer. */
export interface Balancer {
  readonly url: string
  /** What is up now. */
  use(replicas: readonly string[]): void
  close(): Promise<void>
}

const PATIENCE_MS = 20_000

/** `twice` of all requests (a share) go out two times, as if their sender had thought that nobody heard. */
export async function startBalancer(random: () => number, twice: number): Promise<Balancer> {
  const agent = new Agent({ headersTimeout: 14_000, bodyTimeout: 14_000, connections: 64 })
  let up: readonly string[] = []

  async function forward(incoming: IncomingMessage, body: Buffer): Promise<{ status: number; text: string }> {
    const headers = {
      'content-type': 'application/json',
      authorization: incoming.headers.authorization ?? '',
    }
    const until = Date.now() + PATIENCE_MS
    for (;;) {
      const replica = oneOf(random, up)
      try {
        if (replica === undefined) throw new Error('No replica is up.')
        const answer = await request(replica + incoming.url, { method: 'POST', headers, body, dispatcher: agent })
        return { status: answer.statusCode, text: await answer.body.text() }
      } catch {
        if (Date.now() > until) return { status: 503, text: '' }
        await wait(50)
      }
    }
  }

  const server = createServer((incoming, response) => {
    const chunks: Buffer[] = []
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
    incoming.on('end', async () => {
      const body = Buffer.concat(chunks)
      const again = random() < twice ? forward(incoming, body) : undefined
      again?.catch(() => {})
      const { status, text } = await forward(incoming, body)
      response.writeHead(status, { 'content-type': 'application/json' }).end(text)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    use(replicas) {
      up = replicas
    },
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await agent.destroy()
    },
  }
}
