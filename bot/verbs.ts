import { type ActionData, actions, type DialogVerb, dialogs, type Verb } from '../cards/actions.ts'
import type { Permission } from '../services/access/policy.ts'
import { ServiceDeskError } from '../services/errors.ts'
import { accessForms, accessVerbs } from './access/verbs.ts'
import { approvalForms, approvalVerbs } from './approvals/verbs.ts'
import { auditForms, auditVerbs } from './audit/verbs.ts'
import { catalogueForms, catalogueVerbs } from './catalogue/verbs.ts'
import { clientVerbs } from './clients/verbs.ts'
import { deskForms, deskVerbs } from './desks/verbs.ts'
import { feedbackForms, feedbackVerbs } from './feedback/verbs.ts'
import { fileVerbs } from './files/verbs.ts'
import { handoffForms, handoffVerbs } from './handoffs/verbs.ts'
import { itsmVerbs } from './itsm/verbs.ts'
import { lookupForms, lookupVerbs } from './lookups/verbs.ts'
import { menuVerbs } from './menu/verbs.ts'
import { oneTimeForms } from './onetime/verbs.ts'
import { quarantineVerbs } from './quarantine/verbs.ts'
import { responsibilityVerbs } from './responsibilities/verbs.ts'
import { settingsForms, settingsVerbs } from './settings/verbs.ts'
import { ticketForms, ticketVerbs } from './tickets/verbs.ts'
import { type Guarded, type GuardedDialog, readSaved } from './turn/guard.ts'
import type { Shown, Turn } from './turn/reply.ts'
import { workspaceForms, workspaceVerbs } from './workspaces/verbs.ts'

/** Every verb of a card and who answers it, a line a noun; a verb without a handler or a permission does not compile. */
export const presses = {
  ...menuVerbs,
  ...handoffVerbs,
  ...quarantineVerbs,
  ...ticketVerbs,
  ...catalogueVerbs,
  ...approvalVerbs,
  ...itsmVerbs,
  ...fileVerbs,
  ...deskVerbs,
  ...settingsVerbs,
  ...auditVerbs,
  ...lookupVerbs,
  ...clientVerbs,
  ...feedbackVerbs,
  ...responsibilityVerbs,
  ...accessVerbs,
  ...workspaceVerbs,
} satisfies { readonly [V in Verb]: Guarded<ActionData<V>> }

export const forms = {
  ...handoffForms,
  ...oneTimeForms,
  ...ticketForms,
  ...catalogueForms,
  ...approvalForms,
  ...deskForms,
  ...settingsForms,
  ...auditForms,
  ...lookupForms,
  ...feedbackForms,
  ...accessForms,
  ...workspaceForms,
} satisfies {
  readonly [V in DialogVerb]: GuardedDialog<(typeof dialogs)[V]>
}

/** Answers a press: parses what the card carries, and passes the guard. */
export async function press(turn: Turn, verb: string, raw: unknown): Promise<Shown> {
  if (!isVerb(verb)) throw unknown()
  const parsed = actions[verb].safeParse(raw)
  if (!parsed.success) throw unknown()
  return await (presses[verb] as Guarded<unknown>).run(turn, parsed.data)
}

export async function openForm(turn: Turn, verb: string, raw: unknown): Promise<Shown> {
  if (!isDialogVerb(verb)) throw unknown()
  const parsed = dialogs[verb].opens.safeParse(raw)
  if (!parsed.success) throw unknown()
  return await (forms[verb] as GuardedDialog<(typeof dialogs)[DialogVerb]>).open(turn, parsed.data)
}

export async function saveForm(turn: Turn, verb: string, raw: unknown): Promise<Shown> {
  if (!isDialogVerb(verb)) throw unknown()
  const saved = readSaved(dialogs[verb], raw)
  return await (forms[verb] as GuardedDialog<(typeof dialogs)[DialogVerb]>).save(turn, saved as never)
}

/** What an act takes; `undefined`: it is none of ours. */
export function permissionOf(verb: string): Permission | undefined {
  if (isVerb(verb)) return presses[verb].permission
  return isDialogVerb(verb) ? forms[verb].permission : undefined
}

function isVerb(verb: string): verb is Verb {
  return Object.hasOwn(actions, verb)
}

function isDialogVerb(verb: string): verb is DialogVerb {
  return Object.hasOwn(dialogs, verb)
}

function unknown(): ServiceDeskError {
  return new ServiceDeskError('invalid', 'A card sent what no card of ours sends.')
}
