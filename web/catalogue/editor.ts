import { openDialog } from '../../cards/button.ts'
import type { ItemFault } from '../../cards/catalogue/edit.ts'
import { faultWords } from '../../cards/catalogue/edit.ts'
import { catalogueForm } from '../../cards/catalogue/form.ts'
import type { Card } from '../../cards/render.ts'
import type { Sentences } from '../../cards/sentences.ts'
import { inLanguage } from '../../services/bilingual/bilingual.ts'
import { type Answers, type CatalogueItem, pagesOf } from '../../services/catalogue/catalogue.ts'
import { type CardView, cardForm, linkOf, openingOf } from '../card.ts'
import { type Nav, page } from '../frame.ts'
import { type Html, html } from '../html.ts'

interface Items {
  readonly items: readonly CatalogueItem[]
  /** What the draft, or what is in force, was made from. */
  readonly version: number
  readonly isDraft: boolean
  readonly reader: string
  readonly nav: Nav
  readonly view: CardView
}

export const ITEMS_PATH = '/settings/catalogue'

/** What the catalogue holds, for whoever sets it up. */
export function itemsPage(t: Sentences, { items, version, isDraft, reader, nav, view }: Items): string {
  const rows = items.map((item) => {
    const { id, kind, pinned, fields, tasks, approval } = item
    const names = (approval?.approvers ?? []).map(({ name }) => name).filter((name) => name !== '')
    return html`<tr><th scope="row"><a href="${ITEMS_PATH}/item?id=${encodeURIComponent(id)}">${inLanguage(item.name, t.language)}</a></th>
<td>${t(`catalogue.one.${kind}`)}${pinned && html` · ${t('catalogue.pinned')}`}</td><td>${fields.length}</td><td>${tasks.length}</td><td>${names.length === 0 ? '–' : names.join(', ')}</td></tr>`
  })
  const body = html`${isDraft && html`<p class="note warning">● ${t('settings.draft')} <a href="/settings">${t('settings.title')}</a></p>`}
<p>${t(items.length === 0 ? 'catalogue.empty' : 'catalogue.items')}</p>
${
  items.length > 0 &&
  html`<div class="scroll" tabindex="0" role="group" aria-label="${t('catalogue.title')}"><table class="grid">
<thead><tr><th>${t('catalogue.item.name')}</th><th>${t('catalogue.item.kind')}</th><th>${t('catalogue.count.fields')}</th><th>${t('catalogue.count.tasks')}</th><th>${t('catalogue.item.approvers')}</th></tr></thead>
<tbody>${rows}</tbody></table></div>`
}
<p class="actions"><a class="button main" href="${ITEMS_PATH}/item">${t('catalogue.add')}</a>
<a class="button" href="${linkOf(openDialog(t('catalogue.lists'), 'catalogue.lists', { version }), view)}">${t('catalogue.lists')}</a></p>`
  return page(t, { title: t('catalogue.title'), reader, nav }, body)
}

interface Editor {
  readonly form: Card
  readonly preview: Html
  readonly isNew: boolean
  readonly reader: string
  readonly nav: Nav
  readonly view: CardView
  readonly script: string
}

/** An item while it is set up, and beside it what people will see. */
export function itemPage(t: Sentences, { form, preview, isNew, reader, nav, view, script }: Editor): string {
  const body = html`<div class="columns-wide">
<section data-preview="${ITEMS_PATH}/preview"><div class="sheet">${cardForm(form, view, openingOf(form))}</div></section>
<section aria-label="${t('catalogue.preview')}"${isNew && html` hidden`}><h2>${t('catalogue.preview')}</h2><div id="preview">${preview}</div></section>
</div>
<a class="back" href="${ITEMS_PATH}">${t('web.back')}</a>
<script src="${script}" type="module"></script>`
  return page(t, { title: t(isNew ? 'catalogue.add' : 'catalogue.item'), reader, nav }, body)
}

interface Previewed {
  readonly item: CatalogueItem | undefined
  /** What its form begins with, and who is among these, by name. */
  readonly answers: Answers
  readonly people: ReadonlyMap<string, string>
}

/** What people will see of an item, or what is wrong with it as it is typed. `undefined`: it is taken out. */
export function itemPreview(
  t: Sentences,
  read: Previewed | { readonly faults: readonly ItemFault[] },
  view: CardView,
): Html {
  if ('faults' in read)
    return html`<div role="status">${read.faults.map((fault) => html`<p class="attention">${faultWords(t, fault)}</p>`)}</div>`
  const { item, answers, people } = read
  if (item === undefined) return html`<p role="status">${t('catalogue.preview.removed')}</p>`
  const [name, about] = [inLanguage(item.name, t.language), inLanguage(item.about, t.language)]
  const pages = item.fields.length === 0 ? [] : pagesOf(item.fields)
  return html`<ul class="list tiles"><li><a><span class="title">${name}</span>${about !== '' && html`<span class="about">${about}</span>`}</a></li></ul>
${pages.map((fields, n) => {
  const isLast = n === pages.length - 1
  const card = catalogueForm(t, {
    item,
    nonce: '',
    page: n,
    fields,
    answers,
    people,
    faults: [],
    isKept: false,
    isFirst: n === 0,
    isLast,
    changed: { gone: [], added: [] },
  })
  const depends = fields.some(({ when }) => when !== undefined)
  return html`<h3>${t('catalogue.preview.page', { page: n + 1, pages: pages.length })}</h3>
${depends && html`<p class="quiet">${t('catalogue.preview.depends')}</p>`}
<fieldset class="sheet preview" disabled>${cardForm(card, view, openingOf(card))}</fieldset>`
})}
${
  item.tasks.length > 0 &&
  html`<h3>${t('catalogue.item.tasks')}</h3><ol>${item.tasks.map((task) => html`<li>${inLanguage(task, t.language)}</li>`)}</ol>`
}`
}
