import { z } from 'zod'
import { LANGUAGES } from '../../services/people/person.ts'
import { dialog, id } from '../fields.ts'

export const workspaceActions = {
  /** « Espace de travail »: what belongs to the one that one is in */
  'workspace.show': z.object({}),
  /** An invitation, as the menu names it */
  'invitation.show': z.object({ workspaceId: id }),
  /** « Accepter » */
  'invitation.accept': z.object({ workspaceId: id }),
  /** « Refuser » */
  'invitation.decline': z.object({ workspaceId: id }),
  /** « Membres » */
  'member.show': z.object({}),
} as const

/** Object ids with commas, as a choice of several people sends them. */
const people = z
  .string()
  .max(8_000)
  .transform((text) => text.split(',').filter((part) => part !== ''))
  .pipe(z.array(z.guid().toLowerCase()).max(200))
const name = z.string().trim().max(60)

export const workspaceDialogs = {
  /** « Changer d’espace de travail » */
  'workspace.choose': dialog({}, { workspace: z.uuid() }),
  /** « Nouvel espace de travail » */
  'workspace.create': dialog(
    {},
    { title: name.min(1), administrator: z.guid().toLowerCase(), language: z.enum(LANGUAGES) },
  ),
  /** « Demander un service » that the organisation has purchased */
  'workspace.request': dialog({}, { service: z.string().min(1).max(100) }),
  /** « Inviter »: people of the organisation, or a personal account by its owner's name */
  'member.invite': dialog({}, { people: people.default([]), personal: name.default('') }),
  /** « Retirer » */
  'member.remove': dialog({}, { people: people.refine((ids) => ids.length > 0) }),
  /** « Transférer » to another workspace, with what is theirs */
  'member.move': dialog({}, { people: people.refine((ids) => ids.length > 0), workspace: z.uuid() }),
} as const
