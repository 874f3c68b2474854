import { execute, openDialog } from '../../cards/button.ts'
import {
  actLinks,
  type BlockLines,
  blocksOf,
  findingWords,
  type NotShown,
  notShownWords,
} from '../../cards/lookups/lookup.ts'
import type { Sentences } from '../../cards/sentences.ts'
import { type Block, type DirectoryPerson, type Dossier, findingsOf, isWhole } from '../../services/graph/graph.ts'
import type { Lookup } from '../../services/lookups/lookup.ts'
import { actionsForm, type CardView, marked } from '../card.ts'
import { type Nav, page, timeIn } from '../frame.ts'
import { type Html, html } from '../html.ts'
import { lookupPath } from '../paths.ts'

const NAV: Nav = [
  ['/troubleshoot', 'lookup.title'],
  ['/', 'web.home'],
]

interface Search {
  readonly words: string
  readonly recent: readonly Lookup[]
  /** `undefined`: nobody was looked for. */
  readonly found: Block<readonly DirectoryPerson[]> | undefined
  readonly isTooMuch: boolean
  /** « Organisation : Lecture »: what somebody does, and where. */
  readonly showsJobs: boolean
  readonly isConnected: boolean
  readonly nonce: string
  readonly reader: string
  readonly view: CardView
}

/** « Dépanner une personne » (S4.3, S4.10). */
export function searchPage(t: Sentences, its: Search): string {
  const { words, recent, found, isTooMuch, isConnected, reader, view } = its
  const body = html`<p>${t(isConnected ? 'lookup.about' : 'trouble.not-connected')}</p>
<form method="get" action="/troubleshoot" class="find bar" role="search"><input type="search" name="query" value="${words}" maxlength="100" aria-label="${t('lookup.person')}" placeholder="${t('request.person')}">
<button class="button main">${t('catalogue.find')}</button></form>
${isTooMuch && html`<p role="status" class="note">${t('web.find.share', { name: words })}</p>`}
${found !== undefined && foundPeople(t, its, found)}
${
  recent.length > 0 &&
  html`<h2>${t('lookup.recent.title')}</h2>
<ul class="list sheet">${recent.map((lookup) => html`<li><a href="${lookupPath(lookup.id)}"><span class="title">${lookup.person.name}</span><span class="quiet">${timeIn(t.language, view.timeZone, lookup.at)}</span><span class="about">${lookup.reason}</span></a></li>`)}</ul>`
}`
  return page(t, { title: t('lookup.title'), reader, nav: NAV }, body)
}

function foundPeople(
  t: Sentences,
  { words, nonce, showsJobs }: Search,
  found: Block<readonly DirectoryPerson[]>,
): Html {
  if (!found.ok)
    return html`<p role="status" class="note">${t(`trouble.${found.trouble}`, { permission: found.permission })}</p>`
  if (found.value.length === 0) return html`<p role="status">${t('lookup.nobody', { words })}</p>`
  const act = JSON.stringify({ kind: 'save', verb: 'lookup.open', data: { nonce } })
  return html`<form method="post" action="/acts" class="sheet"><input type="hidden" name="_from" value="/troubleshoot">
<fieldset class="field"><legend>${t('lookup.person')}</legend>${found.value.map(
    ({ id, name, mail, jobTitle, department, office, isEnabled }, n) =>
      html`<label class="choice"><input type="radio" name="requester" value="${id}" required${n === 0 && found.value.length === 1 && html` checked`}> <span><strong>${name}</strong> <span class="quiet">${[
        ...(showsJobs ? [jobTitle, department, office] : []),
        mail,
        showsJobs && !isEnabled ? t('lookup.account.disabled') : '',
      ]
        .filter((part) => part !== '')
        .join(' · ')}</span></span></label>`,
  )}</fieldset>
<div class="field"><label for="reason">${t('lookup.reason')}</label><input id="reason" name="reason" required maxlength="200" placeholder="${t('lookup.reason.hint')}" autocomplete="off"></div>
<p class="actions"><button class="button main" name="_act" value="${act}">${t('lookup.go')}</button></p></form>`
}

interface Known {
  readonly lookup: Lookup
  readonly dossier?: Dossier
  readonly mayAct?: boolean
  /** The operator's own licence could not be looked at. */
  readonly isLicenceUnknown?: boolean
  /** Why there is no dossier. */
  readonly why?: NotShown
  readonly reader: string
  readonly view: CardView
  readonly now: number
}

/** What is known of somebody: first what explains their trouble, then the five blocks (S4.11). */
export function dossierPage(
  t: Sentences,
  { lookup, dossier, mayAct = false, isLicenceUnknown = false, why = 'over', reader, view, now }: Known,
): string {
  const findings = dossier === undefined ? [] : findingsOf(dossier, now)
  const words = (text: string) => marked(text, view)
  const body =
    dossier === undefined
      ? html`<p role="status">${notShownWords(t, why)}</p>
<p class="actions"><a class="button main" href="/troubleshoot?query=${encodeURIComponent(lookup.person.name)}">${t('lookup.choose')}</a></p>`
      : html`<p class="quiet">${lookup.reason} · ${timeIn(t.language, view.timeZone, lookup.at)}</p>
<div class="sheet" role="status">${findings.length === 0 ? html`<p class="${isWhole(dossier) ? 'good' : 'warning'}">${t(isWhole(dossier) ? 'finding.none' : 'finding.partial')}</p>` : html`<ul class="findings">${findings.map((its) => html`<li>${words(findingWords(t, its))}</li>`)}</ul>`}</div>
${isLicenceUnknown && html`<p class="quiet">${t('lookup.licence.unknown')}</p>`}
${
  mayAct &&
  actionsForm(
    actLinks(t, lookup.id, dossier).map(({ select }) => select),
    { ...view, from: lookupPath(lookup.id) },
  )
}
<div class="columns-wide">${blocksOf(t, dossier).map((its) => block(its, words))}</div>
${actionsForm([execute(t('lookup.again'), 'lookup.show', { lookupId: lookup.id }), openDialog(t('lookup.other'), 'lookup.open', {})], view)}`
  return page(
    t,
    { title: lookup.person.name, reader, nav: NAV },
    html`${body}<a class="back" href="/troubleshoot">${t('lookup.title')}</a>`,
  )
}

function block({ title, lines }: BlockLines, words: (text: string) => Html): Html {
  return html`<section><h2>${title}</h2><div class="sheet">${lines.map((line) => html`<p>${words(line)}</p>`)}</div></section>`
}
