import type { Sentences } from '../../cards/sentences.ts'
import type { Contract } from '../../services/contracts/contract.ts'
import type { Activity, ActivityDay, Spread } from '../../services/measures/activity.ts'
import { barChart } from '../chart.ts'
import { type Nav, page } from '../frame.ts'
import { type Html, html } from '../html.ts'

export const SPANS = [7, 30, 90] as const
export type Span = (typeof SPANS)[number]

interface Shown {
  /** Of this page, without what was chosen. */
  readonly path: string
  /** The desk whose console it is part of; `undefined`: of the administration. */
  readonly deskId: string | undefined
  readonly nav?: Nav | undefined
  readonly activity: Activity
  readonly span: Span
  /** Those that it is about; « Tous les espaces de travail » where the reader is at the desks of several (S1.7). */
  readonly workspaces: readonly { readonly id: string; readonly name: string; readonly isChosen: boolean }[]
  readonly contract: Contract | undefined
  /** Those purchased services that are the workspace’s own (S1.12). */
  readonly services: readonly string[]
  readonly daysLeft: number | undefined
  /** How far it is in step with its ticket system, where it has one. */
  readonly sync: Html | undefined
  readonly reader: string
  /** An IANA name. */
  readonly timeZone: string
}

/** What a desk had to do lately, and what is left of its contract (S1.6). */
export function activityPage(t: Sentences, its: Shown): string {
  const { path, deskId, nav, activity, span, workspaces, contract, services, daysLeft, sync, reader, timeZone } = its
  const { days } = activity
  const sum = (of: keyof Omit<ActivityDay, 'day'>) => days.reduce((all, day) => all + day[of], 0)
  // By the minute, whoever was helped then would be known.
  const dayWords = new Intl.DateTimeFormat(t.language, { dateStyle: 'medium', timeZone })
  const label = new Intl.DateTimeFormat(t.language, { day: 'numeric', month: 'short', timeZone: 'UTC' })
  const labels = days.map(({ day }) => label.format(Date.parse(`${day}T12:00:00Z`)))
  const series = (of: keyof Omit<ActivityDay, 'day'>) => ({
    name: t(`activity.${of}`),
    values: days.map((day) => day[of]),
  })
  const chart = (caption: string, ...of: (keyof Omit<ActivityDay, 'day'>)[]) =>
    barChart({ caption, of: t('activity.day'), labels, series: of.map(series), asTable: t('activity.table') })
  const figures: readonly (readonly [string, string])[] = [
    [t('activity.now.waiting'), String(activity.waiting)],
    [t('activity.now.unsettled'), String(activity.unsettled)],
    [t('activity.asked'), String(sum('asked'))],
    [t('activity.abandoned'), String(sum('abandoned'))],
    [t('activity.wait'), spread(t, activity.wait)],
    [t('activity.answer'), spread(t, activity.answer)],
    [t('activity.opened'), String(sum('opened'))],
    [t('activity.resolved'), String(sum('resolved'))],
    [t('activity.resolution'), spread(t, activity.resolution)],
    [t('activity.first-right'), ofAll(t, activity.firstRight.right, activity.firstRight.count)],
    ...activity.promises.map(({ kind, kept, count }): readonly [string, string] => [
      t('activity.promises', { promise: t(`sla.${kind}`) }),
      ofAll(t, kept, count),
    ]),
    [t('activity.opinions'), satisfaction(t, activity.opinions)],
  ]
  const body = html`${choices(t, its)}
<dl class="figures">${figures.map(([term, value]) => html`<div class="sheet"><dt>${term}</dt><dd>${value}</dd></div>`)}</dl>
${chart(t('activity.chats'), 'asked', 'taken', 'abandoned')}
${chart(t('activity.incidents'), 'opened', 'resolved')}
${
  contract !== undefined &&
  workspaces.filter(({ isChosen }) => isChosen).length > 0 &&
  html`<div class="sheet"><h2>${t('activity.contract')}</h2><p>${daysLeft === undefined ? t('activity.contract.over') : t('activity.contract.left', { count: daysLeft })}</p>${contract.services.length > 0 && html`<p>${purchased(t, contract, services)}</p>`}</div>`
}
${
  activity.words.length > 0 &&
  html`<h2>${t('activity.words')}</h2><ul class="history sheet">${byDay(activity.words).map(
    ({ verdict, text, at }) =>
      html`<li><span class="count">${dayWords.format(at)}${verdict !== undefined && html` · ${t('activity.words.verdict', { verdict: t(`feedback.verdict.${verdict}`) })}`}</span><p class="words">${text}</p></li>`,
  )}</ul>`
}
${sync !== undefined && html`<div class="sheet"><h2>${t('activity.sync')}</h2><p>${sync}</p></div>`}
<p class="actions"><a class="button" href="${pathOf(`${path}.csv`, span, workspaces)}">${t('activity.csv')}</a></p>`
  return page(t, { title: t('activity.title'), reader, deskId, nav }, body)
}

