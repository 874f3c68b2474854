import type { Sentences } from '../cards/sentences.ts'
import { page } from './frame.ts'
import { html } from './html.ts'

interface Tab {
  /** The page that is wanted: one of our own paths. */
  readonly to: string
  readonly script: string
  /** Origins beside Teams' own that may frame us. */
  readonly hosts: readonly string[]
}

/** What a tab shows while Teams says who is there; and what it says where that comes to nothing. */
export function tabPage(t: Sentences, { to, script, hosts }: Tab): string {
  const faults = ['consent', 'organisation', 'cookies', 'no-host', 'other'] as const
  const body = html`<p id="wait" role="status">${t('tab.wait')}</p>
<div class="sheet" id="ways" role="alert" hidden>
${faults.map((fault) => html`<p data-fault="${fault}" hidden>${t(`tab.fault.${fault}`)}</p>`)}
<a class="button main" href="${to}" target="_blank" rel="noopener">${t('tab.browser')}</a>
</div>
<noscript><p>${t('tab.fault.other')}</p><a class="button main" href="${to}" target="_blank" rel="noopener">${t('tab.browser')}</a></noscript>
<script src="${script}" type="module"></script>`
  const data = { to, hosts: hosts.join(' ') }
  return page(t, { title: t('tab.title'), reader: undefined, data }, body)
}
