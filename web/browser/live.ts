/** How often a part without a stream is looked at while it is seen, and one whose stream does not hold; in milliseconds. */
const EVERY_MS = 3_000
const WITHOUT_STREAM_MS = 10_000
/** A stream that holds may still lose a word. */
const WITH_STREAM_MS = 60_000
/** However much changes, a part is looked at no more often. */
const LEAST_MS = 500
/** Whoever does not look needs no stream. */
const UNSEEN_MS = 60_000
const AGAIN_MS = 1_500
const MOST_ERRORS = 3

for (const part of document.querySelectorAll<HTMLElement>('[data-part]')) {
  const look = looker(part)
  const { events } = part.dataset
  if (events === undefined) setInterval(look, EVERY_MS)
  else listen(events, look)
  document.addEventListener('visibilitychange', look)
}

for (const form of document.querySelectorAll<HTMLFormElement>('form[data-keep]')) keep(form, form.dataset['keep'] ?? '')

/** How long after the last change what is filled is kept, in milliseconds. */
const KEEP_MS = 1_000

/** What is filled is kept as a draft a moment after each change, and when the page is left; whoever presses a button sends it anyway. */
function keep(form: HTMLFormElement, url: string): void {
  const said = form.querySelector<HTMLElement>('[role="status"]')
  let timer: number | undefined
  let under: AbortController | undefined

  async function send(): Promise<void> {
    timer = undefined
    under?.abort()
    under = new AbortController()
    const body = filledIn(form)
    const files = form.querySelector<HTMLInputElement>('input[type="file"]')?.files?.length ?? 0
    body.append('_chosen', String(files))
    const answer = await fetch(url, { method: 'POST', body, keepalive: isLeaving, signal: under.signal })
    // Whatever it was, the buttons say it better.
    if (!answer.ok || answer.redirected) return
    if (said !== null) said.textContent = await answer.text()
    keepAddress(form)
  }

  let isLeaving = false
  const attempt = () => void send().catch(() => {})
  form.addEventListener('input', () => {
    clearTimeout(timer)
    // What was said is true no more.
    if (said !== null) said.textContent = ''
    timer = window.setTimeout(attempt, KEEP_MS)
  })
  form.addEventListener('submit', () => {
    clearTimeout(timer)
    timer = undefined
    under?.abort()
  })
  window.addEventListener('pagehide', () => {
    if (timer === undefined) return
    clearTimeout(timer)
    isLeaving = true
    attempt()
  })
}

/** Whoever loads the page again finds what was kept. */
function keepAddress(form: HTMLFormElement): void {
  const address = new URL(location.href)
  const opens = address.searchParams.get('with')
  const dialog = form.querySelector<HTMLInputElement>('input[name="_dialog"]')?.value
  if (opens === null || dialog === undefined) return
  const { nonce } = (JSON.parse(dialog) as { data: { nonce?: string } }).data
  address.searchParams.set('with', JSON.stringify({ ...(JSON.parse(opens) as object), draftId: nonce }))
  history.replaceState(null, '', address)
}

/** Files are no part of it. */
function filledIn(form: HTMLFormElement): URLSearchParams {
  const body = new URLSearchParams()
  for (const [name, value] of new FormData(form)) if (typeof value === 'string') body.append(name, value)
  return body
}

const PREVIEW_MS = 400

for (const place of document.querySelectorAll<HTMLElement>('[data-preview]')) {
  const [form, shown] = [place.querySelector('form'), document.getElementById('preview')]
  if (form !== null && shown !== null) preview(form, shown, place.dataset['preview'] ?? '')
}

/** What is being filled is shown as it will look, a moment after each change; an answer that a newer one overtook is not. */
function preview(form: HTMLFormElement, shown: HTMLElement, url: string): void {
  let timer: number | undefined
  let last = 0
  async function look(): Promise<void> {
    last += 1
    const mine = last
    const answer = await fetch(url, { method: 'POST', body: filledIn(form) })
    if (!answer.ok || answer.redirected) return
    const text = await answer.text()
    if (mine !== last) return
    shown.replaceChildren(...new DOMParser().parseFromString(text, 'text/html').body.childNodes)
    // Of what is new there is nothing to be seen before.
    shown.closest('section')?.removeAttribute('hidden')
  }
  form.addEventListener('input', () => {
    clearTimeout(timer)
    // Without an answer it shows what it has; the next change looks again.
    timer = window.setTimeout(() => void look().catch(() => {}), PREVIEW_MS)
  })
}

