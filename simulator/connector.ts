import { setTimeout as wait } from 'node:timers/promises'
import { Router as createRouter, json, type Request, type Response, type Router } from 'express'
import type { Attachment, Chats, Conversation, Message } from './chats.ts'
import type { Account, Directory } from './directory.ts'
import type { Fault, Faults, Operation } from './faults.ts'

/** What a message may weigh: 100 KB, in UTF-16. */
const MESSAGE_CHARACTERS = 50_000

interface Options {
  readonly directory: Directory
  readonly chats: Chats
  readonly faults: Faults
  readonly isBotToken: (authorization: string | undefined) => boolean
  /** Seconds that a message into this conversation must wait. */
  readonly limit: (conversationId: string) => number
  /** Whether the app is where it wants to speak. */
  readonly isInstalled: (conversation: Conversation) => boolean
  /** The personal chat of somebody who has the app. */
  readonly personalChat: (account: Account) => Conversation | undefined
  readonly openThread: (channelId: string) => Conversation | undefined
}

interface Answer {
  readonly status: number
  readonly body: object
}

interface Activity {
  readonly type?: string
  readonly text?: string
  readonly textFormat?: Message['textFormat']
  readonly attachments?: readonly Attachment[]
  readonly entities?: readonly {
    readonly type?: string
    readonly text?: string
    readonly mentioned?: { readonly id?: string }
  }[]
}

