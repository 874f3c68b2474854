import { z } from 'zod'

export const responsibilityActions = {
  /** « Rôles et responsabilités » */
  'responsibilities.show': z.object({}),
  /** « Confirmer » */
  'responsibilities.confirm': z.object({}),
} as const
