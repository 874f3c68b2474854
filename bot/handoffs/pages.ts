import { randomUUID } from 'node:crypto'
import { findOpenHandoff, lastMessages } from '../../services/handoffs/store.ts'
import { chatPage, chatPart } from '../../web/handoffs/chat.ts'
import { looked } from '../turn/guard.ts'
import type { Turn } from '../turn/reply.ts'
import { viewOf } from '../web/view.ts'
import { positionNow, presentChat } from './present.ts'

/** So many messages back a page shows; all of them are in Teams. */
const MOST = 200

/** `undefined`: they neither wait nor talk. */
export async function chatPageOf(turn: Turn, script: string): Promise<string | undefined> {
  const chat = await chatOf(turn)
  return chat && chatPage(turn.t, { ...chat, nonce: randomUUID(), script })
}

/** What of it changes by itself. */
export async function chatPartOf(turn: Turn): Promise<string | undefined> {
  const chat = await chatOf(turn)
  return chat && chatPart(turn.t, chat).text
}

async function chatOf(turn: Turn) {
  const { db, t, person } = turn
  looked(turn, 'chat.request')
  const open = await findOpenHandoff(db, person)
  if (open === undefined) return undefined
  const messages = (await lastMessages(db, open.id, MOST)).toReversed()
  const card = await presentChat(turn, t, open, positionNow(open))
  return { messages, card, reader: person, view: viewOf(turn, '/chat') }
}
