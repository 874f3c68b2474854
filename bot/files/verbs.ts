import type { fileActions } from '../../cards/files/actions.ts'
import { fileCard } from '../../cards/files/file.ts'
import { ServiceDeskError } from '../../services/errors.ts'
import type { File } from '../../services/files/file.ts'
import { findFile } from '../../services/files/store.ts'
import { type Kind, on } from '../turn/guard.ts'
import type { Shown, Turn } from '../turn/reply.ts'
import type { Verbs } from '../turn/verbs.ts'

const file: Kind<File, { readonly fileId: string }> = {
  async find({ db, scope }, { fileId }) {
    const found = await findFile(db, fileId)
    return found?.state === 'kept' && scope.workspaceIds.includes(found.workspaceId) ? found : undefined
  },
  owned: ({ workspaceId, audience, shownAt }) => ({
    workspaceId,
    audience,
    requester: shownAt !== undefined && 'person' in shownAt ? shownAt.person : undefined,
  }),
}

export const fileVerbs = {
  'file.renew': on(file, 'file.read', renew),
} satisfies Verbs<typeof fileActions>

/** « Nouveau lien »: whoever may see the file gets a link that opens it for another day. */
async function renew({ t, deskT, actor, links }: Turn, its: File): Promise<Shown> {
  if (links === undefined) throw new ServiceDeskError('not-found', 'Files are offered nowhere.')
  return { card: fileCard(actor.place === 'private' ? t : deskT, its, links.linkTo(its.id)) }
}
