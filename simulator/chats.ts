/** A card or any other JSON that a bot sent. */
export type Json = Readonly<Record<string, unknown>>

export interface Attachment {
  readonly contentType: string
  readonly content: unknown
}

/** A message as it stands now. */
export interface Message {
  readonly id: string
  readonly at: number
  /** A person's key, or `bot`. */
  readonly from: string
  text: string
  textFormat: 'plain' | 'xml' | 'markdown'
  attachments: readonly Attachment[]
  /** Whom it rings, by their ids in Teams. */
  readonly mentions: readonly string[]
  editedAt: number | undefined
  deletedAt: number | undefined
  /** How often it was written: an update makes everybody's own view of its card void. */
  revision: number
  /** What an answer to somebody's own action put in place of the card, for them alone. */
  readonly views: Map<string, Json>
}

type NewMessage = Pick<Message, 'from' | 'text' | 'textFormat' | 'attachments'> & Partial<Pick<Message, 'mentions'>>

/** A personal chat, a group chat, or a thread in a channel. */
export interface Conversation {
  readonly id: string
  readonly type: 'personal' | 'groupChat' | 'channel'
  readonly members: readonly string[]
  readonly teamId: string | undefined
  readonly channelId: string | undefined
  readonly messages: Message[]
}

export interface Chats {
  readonly conversations: ReadonlyMap<string, Conversation>
  open(conversation: Omit<Conversation, 'messages'>): Conversation
  post(conversation: Conversation, message: NewMessage): Message
  edit(message: Message, change: Partial<Pick<Message, 'text' | 'textFormat' | 'attachments'>>): void
  remove(message: Message): void
  setView(message: Message, personKey: string, card: Json): void
  /** Ids as Teams makes them: the time in milliseconds, never twice. */
  nextId(): string
  onChange(listener: () => void): () => void
  touch(): void
}

/** What everybody sees: the conversations and their messages. */
export function createChats(now: () => number): Chats {
  const conversations = new Map<string, Conversation>()
  const listeners = new Set<() => void>()
  let lastId = 0

  const touch = () => {
    for (const listener of listeners) listener()
  }
  const nextId = () => {
    lastId = Math.max(lastId + 1, now())
    return String(lastId)
  }
  return {
    conversations,
    nextId,
    touch,
    open(conversation) {
      const known = conversations.get(conversation.id)
      if (known !== undefined) return known
      const opened = { ...conversation, messages: [] }
      conversations.set(opened.id, opened)
      touch()
      return opened
    },
    post(conversation, { from, text, textFormat, attachments, mentions = [] }) {
      // A thread's first message has the id that its conversation ends with.
      const rootId = conversation.messages.length === 0 ? conversation.id.split(';messageid=')[1] : undefined
      const times = { at: now(), editedAt: undefined, deletedAt: undefined, revision: 1 }
      const message: Message = {
        id: rootId ?? nextId(),
        from,
        text,
        textFormat,
        attachments,
        mentions,
        ...times,
        views: new Map(),
      }
      conversation.messages.push(message)
      touch()
      return message
    },
    edit(message, change) {
      Object.assign(message, change, { editedAt: now(), revision: message.revision + 1 })
      message.views.clear()
      touch()
    },
    remove(message) {
      message.deletedAt = now()
      touch()
    },
    setView(message, personKey, card) {
      message.views.set(personKey, card)
      touch()
    },
    onChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

/** The card that a message shows to a person, if it has one. */
export function cardOf(message: Message, personKey: string): Json | undefined {
  const shared = message.attachments.find(
    ({ contentType }) => contentType === 'application/vnd.microsoft.card.adaptive',
  )
  return message.deletedAt === undefined
    ? (message.views.get(personKey) ?? (shared?.content as Json | undefined))
    : undefined
}