/** What changed is shown; fields beside it, and what is typed in them, stay as they are. */
function looker(part: HTMLElement): () => void {
  let shown = ''
  let timer: number | undefined
  let isLooking = false
  let isWanted = false
  let isPressed = false
  let lookedAt = 0
  // A button that is replaced between the two halves of a press would not be pressed.
  part.addEventListener('pointerdown', () => {
    isPressed = true
  })
  document.addEventListener('pointerup', () => {
    isPressed = false
  })

  async function look(): Promise<void> {
    lookedAt = performance.now()
    const answer = await fetch(part.dataset['part'] ?? '')
    // It is over: where it began it is said what came of it.
    if (answer.status === 410) location.replace('/')
    // Too many windows of theirs look at once.
    if (answer.status === 429) isWanted = true
    if (!answer.ok || answer.redirected) return
    const text = await answer.text()
    if (text === shown) return
    if (isPressed || isTypedIn(part)) {
      isWanted = true
      return
    }
    shown = text
    const focus = placeOf(part)
    show(part, new DOMParser().parseFromString(text, 'text/html').body)
    // What is typed stays to be copied; there is nobody to send it to any more.
    if (text.includes(' data-over'))
      for (const button of document.querySelectorAll<HTMLButtonElement>('.say button')) button.disabled = true
    if (focus !== undefined) sameIn(part, focus)?.focus({ preventScroll: true })
  }

  function again(): void {
    if (document.hidden) return
    // One after the other: an answer that comes late must not show what was before.
    if (timer !== undefined || isLooking) {
      isWanted = true
      return
    }
    const wait = Math.max(0, lookedAt + LEAST_MS - performance.now())
    timer = window.setTimeout(() => {
      timer = undefined
      isLooking = true
      isWanted = false
      // Without an answer it shows what it has, and looks again.
      look()
        .catch(() => {})
        .finally(() => {
          isLooking = false
          if (isWanted) setTimeout(again, AGAIN_MS)
        })
    }, wait)
  }

  return again
}

/** What is read aloud as it comes (`aria-live`) stays where it is, and only what is new in it is put there. */
function show(part: HTMLElement, fresh: HTMLElement): void {
  const [before, after] = [part, fresh].map((its) => its.querySelector('[aria-live]'))
  if (before == null || after == null || before.parentElement !== part) {
    part.replaceChildren(...fresh.childNodes)
    return
  }
  const lines = [...after.children]
  for (const [n, line] of lines.entries()) {
    const known = before.children[n]
    if (known === undefined) before.append(line)
    else if (known.outerHTML !== line.outerHTML) known.replaceWith(line)
  }
  while (before.children.length > lines.length) before.lastElementChild?.remove()
  for (const its of [...part.childNodes]) if (its !== before) its.remove()
  const rest = [...fresh.childNodes].filter((its) => its !== after)
  const at = [...fresh.childNodes].indexOf(after)
  before.before(...rest.slice(0, at))
  before.after(...rest.slice(at))
  before.lastElementChild?.scrollIntoView({ block: 'nearest' })
}

function isTypedIn(part: HTMLElement): boolean {
  return document.activeElement?.matches('input, select, textarea') === true && part.contains(document.activeElement)
}

/** A button or a link of a part, by what it does. */
function placeOf(part: HTMLElement): string | undefined {
  const { activeElement } = document
  return activeElement !== null && part.contains(activeElement) ? meaningOf(activeElement) : undefined
}

function sameIn(part: HTMLElement, meaning: string): HTMLElement | undefined {
  return [...part.querySelectorAll<HTMLElement>('a, button')].find((its) => meaningOf(its) === meaning)
}

function meaningOf(element: Element): string {
  return element.getAttribute('href') ?? element.getAttribute('value') ?? element.textContent ?? ''
}

/** A stream that says that something changed, and never what; without one, a look now and then. */
function listen(url: string, look: () => void): void {
  let source: EventSource | undefined
  let errors = 0
  let unseen: number | undefined

  function open(): void {
    source = new EventSource(url)
    source.addEventListener('open', () => {
      errors = 0
      look()
    })
    source.addEventListener('changed', look)
    source.addEventListener('error', () => {
      errors += 1
      // The browser tries again by itself, but not where it was refused.
      if (source?.readyState !== EventSource.CLOSED && errors < MOST_ERRORS) return
      close()
      window.setTimeout(() => {
        if (!document.hidden && source === undefined) open()
      }, WITH_STREAM_MS)
    })
  }

  function close(): void {
    source?.close()
    source = undefined
  }

  open()
  setInterval(look, WITH_STREAM_MS)
  setInterval(() => {
    if (source === undefined) look()
  }, WITHOUT_STREAM_MS)
  document.addEventListener('visibilitychange', () => {
    clearTimeout(unseen)
    if (document.hidden) unseen = window.setTimeout(close, UNSEEN_MS)
    else if (source === undefined) open()
  })
}
