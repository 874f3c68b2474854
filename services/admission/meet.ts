import type { Services } from '../context.ts'
import type { Contact, Conversation } from '../people/person.ts'
import { rememberPerson } from '../people/store.ts'
import { nameRequester } from '../tickets/store.ts'
import { tellInvitations } from '../workspaces/invite.ts'
import { nameMember } from '../workspaces/members.ts'
import type { Arrival } from './arrive.ts'

/** Remembers who is speaking, where that is news; tickets that were opened for them get their name, and they hear who invites them. */
export async function meet(
  services: Pick<Services, 'db' | 'now'>,
  person: Contact,
  { known, unreachable }: Pick<Arrival, 'known' | 'unreachable'>,
): Promise<void> {
  const { db } = services
  const isKnown =
    known?.name === person.name &&
    known.teamsId === person.teamsId &&
    known.language === person.language &&
    isSame(known.chat, person.chat)
  if (isKnown && !unreachable) return
  if (person.name !== '' && (known?.name ?? '') === '') {
    await nameRequester(db, person)
    await nameMember(db, person)
  }
  await rememberPerson(db, person)
  if (person.chat !== undefined && known?.chat === undefined) await tellInvitations(services, person)
}

function isSame(one: Conversation | undefined, other: Conversation | undefined): boolean {
  return one?.conversationId === other?.conversationId && one?.serviceUrl === other?.serviceUrl
}