/** The Bot Connector REST API, as far as bots in Teams use it: conversations, activities, members, teams. */
export function connectorRouter(options: Options): Router {
  const { chats, directory, faults } = options
  const router = createRouter()
  router.use(json({ limit: '1mb' }))
  router.use((request, response, next) => {
    if (options.isBotToken(request.get('authorization'))) next()
    else fail(response, 401, 'Unauthorized')
  })

  router.post('/v3/conversations', async (request, response) => {
    const body = request.body as {
      isGroup?: boolean
      members?: { id: string }[]
      channelData?: { channel?: { id: string } }
      activity?: Activity
    }
    const channelId = body.channelData?.channel?.id
    if (channelId === undefined) {
      const account = directory.accounts.find(({ teamsId, objectId }) =>
        [teamsId, objectId].includes(body.members?.[0]?.id ?? ''),
      )
      const chat = account && options.personalChat(account)
      if (chat === undefined) fail(response, 403, 'ForbiddenOperationException')
      else response.status(201).json({ id: chat.id })
      return
    }
    await answer(request, response, 'create', () => {
      const thread = options.openThread(channelId)
      if (thread === undefined) return refusal(404, 'ConversationNotFound')
      if (!options.isInstalled(thread)) return refusal(403, 'BotNotInConversationRoster')
      if (!mentionsMembers(thread, body.activity ?? {})) return refusal(400, 'BadSyntax')
      const message = chats.post(thread, contentOf(body.activity ?? {}))
      return { status: 201, body: { id: thread.id, activityId: message.id } }
    })
  })

  const send = async (request: Request, response: Response) => {
    // A message to a channel itself begins a thread in it.
    const conversation = find(request) ?? options.openThread(idOf(request))
    const waitS = options.limit(idOf(request))
    if (waitS > 0) {
      response.set('retry-after', String(waitS))
      fail(response, 429, 'TooManyRequests')
      return
    }
    await answer(request, response, 'send', () => {
      if (conversation === undefined) return refusal(404, 'ConversationNotFound')
      const activity = request.body as Activity
      if (activity.type === 'typing') return { status: 202, body: {} }
      if (!activity.text && !activity.attachments?.length) return refusal(400, 'BadSyntax')
      if (!mentionsMembers(conversation, activity)) return refusal(400, 'BadSyntax')
      return { status: 201, body: { id: chats.post(conversation, contentOf(activity)).id } }
    })
  }
  router.post('/v3/conversations/:id/activities', send)
  router.post('/v3/conversations/:id/activities/:activityId', send)

  router.put('/v3/conversations/:id/activities/:activityId', async (request, response) => {
    await answer(request, response, 'update', () => {
      const message = ownMessage(request)
      if (message === undefined) return refusal(404, 'ActivityNotFoundInConversation')
      const { text, textFormat, attachments } = contentOf(request.body as Activity)
      chats.edit(message, { text, textFormat, attachments })
      return { status: 200, body: { id: message.id } }
    })
  })
  router.delete('/v3/conversations/:id/activities/:activityId', async (request, response) => {
    await answer(request, response, 'delete', () => {
      const message = ownMessage(request)
      if (message === undefined) return refusal(404, 'ActivityNotFoundInConversation')
      chats.remove(message)
      return { status: 200, body: {} }
    })
  })

  router.get('/v3/conversations/:id/members', (request, response) => {
    respondMembers(request, response, (members) => members)
  })
  router.get('/v3/conversations/:id/pagedmembers', (request, response) => {
    const size = Math.max(50, Number(request.query.pageSize ?? 200))
    const from = Number(request.query.continuationToken ?? 0)
    respondMembers(request, response, (members) => ({
      members: members.slice(from, from + size),
      ...(members.length > from + size ? { continuationToken: String(from + size) } : {}),
    }))
  })
  router.get('/v3/conversations/:id/members/:memberId', (request, response) => {
    const wanted = String(request.params.memberId)
    const member = membersOf(request)?.find(({ teamsId, objectId }) => teamsId === wanted || objectId === wanted)
    if (member === undefined) fail(response, 404, 'MemberNotFoundInConversation')
    else response.json(toMember(member, directory.tenantId))
  })
  router.get('/v3/teams/:id', (request, response) => {
    const team = directory.teams.find(({ id }) => id === request.params.id)
    if (team === undefined) fail(response, 404, 'NotFound')
    else response.json({ id: team.id, name: team.name, aadGroupId: team.groupId })
  })
  router.get('/v3/teams/:id/conversations', (request, response) => {
    const team = directory.teams.find(({ id }) => id === request.params.id)
    if (team === undefined) fail(response, 404, 'NotFound')
    // Teams leaves the General channel without a name.
    else
      response.json({
        conversations: team.channels.map(({ id, name }) => ({ id, name: id === team.id ? null : name })),
      })
  })
  return router

  /** Does what is asked and answers, unless a fault strikes: before, or when all is done and only the answer is missing. */
  async function answer(request: Request, response: Response, operation: Operation, act: () => Answer): Promise<void> {
    const id = operation === 'create' ? String(request.body?.channelData?.channel?.id) : idOf(request)
    const fault = faults.strike(operation, id)
    if (fault !== undefined && fault.delivered !== true) return await strike(response, fault)
    const tooBig = JSON.stringify(request.body ?? {}).length > MESSAGE_CHARACTERS
    const conversation = find(request)
    const absent = conversation !== undefined && !options.isInstalled(conversation)
    const done = tooBig
      ? refusal(413, 'MessageSizeTooBig')
      : absent
        ? refusal(403, 'BotNotInConversationRoster')
        : act()
    if (fault === undefined) response.status(done.status).json(done.body)
    else await strike(response, fault)
  }

  function find(request: Request): Conversation | undefined {
    return chats.conversations.get(idOf(request))
  }

  function ownMessage(request: Request): Message | undefined {
    const message = find(request)?.messages.find(({ id }) => id === request.params.activityId)
    return message?.from === 'bot' && message.deletedAt === undefined ? message : undefined
  }

  /** Teams refuses a message whose text lacks a mention, or that mentions somebody who is not there. */
  function mentionsMembers({ id }: Conversation, { text = '', entities = [] }: Activity): boolean {
    const members = membersIn(id)
    return entities.every(
      (entity) =>
        entity.type !== 'mention' ||
        (text.includes(entity.text ?? '?') &&
          members?.some(({ teamsId }) => teamsId === entity.mentioned?.id) === true),
    )
  }

  function membersOf(request: Request): readonly Account[] | undefined {
    return membersIn(idOf(request))
  }

  function membersIn(id: string): readonly Account[] | undefined {
    const team = directory.teams.find(({ channels }) => channels.some((channel) => channel.id === id.split(';')[0]))
    const channel = team?.channels.find((its) => its.id === id.split(';')[0])
    const keys = channel?.members ?? team?.members ?? chats.conversations.get(id)?.members
    return keys && directory.accounts.filter(({ key }) => keys.includes(key))
  }

  function respondMembers(request: Request, response: Response, shape: (members: object[]) => object): void {
    const members = membersOf(request)
    if (members === undefined) fail(response, 404, 'ConversationNotFound')
    else response.json(shape(members.map((member) => toMember(member, directory.tenantId))))
  }
}

async function strike(response: Response, fault: Fault): Promise<void> {
  if (fault.delayMs !== undefined) await wait(fault.delayMs)
  if (fault.retryAfterS !== undefined) response.set('retry-after', String(fault.retryAfterS))
  if (!response.writableEnded) fail(response, fault.status, fault.code ?? 'Fault')
}

function idOf(request: Request): string {
  return String(request.params.id)
}

function contentOf({ text = '', textFormat = 'markdown', attachments = [], entities = [] }: Activity) {
  const mentions = entities.flatMap(({ type, mentioned }) => (type === 'mention' ? [mentioned?.id ?? ''] : []))
  return { from: 'bot', text, textFormat, attachments, mentions }
}

function toMember(account: Account, tenantId: string): object {
  const email = `${account.key}@example.com`
  return {
    id: account.teamsId,
    objectId: account.objectId,
    aadObjectId: account.objectId,
    name: account.name,
    userPrincipalName: email,
    email,
    tenantId,
    userRole: 'user',
  }
}

function refusal(status: number, code: string): Answer {
  return { status, body: { error: { code, message: code } } }
}

function fail(response: Response, status: number, code: string): void {
  response.status(status).json(refusal(status, code).body)
}
