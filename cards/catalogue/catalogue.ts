import { inLanguage } from '../../services/bilingual/bilingual.ts'
import type { CatalogueItem, View } from '../../services/catalogue/catalogue.ts'
import type { Draft } from '../../services/catalogue/draft.ts'
import type { Ticket, TicketKind } from '../../services/tickets/ticket.ts'
import { asWritten } from '../as-written.ts'
import { execute, link, linkDialog, openDialog } from '../button.ts'
import { formCard } from '../form.ts'
import { plainCard } from '../plain.ts'
import { type Card, dateAndTimeOf } from '../render.ts'
import type { Sentences } from '../sentences.ts'

/** Tiles are bigger: fewer of them stand on a page (S0.9). */
export const ITEMS_A_PAGE: Readonly<Record<View, number>> = { list: 12, tiles: 6 }

export interface CatalogueView {
  /** All that is offered and found; the card shows one page of them. */
  readonly items: readonly CatalogueItem[]
  readonly view: View
  readonly query: string
  readonly page: number
  /** Incidents and requests of the reader's that the words find. */
  readonly tickets: readonly Ticket[]
  readonly drafts: number
}

/** The catalogue of a workspace (S0.6 to S0.9). */
export function catalogueCard(t: Sentences, { items, view, query, page, tickets, drafts }: CatalogueView): Card {
  const size = ITEMS_A_PAGE[view]
  const shown = items.slice(page * size, (page + 1) * size)
  const at = (to: number) => ({ page: to, query })
  const other = view === 'list' ? 'tiles' : 'list'
  const kinds: readonly TicketKind[] = ['service-request', 'incident']
  const sections = kinds.flatMap((kind) =>
    section(
      t,
      kind,
      shown.filter((item) => item.kind === kind),
      view,
    ),
  )
  const found = tickets.map((ticket) =>
    line(link(asWritten(`${ticket.number} · ${ticket.title}`), 'ticket.show', { ticketId: ticket.id })),
  )
  const nothing = items.length + tickets.length === 0
  return formCard(t, {
    title: t('catalogue.title'),
    heading: t('catalogue.title'),
    fields: [
      ...(drafts === 0 ? [] : [line(link(t('draft.link', { count: drafts }), 'draft.list', {}), 'Right')]),
      { type: 'Input.Text', id: 'query', label: t('catalogue.search'), maxLength: 100, value: query },
      ...(nothing ? [{ type: 'TextBlock', text: t('catalogue.none'), wrap: true }] : sections),
      ...(found.length === 0 ? [] : [headline(t('list.title')), ...found]),
      line(link(t(`catalogue.view.${other}`), 'catalogue.view', { view: other })),
      line(link(t('menu.open'), 'menu.show', {})),
    ],
    actions: [
      execute(t('catalogue.find'), 'catalogue.show', { page: 0, query: '' }, 'positive'),
      ...(page > 0 ? [execute(t('catalogue.before'), 'catalogue.show', at(page - 1))] : []),
      ...((page + 1) * size < items.length ? [execute(t('catalogue.more'), 'catalogue.show', at(page + 1))] : []),
    ],
  })
}

/** One kind, with what it means (S0.7). */
function section(t: Sentences, kind: TicketKind, items: readonly CatalogueItem[], view: View): readonly object[] {
  if (items.length === 0) return []
  const means = {
    type: 'TextBlock',
    text: t(`catalogue.${kind}.means`),
    isSubtle: true,
    size: 'Small',
    wrap: true,
    spacing: 'None',
  }
  return [
    headline(t(`catalogue.${kind}`)),
    means,
    ...(view === 'list' ? items.map((item) => row(t, item)) : tiles(t, items)),
  ]
}

function row(t: Sentences, item: CatalogueItem): object {
  const { name, about } = wordsOf(t, item)
  return {
    type: 'Container',
    spacing: 'Small',
    selectAction: opening(t, item),
    items: [
      { type: 'TextBlock', text: name, color: 'Accent', wrap: true },
      ...(about === ''
        ? []
        : [{ type: 'TextBlock', text: about, isSubtle: true, size: 'Small', spacing: 'None', wrap: true }]),
    ],
  }
}

