import { z } from 'zod'
import { dialog, id, written } from '../fields.ts'

export const lookupActions = {
  /** « Dépanner une personne »: whom one looked at last */
  'lookup.start': z.object({}),
  /** What is known of somebody now, for the reason that was given */
  'lookup.show': z.object({ lookupId: id }),
  /** « Qui a consulté votre fiche » */
  'lookup.seen': z.object({}),
} as const

/** What is read in a channel's or a chat's place. */
export const MOST_REASON = 200

export const lookupDialogs = {
  /** « Sélectionner un utilisateur »: of whom, and why */
  'lookup.open': dialog({}, { requester: z.guid().toLowerCase(), reason: written(MOST_REASON) }),
} as const
