import { randomUUID } from 'node:crypto'
import type { z } from 'zod'
import { listed } from '../../cards/access/roles.ts'
import type { catalogueDialogs } from '../../cards/catalogue/actions.ts'
import { type ItemFault, type ItemForm, type ItemValues, itemForm, itemsCard } from '../../cards/catalogue/edit.ts'
import type { Choice } from '../../cards/form.ts'
import { freshSlug } from '../../services/bilingual/bilingual.ts'
import type { CatalogueItem, ReferenceList } from '../../services/catalogue/catalogue.ts'
import { fieldsOfText, textOfFields } from '../../services/catalogue/fields-text.ts'
import type { Language } from '../../services/people/person.ts'
import { namesOf } from '../../services/people/store.ts'
import { parseSettings, type Settings } from '../../services/settings/settings.ts'
import { keepDraft, startingPoint } from '../settings/draft.ts'
import { isFirstSave } from '../turn/first-save.ts'
import type { Saved } from '../turn/guard.ts'
import type { Shown, Turn } from '../turn/reply.ts'

type Dialog = (typeof catalogueDialogs)['catalogue.edit']

/** The catalogue is a setting: each change is drafted, compared and activated like the others. */
export async function showItems(turn: Turn): Promise<Shown> {
  const { document, basedOn: version, isDraft } = await startingPoint(turn)
  return { card: itemsCard(turn.t, document.catalogue, { version, isDraft }) }
}

/** The dialog of an item, as it is; of a new one without `itemId`. */
export async function openItem(turn: Turn, opens: z.output<Dialog['opens']>) {
  const { catalogue, lists } = (await startingPoint(turn)).document
  const item = catalogue.find(({ id }) => id === opens.itemId)
  const values = valuesOf(item, turn.t.language, lists)
  return await asked(turn, item, { nonce: randomUUID(), opens, values, faults: [] })
}

export async function saveItem(turn: Turn, { opened: opens, nonce, sent }: Saved<Dialog>): Promise<Shown> {
  const { document } = await startingPoint(turn)
  const values: ItemValues = sent.ok ? sent.fields : sent.values
  const before = document.catalogue.find(({ id }) => id === opens.itemId)
  const read = await readItem(turn, document, opens.itemId, values)
  if ('faults' in read)
    return { ...(await asked(turn, before, { nonce, opens, values, faults: read.faults })), came: 'nothing' }
  // Sent twice, it is added once.
  if (opens.itemId === undefined && !(await isFirstSave(turn, nonce)))
    return await keepDraft(turn, document, opens.version)
  return await keepDraft(turn, read.settings, opens.version)
}

/** What was typed, as a document with the item in it, or what is wrong with it. `item`: as it would be; none where it is removed. */
export async function readItem(
  turn: Turn,
  document: Settings,
  itemId: string | undefined,
  values: ItemValues,
): Promise<
  { readonly settings: Settings; readonly item: CatalogueItem | undefined } | { readonly faults: readonly ItemFault[] }
> {
  const before = document.catalogue.find(({ id }) => id === itemId)
  const names = new Map((await approversIn(turn, before, values.approvers)).map(({ title, value }) => [value, title]))
  const changed = changedCatalogue(document, itemId, values, names)
  if ('fault' in changed) return { faults: [changed.fault] }
  const read = parseSettings({ ...document, catalogue: changed.catalogue })
  if (read.ok) {
    const { catalogue } = read.settings
    const isRemoved = values.remove === 'true'
    const item = before === undefined ? catalogue.at(-1) : catalogue.find(({ id }) => id === before.id)
    return { settings: read.settings, item: isRemoved ? undefined : item }
  }
  const faults = read.faults.map(({ path }): ItemFault => {
    const [, , part = ''] = path.split('.')
    return { what: NAMED.find((its) => its === part) ?? 'other' }
  })
  return { faults }
}

