import { ConfidentialClientApplication, CryptoProvider } from '@azure/msal-node'
import { z } from 'zod'
import type { WebClient } from '../../services/config.ts'
import { type NamedPerson, PERSONAL_TENANT } from '../../services/people/person.ts'
import { authorityOf, networkClient } from '../teams/credentials.ts'

/** Why somebody was not signed in: each has words for them (S2.6, S2.7). */
export type SignInFault = 'cancelled' | 'expired' | 'organisation' | 'consent' | 'directory'

export type SignedIn =
  | { readonly person: NamedPerson; readonly returnTo: string }
  | { readonly fault: SignInFault; readonly code: string }

export interface SignIn {
  /** Where to send a browser, and what it keeps until it comes back. `returnTo` is one of our own paths. */
  begin(returnTo: string): Promise<{ readonly url: string; readonly pending: string }>
  /** It came back, with what the directory says and what it kept. */
  end(query: Readonly<Record<string, unknown>>, pending: string | undefined): Promise<SignedIn>
}

const SCOPES = ['openid', 'profile']

const kept = z.object({ state: z.string(), nonce: z.string(), verifier: z.string(), returnTo: z.string() })
const came = z.object({
  state: z.string().optional(),
  code: z.string().optional(),
  error: z.string().optional(),
  error_description: z.string().default(''),
})
/** What we rely on of an id token (version 2.0); all else is for display. */
const claims = z.object({
  iss: z.string(),
  aud: z.string(),
  tid: z.guid(),
  oid: z.guid(),
  nonce: z.string(),
  exp: z.number(),
  ver: z.literal('2.0'),
  name: z.string().default(''),
  preferred_username: z.string().default(''),
})

/**
 * Signing in with a browser: Entra's authorization code flow with PKCE. `tenants` are the organisations that are served;
 * `undefined`: all. Who somebody is comes from the id token alone, which we have from the directory itself.
 */
export function createSignIn(
  { clientId, clientSecret, loginUrl, redirectUri }: WebClient,
  tenants: readonly string[] | undefined,
  now: () => number,
): SignIn {
  const app = new ConfidentialClientApplication({
    auth: { clientId, clientSecret, ...authorityOf(loginUrl) },
    system: { networkClient },
  })
  const crypto = new CryptoProvider()
  return {
    async begin(returnTo) {
      const { verifier, challenge } = await crypto.generatePkceCodes()
      const [state, nonce] = [crypto.createNewGuid(), crypto.createNewGuid()]
      const url = await app.getAuthCodeUrl({
        ...{ scopes: SCOPES, redirectUri, state, nonce, responseMode: 'query' },
        ...{ codeChallenge: challenge, codeChallengeMethod: 'S256', prompt: 'select_account' },
      })
      const pending = Buffer.from(JSON.stringify({ state, nonce, verifier, returnTo })).toString('base64url')
      return { url: url.replace(/^https:\/\/[^/]+/, new URL(loginUrl).origin), pending }
    },

    async end(query, pending) {
      const answer = came.safeParse(query)
      const begun = kept.safeParse(parsed(pending))
      if (!answer.success || !begun.success || answer.data.state !== begun.data.state)
        return { fault: 'expired', code: '' }
      const { code, error, error_description } = answer.data
      if (error !== undefined || code === undefined)
        return { fault: faultOf(error, error_description), code: error ?? '' }
      const { nonce, verifier, returnTo } = begun.data
      const result = await app
        .acquireTokenByCode({ code, scopes: SCOPES, redirectUri, codeVerifier: verifier, nonce })
        .catch((cause: unknown) => {
          const errorCode = (cause as { readonly errorCode?: unknown }).errorCode
          return { fault: 'directory' as const, code: typeof errorCode === 'string' ? errorCode : 'no_answer' }
        })
      if ('fault' in result) return result
      const told = claims.safeParse(result.idTokenClaims)
      if (!told.success) return { fault: 'directory', code: 'claims' }
      const its = told.data
      const isOurs =
        its.aud === clientId && its.nonce === nonce && its.exp * 1000 > now() && its.iss === issuerOf(loginUrl, its.tid)
      if (!isOurs) return { fault: 'directory', code: 'token' }
      const tenantId = its.tid.toLowerCase()
      // Nobody vouches for a personal account.
      if (tenantId === PERSONAL_TENANT || tenants?.includes(tenantId) === false)
        return { fault: 'organisation', code: '' }
      const person = { tenantId, objectId: its.oid.toLowerCase(), name: its.name || its.preferred_username }
      return { person, returnTo }
    },
  }
}

function issuerOf(loginUrl: string, tenantId: string): string {
  return `${new URL(loginUrl).origin}/${tenantId}/v2.0`
}

/** `AADSTS65001` and its like: nobody has consented for the organisation yet. */
function faultOf(error: string | undefined, description: string): SignInFault {
  if (/AADSTS(65001|65004|90094|900941)/.test(description) || error === 'consent_required') return 'consent'
  if (error === 'access_denied') return 'cancelled'
  return 'directory'
}

function parsed(pending: string | undefined): unknown {
  try {
    return JSON.parse(Buffer.from(pending ?? '', 'base64url').toString())
  } catch {
    return undefined
  }
}

/** One of our own paths, and nothing else: whoever made the link must not send people elsewhere. */
export function ownPath(path: unknown): string {
  return typeof path === 'string' && /^\/(?![/\\])[\w\-/?=&.]{0,500}$/.test(path) ? path : '/incidents'
}

/** Whether a request that changes something comes from a page of ours (CSRF). Old browsers say only where it comes from. */
export function isOwnRequest(header: (name: string) => string | undefined, redirectUri: string): boolean {
  const site = header('sec-fetch-site')
  return site === undefined ? header('origin') === new URL(redirectUri).origin : site === 'same-origin'
}
