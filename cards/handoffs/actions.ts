import { z } from 'zod'
import { MOST_NOTE, receiver } from '../desks/pass.ts'
import { dialog, id, LONGEST_TEXT, written } from '../fields.ts'

const handoff = z.object({ handoffId: id })
const offer = z.object({ offerId: id })
const message = z.object({ handoffId: id, activityId: z.string().min(1).max(200) })

/** One of these numbers, as a dialog sends it. */
function oneOf(numbers: readonly number[]) {
  return z
    .string()
    .refine((text) => numbers.some((its) => String(its) === text))
    .transform(Number)
}

export const handoffActions = {
  /** « Chat avec un analyste » */
  'handoff.request': z.object({}),
  /** « Me rappeler à l’ouverture », or « Attendre quand même »: where nobody is there now (F4) */
  'handoff.later': z.object({}),
  /** « Continuer d’attendre », « Reprendre l’attente » */
  'handoff.wait': handoff,
  /** « Ne plus attendre » */
  'handoff.cancel': handoff,
  /** « Je suis toujours là », « Je suis de retour » */
  'handoff.here': handoff,
  /** « Je reviens dans 20 minutes » */
  'handoff.pause': handoff,
  /** « Terminer le chat », by its requester */
  'handoff.leave': handoff,
  /** « Voir l’incident », below the talk whose card stays */
  'handoff.incident': handoff,
  /** « Réessayer » */
  'handoff.retry': message,
  /** « Ajouter à INC-… » */
  'handoff.to-ticket': message,
  /** The taker's own view of the card at the desk */
  'handoff.view': handoff,
  /** « Prendre » */
  'handoff.take': handoff,
  /** « Terminer le chat », by who took it */
  'handoff.end': handoff,
  /** « Annuler la prise en charge », by whoever just took it, before they said anything (F3) */
  'handoff.undo': handoff,
  /** « Garder le chat »: nobody else is to go on with it after all */
  'handoff.keep': z.object({ handoffId: id, offerId: id }),
  /** « Accepter », by whom it is held out to */
  'offer.accept': offer,
  /** « Refuser » */
  'offer.refuse': offer,
} as const

/** What can be chosen, in minutes. */
export const CALLBACK_MINUTES = [30, 60, 120, 240] as const
export const HOLD_MINUTES = [10, 20, 30, 60, 120] as const

export const handoffDialogs = {
  /** « Pourquoi ? »: to whom its queue offered it; nothing is saved (F9) */
  'handoff.why': dialog({ handoffId: id }, {}),
  /** « Rappelez-moi », by who waits */
  'handoff.callback': dialog({ handoffId: id }, { minutes: oneOf(CALLBACK_MINUTES) }),
  /** « Il me faut un moment », by who took it */
  'handoff.hold': dialog({ handoffId: id }, { minutes: oneOf(HOLD_MINUTES) }),
  /** « Note entre analystes », by anybody at the desk: no word of it can reach the requester (F15) */
  'handoff.note': dialog({ handoffId: id }, { text: written(MOST_NOTE) }),
  /** « Intervenir », by a supervisor: said to the requester under their own name; the chat stays its analyst’s */
  'handoff.join': dialog({ handoffId: id }, { text: written(MOST_NOTE) }),
  /** « Classer ce chat », by who led it: one of the categories that the workspace has */
  'handoff.classify': dialog({ handoffId: id }, { category: z.string().min(1).max(80) }),
  /** « Réponses types », by who took it: one of those that the workspace has, read again when it is saved */
  'handoff.reply': dialog({ handoffId: id }, { reply: z.string().min(1).max(500) }),
  /** « Répondre », on a console, by who took it: in the thread they just write */
  'handoff.answer': dialog({ handoffId: id }, { text: written(LONGEST_TEXT) }),
  /** « Passer la main à… », by who took it */
  'handoff.pass': dialog({ handoffId: id }, { to: receiver, note: written(MOST_NOTE) }),
} as const
