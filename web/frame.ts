import type { SentenceKey, Sentences } from '../cards/sentences.ts'
import { Html, html } from './html.ts'
import { STYLE_PATH } from './style.ts'

interface Frame {
  readonly title: string
  /** Who is signed in, by name. */
  readonly reader: string | undefined
}

/** A whole page. */
export function page(t: Sentences, { title, reader }: Frame, body: Html): string {
  const name = t('duty.title')
  return html`${DOCTYPE}
<html lang="${t.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · ${name}</title>
<link rel="stylesheet" href="${STYLE_PATH}">
</head>
<body>
<a class="skip" href="#main">${t('web.skip')}</a>
<header>
<a class="desk" href="/incidents">${name}</a>
${
  reader !== undefined &&
  html`<span class="who">${reader}</span>
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

const DOCTYPE = new Html('<!doctype html>')

/** A page that says one thing, and where to go from there. */
export function messagePage(
  t: Sentences,
  { title, reader }: Frame,
  {
    text,
    links = [],
  }: { readonly text: string; readonly links?: readonly (readonly [path: string, label: SentenceKey])[] },
): string {
  const body = html`<div class="sheet"><p>${text}</p>
${links.map(([path, label], n) => html`<a class="${n === 0 ? 'button main' : 'button'}" href="${path}">${t(label)}</a> `)}</div>`
  return page(t, { title, reader }, body)
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
