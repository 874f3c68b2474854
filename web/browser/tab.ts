import { app, authentication } from '@microsoft/teams-js'

/** Nobody answers in a frame that is not Teams'. */
const PATIENCE_MS = 5_000

/**
 * A tab is opened: whoever Teams says is signed in there is signed in here, and comes to the page that they wanted. Everything
 * that it may have to say stands in the page already, hidden.
 */
async function enter(): Promise<void> {
  const { hosts = '', to = '/' } = document.body.dataset
  // A browser of its own, in which nothing frames us: people sign in there as they do anywhere. Teams on a phone frames nothing either.
  if (window.parent === window && !('nativeInterface' in window)) {
    location.replace(to)
    return
  }
  const isThere = app.initialize(hosts.split(' ').filter((host) => host !== ''))
  const late = new Promise((_resolve, reject) => setTimeout(() => reject(new Error('no-host')), PATIENCE_MS))
  await Promise.race([isThere, late])
  const [token, context] = await Promise.all([authentication.getAuthToken(), app.getContext()])
  const look = { theme: context.app.theme, timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone }
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  const answer = await fetch('/session', { method: 'POST', headers, body: JSON.stringify(look) })
  if (!answer.ok) throw new Error((await answer.text()).slice(0, 40))
  // Some browsers keep no cookies of a page within a page.
  if (!(await fetch('/session')).ok) throw new Error('cookies')
  await app.notifySuccess()
  // What was filled before stands here, to be sent again.
  const again = document.querySelector<HTMLElement>('#again')
  if (again === null) location.replace(to)
  else {
    document.querySelector<HTMLElement>('#wait')?.setAttribute('hidden', '')
    again.removeAttribute('hidden')
  }
}

function tell(reason: string): void {
  const wanted = document.querySelector<HTMLElement>(`[data-fault="${CSS.escape(reason)}"]`)
  const shown = wanted ?? document.querySelector<HTMLElement>('[data-fault="other"]')
  document.querySelector<HTMLElement>('#wait')?.setAttribute('hidden', '')
  for (const element of [shown, document.querySelector<HTMLElement>('#ways')]) element?.removeAttribute('hidden')
}

enter().catch((error: unknown) => {
  // TeamsJS rejects with words of its own: `resourceRequiresConsent`, `CancelledByUser`.
  const reason = error instanceof Error ? error.message : String(error)
  tell(/consent|AADSTS65001/i.test(reason) ? 'consent' : reason)
})
