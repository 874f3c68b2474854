import { z } from 'zod'
import { dialog, version } from '../fields.ts'

export const accessActions = {
  /** « Rôles » */
  'access.show': z.object({}),
} as const

const text = z.string().max(40_000).default('')
/** Which one is changed (none: a new one), and of which version of the settings. */
const opens = { name: z.string().max(60).optional(), version }

export const accessDialogs = {
  /** Who has which role: what is typed is read as a whole, see `assignmentOf`. */
  'access.assign': dialog(opens, {
    title: text,
    description: text,
    role: text,
    channel: text,
    members: text,
    groups: text,
    scope: text,
    clients: text,
    remove: text,
  }),
  /** A role of the workspace's own. */
  'access.define': dialog(opens, { title: text, permissions: text, remove: text }),
} as const
