import type { Card } from '../../cards/render.ts'
import type { Sentences } from '../../cards/sentences.ts'
import { type CardView, cardForm, headingOf } from '../card.ts'
import { type Nav, page } from '../frame.ts'
import { html } from '../html.ts'

interface Home {
  readonly menu: Card
  /** The chat that the reader waits for or is in. */
  readonly chat: Card | undefined
  readonly reader: string
  /** They work at a desk: its console is one press away. */
  readonly isAnalyst: boolean
  readonly view: CardView
}

const ANALYSTS: Nav = [
  ['/desks', 'console.link'],
  ['/catalogue', 'catalogue.title'],
  ['/incidents', 'list.title'],
]

/** Where everybody begins. */
export function homeHtml(t: Sentences, { menu, chat, reader, isAnalyst, view }: Home): string {
  const title = headingOf(menu)
  const body = html`${chat !== undefined && html`<div class="sheet">${cardForm(chat, view)}<p class="actions"><a class="button main" href="/chat">${t('chat.page.open')}</a></p></div>`}
<div class="sheet">${cardForm(menu, { ...view, heading: title })}</div>`
  return page(t, { title, reader, nav: isAnalyst ? ANALYSTS : undefined }, body)
}
