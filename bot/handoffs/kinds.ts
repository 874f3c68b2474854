import type { Handoff, Message, Offer } from '../../services/handoffs/handoff.ts'
import { handoffSubject, isOpen, offerSubject } from '../../services/handoffs/handoff.ts'
import { findOffer } from '../../services/handoffs/offers.ts'
import { findHandoff, findMessage } from '../../services/handoffs/store.ts'
import { samePerson } from '../../services/people/person.ts'
import type { Kind } from '../turn/guard.ts'

export const handoff: Kind<Handoff, { readonly handoffId: string }> = {
  find: ({ db, scope }, { handoffId }) => findHandoff(db, scope, handoffId),
  owned: ({ workspaceId, requester, analyst, ...its }) => ({ workspaceId, requester, analyst, isOpen: isOpen(its) }),
  subject: ({ id }) => handoffSubject(id),
  // While it waits, whoever takes it; then its taker alone.
  mayMove: ({ state, analyst, tier }, { person, desk }) =>
    tier === desk?.tier && (state === 'queued' || samePerson(analyst, person)),
}

export const offer: Kind<Offer, { readonly offerId: string }> = {
  find: ({ db, scope }, { offerId }) => findOffer(db, scope, offerId),
  owned: ({ workspaceId }) => ({ workspaceId }),
  subject: ({ id }) => offerSubject(id),
  mayMove: ({ to, tier, state }, { desk }) => to === undefined && tier === desk?.tier && state === 'open',
}

/** Something that a person said in a chat, with the chat. */
export interface OwnMessage {
  readonly handoff: Handoff
  readonly message: Message
}

export const ownMessage: Kind<OwnMessage, { readonly handoffId: string; readonly activityId: string }> = {
  async find({ db, scope, person }, { handoffId, activityId }) {
    const found = await findHandoff(db, scope, handoffId)
    const message = found && (await findMessage(db, { handoffId, activityId, authorId: person.objectId }))
    return message && message.audience !== 'work-note' ? { handoff: found, message } : undefined
  },
  owned: ({ handoff, message }) => ({
    workspaceId: handoff.workspaceId,
    author: { tenantId: handoff.requester.tenantId, objectId: message.author.objectId },
  }),
}
