import type { ActionData, DialogData, DialogVerb, Verb } from './actions.ts'

/** A line of a card that acts when it is chosen. */
export interface Link {
  readonly text: string
  readonly select: object
}

type Style = 'positive' | 'destructive'

/** A button that acts at once. Clients too old for `Action.Execute` send the same as a message. */
export function execute<V extends Verb>(title: string, verb: V, data: ActionData<V>, style?: Style): object {
  const look = { title, ...(style === undefined ? {} : { style }) }
  const fallback = { type: 'Action.Submit', ...look, data: { ...data, verb } }
  return { type: 'Action.Execute', ...look, verb, data, fallback }
}

export function link<V extends Verb>(text: string, verb: V, data: ActionData<V>): Link {
  return { text, select: execute(text, verb, data) }
}

/** A line of a card that opens a dialog when it is chosen; `title` is it without marks. */
export function linkDialog<V extends DialogVerb>(text: string, title: string, verb: V, data: DialogData<V>): Link {
  return { text, select: openDialog(title, verb, data) }
}

/** A button that opens a dialog. */
export function openDialog<V extends DialogVerb>(title: string, verb: V, data: DialogData<V>, style?: Style): object {
  const look = { title, ...(style === undefined ? {} : { style }) }
  return { type: 'Action.Submit', ...look, data: { ...data, verb, msteams: { type: 'task/fetch' } } }
}

/** The button that saves a dialog. The nonce makes it happen once, however often it is sent. */
export function save<V extends DialogVerb>(title: string, verb: V, nonce: string, data: DialogData<V>): object {
  return { type: 'Action.Submit', title, style: 'positive', data: { ...data, nonce, verb } }
}
