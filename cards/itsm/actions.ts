import { z } from 'zod'
import { RESTORABLE } from '../../services/itsm/itsm.ts'
import { id } from '../fields.ts'

const value = z.string().max(100)

export const itsmActions = {
  /** « Synchroniser maintenant » */
  'itsm.poll': z.object({}),
  /** « Rétablir », of what both sides changed: the value `ours` in the place of `theirs` (F18) */
  'itsm.restore': z.object({
    ticketId: id,
    field: z.enum(RESTORABLE),
    ours: value,
    theirs: value,
  }),
} as const
