import { randomUUID } from 'node:crypto'
import type { ticketDialogs } from '../../cards/tickets/actions.ts'
import { announcedDialogCard, announceForm } from '../../cards/tickets/announcement.ts'
import { announce, follow, unfollow } from '../../services/tickets/announce.ts'
import { findTicket } from '../../services/tickets/store.ts'
import { isSettled, type Ticket } from '../../services/tickets/ticket.ts'
import { presentMenu } from '../menu/present.ts'
import type { Kind, Saved } from '../turn/guard.ts'
import type { Shown, Turn } from '../turn/reply.ts'
import { tooLate } from './present.ts'

/** What everybody of its workspace may know of. */
export const announced: Kind<Ticket, { readonly ticketId: string }> = {
  find: ({ db, scope }, { ticketId }) => findTicket(db, scope, ticketId),
  owned: ({ workspaceId, announcement, isConfidential }) => ({
    workspaceId,
    isAnnounced: announcement !== undefined && !isConfidential,
  }),
}

/** « Moi aussi ». What is over by now is in the menu no more. */
export async function followIt(turn: Turn, its: Ticket): Promise<Shown> {
  const isNew = await follow(turn, its, turn.person)
  return { card: await menuNow(turn), ...(isNew ? {} : { came: 'nothing' as const }) }
}

/** « Ne plus suivre ». */
export async function unfollowIt(turn: Turn, its: Ticket): Promise<Shown> {
  const did = await unfollow(turn, its, turn.person)
  return { card: await menuNow(turn), ...(did ? {} : { came: 'nothing' as const }) }
}

async function menuNow(turn: Turn) {
  const { t, person, workspace, settings, actor } = turn
  return await presentMenu(turn, t, person, { workspace, settings, permissions: actor.permissions })
}

type Announce = (typeof ticketDialogs)['ticket.announce']

/** « Annoncer à tous ». */
export const announceForms = {
  async open(turn: Turn, its: Ticket, { version }: { readonly version: number }): Promise<Shown> {
    if (its.version !== version || isSettled(its) || its.isConfidential) return tooLate(turn, its, '')
    return announcing(turn, its, { nonce: randomUUID(), version, text: its.announcement ?? '', isFaulty: false })
  },

  async save(turn: Turn, its: Ticket, { opened: { version }, nonce, sent }: Saved<Announce>): Promise<Shown> {
    if (!sent.ok) return announcing(turn, its, { nonce, version, text: sent.values.text, isFaulty: true })
    const { text } = sent.fields
    // Sent twice, it is so already.
    const wanted = text === '' ? undefined : text
    const now = its.announcement === wanted ? its : await announce(turn, { ...its, version }, wanted)
    if (now === undefined) return { ...tooLate(turn, its, text), came: 'nothing' }
    return { dialog: { title: turn.t('announce.title'), card: announcedDialogCard(turn.t, now) } }
  },
}

function announcing(turn: Turn, ticket: Ticket, form: Omit<Parameters<typeof announceForm>[1], 'ticket'>): Shown {
  return { dialog: { title: turn.t('announce.title'), card: announceForm(turn.t, { ticket, ...form }) } }
}
