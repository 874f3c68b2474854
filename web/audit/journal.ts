import {
  checkLines,
  type JournalLine,
  type JournalQuery,
  outcomeChoices,
  whatChoices,
} from '../../cards/audit/journal.ts'
import type { Choice } from '../../cards/form.ts'
import type { Sentences } from '../../cards/sentences.ts'
import { type AuditCheck, isUnderWay } from '../../services/audit/audit.ts'
import { actButton, type CardView, marked } from '../card.ts'
import { type Nav, page, timeIn } from '../frame.ts'
import { type Html, html, type Value } from '../html.ts'

interface Journal {
  readonly query: JournalQuery
  readonly lines: readonly JournalLine[]
  /** What is to be said of the search. */
  readonly note: string | undefined
  /** From where an older page goes on. */
  readonly older: number | undefined
  readonly isFirst: boolean
  readonly check: AuditCheck | undefined
  /** The reader runs the service. */
  readonly isService: boolean
  readonly reader: string
  readonly nav: Nav
  readonly view: CardView
  readonly now: number
  readonly script: string
}

export const JOURNAL_PATH = '/settings/journal'

/** « Journal »: what was done and refused in a workspace, whatever of it is looked for. */
export function journalPage(t: Sentences, its: Journal): string {
  const { query, lines, note, older, isFirst, reader, nav, script } = its
  const isAsked = Object.values(query).some((text) => text !== '')
  const nothing = older !== undefined ? 'audit.find.not-yet' : isAsked ? 'audit.find.none' : 'audit.nothing'
  const body = html`${filters(t, query)}
${note !== undefined && html`<p role="status" class="note">${note}</p>`}
${lines.length === 0 ? html`<p role="status">${t(nothing)}</p>` : table(t, its)}
${
  (older !== undefined || !isFirst) &&
  html`<nav class="pages" aria-label="${t('web.pages')}">
${!isFirst && html`<a href="${pathOf(query)}">${t('audit.newest')}</a>`}
${older !== undefined && html`<a href="${pathOf(query, older)}" rel="next">${t('audit.older')}</a>`}</nav>`
}
<h2>${t('audit.verify')}</h2>
<div class="sheet" data-part="${JOURNAL_PATH}/check">${checkPart(t, its)}</div>
<script src="${script}" type="module"></script>`
  return page(t, { title: t('audit.title'), reader, nav }, body)
}

/** What came of verifying it; while that goes on, how far it is. */
export function checkPart(
  t: Sentences,
  { check, isService, view, now }: Pick<Journal, 'check' | 'isService' | 'view' | 'now'>,
): Html {
  const isBusy = check !== undefined && isUnderWay(check, now)
  const look = check?.brokenAt !== undefined ? 'attention' : ''
  return html`${checkLines(t, check, { now, isService }).map((line) => html`<p class="${look}" role="status">${marked(line, view)}</p>`)}
${!isBusy && actButton(t('audit.verify'), 'audit.verify', {}, view)}`
}

function filters(t: Sentences, { who, what, outcome, about, from, to }: JournalQuery): Html {
  const any: Choice = { title: t('audit.any'), value: '' }
  const select = (name: string, label: string, chosen: string, choices: readonly Choice[]) =>
    html`<label>${label} <select name="${name}">${[any, ...choices].map(({ title, value }) => html`<option value="${value}"${value === chosen && html` selected`}>${title}</option>`)}</select></label>`
  const field = (name: string, label: string, type: 'search' | 'date', value: string) =>
    html`<label${type === 'search' && html` class="find"`}>${label} <input type="${type}" name="${name}" value="${value}" maxlength="100"></label>`
  return html`<form method="get" action="${JOURNAL_PATH}" class="bar filters" role="search">
${field('who', t('audit.find.who'), 'search', who)}
${select('what', t('audit.find.what'), what, whatChoices(t))}
${select('outcome', t('audit.find.outcome'), outcome, outcomeChoices(t))}
${field('about', t('audit.find.about'), 'search', about)}
${field('from', t('audit.find.from'), 'date', from)}
${field('to', t('audit.find.to'), 'date', to)}
<button class="button main">${t('catalogue.find')}</button>
</form>`
}

function table(t: Sentences, { lines, view }: Journal): Html {
  const rows = lines.map(
    ({ at, name, permission, outcome, number, behalf }) =>
      html`<tr><td>${timeIn(t.language, view.timeZone, at)}</td><td>${name ?? t('audit.command')}</td><td>${t(`permission.${permission}`)}</td>
<td>${number ?? '–'}</td><td>${behalf ?? '–'}</td><td>${outcomeOf(t, outcome)}</td></tr>`,
  )
  return html`<div class="scroll" tabindex="0" role="group" aria-label="${t('audit.title')}"><table class="grid">
<thead><tr><th>${t('audit.when')}</th><th>${t('audit.by')}</th><th>${t('audit.find.what')}</th><th>${t('console.number')}</th><th>${t('audit.behalf')}</th><th>${t('audit.find.outcome')}</th></tr></thead>
<tbody>${rows}</tbody></table></div>`
}

function outcomeOf(t: Sentences, outcome: JournalLine['outcome']): Value {
  return html`<span class="${outcome === 'refused' ? 'attention' : 'quiet'}">${t(`audit.outcome.${outcome}`)}</span>`
}

function pathOf(query: JournalQuery, before?: number): string {
  const words = new URLSearchParams(Object.entries(query).filter(([, text]) => text !== ''))
  if (before !== undefined) words.set('before', String(before))
  return words.size === 0 ? JOURNAL_PATH : `${JOURNAL_PATH}?${words}`
}
