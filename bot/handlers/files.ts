import { fileCard } from '../../cards/file/file.ts'
import { ServiceDeskError } from '../../services/errors.ts'
import type { File } from '../../services/files/file.ts'
import { findFile } from '../../services/files/store.ts'
import { findHandoff } from '../../services/handoffs/store.ts'
import { idIn } from '../../services/notices/notice.ts'
import { samePerson } from '../../services/people/person.ts'
import type { Event } from '../activity.ts'
import type { Reply, Turn } from '../handler.ts'
import { deskWords, requireDesk } from './desk.ts'

/** « Nouveau lien »: whoever may see the file gets a link that opens it for another day. */
export async function renew(turn: Turn, event: Event, { fileId }: { readonly fileId: string }): Promise<Reply> {
  const file = await findFile(turn.db, fileId)
  const theirs = event.scope === 'personal' ? await isForRequester(turn, file) : await isForDesk(turn, event, file)
  if (file?.state !== 'kept' || turn.links === undefined || !theirs) {
    throw new ServiceDeskError('not-found', 'There is no such file for this person.')
  }
  const t = event.scope === 'personal' ? turn.t : deskWords(turn)
  return { card: fileCard(t, file, turn.links.linkTo(file.id)) }
}

async function isForRequester({ db, person }: Turn, file: File | undefined): Promise<boolean> {
  const handoffId = file?.audience === 'requester' ? idIn(file.subject, 'handoff') : undefined
  const handoff = handoffId === undefined ? undefined : await findHandoff(db, handoffId)
  return handoff !== undefined && samePerson(handoff.requester, person)
}

async function isForDesk(turn: Turn, event: Event, file: File | undefined): Promise<boolean> {
  const desk = await requireDesk(turn, event)
  return file?.audience === 'desk' && file.workspaceId === desk.workspaceId
}
