/**
 * A thing that has a card in Teams which is kept true: `<kind>:<id>`. Each noun says its own kind (`handoff:…`,
 * `ticket:…`, `desk:…`); here they are all alike.
 */
export type Subject = `${string}:${string}`

/**
 * Where a subject's card hangs: `desk` is the desk's channel, `left` one where it hung before, `reminder`
 * a reminder in its thread; a noun names the positions in its
 * requester's own chat.
 */
export type Position = string

/** The positions that everybody at a desk reads. */
export const AT_DESK: readonly Position[] = ['desk', 'left', 'reminder', 'thread', 'opened-desk']

export function kindOf(subject: Subject): string {
  return subject.slice(0, subject.indexOf(':'))
}

/** The id of what a subject is, if it is of this kind. */
export function idIn(subject: Subject | undefined, kind: string): string | undefined {
  return subject?.startsWith(`${kind}:`) ? subject.slice(kind.length + 1) : undefined
}
