import type { ActionData } from '../../cards/actions.ts'
import { type catalogueActions, catalogueDialogs } from '../../cards/catalogue/actions.ts'
import { type Draft, draftSubject } from '../../services/catalogue/draft.ts'
import { chooseView, deleteOwnDraft } from '../../services/catalogue/store.ts'
import { forgetFilesOf } from '../../services/files/store.ts'
import { dialogFor, look, on } from '../turn/guard.ts'
import type { Shown, Turn } from '../turn/reply.ts'
import type { Forms, Verbs } from '../turn/verbs.ts'
import { openItem, saveItem, showItems } from './edit.ts'
import { draft } from './kinds.ts'
import { openLists, saveLists } from './lists.ts'
import { presentCatalogue, presentDrafts } from './present.ts'
import { open, save } from './request.ts'

export const catalogueVerbs = {
  'catalogue.show': look('catalogue.read', async (turn, { page, query }) => ({
    card: await presentCatalogue(turn, page, query),
  })),
  // How somebody looks at it is nobody else's business.
  'catalogue.view': look('catalogue.read', chooseAndShow),
  'draft.list': look('catalogue.read', async (turn) => ({ card: await presentDrafts(turn) })),
  'catalogue.items': look('settings.edit', showItems),
  'draft.discard': on(draft, 'draft.own', discard),
} satisfies Verbs<typeof catalogueActions>

export const catalogueForms = {
  'request.make': dialogFor(catalogueDialogs['request.make'], 'request.make', { open, save }),
  'catalogue.lists': dialogFor(catalogueDialogs['catalogue.lists'], 'settings.edit', {
    open: openLists,
    save: saveLists,
  }),
  'catalogue.edit': dialogFor(catalogueDialogs['catalogue.edit'], 'settings.edit', { open: openItem, save: saveItem }),
} satisfies Forms<typeof catalogueDialogs>

async function chooseAndShow(turn: Turn, { view }: ActionData<'catalogue.view'>): Promise<Shown> {
  await chooseView(turn.db, turn.person, view)
  return { card: await presentCatalogue(turn, 0, '') }
}

async function discard(turn: Turn, { id }: Draft): Promise<Shown> {
  await deleteOwnDraft(turn.db, turn.person, id)
  await forgetFilesOf(turn.db, [draftSubject(id)], [])
  return { card: await presentDrafts(turn) }
}
