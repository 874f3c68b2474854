import { z } from 'zod'
import { MOST_TIERS } from '../../services/workspaces/workspace.ts'
import { dialog, id } from '../fields.ts'

const ids = z.string().max(4_000).default('')

export const deskActions = {
  /** « Prendre mon service » */
  'desk.on': z.object({ deskId: id }),
  /** « Quitter mon service » */
  'desk.off': z.object({ deskId: id }),
  /** « Rendre les chats à la file », in the own chat of whoever went off duty (F7) */
  'desk.return': z.object({ workspaceId: id }),
  /** « Mes chats et mes incidents », in an analyst's own chat */
  'desk.mine': z.object({}),
  /** « Enregistrer ce filtre »: how one wants a console's incidents shown; `query` of its address */
  'desk.keep-filter': z.object({
    deskId: id,
    query: z.string().min(1).max(2_000),
    name: z.string().trim().min(1).max(40).catch(''),
  }),
  'desk.drop-filter': z.object({ deskId: id, filterId: id }),
  /** « Confirmer ce canal », or « Ajouter comme niveau 2 » */
  'desk.settle': z.object({ tier: z.number().int().min(1).max(MOST_TIERS).optional() }),
} as const

export const deskDialogs = {
  /** « Superviser »: analysts to take off duty, chats to give back to the queue, and to end, by their ids with commas */
  'desk.supervise': dialog({ deskId: id }, { off: ids, back: ids, end: ids }),
  /** « J’ai le code »: the one-time code that the first start of the service prints */
  'desk.claim': dialog({}, { code: z.string().trim().min(1).max(100) }),
} as const
