import type { Choice } from '../../cards/form.ts'
import { CARD_TYPE } from '../deliver/message.ts'
import type { Event, EventOf } from '../teams/activity.ts'
import type { Shown, Turn } from './reply.ts'

/** What goes back in the HTTP answer to an invoke. */
export interface InvokeAnswer {
  readonly status: number
  readonly body: object
  /** What it came to; not part of what goes back. */
  readonly came?: Shown['came']
}

/** A button or a dialog. */
export type Act = EventOf<'pressed' | 'dialog-opened' | 'dialog-saved'>

export function isAct(event: Event): event is Act {
  return event.kind === 'pressed' || event.kind === 'dialog-opened' || event.kind === 'dialog-saved'
}

export function isInvoke(event: Event): boolean {
  return (
    (event.kind === 'pressed' && event.by === 'execute') ||
    event.kind === 'dialog-opened' ||
    event.kind === 'dialog-saved' ||
    event.kind === 'searched'
  )
}

/**
 * What has no other mark by which a second delivery is known. An invoke comes again under a new id, and finds the state
 * changed or its nonce used; an edit or a deletion bears the id of the message it is about, and does no harm twice.
 */
export function takesEffectOnce(event: Event): boolean {
  return event.kind !== 'edited' && event.kind !== 'deleted' && !isInvoke(event)
}

/** The answer that shows it: a dialog is answered by a dialog or its last words, a button by a card or a sentence. */
export function answer({ t }: Pick<Turn, 't'>, shown: Shown, isDialog: boolean): InvokeAnswer {
  if ('dialog' in shown) {
    const { title, card } = shown.dialog
    const value = { title, width: 'medium', card: { contentType: CARD_TYPE, content: card } }
    return { status: 200, body: { task: { type: 'continue', value } }, came: shown.came }
  }
  if ('say' in shown && isDialog)
    return { status: 200, body: { task: { type: 'message', value: t(shown.say, shown.values) } } }
  if ('say' in shown) return spoken(t(shown.say, shown.values))
  return { status: 200, body: { statusCode: 200, type: CARD_TYPE, value: shown.card }, came: shown.came }
}

/** What a field of a dialog finds for what is typed into it. */
export function found(results: readonly Choice[]): InvokeAnswer {
  return {
    status: 200,
    body: { statusCode: 200, type: 'application/vnd.microsoft.search.searchResponse', value: { results } },
  }
}

/** A short sentence that the client shows for a moment. */
export function spoken(value: string): InvokeAnswer {
  return { status: 200, body: { statusCode: 200, type: 'application/vnd.microsoft.activity.message', value } }
}
