import { z } from 'zod'

export const itsmActions = {
  /** « Synchroniser maintenant » */
  'itsm.poll': z.object({}),
} as const
