import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { catalogueDialogs } from '../../cards/catalogue/actions.ts'
import type { ItemValues } from '../../cards/catalogue/edit.ts'
import { readSent } from '../../cards/fields.ts'
import { type CatalogueItem, withEntries } from '../../services/catalogue/catalogue.ts'
import { ServiceDeskError } from '../../services/errors.ts'
import type { Settings } from '../../services/settings/settings.ts'
import { cataloguePage } from '../../web/catalogue/catalogue.ts'
import { ITEMS_PATH, itemPage, itemPreview, itemsPage } from '../../web/catalogue/editor.ts'
import { cardPage } from '../../web/frame.ts'
import { html } from '../../web/html.ts'
import { administrationPages } from '../../web/settings/pages.ts'
import { startingPoint } from '../settings/draft.ts'
import { looked } from '../turn/guard.ts'
import type { Turn } from '../turn/reply.ts'
import { viewOf } from '../web/view.ts'
import { openItem, readItem } from './edit.ts'
import { findInCatalogue, peopleIn, presentDrafts, startingIn } from './present.ts'

/** The whole catalogue on one page; `query`: only what these words find. */
export async function cataloguePageOf(turn: Turn, query: string): Promise<string> {
  looked(turn, 'catalogue.read')
  const found = await findInCatalogue(turn, query)
  return cataloguePage(turn.t, { ...found, reader: turn.person.name, card: viewOf(turn, '/catalogue') })
}

export async function draftsPage(turn: Turn): Promise<string> {
  looked(turn, 'catalogue.read')
  const card = await presentDrafts(turn)
  return cardPage(turn.t, { card, view: viewOf(turn, '/catalogue'), reader: turn.person.name })
}

/** Administration: what the catalogue holds. */
export async function itemsPageOf(turn: Turn): Promise<string> {
  looked(turn, 'settings.edit')
  const { t, person, actor } = turn
  const { document, basedOn: version, isDraft } = await startingPoint(turn)
  const nav = administrationPages(actor.permissions)
  const view = viewOf(turn, ITEMS_PATH)
  return itemsPage(t, { items: document.catalogue, version, isDraft, reader: person.name, nav, view })
}

/** Administration: an item and how it will look; a new one where `itemId` is empty. */
export async function itemPageOf(turn: Turn, itemId: string, script: string): Promise<string> {
  looked(turn, 'settings.edit')
  const { t, person, actor } = turn
  const { document, basedOn: version } = await startingPoint(turn)
  const item = document.catalogue.find(({ id }) => id === itemId)
  if (itemId !== '' && item === undefined) throw new ServiceDeskError('not-found', 'There is no such item.')
  const opened = await openItem(turn, { version, ...(item === undefined ? {} : { itemId }) })
  const view = viewOf(turn, ITEMS_PATH)
  return itemPage(t, {
    form: opened.dialog.card,
    preview: item === undefined ? NOTHING_YET : itemPreview(t, await previewed(turn, document, item), view),
    isNew: item === undefined,
    reader: person.name,
    nav: administrationPages(actor.permissions),
    view,
    script,
  })
}

const NOTHING_YET = html``
const opening = z.object({ data: catalogueDialogs['catalogue.edit'].opens })

/** What is typed, as people will see it; `dialog`: what would open the dialog that is being filled. Nothing is kept. */
export async function itemPreviewOf(
  turn: Turn,
  dialog: string,
  fields: Readonly<Record<string, string>>,
): Promise<string> {
  looked(turn, 'settings.edit')
  const { itemId } = openingIn(dialog)
  const { document } = await startingPoint(turn)
  const sent = readSent(catalogueDialogs['catalogue.edit'], { ...fields, nonce: randomUUID() })
  const values: ItemValues = sent.ok ? sent.fields : sent.values
  const view = viewOf(turn, ITEMS_PATH)
  const read = await readItem(turn, document, itemId, values)
  return itemPreview(turn.t, 'faults' in read ? read : await previewed(turn, document, read.item), view).text
}

/** As its form would begin for the reader. */
async function previewed(turn: Turn, { lists }: Settings, item: CatalogueItem | undefined) {
  if (item === undefined) return { item, answers: {}, people: new Map<string, string>() }
  const answers = startingIn(turn, item)
  const fields = item.fields.map((field) => withEntries(field, lists))
  return { item: { ...item, fields }, answers, people: await peopleIn(turn, item, answers) }
}

function openingIn(text: string): z.output<typeof opening>['data'] {
  try {
    return opening.parse(JSON.parse(text)).data
  } catch (error) {
    throw new ServiceDeskError('invalid', 'A page sent what no page of ours sends.', { cause: error })
  }
}
