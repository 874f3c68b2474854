import type { z } from 'zod'
import type { Dialog } from '../../cards/fields.ts'
import type { Guarded, GuardedDialog } from './guard.ts'

/** The handlers of a noun's actions: one for each, behind the guard, of just what its card carries. */
export type Verbs<Actions extends Readonly<Record<string, z.ZodType>>> = {
  readonly [V in keyof Actions]: Guarded<z.output<Actions[V]>>
}

/** The same for its dialogs. */
export type Forms<Dialogs extends Readonly<Record<string, Dialog>>> = {
  readonly [V in keyof Dialogs]: GuardedDialog<Dialogs[V]>
}
