import { z } from 'zod'
import { id } from '../fields.ts'

const message = z.object({ messageId: id })

export const quarantineActions = {
  /** « Envoyer en le cachant » */
  'quarantine.cover': message,
  /** « Ce n’est pas un secret » */
  'quarantine.send': message,
  /** « Ne pas envoyer » */
  'quarantine.drop': message,
} as const
