import { z } from 'zod'
import { IMPACTS, UNSETTLED_STATES, URGENCIES } from '../../services/tickets/ticket.ts'
import { MOST_NOTE, receiver } from '../desks/pass.ts'
import { dialog, id, LONGEST_TEXT, version, written } from '../fields.ts'

/** What a console does to many at once. */
export const BULK_ACTS = ['take', 'in-progress', 'on-hold', 'low', 'normal', 'high'] as const
export type BulkAct = (typeof BULK_ACTS)[number]
export const MOST_BULK = 100

/** What everybody reads is short. */
export const MOST_ANNOUNCED = 300

const page = z.number().int().min(0).max(200)

export const ticketActions = {
  /** « Vérifier l'état d'un incident »; `everywhere`: « Tous les espaces de travail » (S1.7) */
  'ticket.list': z.object({ page, everywhere: z.boolean().optional() }),
  'ticket.show': z.object({ ticketId: id, page: page.optional() }),
  /** « C’est réglé », by whom it concerns */
  'ticket.confirm': z.object({ ticketId: id }),
  /** « Moi aussi » and « Ne plus suivre », of what is announced (F21) */
  'ticket.follow': z.object({ ticketId: id }),
  'ticket.unfollow': z.object({ ticketId: id }),
  /** « Prendre », at the desk */
  'ticket.take': z.object({ ticketId: id, version }),
  /** The next task is done, or the last one is not; `position` from 0 */
  'ticket.step': z.object({ ticketId: id, version, position: z.number().int().min(0).max(99), isDone: z.boolean() }),
  /** What was ticked on a console, as `id.version` with commas, and what becomes of all of it */
  'ticket.bulk': z.object({ tickets: z.string().max(20_000).default(''), what: z.enum(BULK_ACTS) }),
  /** « Rétablir l’état précédent »: what each of them was, as long as nobody has changed it since */
  'ticket.bulk-undo': z.object({
    undo: z
      .array(
        z.object({
          ticketId: id,
          version,
          state: z.enum(UNSETTLED_STATES),
          urgency: z.enum(URGENCIES),
          isTaken: z.boolean(),
        }),
      )
      .min(1)
      .max(MOST_BULK),
  }),
  /** The history at the desk, page by page */
  'ticket.history': z.object({ ticketId: id, page }),
} as const

const incident = {
  title: written(100),
  description: written(LONGEST_TEXT),
  urgency: z.enum(URGENCIES),
  impact: z.enum(IMPACTS).default('one'),
  /** One of those that the workspace has: read again when it is saved. */
  category: z.string().max(100).optional(),
} as const
const text = written(LONGEST_TEXT)

export const ticketDialogs = {
  /** « Créer un incident », for oneself or a colleague; on a message, with what it says */
  'ticket.open': dialog(
    { message: z.object({ text: z.string().max(LONGEST_TEXT), author: z.string().max(1_000) }).optional() },
    {
      ...incident,
      requester: z.guid().or(z.literal('')).optional(),
      confidential: z.enum(['true', 'false']).catch('false'),
    },
  ),
  /** The same from one's own chat */
  'ticket.from-chat': dialog({ handoffId: id }, incident),
  /** The same by the analyst who took the chat */
  'ticket.for-requester': dialog({ handoffId: id }, incident),
  /** « Ouvrir » a confidential incident, at the desk: for its reader's eyes alone. Nothing is saved. */
  'ticket.confidential': dialog({ ticketId: id }, {}),
  /** « Ajouter un commentaire », by whom it concerns */
  'ticket.comment': dialog({ ticketId: id }, { text }),
  /** « Toujours en panne », by whom it concerns */
  'ticket.reopen': dialog({ ticketId: id }, { text }),
  /** « Commenter », at the desk: for the requester, or for analysts alone */
  'ticket.note': dialog({ ticketId: id }, { text, visibility: z.enum(['comment', 'work-note']) }),
  /** « Passer la main à… » */
  'ticket.pass': dialog({ ticketId: id, version }, { to: receiver, note: written(MOST_NOTE) }),
  /** « Modifier », at the desk */
  'ticket.change': dialog(
    { ticketId: id, version },
    {
      state: z.enum(['same', 'in-progress', 'on-hold', 'cancelled']),
      urgency: z.enum(URGENCIES),
      impact: z.enum(IMPACTS),
      category: z.string().max(100).default(''),
      text: text.or(z.literal('')).default(''),
    },
  ),
  /** « Annoncer à tous », at the desk; empty: nobody is told any more (F21) */
  'ticket.announce': dialog({ ticketId: id, version }, { text: written(MOST_ANNOUNCED).or(z.literal('')).default('') }),
  /** « Retirer cet incident », by whom it concerns */
  'ticket.withdraw': dialog({ ticketId: id }, { text }),
  /** « Résoudre » */
  'ticket.resolve': dialog({ ticketId: id, version }, { text }),
} as const
