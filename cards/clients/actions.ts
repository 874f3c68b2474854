import { z } from 'zod'

const clientId = z.guid().toLowerCase()
const page = z.number().int().min(0).max(1_000).default(0)

export const clientActions = {
  /** « Clients »: those that a name or a domain finds */
  'client.list': z.object({ page, query: z.string().max(100).default('') }),
  /** It is the one that somebody works for from now on */
  'client.choose': z.object({ clientId }),
  /** « Tous les clients » */
  'client.all': z.object({}),
  /** « Ajouter aux favoris », « Retirer des favoris » */
  'client.mark': z.object({ clientId, isMarked: z.boolean() }),
  /** « État des services » of the client that was chosen, or of all */
  'health.show': z.object({ page }),
  'health.issue': z.object({ clientId, issueId: z.string().min(1).max(40) }),
  /** « Actualiser » */
  'health.refresh': z.object({}),
} as const