/** Two beside each other. */
function tiles(t: Sentences, items: readonly CatalogueItem[]): readonly object[] {
  const pairs = items.flatMap((_item, n) => (n % 2 === 0 ? [items.slice(n, n + 2)] : []))
  return pairs.map((pair) => ({
    type: 'ColumnSet',
    columns: [0, 1].map((n) => {
      const item = pair[n]
      return { type: 'Column', width: 'stretch', items: item === undefined ? [] : [tile(t, item)] }
    }),
  }))
}

function tile(t: Sentences, item: CatalogueItem): object {
  const { name, about } = wordsOf(t, item)
  return {
    type: 'Container',
    style: 'emphasis',
    minHeight: '96px',
    selectAction: opening(t, item),
    items: [
      { type: 'TextBlock', text: name, weight: 'Bolder', wrap: true },
      ...(about === '' ? [] : [{ type: 'TextBlock', text: about, size: 'Small', wrap: true }]),
    ],
  }
}

function opening(t: Sentences, item: CatalogueItem): object {
  return openDialog(inLanguage(item.name, t.language), 'request.make', {
    itemId: item.id,
    page: 0,
    step: 'next',
    asked: '',
  })
}

function wordsOf(t: Sentences, { name, about }: CatalogueItem) {
  return { name: asWritten(inLanguage(name, t.language)), about: asWritten(inLanguage(about, t.language)) }
}

function headline(text: string): object {
  return { type: 'TextBlock', text, weight: 'Bolder', spacing: 'Medium', wrap: true }
}

function line(
  { text, select }: { readonly text: string; readonly select: object },
  side: 'Left' | 'Right' = 'Left',
): object {
  const block = { type: 'TextBlock', text, color: 'Accent', wrap: true, horizontalAlignment: side }
  return { type: 'Container', spacing: 'Small', selectAction: select, items: [block] }
}

/** What somebody began to ask for (S0.11): to go on with, or to throw away. */
export function draftsCard(
  t: Sentences,
  drafts: readonly { readonly draft: Draft; readonly item: CatalogueItem | undefined }[],
): Card {
  const rows = drafts.flatMap(({ draft, item }) => {
    const name = item === undefined ? t('draft.nameless') : asWritten(inLanguage(item.name, t.language))
    const text = t('draft.line', { name, time: dateAndTimeOf(draft.updatedAt) })
    const goOn = linkDialog(text, name, 'request.make', {
      itemId: draft.itemId,
      draftId: draft.id,
      page: 0,
      step: 'next',
      asked: '',
    })
    return [goOn, link(t('draft.discard', { name }), 'draft.discard', { draftId: draft.id })]
  })
  return plainCard(t, {
    title: t('draft.title'),
    paragraphs: [t(drafts.length === 0 ? 'draft.none' : 'draft.hint')],
    links: rows,
    actions: [execute(t('catalogue.title'), 'catalogue.show', { page: 0, query: '' })],
  })
}

/** What a dialog shows once its form is kept. */
export function keptCard(t: Sentences, item: CatalogueItem): Card {
  return plainCard(t, {
    title: t('draft.kept'),
    quote: inLanguage(item.name, t.language),
    paragraphs: [t('draft.kept.text'), t('saved.close')],
  })
}

/** It is offered no more: what was written is not lost. */
export function goneCard(t: Sentences, written: string): Card {
  return plainCard(t, {
    title: t('request.not-offered'),
    quote: written,
    paragraphs: [t('request.not-offered.text'), t('saved.close')],
  })
}

/** Somebody left a draft alone for days. */
export function draftLeftCard(t: Sentences, draft: Draft, item: CatalogueItem): Card {
  const name = inLanguage(item.name, t.language)
  return plainCard(t, {
    title: t('draft.left'),
    quote: name,
    paragraphs: [t('draft.left.text')],
    actions: [
      openDialog(
        t('draft.go-on'),
        'request.make',
        { itemId: item.id, draftId: draft.id, page: 0, step: 'next', asked: '' },
        'positive',
      ),
      execute(t('draft.throw'), 'draft.discard', { draftId: draft.id }),
    ],
  })
}

/** It was begun in another workspace. */
export function elsewhereCard(t: Sentences, workspace: string): Card {
  return plainCard(t, {
    title: t('draft.elsewhere'),
    paragraphs: [t('draft.elsewhere.text', { name: asWritten(workspace) }), t('saved.close')],
  })
}
