import { randomUUID } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import express from 'express'
import { createIdentity } from '../simulator/identity.ts'

/** Whoever can write to the bot, and from where. */
export interface Speaker {
  readonly tenantId: string
  readonly objectId: string
  readonly teamsId: string
  readonly conversationId: string
}

export interface Load {
  readonly perSecond: number
  /** Milliseconds from writing a message until its copy was there. */
  readonly p50: number
  readonly p99: number
}

/**
 * What stands around a bot that is measured: the simulator's identity provider, a connector that answers at once and
 * keeps nothing, so that it is not what is measured, and people who write as fast as they are answered.
 */
export interface World {
  readonly appId: string
  readonly url: string
  readonly serviceUrl: string
  readonly botToken: string
  /** `count` messages, `atOnce` of them under way at any time: each is written, answered, and arrived, then the next. */
  write(botUrl: string, speakers: readonly Speaker[], count: number, atOnce: number): Promise<Load>
  /** Presses a button, and waits for the card. */
  press(botUrl: string, speaker: Speaker, verb: string, data: object): Promise<void>
  close(): Promise<void>
}

export async function startWorld(appSecret: string): Promise<World> {
  const appId = randomUUID()
  const arrivals = new Map<string, (at: number) => void>()
  let base = ''
  let created = 0
  const identity = createIdentity({ base: () => base, appId, appSecret, now: Date.now })
  const app = express()
  app.use(identity.router)
  const genuine = new Set<string>()

  const server = createServer((request, response) => {
    if (!request.url?.startsWith('/teams/')) {
      app(request, response)
      return
    }
    const authorization = request.headers.authorization ?? ''
    if (!genuine.has(authorization)) {
      if (!identity.isBotToken(authorization)) {
        response.writeHead(401).end()
        return
      }
      genuine.add(authorization)
    }
    let body = ''
    request.on('data', (chunk: Buffer) => {
      body += chunk.toString('latin1')
    })
    request.on('end', () => {
      const number = /no\.(\d+)\./.exec(body)?.[1]
      if (number !== undefined) arrivals.get(number)?.(performance.now())
      created += 1
      response.writeHead(201, { 'content-type': 'application/json' }).end(`{"id":"b${created}"}`)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const serviceUrl = `${base}/teams/`
  const answer = await fetch(`${base}/tenant/oauth2/v2.0/token`, {
    method: 'POST',
    body: new URLSearchParams({ grant_type: 'client_credentials', client_id: appId, client_secret: appSecret }),
  })
  const { access_token: botToken } = (await answer.json()) as { access_token: string }
  const token = identity.channelToken(serviceUrl)
  let written = 0

  function requestOf(botUrl: URL, token: string, speaker: Speaker, number: number): string {
    const body = JSON.stringify({
      type: 'message',
      id: `a${number}`,
      channelId: 'msteams',
      serviceUrl,
      timestamp: '2026-11-21T12:00:00.000Z',
      localTimestamp: '2026-11-21T12:00:00.000Z',
      locale: 'fr-FR',
      from: { id: speaker.teamsId, name: 'Camille Roy', aadObjectId: speaker.objectId },
      recipient: { id: `28:${appId}`, name: 'Bot' },
      conversation: { id: speaker.conversationId, conversationType: 'personal', tenantId: speaker.tenantId },
      entities: [{ type: 'clientInfo', locale: 'fr-FR', country: 'FR', platform: 'Web', timezone: 'Europe/Paris' }],
      channelData: { tenant: { id: speaker.tenantId } },
      textFormat: 'plain',
      text: `Mon poste ne démarre plus depuis ce matin, no.${number}.`,
    })
    return [
      'POST /api/messages HTTP/1.1',
      `host: ${botUrl.host}`,
      `authorization: Bearer ${token}`,
      'content-type: application/json',
      `content-length: ${Buffer.byteLength(body)}`,
      '',
      body,
    ].join('\r\n')
  }

  return {
    appId,
    url: base,
    serviceUrl,
    botToken,
    async write(botUrl, speakers, count, atOnce) {
      const target = new URL(botUrl)
      const took: number[] = []
      let left = count
      const began = performance.now()
      async function worker(lane: number): Promise<void> {
        const socket = await connected(target)
        for (let turn = 0; left > 0; turn += 1) {
          left -= 1
          written += 1
          const number = written
          const speaker = speakers[(turn * atOnce + lane) % speakers.length] as Speaker
          const arrived = new Promise<number>((resolve) => arrivals.set(String(number), resolve))
          const start = performance.now()
          socket.write(requestOf(target, token, speaker, number))
          const status = await answered(socket)
          if (status !== 200) throw new Error(`The bot answered ${status}.`)
          took.push((await arrived) - start)
          arrivals.delete(String(number))
        }
        socket.destroy()
      }
      await Promise.all(Array.from({ length: atOnce }, (_, lane) => worker(lane)))
      const seconds = (performance.now() - began) / 1000
      took.sort((a, b) => a - b)
      return { perSecond: count / seconds, p50: at(took, 0.5), p99: at(took, 0.99) }
    },
    async press(botUrl, speaker, verb, data) {
      written += 1
      const activity = {
        type: 'invoke',
        name: 'adaptiveCard/action',
        id: `i${written}`,
        channelId: 'msteams',
        serviceUrl,
        from: { id: speaker.teamsId, name: 'Camille Roy', aadObjectId: speaker.objectId },
        conversation: { id: speaker.conversationId, conversationType: 'personal', tenantId: speaker.tenantId },
        channelData: { tenant: { id: speaker.tenantId } },
        value: { action: { type: 'Action.Execute', verb, data } },
      }
      const answer = await fetch(`${botUrl}/api/messages`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
        body: JSON.stringify(activity),
      })
      if (!(await answer.text()).includes('AdaptiveCard')) throw new Error(`${verb} brought no card.`)
    },
    close: () => closed(server),
  }
}

export function at(sorted: readonly number[], part: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0
}

function connected(target: URL): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(target.port), target.hostname, () => resolve(socket))
    socket.setNoDelay(true)
    socket.once('error', reject)
  })
}

/** The status of one HTTP answer; its body, if it has one, is read away. */
function answered(socket: Socket): Promise<number> {
  return new Promise((resolve, reject) => {
    let text = ''
    const read = (chunk: Buffer) => {
      text += chunk.toString('latin1')
      const end = text.indexOf('\r\n\r\n')
      if (end < 0) return
      const length = Number(/content-length: (\d+)/i.exec(text)?.[1] ?? 0)
      const chunked = /transfer-encoding: chunked/i.test(text)
      if (chunked ? !text.endsWith('0\r\n\r\n') : text.length < end + 4 + length) return
      socket.off('data', read)
      socket.off('close', lost)
      resolve(Number(text.slice(9, 12)))
    }
    const lost = () => reject(new Error('The bot closed the connection.'))
    socket.on('data', read)
    socket.once('close', lost)
  })
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}
