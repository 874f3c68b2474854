import type { ConnectorClient } from 'botframework-connector'
import { type ErrorCode, ServiceDeskError } from '../../services/errors.ts'
import type { Channel } from '../../services/workspaces/workspace.ts'
import type { ConnectorClients } from './adapter.ts'

/** Who is in a team, by Teams' own word: botframework-connector's client asks. */
export interface Roster {
  /** Object ids, in lower case. Throws `not-found` when the team is gone, `forbidden` where apps may not ask. */
  membersOf(channel: Pick<Channel, 'serviceUrl' | 'teamId'>): Promise<ReadonlySet<string>>
}

const PAGE = 500
const TIMEOUT_MS = 20_000
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
    const status = Number((cause as { readonly statusCode?: unknown }).statusCode)
    throw new ServiceDeskError(meaning(status), `The roster was answered with ${status || 'nothing'}.`, { cause })
  }
}

function meaning(status: number): ErrorCode {
  if (status === 404) return 'not-found'
  if (status === 403) return 'forbidden'
  return status === 429 ? 'rate-limited' : 'unavailable'
}
