import type { ConnectorClient } from 'botframework-connector'
import { z } from 'zod'
import { type ErrorCode, ServiceDeskError } from '../../services/errors.ts'
import type { Conversation } from '../../services/people/person.ts'
import type { Channel } from '../../services/workspaces/workspace.ts'
import type { ConnectorClients } from './adapter.ts'

/** Who is in a team, by Teams' own word: botframework-connector's client asks. */
export interface Roster {
  /** Object ids, in lower case. Throws `not-found` when the team is gone, `forbidden` where apps may not ask. */
  membersOf(channel: Pick<Channel, 'serviceUrl' | 'teamId'>): Promise<ReadonlySet<string>>
  /**
   * Whether somebody is in a channel: of a private or a shared one the team's members are not. Throws `forbidden` where apps may
   * not ask, `not-found` never.
   */
  hasMember(channel: Pick<Channel, 'serviceUrl' | 'channelId'>, objectId: string): Promise<boolean>
  /** The e-mail address of somebody in a conversation, if Teams tells it. Throws `not-found` where they are not in it. */
  emailOf(where: Conversation, teamsId: string): Promise<string | undefined>
}

/** Teams tells more of a member than the client's types know. */
const memberDocument = z.object({ email: z.string().optional(), userPrincipalName: z.string().optional() })

const PAGE = 500
const TIMEOUT_MS = 20_000
/** Somebody waits for the page. */
const MEMBER_TIMEOUT_MS = 5_000
const MOST_PAGES = 50

export function createRoster(clients: ConnectorClients): Roster {
  return {
    async membersOf({ serviceUrl, teamId }) {
      const client = clients.of(serviceUrl)
      const members = new Set<string>()
      // The client knows no time limit of its own; all pages together must come within the job's lease.
      const abortSignal = AbortSignal.timeout(TIMEOUT_MS)
      let continuationToken: string | undefined
      for (let page = 0; page < MOST_PAGES; page += 1) {
        const answer = await pageOf(client, teamId, continuationToken, abortSignal)
        for (const { aadObjectId } of answer.members ?? []) if (aadObjectId) members.add(aadObjectId.toLowerCase())
        continuationToken = answer.continuationToken
        if (!continuationToken) return members
      }
      throw new ServiceDeskError('unavailable', 'The roster is longer than we read.')
    },

    async hasMember({ serviceUrl, channelId }, objectId) {
      const client = clients.of(serviceUrl)
      const abortSignal = AbortSignal.timeout(MEMBER_TIMEOUT_MS)
      try {
        // Teams takes a member's object id as well as its own.
        const member = await client.conversations.getConversationMember(channelId, objectId, { abortSignal })
        return (member as { readonly aadObjectId?: string }).aadObjectId?.toLowerCase() === objectId
      } catch (cause) {
        const fault = refusal(cause)
        if (fault.code === 'not-found') return false
        throw fault
      }
    },

    async emailOf({ serviceUrl, conversationId }, teamsId) {
      const client = clients.of(serviceUrl)
      const abortSignal = AbortSignal.timeout(TIMEOUT_MS)
      const asked = client.conversations.getConversationMember(conversationId, teamsId, { abortSignal })
      const member: unknown = await asked.catch((cause: unknown) => {
        throw refusal(cause)
      })
      const { email, userPrincipalName = '' } = memberDocument.parse(member)
      // A guest's principal name is no address.
      return email || (userPrincipalName.includes('#EXT#') ? undefined : userPrincipalName) || undefined
    },
  }
}

async function pageOf(
  client: ConnectorClient,
  teamId: string,
  continuationToken: string | undefined,
  abortSignal: AbortSignal,
) {
  try {
    const page = { pageSize: PAGE, continuationToken: continuationToken as string, abortSignal }
    return await client.conversations.getConversationPagedMembers(teamId, page)
  } catch (cause) {
    throw refusal(cause)
  }
}

function refusal(cause: unknown): ServiceDeskError {
  const status = Number((cause as { readonly statusCode?: unknown }).statusCode)
  return new ServiceDeskError(meaning(status), `The roster was answered with ${status || 'nothing'}.`, { cause })
}

function meaning(status: number): ErrorCode {
  if (status === 404) return 'not-found'
  if (status === 403) return 'forbidden'
  return status === 429 ? 'rate-limited' : 'unavailable'
}
