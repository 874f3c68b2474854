import { z } from 'zod'
import { dialog, id } from '../fields.ts'

export const deskActions = {
  /** « Prendre mon service » */
  'desk.on': z.object({ deskId: id }),
  /** « Quitter mon service » */
  'desk.off': z.object({ deskId: id }),
  /** « Confirmer ce canal » */
  'desk.settle': z.object({}),
} as const

export const deskDialogs = {
  /** « J’ai le code »: the one-time code that the first start of the service prints */
  'desk.claim': dialog({}, { code: z.string().trim().min(1).max(100) }),
} as const
