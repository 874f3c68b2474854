import { z } from 'zod'
import { PERMISSIONS } from '../../services/access/policy.ts'
import { dialog, id } from '../fields.ts'

const before = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER).optional()
const day = z.union([z.iso.date(), z.literal('')]).default('')

export const auditActions = {
  /** « Journal »: the acts of the workspace, the newest first; from the entry `before` on */
  'audit.show': z.object({ before }),
  /** « Qui a vu mon dossier » */
  'audit.viewers': z.object({ ticketId: id }),
  /** « Vérifier le journal »: whether every entry is as it was written */
  'audit.verify': z.object({}),
} as const

export const auditDialogs = {
  /** « Rechercher dans le journal »; `before`: from where a search goes on */
  'audit.find': dialog(
    { before },
    {
      who: z.union([z.guid().toLowerCase(), z.literal('')]).default(''),
      what: z.enum(['any', ...PERMISSIONS, 'privacy']).default('any'),
      outcome: z.enum(['any', 'done', 'refused']).default('any'),
      about: z.string().trim().max(40).default(''),
      from: day,
      to: day,
    },
  ),
} as const
