import type { Card } from '../../cards/render.ts'
import type { Sentences } from '../../cards/sentences.ts'
import { type CardView, cardForm } from '../card.ts'
import { type Nav, page } from '../frame.ts'
import { html } from '../html.ts'

interface SettingsView {
  readonly draft: Card | undefined
  readonly inForce: Card
  readonly reader: string
  readonly nav: Nav
  readonly view: CardView
}

/** « Administration »: what waits to be activated, and what is in force. */
export function settingsPage(t: Sentences, { draft, inForce, reader, nav, view }: SettingsView): string {
  const body = html`${draft !== undefined && html`<div class="sheet">${cardForm(draft, view)}</div>`}
<div class="sheet">${cardForm(inForce, { ...view, heading: t('settings.title') })}</div>`
  return page(t, { title: t('settings.title'), reader, nav }, body)
}
