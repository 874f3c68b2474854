import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import express, { type Express, type Request, type Response } from 'express'
import { withTimes } from './card-reader.ts'
import { type Conversation, cardOf, type Json, type Message } from './chats.ts'
import { type Client, createClient } from './client.ts'
import type { Teams } from './teams.ts'

const require = createRequire(import.meta.url)
const PAGE = fileURLToPath(new URL('../../simulator/page/', import.meta.url))
const POLICY =
  "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: http://127.0.0.1:*; frame-src http://127.0.0.1:*; form-action 'none'"

/** What the pages are made of, and which of the world they may ask. */
function servePageFiles(http: Express): void {
  http.use((_request, response, next) => {
    response.set('content-security-policy', POLICY)
    next()
  })
  http.use(express.static(PAGE))
  http.get('/libraries/adaptivecards.js', (_request, response) => {
    response.sendFile(require.resolve('adaptivecards-renderer/dist/adaptivecards.min.js'))
  })
  http.get('/libraries/markdown-it.js', (_request, response) => {
    response.sendFile(require.resolve('markdown-it/dist/markdown-it.min.js'))
  })
}

/** Serves the gallery on a port of its own: `cards` by language, by length of their data, by name. */
export async function serveGallery(cards: object): Promise<{ readonly url: string; close(): Promise<void> }> {
  const http = express()
  servePageFiles(http)
  http.get('/gallery.json', (_request, response) => {
    response.json(cards)
  })
  const server = createServer(http)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/gallery.html`,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/**
 * Serves the page on which a person can be anybody of the tenant, and two at once; `service` is where the tabs' pages are. For
 * loopback only: it asks for no name.
 */
export function servePage(teams: Teams, language: string, service: string): void {
  const clients = new Map(teams.directory.accounts.map((account) => [account.key, createClient(teams, account)]))
  const { http } = teams
  servePageFiles(http)

  http.get('/api/people', (_request, response) => {
    const people = teams.directory.accounts.map(({ key, name, role }) => ({ key, name, role }))
    response.json({ language, botName: teams.botName, people, service })
  })
  http.get('/api/people/:key', (request, response) => {
    const client = clientOf(request, response)
    if (client !== undefined) response.json(stateOf(teams, client))
  })
  http.get('/api/people/:key/token', (request, response) => {
    const client = clientOf(request, response)
    if (client === undefined) return
    const { objectId, name, tenantId = teams.directory.tenantId } = client.account
    response.json({ token: teams.identity.tabToken({ tenantId, objectId, name }) })
  })
  http.get('/api/changes', (request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
    response.write(': hello\n\n')
    const forget = teams.chats.onChange(() => response.write('data: changed\n\n'))
    request.once('close', forget)
  })

  const post = (
    path: string,
    act: (client: Client, body: Json, conversation: Conversation | undefined) => Promise<void>,
  ) => {
    http.post(path, express.json({ limit: '20mb' }), async (request, response) => {
      const client = clientOf(request, response)
      if (client === undefined) return
      const body = request.body as Json
      await act(client, body, teams.chats.conversations.get(String(body.conversationId)))
      response.status(204).end()
    })
  }
  post('/api/people/:key/say', async ({ account }, body, conversation) => {
    const target = conversation ?? teams.openThread(String(body.channelId))
    const html = typeof body.html === 'string' ? { html: body.html } : {}
    const uploads = ((body.uploads ?? []) as { name: string; type: string; base64: string }[]).map(
      ({ name, type, base64 }) => ({
        type,
        bytes: Buffer.from(base64, 'base64'),
        ...(type.startsWith('image/') ? {} : { name }),
      }),
    )
    const words = { text: String(body.text), ...html, mention: body.mention === true, uploads }
    if (target !== undefined) await teams.say(account, target, words)
  })
  post('/api/people/:key/edit', async ({ account }, body, conversation) => {
    const message = messageOf(conversation, body.messageId, account.key)
    if (conversation && message) await teams.edit(account, conversation, message, { text: String(body.text) })
  })
  post('/api/people/:key/delete', async ({ account }, body, conversation) => {
    const message = messageOf(conversation, body.messageId, account.key)
    if (conversation && message) await teams.remove(account, conversation, message)
  })
  post('/api/people/:key/react', async ({ account }, body, conversation) => {
    const message = messageOf(conversation, body.messageId, 'bot')
    if (conversation && message) await teams.react(account, conversation, message, 'like')
  })
  post('/api/people/:key/act', async (client, body, conversation) => {
    const message = messageOf(conversation, body.messageId, 'bot')
    const target = conversation ?? client.dialog?.conversation
    if (target !== undefined) await client.act(target, message, body.action as Json, {})
  })
  post('/api/people/:key/choose', async (client, body, conversation) => {
    const message = messageOf(conversation, body.messageId, String(body.from))
    if (conversation && message) await client.choose(conversation, message, String(body.command))
  })
  post('/api/people/:key/close-dialog', (client) => {
    client.closeDialog()
    return Promise.resolve()
  })

  function clientOf(request: Request, response: Response): Client | undefined {
    const client = clients.get(String(request.params.key))
    if (client === undefined) response.status(404).end()
    return client
  }
}

function messageOf(conversation: Conversation | undefined, id: unknown, from: string): Message | undefined {
  return conversation?.messages.find((message) => message.id === id && message.from === from)
}

/** What one person's Teams shows. Asking for it makes cards ask for the person's own view of them. */
function stateOf(teams: Teams, client: Client): object {
  const { key, name } = client.account
  // The renderer writes dates in the browser's manner and zone; they are to be the reader's.
  const timely = <Value>(value: Value): Value =>
    value === undefined ? value : JSON.parse(withTimes(JSON.stringify(value), client.account))
  const nameOf = (from: string) => (from === 'bot' ? teams.botName : teams.account(from).name)
  const conversations = client.conversations()
  for (const conversation of conversations) void client.refresh(conversation)
  return {
    key,
    name,
    locale: client.account.locale,
    timeZone: client.account.timeZone,
    toasts: client.toasts,
    dialog: client.dialog && timely({ title: client.dialog.title, ...client.dialog.content }),
    teams: teams.directory.teams
      .filter(({ members }) => members.includes(key))
      .map(({ id, name: teamName, channels }) => ({ id, name: teamName, channels })),
    conversations: conversations.map(({ id, type, channelId, messages }) => ({
      id,
      type,
      channelId,
      messages: messages.map((message) => ({
        id: message.id,
        at: message.at,
        from: message.from,
        name: nameOf(message.from),
        text: message.text,
        format: message.textFormat,
        card: timely(cardOf(message, key)),
        html: message.attachments.find(({ contentType }) => contentType === 'text/html')?.content,
        files: message.attachments.flatMap(({ contentType, content }) => fileOf(contentType, content)),
        edited: message.editedAt !== undefined && message.from !== 'bot',
        deleted: message.deletedAt !== undefined,
      })),
    })),
  }
}

/** What somebody attached: its name, and where the page gets it. */
function fileOf(type: string, content: unknown): readonly object[] {
  const { url, name } = (content ?? {}) as { url?: string; name?: string }
  return url === undefined ? [] : [{ type, name, url }]
}
