import { z } from 'zod'
import { id } from '../fields.ts'

const held = z.object({ heldId: id })

export const heldActions = {
  /** « Envoyer en le cachant » */
  'held.cover': held,
  /** « Ce n’est pas un secret » */
  'held.send': held,
  /** « Ne pas envoyer » */
  'held.drop': held,
} as const
