import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import express, { type Express } from 'express'
import { type Chats, type Conversation, createChats, type Json, type Message } from './chats.ts'
import { connectorRouter } from './connector.ts'
import { type Account, type Channel, type Directory, sampleDirectory, type Team } from './directory.ts'
import { entraRouter } from './entra.ts'
import { createFaults, createThreadLimiter, type Faults } from './faults.ts'
import { sampleClients, sampleOrganisation } from './graph/data.ts'
import { createGraphDouble, type GraphDouble } from './graph/graph.ts'
import { createIdentity, type Identity } from './identity.ts'
import { createUploads, type Upload } from './uploads.ts'

export interface Options {
  readonly appId: string
  readonly appSecret: string
  /** The app's manifest: it decides what the app is told, and is named after. */
  readonly manifest: Json
  /** Where the bot listens for activities; may be told later, by `connectBot`. */
  readonly botUrl?: string
  readonly port?: number
  readonly directory?: Directory
  /** Keep Teams' limits on what a bot sends (default: yes). */
  readonly limits?: boolean
  /** After so long without an answer Teams delivers again: a message as it was, an invoke with a new id. */
  readonly patienceMs?: number
  /** How often it tries in all. */
  readonly deliveries?: number
}

/** What the bot answered to an invoke. */
export interface InvokeResult {
  readonly status: number
  readonly body: Json
}

/** A message, and whether the bot took it, or had no business with it. */
export interface Said {
  readonly message: Message
  readonly taken: boolean
}

/** A Teams of our own: a tenant, its chats, its identity provider, its connector. */
export interface Teams {
  readonly url: string
  readonly serviceUrl: string
  readonly appId: string
  readonly botName: string
  readonly directory: Directory
  readonly chats: Chats
  readonly faults: Faults
  readonly identity: Identity
  /** Microsoft Graph of the same organisation. */
  readonly graph: GraphDouble
  readonly http: Express
  connectBot(url: string): void
  account(key: string): Account
  /** Where a person speaks to the bot alone; there from the installation on. */
  personalChat(account: Account): Conversation | undefined
  installForPerson(account: Account): Promise<Conversation>
  removeForPerson(account: Account): Promise<void>
  installInTeam(account: Account, team: Team, channel: Channel): Promise<void>
  removeFromTeam(account: Account, team: Team): Promise<void>
  openThread(channelId: string): Conversation | undefined
  /** A group chat to which somebody added the app. */
  openGroup(members: readonly Account[]): Promise<Conversation>
  /** Posts what a person wrote, and lets the bot know if it is the bot's to know. */
  say(
    account: Account,
    conversation: Conversation,
    words: {
      readonly text: string
      readonly html?: string
      readonly mention?: boolean
      readonly uploads?: readonly Upload[]
    },
  ): Promise<Message>
  /** The same, for whoever must know whether the bot took it: 2xx. */
  saySurely(account: Account, conversation: Conversation, text: string): Promise<Said>
  edit(
    account: Account,
    conversation: Conversation,
    message: Message,
    words: { readonly text: string; readonly html?: string },
  ): Promise<boolean>
  /** Both tell whether the bot took it, or had no business with it. */
  remove(account: Account, conversation: Conversation, message: Message): Promise<boolean>
  /** A reaction to a message; Teams tells the bot of those to its own messages only. */
  react(account: Account, conversation: Conversation, message: Message, type: string): Promise<boolean>
  /** Sends an invoke as a client does, and returns the answer. */
  invoke(
    account: Account,
    conversation: Conversation,
    name: string,
    value: object,
    cardId?: string,
  ): Promise<InvokeResult>
  /** An old client's button: a message that carries the card's data. */
  submit(account: Account, conversation: Conversation, value: object, cardId: string): Promise<void>
  /** Any activity, with a token of the channel's or another; returns the status and body. */
  deliver(activity: object, token?: string): Promise<InvokeResult>
  activity(account: Account, conversation: Conversation, rest: object): Json
  close(): Promise<void>
}

