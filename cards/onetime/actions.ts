import { z } from 'zod'
import { dialog, id } from '../fields.ts'

export const MOST_SECRET = 200

export const oneTimeDialogs = {
  /** « Remettre un secret », by who took the chat. It is no text of a chat: nothing covers it, and nothing repeats it. */
  'onetime.hand': dialog({ handoffId: id }, { secret: z.string().trim().min(1).max(MOST_SECRET) }),
  /** « Afficher », by its requester; nothing is saved */
  'onetime.show': dialog({ secretId: id }, {}),
} as const
