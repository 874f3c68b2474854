import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { ServiceDeskError } from '../errors.ts'
import type { Itsm, RemoteTicket } from './port.ts'

/** What is tried, in its order. */
export type Step =
  | 'open'
  | 'once'
  | 'requester'
  | 'comment'
  | 'work-note'
  | 'file'
  | 'assignee'
  | 'states'
  | 'changes'
  | 'end'

export interface Tried {
  readonly step: Step
  /** The number of the ticket, or what it did; `undefined` where there is nothing to say. */
  readonly about: string | undefined
  /** `undefined`: it went well. */
  readonly fault: string | undefined
}

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)

/**
 * Works with one ticket of its own in a ticket system, from its opening to its end. What a system reads back is compared; a comment, a
 * work note and a file are taken or refused. `email`: somebody who is known there and may have tickets. A step that fails ends
 * nothing but what needs it.
 */
export async function* tryOut(itsm: Itsm, title: string, email: string): AsyncGenerator<Tried> {
  const key = `try:${randomUUID()}`
  const start = await itsm
    .changesSince(undefined)
    .catch((error: unknown) => ({ cursor: undefined, why: faultIn(error) }))
  const requester = { name: email, email }
  const ticket = {
    title,
    description: title,
    requester,
    openedBy: undefined,
    category: undefined,
    ...({ urgency: 'low', impact: 'one' } as const),
  }
  let opened: RemoteTicket
  try {
    opened = await itsm.open(ticket, key)
  } catch (error) {
    yield { step: 'open', about: undefined, fault: faultIn(error) }
    return
  }
  const { id, number } = opened
  yield { step: 'open', about: number, fault: undefined }
  const tried = async (step: Step, work: () => Promise<string | undefined>, about?: string): Promise<Tried> => ({
    step,
    about,
    fault: await work().catch(faultIn),
  })
  yield await tried('once', async () => {
    const again = await itsm.open(ticket, key)
    return again.id === id ? undefined : `it was opened again, as ${again.number}`
  })
  yield await tried('requester', async () =>
    opened.requester?.email?.toLowerCase() === email.toLowerCase()
      ? undefined
      : `nobody has the address ${email} there`,
  )
  for (const kind of ['comment', 'work-note'] as const)
    yield await tried(
      kind,
      async () => void (await itsm.say(id, { kind, text: title, author: title }, `${key}:${kind}`)),
    )
  if (itsm.supports.files) {
    const file = { name: 'try.png', contentType: 'image/png', bytes: new Uint8Array(PNG), author: title }
    yield await tried('file', async () => void (await itsm.attach(id, file, `${key}:file`)))
  }
  yield await tried('assignee', async () => {
    const person = await itsm.findPerson(email)
    const changed = await itsm.change(id, { assignee: person?.id })
    return changed.assignee?.id === person?.id ? undefined : `${email} may not have tickets there`
  })
  const states = itsm.supports.states.filter((state) => state !== 'new' && state !== 'closed')
  yield await tried('states', async () => await wrongState(itsm, id, states), states.join(', '))
  yield await tried('changes', async () => ('why' in start ? start.why : await missingChange(itsm, id, start.cursor)))
  yield await tried('end', async () => {
    const end = itsm.supports.states.includes('cancelled') ? 'cancelled' : 'resolved'
    return (await itsm.change(id, { state: end })).state === end ? undefined : `it is not ${end}`
  })
}

async function wrongState(
  itsm: Itsm,
  id: string,
  states: readonly RemoteTicket['state'][],
): Promise<string | undefined> {
  for (const state of states) {
    const changed = await itsm.change(id, { state })
    if (changed.state !== state) return `“${state}” was asked for, and it is “${changed.state}” (${changed.stateLabel})`
  }
  return undefined
}

const MOST_PAGES = 20
/** A search may follow late. */
const MOST_LOOKS = 10
const PAUSE_MS = 1_000

async function missingChange(itsm: Itsm, id: string, since: string): Promise<string | undefined> {
  let cursor = since
  for (let look = 0; look < MOST_LOOKS; look += 1) {
    for (let page = 0; page < MOST_PAGES; page += 1) {
      const changes = await itsm.changesSince(cursor)
      if (changes.tickets.some((its) => its.id === id)) return undefined
      cursor = changes.cursor
      if (!changes.more) break
    }
    await wait(PAUSE_MS)
  }
  return 'its changes do not tell of this ticket'
}

function faultIn(error: unknown): string {
  if (!(error instanceof ServiceDeskError)) throw error
  return error.reason === undefined ? error.message : `${error.message} (${error.reason})`
}