/** Before a bot that failed is asked again. */
const PAUSE_MS = 300

/** Starts the simulated cloud on loopback. */
export async function startTeams(options: Options): Promise<Teams> {
  const directory = options.directory ?? sampleDirectory()
  const now = Date.now
  const chats = createChats(now)
  const faults = createFaults()
  const limiter = createThreadLimiter(now)
  const installed = new Set<string>()
  const personal = new Map<string, Conversation>()
  const { appId, patienceMs = 15_000, deliveries = 3 } = options
  const botId = `28:${appId}`
  const botName = String((options.manifest.name as { short?: string } | undefined)?.short ?? 'Bot')
  const hearsChannels = asksFor(options.manifest, 'ChannelMessage.Read.Group')
  let botUrl = options.botUrl
  let base = ''

  const identity = createIdentity({ base: () => base, appId, appSecret: options.appSecret, now })
  const app = express()
  app.disable('x-powered-by')
  const { idToken: signed } = identity
  app.use(
    entraRouter({
      ...{ base: () => base, clientId: appId, clientSecret: options.appSecret, directory, now, sign: signed },
    }),
  )
  const graph = createGraphDouble({
    ...{ clientId: appId, clientSecret: options.appSecret, now },
    organisations: [sampleOrganisation(directory, now()), ...sampleClients(now())],
  })
  app.use(graph.router)
  app.use(identity.router)
  const uploaded = createUploads({ base: () => base, isBotToken: identity.isBotToken, faults })
  app.use(uploaded.router)
  app.use(
    '/teams',
    connectorRouter({
      directory,
      chats,
      faults,
      isBotToken: identity.isBotToken,
      limit: options.limits === false ? () => 0 : limiter,
      isInstalled,
      personalChat: (account) => personal.get(account.key),
      openThread,
    }),
  )
  const server = createServer(app)
  server.listen(options.port ?? 0, '127.0.0.1')
  await once(server, 'listening')
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const serviceUrl = `${base}/teams/`

  function isInstalled(conversation: Conversation): boolean {
    return installed.has(conversation.teamId ?? conversation.id)
  }

  function openThread(channelId: string): Conversation | undefined {
    const team = directory.teams.find(({ channels }) => channels.some(({ id }) => id === channelId))
    if (team === undefined) return undefined
    const id = `${channelId};messageid=${chats.nextId()}`
    return chats.open({ id, type: 'channel', members: team.members, teamId: team.id, channelId })
  }

  function activity(account: Account, conversation: Conversation, rest: object): Json {
    const { teamId, channelId } = conversation
    const team = directory.teams.find(({ id }) => id === teamId)
    const inTeam = {
      teamsChannelId: channelId,
      teamsTeamId: teamId,
      channel: { id: channelId },
      team: { id: teamId, aadGroupId: team?.groupId, name: team?.name },
    }
    const time = new Date(now())
    return {
      id: chats.nextId(),
      channelId: 'msteams',
      serviceUrl,
      timestamp: time.toISOString(),
      localTimestamp: time.toISOString(),
      locale: account.locale,
      localTimezone: account.timeZone,
      from: { id: account.teamsId, name: account.name, aadObjectId: account.objectId },
      recipient: { id: botId, name: botName },
      conversation: {
        id: conversation.id,
        conversationType: conversation.type,
        tenantId: account.tenantId ?? directory.tenantId,
        ...(conversation.type === 'personal' ? {} : { isGroup: true }),
      },
      entities: [
        { type: 'clientInfo', locale: account.locale, country: 'FR', platform: 'Web', timezone: account.timeZone },
      ],
      channelData: { ...(teamId === undefined ? {} : inTeam), tenant: { id: account.tenantId ?? directory.tenantId } },
      ...rest,
    }
  }

  async function deliver(
    sent: object,
    token = identity.channelToken(serviceUrl),
    signal?: AbortSignal,
  ): Promise<InvokeResult> {
    if (botUrl === undefined) throw new Error('No bot is connected.')
    const response = await fetch(botUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify(sent),
      signal: signal ?? null,
    })
    const text = await response.text()
    return { status: response.status, body: text.startsWith('{') ? JSON.parse(text) : {} }
  }

  /** As Teams does: who does not answer in time is asked again. */
  async function deliverWithPatience(sent: Json): Promise<InvokeResult> {
    for (let attempt = 1; ; attempt += 1) {
      const again = attempt > 1 && sent.type === 'invoke' ? { ...sent, id: randomUUID() } : sent
      try {
        const result = await deliver(again, undefined, AbortSignal.timeout(patienceMs))
        if (result.status < 500 || attempt >= deliveries) return result
        await wait(PAUSE_MS)
      } catch (error) {
        if (attempt >= deliveries) return { status: 504, body: { error: String(error) } }
      }
    }
  }

  function contentOf({ text, html }: { readonly text: string; readonly html?: string }) {
    const attachments = html === undefined ? [] : [{ contentType: 'text/html', content: html }]
    return { text, textFormat: html === undefined ? ('plain' as const) : ('xml' as const), attachments }
  }

  function wireContent(text: string, html: string | undefined, mention: boolean) {
    const tag = `<at>${botName}</at>`
    const entity = { type: 'mention', text: tag, mentioned: { id: botId, name: botName } }
    const called = mention ? `${tag} ` : ''
    const formed = html ?? (mention ? `<p>${text}</p>` : undefined)
    const content = formed?.replace(/^(<p>)?/, (start) =>
      mention
        ? `${start}<span itemscope="" itemtype="http://schema.skype.com/Mention" itemid="0">${botName}</span>&nbsp;`
        : start,
    )
    return {
      text: called + text,
      textFormat: 'plain',
      ...(content === undefined ? {} : { attachments: [{ contentType: 'text/html', content }] }),
      ...(mention ? { mentions: [entity] } : {}),
    }
  }

  function withMentions(sent: Json, mentions: readonly object[] | undefined): Json {
    return mentions === undefined ? sent : { ...sent, entities: [...(sent.entities as object[]), ...mentions] }
  }

  const isForBot = (conversation: Conversation, mention: boolean) => {
    if (!isInstalled(conversation)) return false
    return conversation.type === 'personal' || mention || (conversation.type === 'channel' && hearsChannels)
  }

  async function post(
    account: Account,
    conversation: Conversation,
    { text, html: written, mention = false, uploads = [] }: Parameters<Teams['say']>[2],
  ): Promise<Said> {
    const came = uploaded.keep(uploads, conversation.type === 'personal')
    const html = came.html === '' ? written : `${written ?? `<p>${text}</p>`}${came.html}`
    const content = contentOf({ text, ...(written === undefined ? {} : { html: written }) })
    const attachments = [...content.attachments, ...came.shown]
    const message = chats.post(conversation, { from: account.key, ...content, attachments })
    if (!isForBot(conversation, mention)) return { message, taken: true }
    const { mentions, attachments: formed = [], ...wire } = wireContent(text, html, mention)
    const all = [...came.wire, ...formed]
    const sent = activity(account, conversation, {
      type: 'message',
      ...wire,
      ...(all.length === 0 ? {} : { attachments: all }),
      id: message.id,
    })
    const { status } = await deliverWithPatience(withMentions(sent, mentions))
    return { message, taken: status < 300 }
  }

  async function installation(
    account: Account,
    conversation: Conversation,
    action: 'add' | 'remove',
    channel?: Channel,
  ) {
    const change = activity(account, conversation, { type: 'installationUpdate', action })
    // Teams names nobody here.
    const { name: _, ...from } = change['from'] as { name: string }
    const settings = channel === undefined ? {} : { settings: { selectedChannel: { id: channel.id } } }
    const channelData = { ...(change.channelData as object), ...settings }
    await deliverWithPatience({ ...change, from, channelData })
    const key = action === 'add' ? 'membersAdded' : 'membersRemoved'
    await deliverWithPatience(activity(account, conversation, { type: 'conversationUpdate', [key]: [{ id: botId }] }))
  }

  function teamConversation(team: Team): Conversation {
    return { id: team.id, type: 'channel', members: team.members, teamId: team.id, channelId: team.id, messages: [] }
  }

  return {
    url: base,
    serviceUrl,
    appId,
    botName,
    directory,
    chats,
    faults,
    identity,
    graph,
    http: app,
    activity,
    openThread,
    deliver: (sent, token) => deliver(sent, token),
    connectBot(url) {
      botUrl = url
    },
    account(key) {
      const found = directory.accounts.find((account) => account.key === key)
      if (found === undefined) throw new Error(`Nobody is called ${key}.`)
      return found
    },
    personalChat: (account) => personal.get(account.key),
    async installForPerson(account) {
      const known = personal.get(account.key)
      const id = known?.id ?? `a:1${Buffer.from(account.objectId).toString('base64url')}`
      const chat = chats.open({ id, type: 'personal', members: [account.key], teamId: undefined, channelId: undefined })
      personal.set(account.key, chat)
      installed.add(chat.id)
      await installation(account, chat, 'add')
      return chat
    },
    async removeForPerson(account) {
      const chat = personal.get(account.key)
      if (chat === undefined) return
      installed.delete(chat.id)
      personal.delete(account.key)
      await installation(account, chat, 'remove')
    },
    async installInTeam(account, team, channel) {
      installed.add(team.id)
      await installation(account, teamConversation(team), 'add', channel)
    },
    async removeFromTeam(account, team) {
      installed.delete(team.id)
      await installation(account, teamConversation(team), 'remove')
    },
    async openGroup(members) {
      const id = `19:${randomUUID().replaceAll('-', '')}@thread.v2`
      installed.add(id)
      const keys = members.map(({ key }) => key)
      const group = chats.open({ id, type: 'groupChat', members: keys, teamId: undefined, channelId: undefined })
      if (members[0] !== undefined) await installation(members[0], group, 'add')
      return group
    },
    say: async (account, conversation, words) => (await post(account, conversation, words)).message,
    saySurely: (account, conversation, text) => post(account, conversation, { text }),
    async edit(account, conversation, message, { text, html }) {
      chats.edit(message, contentOf({ text, ...(html === undefined ? {} : { html }) }))
      if (!isForBot(conversation, false)) return true
      const { mentions: _, ...content } = wireContent(text, html, false)
      const sent = activity(account, conversation, { type: 'messageUpdate', ...content, id: message.id })
      const channelData = { ...(sent.channelData as object), eventType: 'editMessage' }
      return (await deliverWithPatience({ ...sent, channelData })).status < 300
    },
    async remove(account, conversation, message) {
      chats.remove(message)
      if (!isForBot(conversation, false)) return true
      const sent = activity(account, conversation, { type: 'messageDelete', id: message.id })
      const channelData = { ...(sent.channelData as object), eventType: 'softDeleteMessage' }
      return (await deliverWithPatience({ ...sent, channelData })).status < 300
    },
    async react(account, conversation, message, type) {
      if (message.from !== 'bot') return true
      const about = { type: 'messageReaction', id: randomUUID(), replyToId: message.id, reactionsAdded: [{ type }] }
      return (await deliverWithPatience(activity(account, conversation, about))).status < 300
    },
    async invoke(account, conversation, name, value, cardId) {
      const about = {
        type: 'invoke',
        name,
        value,
        id: randomUUID(),
        ...(cardId === undefined ? {} : { replyToId: cardId }),
      }
      return await deliverWithPatience(activity(account, conversation, about))
    },
    async submit(account, conversation, value, cardId) {
      await deliverWithPatience(activity(account, conversation, { type: 'message', value, replyToId: cardId }))
    },
    close: () => closed(server),
  }
}

function asksFor(manifest: Json, permission: string): boolean {
  const authorization = manifest.authorization as
    | { permissions?: { resourceSpecific?: { name: string }[] } }
    | undefined
  return authorization?.permissions?.resourceSpecific?.some(({ name }) => name === permission) ?? false
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}
