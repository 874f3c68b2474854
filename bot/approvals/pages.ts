import { cardPage } from '../../web/frame.ts'
import { looked, opened } from '../turn/guard.ts'
import type { Turn } from '../turn/reply.ts'
import { viewOf } from '../web/view.ts'
import { request } from './kinds.ts'
import { presentApprovals, presentRequest } from './present.ts'

export async function approvalsPage(turn: Turn): Promise<string> {
  looked(turn, 'approval.read')
  return cardPage(turn.t, { card: await presentApprovals(turn), view: viewOf(turn, '/'), reader: turn.person.name })
}

export async function requestPage(turn: Turn, requestId: string): Promise<string> {
  const its = await opened(turn, request, 'request.own', { requestId })
  const card = await presentRequest(turn.db, turn.t, its)
  return cardPage(turn.t, { card, view: viewOf(turn, '/incidents'), reader: turn.person.name })
}
