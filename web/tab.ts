import type { Sentences } from '../cards/sentences.ts'
import { page } from './frame.ts'
import { type Html, html } from './html.ts'

interface Tab {
  /** The page that is wanted: one of our own paths. */
  readonly to: string
  readonly script: string
  /** Origins beside Teams' own that may frame us. */
  readonly hosts: readonly string[]
}

/** What a tab shows while Teams says who is there; and what it says where that comes to nothing. */
export function tabPage(t: Sentences, { to, script, hosts }: Tab): string {
  const data = { to, hosts: hosts.join(' ') }
  return page(t, { title: t('tab.title'), reader: undefined, data }, entering(t, to, script))
}

/** While Teams says who is there; `elsewhere`: where a browser leads instead. */
function entering(t: Sentences, elsewhere: string, script: string): Html {
  const faults = ['consent', 'organisation', 'cookies', 'no-host', 'other'] as const
  return html`<p id="wait" role="status">${t('tab.wait')}</p>
<div class="sheet" id="ways" role="alert" hidden>
${faults.map((fault) => html`<p data-fault="${fault}" hidden>${t(`tab.fault.${fault}`)}</p>`)}
<a class="button main" href="${elsewhere}" target="_blank" rel="noopener">${t('tab.browser')}</a>
</div>
<noscript><p>${t('tab.fault.other')}</p><a class="button main" href="${elsewhere}" target="_blank" rel="noopener">${t('tab.browser')}</a></noscript>
<script src="${script}" type="module"></script>`
}

interface Ended extends Pick<Tab, 'script' | 'hosts'> {
  /** Where the form was sent. */
  readonly action: string
  /** All that it sent. */
  readonly fields: readonly (readonly [name: string, value: string])[]
  /** What does not go along, in words. */
  readonly note: string | undefined
}

/** A session ended while a form was filled in a tab: whoever is there is signed in again, and what was filled is sent once more. */
export function endedInTabPage(t: Sentences, { action, fields, note, script, hosts }: Ended): string {
  const body = html`${entering(t, '/', script)}
<div class="sheet" id="again" hidden><p role="status">${t('tab.again')}</p>${note !== undefined && html`<p>${note}</p>`}
<form method="post" action="${action}" class="actions">
${fields.map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}
<button class="button main">${t('web.again.send')}</button>
</form></div>`
  return page(t, { title: t('web.ended'), reader: undefined, data: { to: '', hosts: hosts.join(' ') } }, body)
}
