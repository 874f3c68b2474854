import { z } from 'zod'

export const menuActions = {
  /** « Autres options » */
  'menu.show': z.object({}),
} as const
