import type { z } from 'zod'
import { accessActions, accessDialogs } from './access/actions.ts'
import { approvalActions, approvalDialogs } from './approvals/actions.ts'
import { auditActions, auditDialogs } from './audit/actions.ts'
import { catalogueActions, catalogueDialogs } from './catalogue/actions.ts'
import { clientActions } from './clients/actions.ts'
import { deskActions, deskDialogs } from './desks/actions.ts'
import { feedbackActions, feedbackDialogs } from './feedback/actions.ts'
import { fileActions } from './files/actions.ts'
import { handoffActions, handoffDialogs } from './handoffs/actions.ts'
import { itsmActions } from './itsm/actions.ts'
import { lookupActions, lookupDialogs } from './lookups/actions.ts'
import { menuActions } from './menu/actions.ts'
import { oneTimeDialogs } from './onetime/actions.ts'
import { quarantineActions } from './quarantine/actions.ts'
import { responsibilityActions } from './responsibilities/actions.ts'
import { settingsActions, settingsDialogs } from './settings/actions.ts'
import { ticketActions, ticketDialogs } from './tickets/actions.ts'
import { workspaceActions, workspaceDialogs } from './workspaces/actions.ts'

/** Every verb that a card's button sends, with what it carries; a line a noun. */
export const actions = {
  ...menuActions,
  ...handoffActions,
  ...quarantineActions,
  ...ticketActions,
  ...catalogueActions,
  ...approvalActions,
  ...itsmActions,
  ...fileActions,
  ...deskActions,
  ...settingsActions,
  ...auditActions,
  ...lookupActions,
  ...clientActions,
  ...feedbackActions,
  ...responsibilityActions,
  ...accessActions,
  ...workspaceActions,
} as const

/** Every dialog. */
export const dialogs = {
  ...handoffDialogs,
  ...oneTimeDialogs,
  ...ticketDialogs,
  ...catalogueDialogs,
  ...approvalDialogs,
  ...deskDialogs,
  ...settingsDialogs,
  ...auditDialogs,
  ...lookupDialogs,
  ...feedbackDialogs,
  ...accessDialogs,
  ...workspaceDialogs,
} as const

export type Verb = keyof typeof actions
export type DialogVerb = keyof typeof dialogs
export type ActionData<V extends Verb> = z.infer<(typeof actions)[V]>
export type DialogData<V extends DialogVerb> = z.infer<(typeof dialogs)[V]['opens']>
