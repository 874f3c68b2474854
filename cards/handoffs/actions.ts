import { z } from 'zod'
import { MOST_NOTE, receiver } from '../desks/pass.ts'
import { dialog, id, written } from '../fields.ts'

const handoff = z.object({ handoffId: id })
const offer = z.object({ offerId: id })
const message = z.object({ handoffId: id, activityId: z.string().min(1).max(200) })

export const handoffActions = {
  /** « Chat avec un analyste » */
  'handoff.request': z.object({}),
  /** « Ne plus attendre » */
  'handoff.cancel': handoff,
  /** « Je suis toujours là » */
  'handoff.here': handoff,
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
  /** « Garder le chat »: nobody else is to go on with it after all */
  'handoff.keep': z.object({ handoffId: id, offerId: id }),
  /** « Accepter », by whom it is held out to */
  'offer.accept': offer,
  /** « Refuser » */
  'offer.refuse': offer,
} as const

export const handoffDialogs = {
  /** « Passer la main à… », by who took it */
  'handoff.pass': dialog({ handoffId: id }, { to: receiver, note: written(MOST_NOTE) }),
} as const
