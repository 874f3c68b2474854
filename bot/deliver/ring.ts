import { ServiceDeskError } from '../../services/errors.ts'
import type { PersonKey } from '../../services/people/person.ts'
import { findPerson } from '../../services/people/store.ts'
import { getWorkspace } from '../../services/workspaces/store.ts'
import type { Outgoing } from '../teams/connector.ts'
import { escapeHtml } from '../teams/html.ts'
import type { Needs } from './needs.ts'

/** Whoever is rung by a message in a channel: a mention is what Teams notifies of, whatever one's settings for the channel. */
export interface Ring {
  readonly workspaceId: string
  readonly people: readonly PersonKey[]
}

/** Teams notifies of no more than 20 mentions in a message; nobody needs so many. */
const MOST_MENTIONED = 10

/** The message with a mention of each, as far as the workspace wants it, and Teams knows them by their id (A5, C7). */
export async function ringing(
  { db, settingsOf }: Pick<Needs, 'db' | 'settingsOf'>,
  message: Outgoing,
  { workspaceId, people }: Ring,
): Promise<Outgoing> {
  if (people.length === 0) return message
  const { mentions } = await settingsOf(db, await getWorkspace(db, workspaceId))
  if (!mentions) return message
  const entities = []
  for (const person of people.slice(0, MOST_MENTIONED)) {
    const known = await findPerson(db, person)
    // Of whoever came by a page alone we know no id in Teams.
    if (known === undefined || known.teamsId === '') continue
    const { teamsId: id, name } = known
    entities.push({ type: 'mention' as const, text: `<at>${escapeHtml(name)}</at>`, mentioned: { id, name } })
  }
  if (entities.length === 0) return message
  return { ...message, textFormat: 'xml', text: entities.map(({ text }) => text).join(' '), entities }
}

/** Teams refuses a whole message where it cannot mention somebody, e.g. one who just left the team: then nobody is mentioned. */
export async function withoutRing<Result>(
  message: Outgoing,
  send: (message: Outgoing) => Promise<Result>,
): Promise<Result> {
  try {
    return await send(message)
  } catch (error) {
    const isRefused = error instanceof ServiceDeskError && error.code === 'invalid'
    if (!isRefused || message.entities === undefined) throw error
    const { text: _text, textFormat: _format, entities: _entities, ...quiet } = message
    return await send(quiet)
  }
}
