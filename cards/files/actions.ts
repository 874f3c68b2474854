import { z } from 'zod'
import { id } from '../fields.ts'

export const fileActions = {
  /** « Nouveau lien » */
  'file.renew': z.object({ fileId: id }),
} as const
