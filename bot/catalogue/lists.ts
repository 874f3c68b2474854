import { randomUUID } from 'node:crypto'
import type { z } from 'zod'
import type { catalogueDialogs } from '../../cards/catalogue/actions.ts'
import { type ListFault, listsForm, MOST_LISTS_TEXT } from '../../cards/catalogue/lists.ts'
import { inLanguage } from '../../services/bilingual/bilingual.ts'
import type { ReferenceList } from '../../services/catalogue/catalogue.ts'
import { listsOfText, textOfLists } from '../../services/catalogue/fields-text.ts'
import { parseSettings, type Settings, type SettingsFault } from '../../services/settings/settings.ts'
import { keepDraft, startingPoint } from '../settings/draft.ts'
import type { Saved } from '../turn/guard.ts'
import type { Shown, Turn } from '../turn/reply.ts'

type Dialog = (typeof catalogueDialogs)['catalogue.lists']

/** Teams shows no card that is longer. In characters. */
const MOST_IN_TEAMS = 12_000

/** The lists that forms let people choose from: a setting, drafted and put in force like the others. */
export async function openLists(turn: Turn, { version }: z.output<Dialog['opens']>): Promise<Shown> {
  const text = textOfLists((await startingPoint(turn)).document.lists)
  if (isTooLong(turn, text)) return { say: 'catalogue.lists.too-long', came: 'nothing' }
  return asked(turn, randomUUID(), version, text, [])
}

export async function saveLists(turn: Turn, { opened: { version }, nonce, sent }: Saved<Dialog>): Promise<Shown> {
  // What cannot be read at all is nothing that was typed: nothing is made of it.
  if (!sent.ok) return await openLists(turn, { version })
  const text = sent.fields.lists
  if (isTooLong(turn, text)) return { say: 'catalogue.lists.too-long', came: 'nothing' }
  const { document } = await startingPoint(turn)
  if (text.length > MOST_LISTS_TEXT) return asked(turn, nonce, version, text, [{ what: 'long' }])
  const read = listsOfText(text, document.lists)
  if (!('lists' in read)) return asked(turn, nonce, version, text, [{ what: 'line', ...read }])
  const parsed = parseSettings({ ...document, lists: read.lists })
  if (parsed.ok) return await keepDraft(turn, parsed.settings, version)
  const faults = parsed.faults.map((fault) => faultIn(turn, document, read.lists, fault))
  return asked(turn, nonce, version, text, faults.slice(0, 5))
}

function isTooLong({ uploads }: Turn, text: string): boolean {
  return text.length > MOST_IN_TEAMS && uploads === undefined
}

/** Where a document with these lists is at fault: in a list, or in a form that needs one that is gone. */
function faultIn(
  { t }: Turn,
  { catalogue }: Settings,
  lists: readonly ReferenceList[],
  { path }: SettingsFault,
): ListFault {
  const [part, n] = path.split('.')
  if (part === 'catalogue') return { what: 'used', name: inLanguage(catalogue[Number(n)]?.name ?? '', t.language) }
  return { what: 'entry', name: inLanguage(lists[Number(n)]?.name ?? t('catalogue.lists'), t.language) }
}

function asked({ t }: Turn, nonce: string, version: number, lists: string, faults: readonly ListFault[]): Shown {
  const card = listsForm(t, { nonce, version, lists, faults })
  return { dialog: { title: t('catalogue.lists'), card }, came: 'nothing' }
}
