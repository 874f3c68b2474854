import { randomUUID } from 'node:crypto'
import type { z } from 'zod'
import type { catalogueDialogs } from '../../cards/catalogue/actions.ts'
import { type ItemFault, type ItemForm, type ItemValues, itemForm, itemsCard } from '../../cards/catalogue/edit.ts'
import { slugOf } from '../../services/bilingual/bilingual.ts'
import type { CatalogueItem } from '../../services/catalogue/catalogue.ts'
import { fieldsOfText, textOfFields } from '../../services/catalogue/fields-text.ts'
import type { Language } from '../../services/people/person.ts'
import { parseSettings, type Settings } from '../../services/settings/settings.ts'
import { keepDraft, startingPoint } from '../settings/draft.ts'
import type { Saved } from '../turn/guard.ts'
import type { Shown, Turn } from '../turn/reply.ts'

type Dialog = (typeof catalogueDialogs)['catalogue.edit']

/** The catalogue is a setting: each change is drafted, compared and activated like the others. */
export async function showItems(turn: Turn): Promise<Shown> {
  const { document, basedOn: version, isDraft } = await startingPoint(turn)
  return { card: itemsCard(turn.t, document.catalogue, { version, isDraft }) }
}

export async function openItem(turn: Turn, opens: z.output<Dialog['opens']>): Promise<Shown> {
  const item = (await startingPoint(turn)).document.catalogue.find(({ id }) => id === opens.itemId)
  return asked(turn, { nonce: randomUUID(), opens, values: valuesOf(item, turn.t.language), faults: [] })
}

export async function saveItem(turn: Turn, { opened: opens, nonce, sent }: Saved<Dialog>): Promise<Shown> {
  const { document } = await startingPoint(turn)
  const values: ItemValues = sent.ok ? sent.fields : sent.values
  const changed = changedCatalogue(document, opens.itemId, values)
  if ('fault' in changed) return { ...asked(turn, { nonce, opens, values, faults: [changed.fault] }), came: 'nothing' }
  const read = parseSettings({ ...document, catalogue: changed.catalogue })
  if (read.ok) return await keepDraft(turn, read.settings, opens.version)
  const faults = read.faults.map(({ path }): ItemFault => {
    const [, , part = ''] = path.split('.')
    return { what: part === 'name' || part === 'about' || part === 'roles' ? part : 'other' }
  })
  return { ...asked(turn, { nonce, opens, values, faults }), came: 'nothing' }
}

function changedCatalogue(
  { catalogue }: Settings,
  itemId: string | undefined,
  values: ItemValues,
): { readonly catalogue: readonly unknown[] } | { readonly fault: ItemFault } {
  const n = catalogue.findIndex(({ id }) => id === itemId)
  if (itemId !== undefined && n < 0) return { fault: { what: 'gone' } }
  const before = catalogue[n]
  if (values.remove === 'true') return { catalogue: catalogue.filter((item) => item !== before) }
  const read = fieldsOfText(values.fields, before?.fields ?? [])
  if (!('fields' in read)) return { fault: { what: 'line', ...read } }
  const item = {
    id: before?.id ?? freshId(values.name, catalogue),
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
  }
  return { catalogue: before === undefined ? [...catalogue, item] : catalogue.with(n, item as CatalogueItem) }
}

function freshId(name: string, taken: readonly CatalogueItem[]): string {
  const base = slugOf(name.split('|')[0] ?? name) || 'service'
  const isTaken = (id: string) => taken.some((item) => item.id === id)
  for (let n = 1; ; n += 1) {
    const id = n === 1 ? base : `${base.slice(0, 36)}-${n}`
    if (!isTaken(id)) return id
  }
}

function valuesOf(item: CatalogueItem | undefined, language: Language): ItemValues {
  return {
    name: item?.name ?? '',
    about: item?.about ?? '',
    kind: item?.kind ?? 'service-request',
    pinned: String(item?.pinned ?? false),
    service: item?.service ?? '',
    roles: (item?.roles ?? []).join(', '),
    fields: textOfFields(item?.fields ?? [], language),
    remove: 'false',
  }
}

function asked({ t }: Turn, form: ItemForm): Shown {
  return { dialog: { title: t('catalogue.item'), card: itemForm(t, form) } }
}
