import { sentencesIn } from '../../cards/sentences.ts'
import { named } from '../../cards/tickets/named.ts'
import { isGone, isTransient, ServiceDeskError } from '../../services/errors.ts'
import { pollLater } from '../../services/itsm/enqueue-poll.ts'
import type { ItsmJobs, ItsmNotice } from '../../services/itsm/jobs.ts'
import { pollSystem } from '../../services/itsm/poll.ts'
import { type SyncNeeds, syncTicket } from '../../services/itsm/sync.ts'
import { planWatch, watchSystem } from '../../services/itsm/watch.ts'
import type { Tasks } from '../../services/jobs/task.ts'
import { tell } from '../../services/notices/tell.ts'
import type { PersonKey } from '../../services/people/person.ts'
import { findPerson } from '../../services/people/store.ts'
import { tellFollowers } from '../../services/tickets/announce.ts'
import type { TicketJobs } from '../../services/tickets/jobs.ts'
import { ticketSubject } from '../../services/tickets/ticket.ts'
import { DAY_MS, HOUR_MS } from '../../services/time.ts'
import { getWorkspace, listDesksOf } from '../../services/workspaces/store.ts'
import type { Needs } from '../deliver/needs.ts'

export function itsmTasks(needs: Needs): Tasks<TicketJobs & ItsmJobs> {
  const sync: SyncNeeds = {
    ...needs,
    emailOf: (person, workspaceId) => emailOf(needs, person, workspaceId),
    async hidden({ workspaceId, ...ticket }) {
      const t = sentencesIn((await getWorkspace(needs.db, workspaceId)).language)
      return { title: t('confidential.title', named(ticket)), description: t('itsm.hidden') }
    },
    async talkWords(workspaceId) {
      const t = sentencesIn((await getWorkspace(needs.db, workspaceId)).language)
      const line = (name: string, text: string) => t('transcript.line', { name, text })
      const [chat, whispers, fileName] = [t('transcript.chat'), t('transcript.whispers'), t('transcript.file')]
      return { chat, whispers, fileName, line }
    },
  }
  return {
    'ticket.sync': {
      pool: 'itsm',
      patienceMs: DAY_MS,
      repeat: 'harmless',
      run: (its) => syncTicket(sync, its),
      // What both sides agreed on, and what was said, were not noted: the next change brings all of it along.
      async givenUp(tx, { ticketId }, error) {
        const why = isTransient(error) ? 'no-answer' : isForbidden(error) ? 'not-admitted' : 'refused'
        const services = { db: tx, now: needs.now }
        await tell<ItsmNotice>(services, { thread: ticketSubject(ticketId) }, { kind: 'ticket-unsent', ticketId, why })
      },
    },
    'ticket.tell-followers': {
      pool: 'upkeep',
      patienceMs: DAY_MS,
      repeat: 'harmless',
      run: async (page) => (tx) => tellFollowers({ db: tx, now: needs.now }, page),
    },
    'itsm.watch': {
      pool: 'upkeep',
      patienceMs: HOUR_MS,
      repeat: 'harmless',
      run: async (its) => (tx) => watchSystem({ ...needs, db: tx }, its),
      givenUp: (tx, { workspaceId }) => planWatch({ db: tx, now: needs.now }, workspaceId, { hours: null }),
    },
    'itsm.poll': {
      pool: 'itsm',
      patienceMs: HOUR_MS,
      repeat: 'harmless',
      run: (its) => pollSystem(sync, its),
      givenUp: (tx, { workspaceId }) => pollLater({ db: tx, now: needs.now }, workspaceId),
    },
  }
}

function isForbidden(error: unknown): boolean {
  return error instanceof ServiceDeskError && error.code === 'forbidden'
}

/** Asked where they speak to us alone, or else in the team of a desk. Kept by nobody. */
async function emailOf({ db, roster }: Needs, person: PersonKey, workspaceId: string): Promise<string | undefined> {
  const known = await findPerson(db, person)
  if (known === undefined) return undefined
  const [desk] = await listDesksOf(db, workspaceId)
  const where = known.chat ?? (desk && { serviceUrl: desk.serviceUrl, conversationId: desk.teamId })
  if (where === undefined) return undefined
  try {
    return await roster.emailOf(where, known.teamsId)
  } catch (error) {
    // They left, or took the app away: then they are known by name.
    if (isGone(error)) return undefined
    throw error
  }
}
