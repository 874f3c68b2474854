import { z } from 'zod'
import { dialog, id, LONGEST_TEXT, written } from '../fields.ts'

export const approvalActions = {
  /** Where a request stands, for whoever asked */
  'request.show': z.object({ requestId: id }),
  /** « Retirer cette demande » */
  'request.withdraw': z.object({ requestId: id }),
  /** « Vos approbations » */
  'approval.list': z.object({}),
  'approval.show': z.object({ approvalId: id }),
  /** « Approuver » */
  'approval.approve': z.object({ approvalId: id }),
} as const

export const approvalDialogs = {
  /** « Refuser », with why */
  'approval.refuse': dialog({ approvalId: id }, { text: written(LONGEST_TEXT) }),
  /** Who decides in one's place for a while; nobody: one does oneself */
  'approval.delegate': dialog(
    {},
    { deputy: z.guid().or(z.literal('')).default(''), until: z.iso.date().or(z.literal('')).default('') },
  ),
} as const
