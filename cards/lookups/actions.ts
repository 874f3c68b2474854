import { z } from 'zod'
import { DEVICE_ACTION_NAMES } from '../../services/lookups/lookup.ts'
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
  /** « Agir sur l’appareil »: one of the person's who is looked at */
  'device.act': dialog({ lookupId: id, deviceId: z.guid().toLowerCase() }, { action: z.enum(DEVICE_ACTION_NAMES) }),
  /** « Sélectionner un utilisateur »: of whom, and why; from a chat or an incident, both are there */
  'lookup.open': dialog(
    { personId: z.guid().toLowerCase().optional(), about: z.string().max(MOST_REASON).optional() },
    { requester: z.guid().toLowerCase(), reason: written(MOST_REASON) },
  ),
} as const
