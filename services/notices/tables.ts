import type { Subject } from './subject.ts'

export interface NoticeTables {
  /** The message in Teams that carries a subject's card, by its position. */
  readonly live_cards: {
    subject: Subject
    /** The position: `desk`, or one of the requester's own chat. */
    place: string
    service_url: string
    conversation_id: string
    activity_id: string
  }
  /** Every thread in a desk's channel that is about a subject. One of them, the live card's, is where it is spoken to. */
  readonly threads: {
    conversation_id: string
    subject: Subject
  }
}
