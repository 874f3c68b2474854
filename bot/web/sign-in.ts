import { createHmac, timingSafeEqual } from 'node:crypto'
import { ConfidentialClientApplication, CryptoProvider } from '@azure/msal-node'
import { z } from 'zod'
import type { WebClient } from '../../services/config.ts'
import { type NamedPerson, PERSONAL_TENANT } from '../../services/people/person.ts'
import { MINUTE_MS } from '../../services/time.ts'
import { authorityOf, networkClient } from '../teams/credentials.ts'

/** Why somebody was not signed in: each has words for them (S2.6, S2.7). */
export type SignInFault = 'cancelled' | 'expired' | 'organisation' | 'consent' | 'directory' | 'busy'

export type SignedIn =
  | { readonly person: NamedPerson; readonly returnTo: string }
  /** `returnTo`: where a second try leads. */
  | { readonly fault: SignInFault; readonly code: string; readonly returnTo: string }

export interface SignIn {
  /** Where to send a browser, and what it keeps by its `state` until it comes back. `returnTo` is one of our own paths. */
  begin(returnTo: string): Promise<{ readonly url: string; readonly state: string; readonly pending: string }>
  /** It came back, with what the directory says and what it kept. */
  end(query: Readonly<Record<string, unknown>>, pending: string | undefined): Promise<SignedIn>
}

const SCOPES = ['openid', 'profile']

/** Between the directory's page and ours. */
const PATIENCE_MS = 10 * MINUTE_MS
/** So many codes are redeemed at once: each is a request to the directory, and whoever calls may be anybody. */
const MOST_AT_ONCE = 16

const kept = z.object({
  state: z.string(),
  nonce: z.string(),
  verifier: z.string(),
  returnTo: z.string(),
  begunAt: z.number(),
})
const came = z.object({
  state: z.string().optional(),
  code: z.string().max(8_000).optional(),
  /** It goes into a page and the log: a word of the protocol's, and no other. */
  error: z
    .string()
    .regex(/^[a-z_]{1,64}$/)
    .catch('other')
    .optional(),
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
  // One for each sign-in: MSAL keeps everybody's tokens, and after a refusal lets nobody try for a while.
  const createApp = () =>
    new ConfidentialClientApplication({
      auth: { clientId, clientSecret, ...authorityOf(loginUrl) },
      system: { networkClient },
    })
  const crypto = new CryptoProvider()
  const key = createHmac('sha256', clientSecret).update('pending sign-in').digest()
  let under = 0
  return {
    async begin(returnTo) {
      const { verifier, challenge } = await crypto.generatePkceCodes()
      const [state, nonce] = [crypto.createNewGuid(), crypto.createNewGuid()]
      const url = await createApp().getAuthCodeUrl({
        scopes: SCOPES,
        redirectUri,
        state,
        nonce,
        responseMode: 'query',
        codeChallenge: challenge,
        codeChallengeMethod: 'S256',
        prompt: 'select_account',
      })
      const own = new URL(url)
      // Who somebody is is all that we want: no token that renews itself.
      own.searchParams.set('scope', SCOPES.join(' '))
      const pending = sealed(key, { state, nonce, verifier, returnTo, begunAt: now() })
      return { url: `${new URL(loginUrl).origin}${own.pathname}${own.search}`, state, pending }
    },

    async end(query, pending) {
      const answer = came.safeParse(query)
      const begun = kept.safeParse(unsealed(key, pending))
      const isBegun = begun.success && begun.data.begunAt + PATIENCE_MS > now()
      if (!answer.success || !isBegun || answer.data.state !== begun.data.state)
        return { fault: 'expired', code: '', returnTo: begun.data?.returnTo ?? HOME }
      const { code, error, error_description } = answer.data
      const { nonce, verifier, returnTo } = begun.data
      const fault = (its: SignInFault, itsCode = '') => ({ fault: its, code: itsCode, returnTo })
      if (error !== undefined || code === undefined) return fault(faultOf(error, error_description), error)
      if (under >= MOST_AT_ONCE) return fault('busy')
      under += 1
      const result = await createApp()
        .acquireTokenByCode({ code, scopes: SCOPES, redirectUri, codeVerifier: verifier, nonce })
        .catch((cause: unknown) => {
          const errorCode = (cause as { readonly errorCode?: unknown }).errorCode
          return { refusedBecause: typeof errorCode === 'string' ? errorCode : 'no_answer' }
        })
        .finally(() => {
          under -= 1
        })
      if ('refusedBecause' in result) return fault('directory', result.refusedBecause)
      const told = claims.safeParse(result.idTokenClaims)
      if (!told.success) return fault('directory', 'claims')
      const its = told.data
      const isOurs =
        its.aud === clientId && its.nonce === nonce && its.exp * 1000 > now() && its.iss === issuerOf(loginUrl, its.tid)
      if (!isOurs) return fault('directory', 'token')
      const tenantId = its.tid.toLowerCase()
      // Nobody vouches for a personal account.
      if (tenantId === PERSONAL_TENANT || tenants?.includes(tenantId) === false) return fault('organisation')
      const person = { tenantId, objectId: its.oid.toLowerCase(), name: its.name || its.preferred_username }
      return { person, returnTo }
    },
  }
}

export function issuerOf(loginUrl: string, tenantId: string): string {
  return `${new URL(loginUrl).origin}/${tenantId}/v2.0`
}

/** `AADSTS65001` and its like: nobody has consented for the organisation yet. */
function faultOf(error: string | undefined, description: string): SignInFault {
  if (/AADSTS(65001|65004|90094|900941)/.test(description) || error === 'consent_required') return 'consent'
  if (error === 'access_denied') return 'cancelled'
  return 'directory'
}

/** What a browser keeps for us, so that only what we wrote comes back. */
function sealed(key: Buffer, value: z.input<typeof kept>): string {
  const text = Buffer.from(JSON.stringify(value)).toString('base64url')
  return `${text}.${signed(key, text)}`
}

function unsealed(key: Buffer, pending = ''): unknown {
  const [text = '', signature = ''] = pending.split('.')
  const [own, its] = [Buffer.from(signed(key, text)), Buffer.from(signature)]
  if (own.length !== its.length || !timingSafeEqual(own, its)) return undefined
  return JSON.parse(Buffer.from(text, 'base64url').toString())
}

function signed(key: Buffer, text: string): string {
  return createHmac('sha256', key).update(text).digest('base64url')
}

const HOME = '/'
const OWN_PATH =
  /^\/(?:(?:chat|incidents|catalogue|drafts|requests|approvals|acts|desks)(?:[/?][\w\-/?=&.%+*]{0,1500})?)?$/

/** One of our own pages, and nothing else: whoever made the link must not send people elsewhere. */
export function ownPath(path: unknown): string {
  return typeof path === 'string' && OWN_PATH.test(path) ? path : HOME
}

/** Whether a request that changes something comes from a page of ours (CSRF). Old browsers say only where it comes from. */
export function isOwnRequest(header: (name: string) => string | undefined, redirectUri: string): boolean {
  const site = header('sec-fetch-site')
  return site === undefined ? header('origin') === new URL(redirectUri).origin : site === 'same-origin'
}
