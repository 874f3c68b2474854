/** One message that somebody wrote, and what the other side may read of it. */
export interface Spoken {
  readonly from: string
  /** Which side it is for; a whisper is for nobody. */
  readonly to: 'desk' | 'requester' | 'nobody'
  readonly text: string
  readonly activityId: string
  readonly conversationId: string
  /** The bot acknowledged it. */
  readonly taken: boolean
  /** The versions that may be seen at the end: one, once a correction was acknowledged. */
  mayRead: string[]
  removal: 'no' | 'asked' | 'taken'
}

export interface Chat {
  readonly number: number
  /** Stands in every word of this chat, and of no other. */
  readonly tag: string
  readonly requester: string
  readonly homeId: string
  handoffId: string | undefined
  readonly spoken: Spoken[]
  /** What those who pressed « Prendre » were shown. */
  readonly told: string[]
}

/** What was acknowledged to people: what the service has promised them. */
export interface Ledger {
  readonly chats: Chat[]
  readonly incidents: { readonly chat: Chat; readonly title: string; readonly numbers: readonly string[] }[]
  /** What was acknowledged and then seen not to be so. */
  readonly undone: string[]
  newChat(requester: string, homeId: string): Chat
  textFor(chat: Chat, from: string, words: string): string
  said(chat: Chat, spoken: Omit<Spoken, 'mayRead' | 'removal'>): Spoken
}

export function createLedger(): Ledger {
  const chats: Chat[] = []
  let count = 0
  return {
    chats,
    incidents: [],
    undone: [],
    newChat(requester, homeId) {
      const number = chats.length + 1
      const chat: Chat = {
        number,
        tag: `[chat ${number}]`,
        requester,
        homeId,
        handoffId: undefined,
        spoken: [],
        told: [],
      }
      chats.push(chat)
      return chat
    },
    textFor(chat, from, words) {
      count += 1
      const text = `${from} ${count}. ${chat.tag}`
      return words.startsWith('//') ? `// ${text}` : `${words} ${text}`
    },
    said(chat, spoken) {
      const kept: Spoken = { ...spoken, mayRead: [spoken.text], removal: 'no' }
      chat.spoken.push(kept)
      return kept
    },
  }
}