/** The same as comma-separated values, as the reader's spreadsheet expects them. Numbers and days alone: no formula can be in it. */
export function activityCsv(t: Sentences, { days }: Activity): string {
  const separator = t.language === 'fr' ? ';' : ','
  const names = ['asked', 'taken', 'abandoned', 'opened', 'resolved'] as const
  const head = [t('activity.day'), ...names.map((name) => t(`activity.${name}`))].map(
    (text) => `"${text.replaceAll('"', '""')}"`,
  )
  const rows = days.map((day) => [day.day, ...names.map((name) => day[name])])
  return `\ufeff${[head, ...rows].map((row) => row.join(separator)).join('\r\n')}\r\n`
}

function choices(t: Sentences, { path, span, workspaces }: Shown): Html {
  const boxes = workspaces.map(
    ({ id, name, isChosen }) =>
      html`<label class="choice"><input type="checkbox" name="workspace" value="${id}"${isChosen && html` checked`}> ${name === '' ? t('workspace.default') : name}</label>`,
  )
  const all = workspaces.map((its) => ({ ...its, isChosen: true }))
  return html`<form method="get" action="${path}" class="bar filters">
<label>${t('activity.span')} <select name="days">${SPANS.map((its) => html`<option value="${its}"${its === span && html` selected`}>${t('activity.days', { count: its })}</option>`)}</select></label>
${workspaces.length > 1 && html`<fieldset><legend>${t('activity.workspaces')}</legend>${boxes}</fieldset>`}
<button class="button main">${t('activity.show')}</button>
${workspaces.length > 1 && html`<a class="button" href="${pathOf(path, span, all)}">${t('workspace.all')}</a>`}
</form>`
}

/** How many of those who answered were helped. */
function satisfaction(t: Sentences, { yes, partly, no }: Activity['opinions']): string {
  const count = yes + partly + no
  if (count === 0) return '–'
  return t('activity.opinions.share', { share: percent(t, yes / count), count })
}

function ofAll(t: Sentences, kept: number, count: number): string {
  return count === 0 ? '–' : t('activity.promises.share', { share: percent(t, kept / count), kept, count })
}

/** The latest day first, and within it in no order that tells of time. */
function byDay(words: Activity['words']): Activity['words'] {
  const dayOf = (at: number) => Math.floor(at / 86_400_000)
  return words.toSorted((a, b) => dayOf(b.at) - dayOf(a.at) || a.text.localeCompare(b.text))
}

function percent({ language }: Sentences, share: number): string {
  return new Intl.NumberFormat(language, { style: 'percent' }).format(share)
}

/** What was purchased, and what of it the workspace has. */
function purchased(t: Sentences, contract: Contract, services: readonly string[]): string {
  const names = contract.services.map((name) =>
    services.includes(name) ? name : t('activity.contract.elsewhere', { name }),
  )
  return t('activity.contract.services', { names: new Intl.ListFormat(t.language).format(names) })
}

function pathOf(path: string, span: Span, workspaces: Shown['workspaces']): string {
  const words = new URLSearchParams({ days: String(span) })
  if (workspaces.length > 1) for (const { id, isChosen } of workspaces) if (isChosen) words.append('workspace', id)
  return `${path}?${words}`
}

function spread(t: Sentences, its: Spread | undefined): string {
  if (its === undefined) return '–'
  return t('activity.spread', { median: lasting(t, its.median), ninth: lasting(t, its.ninth) })
}

/** A duration in the one unit that suits it. */
function lasting({ language }: Sentences, ms: number): string {
  const units = [
    ['day', 86_400_000],
    ['hour', 3_600_000],
    ['minute', 60_000],
    ['second', 1_000],
  ] as const
  const [unit, size] = units.find(([, its]) => ms >= 2 * its) ?? (['second', 1_000] as const)
  return new Intl.NumberFormat(language, { style: 'unit', unit, maximumFractionDigits: 0 }).format(ms / size)
}
