import { z } from 'zod'
import { MOST_FEEDBACK, VERDICTS } from '../../services/feedback/feedback.ts'
import { dialog, id, written } from '../fields.ts'

const verdict = z.enum(VERDICTS)
const text = written(MOST_FEEDBACK)

export const feedbackActions = {
  /** « Notre aide vous a-t-elle été utile ? », by whose chat it was */
  'feedback.chat': z.object({ handoffId: id, verdict }),
  /** The same, by whom an incident was for */
  'feedback.ticket': z.object({ ticketId: id, verdict }),
  /** « Ces informations vous ont-elles été utiles ? », of an incident of Microsoft's (S2.28) */
  'feedback.issue': z.object({ clientId: z.guid().toLowerCase(), issueId: z.string().min(1).max(40), verdict }),
} as const

export const feedbackDialogs = {
  /** « Ajouter un commentaire » to such an answer */
  'feedback.chat-words': dialog({ handoffId: id }, { text }),
  'feedback.ticket-words': dialog({ ticketId: id }, { text }),
  /** « Envoyez-nous vos commentaires » (S2.26) */
  'feedback.send': dialog({}, { text }),
} as const
