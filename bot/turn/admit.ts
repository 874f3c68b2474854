import { sentencesIn } from '../../cards/sentences.ts'
import { clientOf, grantsOf } from '../../services/access/access.ts'
import { isServiceAdministrator, listServiceAdministrators } from '../../services/access/administrators.ts'
import type { Actor } from '../../services/access/policy.ts'
import type { Arrival } from '../../services/admission/arrive.ts'
import type { Services } from '../../services/context.ts'
import type { Db } from '../../services/db/connect.ts'
import { ServiceDeskError } from '../../services/errors.ts'
import { type Contact, languageOf } from '../../services/people/person.ts'
import { rulesIn } from '../../services/settings/settings.ts'
import { listWorkspaceIds } from '../../services/workspaces/members.ts'
import type { Channel } from '../../services/workspaces/workspace.ts'
import type { Event } from '../teams/activity.ts'
import { isAct } from './answer.ts'
import type { Hearing } from './reply.ts'

/** Who acts, as Teams names them today, with what is known of them. */
export function personOf(event: Event, { known, workspace }: Arrival): Contact {
  const { tenantId, sender, serviceUrl, conversationId, locale } = event
  const { objectId } = sender
  const workspaceId = known?.workspaceId
  // On a page they are as Teams named them last, and are spoken to where they were.
  if (event.isPage === true && known !== undefined) return { ...known, name: known.name || (sender.name ?? '') }
  const language = languageOf(locale, known?.language ?? workspace.language)
  const isPrivate = event.scope === 'personal' && event.kind !== 'removed' && event.isPage !== true
  const chat = isPrivate ? { serviceUrl, conversationId } : known?.chat
  return {
    tenantId,
    objectId,
    name: sender.name ?? known?.name ?? '',
    teamsId: sender.teamsId,
    language,
    chat,
    workspaceId,
  }
}

/** The turn of a person who was admitted: where they act, within what, and in which language they are answered. */
export async function admit(
  db: Db,
  { now, settingsOf, rulesOf, systems, graph, links, pages, config }: Services & { readonly config: Hearing['config'] },
  event: Event,
  person: Contact,
  arrival: Arrival,
): Promise<Hearing> {
  const settings = await settingsOf(db, arrival.workspace)
  const { workspace, openChat, earlyEdit, seen, desk } = arrival
  const { serviceUrl, conversationId, cardId, channel, client } = event
  const place = placeOf(event, desk)
  // The desk was taken away meanwhile.
  if (event.isPage === true && place === 'channel')
    throw new ServiceDeskError('not-found', 'The desk of this console is gone.')
  const who = { objectId: person.objectId, isInChannel: place === 'desk', client: clientOf(event.client) }
  const byRole = grantsOf(settings, { ...who, isServiceAdministrator: false })
  // What is only said needs no look at who may do more: that would be in the way of every message of a chat.
  const isAsked = isAct(event) || event.kind === 'searched'
  const mayMatter =
    isAsked || event.kind === 'installed' || place === 'channel' || (place === 'desk' && !byRole.has('chat.work'))
  const isAdministrator = mayMatter && (await isServiceAdministrator(db, config, person))
  const actor = {
    person,
    place,
    workspaceId: workspace.id,
    isServiceAdministrator: isAdministrator,
    permissions: isAdministrator ? grantsOf(settings, { ...who, isServiceAdministrator: true }) : byRole,
  }
  // At a desk nothing of another workspace exists. Elsewhere what is theirs is theirs, wherever they are now (S1.7).
  const isElsewhere = isAsked && place !== 'desk' && person.workspaceId !== undefined
  const belongs = isElsewhere ? await listWorkspaceIds(db, person) : [workspace.id]
  // Their open chat is theirs to end also where they do not belong any more.
  const workspaceIds = place === 'desk' || openChat === undefined ? belongs : [...belongs, openChat.workspaceId]
  return {
    db,
    now,
    config,
    settingsOf,
    settings,
    rulesOf: async (tx, id) => (id === workspace.id ? rulesIn(settings) : await rulesOf(tx, id)),
    systems,
    graph,
    links,
    pages,
    person,
    actor,
    administrators: () => listServiceAdministrators(db, config, person.tenantId),
    scope: { tenantId: person.tenantId, workspaceIds },
    workspace,
    desk,
    t: sentencesIn(person.language),
    // A page has one reader, a channel many.
    deskT: sentencesIn(event.isPage === true ? person.language : settings.language),
    card: cardId === undefined ? undefined : { serviceUrl, conversationId, activityId: cardId },
    verb: isAct(event) ? event.verb : undefined,
    client,
    uploads: event.isPage === true ? (event.uploads ?? []) : undefined,
    // A page is in no channel of Teams: nobody makes one the desk from there.
    channel:
      event.isPage === true
        ? undefined
        : channel && {
            teamId: channel.teamId,
            teamName: channel.teamName,
            channelId: channel.channelId,
            groupId: channel.groupId,
            serviceUrl,
          },
    openChat,
    earlyEdit,
    seen,
  }
}

/** In a desk's channel, or in a thread of it: Teams lets nobody act there but its members. */
function placeOf({ scope, channel }: Event, desk: Channel | undefined): Actor['place'] {
  if (scope === 'personal') return 'private'
  if (scope === 'group') return 'group'
  return desk !== undefined && channel?.teamId === desk.teamId ? 'desk' : 'channel'
}
