import { ServiceDeskError } from '../../errors.ts'
import { token } from './schema.ts'

const TIMEOUT_MS = 10_000
/** A token is not used in its last moments. */
const SPARE_MS = 60_000

/** OAuth's client credentials: an access token, asked for again before it expires. */
export function createTokens(
  url: string,
  { clientId, clientSecret }: { readonly clientId: string; readonly clientSecret: string },
): () => Promise<string> {
  let kept: { readonly text: string; readonly until: number } | undefined
  return async () => {
    if (kept !== undefined && performance.now() < kept.until) return kept.text
    const form = { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret }
    const answer = await fetch(`${url.replace(/\/+$/, '')}/oauth_token.do`, {
      method: 'POST',
      headers: { accept: 'application/json' },
      body: new URLSearchParams(form),
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    }).catch((cause: unknown) => {
      throw new ServiceDeskError('unavailable', 'ServiceNow gave no token.', { cause })
    })
    if (answer.status === 401 || answer.status === 400)
      throw new ServiceDeskError('forbidden', 'ServiceNow refuses our client.', { reason: '401' })
    const parsed = token.safeParse(await answer.json().catch(() => undefined))
    if (!answer.ok || !parsed.success) throw new ServiceDeskError('unavailable', 'ServiceNow gave no token.')
    const { access_token: text, expires_in } = parsed.data
    kept = { text, until: performance.now() + expires_in * 1000 - SPARE_MS }
    return text
  }
}