/** Parts of an item that a fault has a sentence of its own for. */
const NAMED = ['name', 'about', 'roles', 'approval', 'tasks'] as const

function changedCatalogue(
  { catalogue, lists }: Settings,
  itemId: string | undefined,
  values: ItemValues,
  names: ReadonlyMap<string, string>,
): { readonly catalogue: readonly unknown[] } | { readonly fault: ItemFault } {
  const n = catalogue.findIndex(({ id }) => id === itemId)
  if (itemId !== undefined && n < 0) return { fault: { what: 'gone' } }
  const before = catalogue[n]
  if (values.remove === 'true') return { catalogue: catalogue.filter((item) => item !== before) }
  const read = fieldsOfText(values.fields, before?.fields ?? [], lists)
  if (!('fields' in read)) return { fault: { what: 'line', ...read } }
  const item = {
    id: before?.id ?? freshSlug(values.name, 'service', catalogue),
    kind: values.kind,
    name: values.name,
    about: values.about,
    pinned: values.pinned === 'true',
    service: values.service,
    roles: values.roles
      .split(',')
      .map((role) => role.trim())
      .filter((role) => role !== ''),
    fields: read.fields,
    tasks: values.tasks
      .split(/\r?\n/)
      .map((line) => line.trim())
      .filter((line) => line !== ''),
    approval: approvalOf(values, names, before?.approval),
  }
  return { catalogue: before === undefined ? [...catalogue, item] : catalogue.with(n, item as CatalogueItem) }
}

function valuesOf(item: CatalogueItem | undefined, language: Language, lists: readonly ReferenceList[]): ItemValues {
  return {
    name: item?.name ?? '',
    about: item?.about ?? '',
    kind: item?.kind ?? 'service-request',
    pinned: String(item?.pinned ?? false),
    service: item?.service ?? '',
    roles: (item?.roles ?? []).join(', '),
    fields: textOfFields(item?.fields ?? [], language, lists),
    tasks: (item?.tasks ?? []).join('\n'),
    approvers: (item?.approval?.approvers ?? []).map(({ id }) => id).join(','),
    manager: String(item?.approval?.manager ?? false),
    rule: item?.approval?.order === 'in-order' ? 'in-order' : (item?.approval?.rule ?? 'one'),
    days: String(item?.approval?.days ?? 7),
    remove: 'false',
  }
}

/** Nobody is chosen: it comes to the desk at once. */
function approvalOf(
  { approvers, manager, rule, days }: ItemValues,
  names: ReadonlyMap<string, string>,
  before: CatalogueItem['approval'] | undefined,
): object | null {
  const ids = listed(approvers.toLowerCase())
  if (ids.length === 0 && manager !== 'true') return null
  return {
    // One after the other until one approves: a document may say so, the dialog does not ask.
    rule: rule === 'in-order' ? (before?.order === 'in-order' ? before.rule : 'all') : rule === 'one' ? 'one' : 'all',
    order: rule === 'in-order' ? 'in-order' : 'at-once',
    approvers: ids.map((id) => ({ id, name: names.get(id) ?? '' })),
    manager: manager === 'true',
    days: Number(days),
  }
}

/** Those who are chosen, by the names that we know or that the item has. */
async function approversIn(
  { db, person }: Turn,
  item: CatalogueItem | undefined,
  ids: string,
): Promise<readonly Choice[]> {
  const wanted = listed(ids.toLowerCase())
  const known = await namesOf(db, person.tenantId, wanted)
  const written = new Map(item?.approval?.approvers.map(({ id, name }) => [id, name]))
  return wanted.map((value) => ({ value, title: known.get(value) || written.get(value) || value }))
}

async function asked(turn: Turn, item: CatalogueItem | undefined, form: Omit<ItemForm, 'known'>) {
  const known = await approversIn(turn, item, form.values.approvers)
  return { dialog: { title: turn.t('catalogue.item'), card: itemForm(turn.t, { ...form, known }) } }
}
