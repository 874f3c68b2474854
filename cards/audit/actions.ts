import { z } from 'zod'
import { id } from '../fields.ts'

export const auditActions = {
  /** « Journal »: the acts of the workspace, the newest first; from the entry `before` on */
  'audit.show': z.object({ before: z.number().int().min(0).max(Number.MAX_SAFE_INTEGER).optional() }),
  /** « Qui a vu mon dossier » */
  'audit.viewers': z.object({ ticketId: id }),
} as const
