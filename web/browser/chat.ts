/** How often the chat is looked at while it is seen, in milliseconds. */
const EVERY_MS = 3_000

const part = document.querySelector<HTMLElement>('#chat')
let shown = part?.innerHTML ?? ''

/** What changed is shown; the field below, and what is typed in it, stay as they are. */
async function look(): Promise<void> {
  if (part === null || document.hidden) return
  const answer = await fetch(part.dataset['part'] ?? '')
  if (answer.status === 410) location.replace('/')
  if (!answer.ok) return
  const text = await answer.text()
  if (text === shown || part.contains(document.activeElement)) return
  shown = text
  const fresh = new DOMParser().parseFromString(text, 'text/html')
  part.replaceChildren(...fresh.body.childNodes)
  part.lastElementChild?.lastElementChild?.scrollIntoView({ block: 'nearest' })
}

setInterval(() => {
  // Without an answer it shows what it has, and looks again.
  look().catch(() => {})
}, EVERY_MS)
document.addEventListener('visibilitychange', () => {
  look().catch(() => {})
})
