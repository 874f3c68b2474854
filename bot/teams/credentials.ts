import { ConfidentialClientApplication, type INetworkModule, ManagedIdentityApplication } from '@azure/msal-node'
import type { Config, GraphClient } from '../../services/config.ts'
import { ServiceDeskError } from '../../services/errors.ts'
import { graphError } from '../../services/graph/errors.ts'

const TIMEOUT_MS = 10_000

/** Asking MSAL for what it has costs more than sending a message: we ask it again a minute after the last time. */
const KEEP_MS = 60_000

/** Gives the bot's own token for the connector. MSAL keeps it and renews it; whoever comes while it is fetched waits for the same one. */
export function botTokens(bot: Config['bot']): () => Promise<string> {
  const acquire = acquirer(bot)
  let kept: { readonly token: string; readonly until: number } | undefined
  let acquiring: Promise<string> | undefined
  return () => {
    if (kept !== undefined && performance.now() < kept.until) return Promise.resolve(kept.token)
    acquiring ??= acquire()
      .then((token) => {
        kept = { token, until: performance.now() + KEEP_MS }
        return token
      })
      .catch((cause: unknown) => {
        throw new ServiceDeskError('unavailable', 'No token could be had from the identity provider.', { cause })
      })
      .finally(() => {
        acquiring = undefined
      })
    return acquiring
  }
}

/** So many organisations' clients are kept; whoever looks after more asks for their tokens anew. */
const MOST_TENANTS = 500

/**
 * Tokens for Microsoft Graph, one for each organisation; MSAL keeps and renews them. `isFresh`: another than the one that is kept, as a
 * permission that was granted since is in none that was there before. Throws as `Graph.ask` does.
 */
export function graphTokens(
  { clientId, clientSecret, url, loginUrl }: GraphClient,
  report: (error: unknown) => void = () => {},
): (tenantId: string, isFresh?: boolean) => Promise<string> {
  let reportedAt = Number.NEGATIVE_INFINITY
  const apps = new Map<string, ConfidentialClientApplication>()
  return async (tenantId, isFresh = false) => {
    const app =
      apps.get(tenantId) ??
      new ConfidentialClientApplication({
        auth: { clientId, clientSecret, ...authorityOf(`${loginUrl}/${tenantId}`) },
        system: { networkClient },
      })
    const [oldest] = apps.keys()
    if (!apps.has(tenantId) && apps.size >= MOST_TENANTS && oldest !== undefined) apps.delete(oldest)
    apps.set(tenantId, app)
    try {
      return tokenOf(await app.acquireTokenByClientCredential({ scopes: [scopeOf(url)], skipCache: isFresh }))
    } catch (cause) {
      const trouble = isUnknownThere(cause) ? 'not-consented' : isOurs(cause) ? 'not-connected' : 'unavailable'
      // Everybody who looks comes by here: the log needs to know once.
      if (trouble !== 'not-consented' && performance.now() - reportedAt > REPORT_MS) {
        reportedAt = performance.now()
        report(cause)
      }
      throw graphError(trouble, { cause })
    }
  }
}

const REPORT_MS = 60_000

/** Where an organisation's administrator lets the application in, by hand, once. */
export function consentUrlOf({ clientId, loginUrl }: GraphClient): (tenantId: string) => string {
  return (tenantId) => `${loginUrl}/${tenantId}/adminconsent?client_id=${clientId}`
}

/** A government's cloud has tokens of its own; a Graph on loopback stands for the public one. */
function scopeOf(url: string): string {
  return `${url.startsWith('https:') ? new URL(url).origin : 'https://graph.microsoft.com'}/.default`
}

/** The secret is wrong (7000215) or has expired (7000222), or there is no such organisation (90002). */
function isOurs(error: unknown): boolean {
  return error instanceof Error && /AADSTS(7000215|7000222|90002)\b/.test(error.message)
}

/** AADSTS700016: the organisation does not know our application; 7000229, 65001: nobody there has let it in. */
function isUnknownThere(error: unknown): boolean {
  return error instanceof Error && /AADSTS(700016|7000229|65001)\b/.test(error.message)
}

function acquirer(bot: Config['bot']): () => Promise<string> {
  const { credential } = bot
  if (credential.kind === 'managed-identity') {
    const app = new ManagedIdentityApplication({
      managedIdentityIdParams: { userAssignedClientId: bot.appId },
      system: { networkClient },
    })
    return async () => tokenOf(await app.acquireToken({ resource: bot.scope.replace(/\/\.default$/, '') }))
  }
  const app = new ConfidentialClientApplication({
    auth: {
      clientId: bot.appId,
      ...(credential.kind === 'secret'
        ? { clientSecret: credential.secret }
        : { clientCertificate: { ...thumbprint(credential.thumbprint), privateKey: credential.privateKey } }),
      ...authorityOf(bot.loginUrl),
    },
    system: { networkClient },
  })
  return async () => tokenOf(await app.acquireTokenByClientCredential({ scopes: [bot.scope] }))
}

function tokenOf(result: { readonly accessToken: string } | null): string {
  if (result === null) throw new Error('The identity provider gave no token.')
  return result.accessToken
}

function thumbprint(hex: string) {
  return hex.length === 64 ? { thumbprintSha256: hex } : { thumbprint: hex }
}

/**
 * The login URL with its endpoints spelled out, so that MSAL asks no other host where they are. MSAL wants an https
 * authority as a name; the requests go to the endpoints, which may be on loopback.
 */
export function authorityOf(loginUrl: string) {
  const base = loginUrl.replace(/\/+$/, '')
  return {
    authority: base.replace(/^http:/, 'https:'),
    knownAuthorities: [new URL(base).host],
    authorityMetadata: JSON.stringify({
      issuer: `${base}/v2.0`,
      authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
      token_endpoint: `${base}/oauth2/v2.0/token`,
      jwks_uri: `${base}/discovery/v2.0/keys`,
    }),
  }
}

/** MSAL's requests with a time limit, which its own client lacks. */
export const networkClient: INetworkModule = {
  sendGetRequestAsync: (url, options) => request('GET', url, options),
  sendPostRequestAsync: (url, options) => request('POST', url, options),
}

async function request<Body>(
  method: string,
  url: string,
  options?: { headers?: Record<string, string>; body?: string },
) {
  const response = await fetch(url, {
    method,
    headers: options?.headers ?? {},
    body: options?.body ?? null,
    // What it carries is for nobody else.
    redirect: 'error',
    signal: AbortSignal.timeout(TIMEOUT_MS),
  })
  const body = (await response.json()) as Body
  return { headers: Object.fromEntries(response.headers), body, status: response.status }
}
