import type { Card } from '../cards/render.ts'
import type { SentenceKey, Sentences } from '../cards/sentences.ts'
import { type CardView, cardForm, headingOf, openingOf, withoutText } from './card.ts'
import { Html, html } from './html.ts'
import { deskPath } from './paths.ts'
import { STYLE_PATH } from './style.ts'

interface Frame {
  readonly title: string
  /** Who is signed in, by name. */
  readonly reader: string | undefined
  /** For a script of the page's. */
  readonly data?: Readonly<Record<string, string>>
  /** The desk whose console it is: it takes the whole width, and its pages are one press away. */
  readonly deskId?: string | undefined
  /** The pages that are one press away, where these are not everybody's. */
  readonly nav?: Nav | undefined
}

export type Nav = readonly (readonly [path: string, label: SentenceKey])[]

/** A whole page. */
export function page(t: Sentences, { title, reader, data = {}, deskId, nav }: Frame, body: Html): string {
  const name = t('duty.title')
  return html`${DOCTYPE}
<html lang="${t.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · ${name}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="${STYLE_PATH}">
</head>
<body${(deskId ?? nav) !== undefined && html` class="console"`}${Object.entries(data).map(([name, value]) => html` data-${name}="${value}"`)}>
<a class="skip" href="#main">${t('web.skip')}</a>
<header>
<a class="desk" href="/">${name}</a>
${
  reader !== undefined &&
  html`<nav aria-label="${t('web.nav')}">${(nav ?? (deskId === undefined ? OWN : deskPages(deskId))).map(([path, label]) => html`<a href="${path}">${t(label)}</a> `)}</nav>
<span class="who">${reader}</span>
<form method="post" action="/sign-out"><button>${t('web.sign-out')}</button></form>`
}
</header>
<main id="main">
<h1>${title}</h1>
${body}
</main>
</body>
</html>
`.text
}

const OWN = [
  ['/catalogue', 'catalogue.title'],
  ['/incidents', 'list.title'],
] as const

const deskPages = (deskId: string) =>
  [
    [deskPath(deskId), 'console.queue'],
    [deskPath(deskId, 'incidents'), 'console.incidents'],
    [deskPath(deskId, 'activity'), 'activity.title'],
    ['/', 'web.home'],
  ] as const

/** The same page in a theme of Teams'. */
export function themed(text: string, theme: string): string {
  return text.replace('<html ', `<html data-theme="${theme}" `)
}

const DOCTYPE = new Html('<!doctype html>')

/** A page that says one thing, and where to go from there. */
export function messagePage(
  t: Sentences,
  { title, reader, deskId, nav }: Frame,
  {
    text,
    note,
    kept,
    links = [],
  }: {
    readonly text: string
    readonly note?: string | undefined
    readonly kept?: string
    readonly links?: readonly (readonly [path: string, label: SentenceKey])[]
  },
): string {
  const body = html`${noted(note)}<div class="sheet">${text !== '' && html`<p>${text}</p>`}${kept !== undefined && html`<p class="words box">${kept}</p>`}
${links.map(([path, label], n) => html`<a class="${n === 0 ? 'button main' : 'button'}" href="${path}">${t(label)}</a> `)}</div>`
  return page(t, { title, reader, deskId, nav }, body)
}

interface SendAgain {
  readonly title: SentenceKey
  readonly text: SentenceKey
  readonly note: SentenceKey | undefined
  /** Where the form was sent. */
  readonly action: string
  /** All that the form sent. */
  readonly fields: readonly (readonly [name: string, value: string])[]
  /** The session ended: they sign in first. */
  readonly isEnded: boolean
}

/** What somebody sent and could not be taken stands in the page, to be sent once more. */
export function sendAgainPage(t: Sentences, { title, text, note, action, fields, isEnded }: SendAgain): string {
  const body = html`<div class="sheet"><p>${t(text)}</p>${note !== undefined && html`<p>${t(note)}</p>`}
<form method="post" action="${action}" class="actions">
${fields.map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}
${isEnded && html`<a class="button main" href="/sign-in" target="_blank">${t('web.sign-in')}</a>`}
<button class="${isEnded ? 'button' : 'button main'}">${t('web.again.send')}</button>
</form></div>`
  return page(t, { title: t(title), reader: undefined }, body)
}

interface CardPage {
  readonly card: Card
  readonly view: CardView
  readonly reader: string
  /** Of a dialog; a card has a heading of its own. */
  readonly title?: string
  readonly nav?: Nav | undefined
  /** The page of what was made. */
  readonly after?: string | undefined
  /** The script that keeps what is filled (`CardView.keep`). */
  readonly script?: string | undefined
  /** What came of a search in it. */
  readonly note?: string | undefined
}

/** A page that shows a card or a dialog of Teams. */
export function cardPage(t: Sentences, { card, view, reader, title, note, nav, script, after }: CardPage): string {
  const heading = title ?? headingOf(card)
  const shown = withoutText(card, t('saved.close'))
  const body = html`${noted(note)}
<div class="sheet">${cardForm(shown, { ...view, heading }, title === undefined ? undefined : openingOf(card))}</div>
${after !== undefined && html`<p class="actions"><a class="button main" href="${after}">${t('web.open', { number: heading })}</a></p>`}
<a class="back" href="${view.from}">${t('web.back')}</a>
${script !== undefined && html`<script src="${script}" type="module"></script>`}`
  return page(t, { title: heading, reader, deskId: view.deskId, nav }, body)
}

function noted(note: string | undefined): Html | false {
  return note !== undefined && html`<p role="status" class="note words">${note}</p>`
}

const DATE_AND_TIME = {
  ...({ day: 'numeric', month: 'short', year: 'numeric' } as const),
  ...({ hour: '2-digit', minute: '2-digit', timeZoneName: 'short' } as const),
}

/** A time as it is written in a language and a zone (an IANA name). */
export function timeIn(language: string, timeZone: string, at: number): Html {
  const format = new Intl.DateTimeFormat(language, { timeZone, ...DATE_AND_TIME })
  return html`<time datetime="${new Date(at).toISOString()}">${format.format(at)}</time>`
}

/** How long ago something was, in whole minutes, hours or days: « depuis 12 min ». */
export function agoIn(t: Sentences, at: number, now: number): Html {
  const minutes = Math.max(0, Math.floor((now - at) / 60_000))
  const [value, unit] =
    minutes < 60
      ? ([minutes, 'minute'] as const)
      : minutes < 48 * 60
        ? ([Math.floor(minutes / 60), 'hour'] as const)
        : ([Math.floor(minutes / 1_440), 'day'] as const)
  const text = new Intl.NumberFormat(t.language, { style: 'unit', unit, unitDisplay: 'short' }).format(value)
  return html`<time datetime="${new Date(at).toISOString()}">${text}</time>`
}
