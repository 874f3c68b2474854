import { createPublicKey, type KeyObject, verify } from 'node:crypto'
import type { Activity } from 'botbuilder'
import {
  type AuthenticateRequestResult,
  AuthenticationError,
  BotFrameworkAuthentication,
  ClaimsIdentity,
  type ConnectorFactory,
  type UserTokenClient,
} from 'botframework-connector'
import { z } from 'zod'
import type { Config } from '../services/config.ts'
import type { Log } from '../services/log.ts'

const CLOCK_SKEW_S = 300
const KEYS_FRESH_MS = 24 * 3_600_000
/** An unknown key id asks for the keys again, but forged ids must not turn us into a flood upon the issuer. */
const KEYS_AGAIN_MS = 60_000
const KEYS_AFTER_FAILURE_MS = 5_000
const FETCH_TIMEOUT_MS = 5_000
const TOKEN_LIMIT = 16_384

const tokenHeader = z.object({ alg: z.literal('RS256'), kid: z.string() })
const tokenClaims = z.object({
  iss: z.string(),
  aud: z.string(),
  exp: z.number(),
  nbf: z.number().optional(),
  serviceurl: z.string(),
})
const metadata = z.object({ jwks_uri: z.url() })
const keySet = z.object({ keys: z.array(z.unknown()) })
const signingKey = z.object({
  kid: z.string(),
  kty: z.literal('RSA'),
  n: z.string(),
  e: z.string(),
  endorsements: z.array(z.string()).default([]),
})

interface SigningKey {
  readonly key: KeyObject
  readonly endorsements: readonly string[]
}

interface Needs {
  readonly config: Pick<Config, 'bot' | 'channel'>
  readonly now: () => number
  readonly log: Log
}

/**
 * Who may speak to us: Teams' channel service, and nobody else. One issuer, RS256 only, our audience, a key endorsed
 * for Teams, a `serviceurl` claim that equals the activity's own and names an allowed host, an allowed tenant.
 * The stock routing of botbuilder, which also admits other issuers and skips checks, is not called.
 * https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-authentication
 */
export class Authenticator extends BotFrameworkAuthentication {
  readonly #needs: Needs
  readonly #keyFor: (kid: string) => Promise<SigningKey | undefined>

  constructor(needs: Needs) {
    super()
    this.#needs = needs
    this.#keyFor = signingKeys(needs)
  }

  /** Throws `AuthenticationError` with a static sentence; the caller learns nothing from it. */
  override async authenticateRequest(
    activity: Partial<Activity>,
    authorization: string,
  ): Promise<AuthenticateRequestResult> {
    const claims = await this.#verify(bearer(authorization), activity.channelId)
    const { config } = this.#needs
    if (activity.serviceUrl === undefined || trimmed(claims.serviceurl) !== trimmed(activity.serviceUrl)) {
      throw refused('The token is for another service URL.')
    }
    if (!isServiceHost(activity.serviceUrl, config.channel.serviceHosts))
      throw refused('The service host is not allowed.')
    if (!tenantsOf(activity).every((tenant) => config.channel.tenants?.includes(tenant) ?? true)) {
      throw refused('The tenant is not allowed.')
    }
    return {
      audience: config.bot.scope,
      claimsIdentity: new ClaimsIdentity([{ type: 'aud', value: claims.aud }], true),
      connectorFactory: NO_CONNECTOR,
    }
  }

  override authenticateStreamingRequest(): Promise<never> {
    return Promise.reject(refused('Streaming is not offered.'))
  }

  override createConnectorFactory(): ConnectorFactory {
    return NO_CONNECTOR
  }

  override createUserTokenClient(): Promise<UserTokenClient> {
    return Promise.resolve(NO_CLIENT as UserTokenClient)
  }

  async #verify(token: string, channelId: string | undefined): Promise<z.infer<typeof tokenClaims>> {
    const [head = '', body = '', signature = '', ...rest] = token.split('.')
    const header = tokenHeader.safeParse(decoded(head))
    const claims = tokenClaims.safeParse(decoded(body))
    if (rest.length > 0 || !header.success || !claims.success)
      throw refused('The token has not the form of the channel’s.')

    const { config, now } = this.#needs
    const seconds = now() / 1000
    if (claims.data.iss !== config.channel.issuer) throw refused('The token is from another issuer.')
    if (claims.data.aud.toLowerCase() !== config.bot.appId) throw refused('The token is for another audience.')
    if (claims.data.exp + CLOCK_SKEW_S < seconds) throw refused('The token has expired.')
    if ((claims.data.nbf ?? 0) - CLOCK_SKEW_S > seconds) throw refused('The token is not valid yet.')

    const signing = await this.#keyFor(header.data.kid)
    if (signing === undefined) throw refused('The token is signed by an unknown key.')
    if (channelId !== 'msteams' || !signing.endorsements.includes(channelId)) {
      throw refused('The key is not endorsed for this channel.')
    }
    const genuine = verify('sha256', Buffer.from(`${head}.${body}`), signing.key, Buffer.from(signature, 'base64url'))
    if (!genuine) throw refused('The signature is wrong.')
    return claims.data
  }
}

/** The one place that decides whether our own token may be sent to a URL. */
export function isServiceHost(url: string, allowed: readonly string[]): boolean {
  if (!URL.canParse(url)) return false
  const { protocol, host, hostname } = new URL(url)
  const loopback = hostname === '127.0.0.1' || hostname === 'localhost'
  return (protocol === 'https:' || (protocol === 'http:' && loopback)) && allowed.includes(host)
}

/** Turns never send by botbuilder's own client: replies are promised in the store and sent by the job loop. */
const NO_CLIENT: object = {}
const NO_CONNECTOR = { create: () => Promise.resolve(NO_CLIENT) } as unknown as ConnectorFactory

function refused(message: string): AuthenticationError {
  return new AuthenticationError(message, 401)
}

function bearer(authorization: string): string {
  const [scheme, token, ...rest] = authorization.split(' ')
  if (scheme?.toLowerCase() !== 'bearer' || token === undefined || rest.length > 0 || token.length > TOKEN_LIMIT) {
    throw refused('There is no bearer token.')
  }
  return token
}

function decoded(part: string): unknown {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString('utf8'))
  } catch {
    return undefined
  }
}

function trimmed(url: string): string {
  return url.replace(/\/+$/, '')
}

function tenantsOf(activity: Partial<Activity>): string[] {
  const channelData: unknown = activity.channelData
  const inData = z.object({ tenant: z.object({ id: z.string() }) }).safeParse(channelData)
  const named = [activity.conversation?.tenantId, inData.data?.tenant.id]
  return named.filter((tenant) => tenant !== undefined).map((tenant) => tenant.toLowerCase())
}

/**
 * The issuer's keys by id. Kept while the issuer cannot be reached; fetched once for all who wait; asked for again
 * after a day, or when a token names an unknown key.
 */
function signingKeys({ config, now, log }: Needs): (kid: string) => Promise<SigningKey | undefined> {
  let known: ReadonlyMap<string, SigningKey> = new Map()
  let fetchedAt = Number.NEGATIVE_INFINITY
  let nextTryAt = Number.NEGATIVE_INFINITY
  let fetching: Promise<void> | undefined

  async function refresh(): Promise<void> {
    try {
      known = await fetchKeys(config.channel.metadataUrl)
      fetchedAt = now()
      nextTryAt = now() + KEYS_AGAIN_MS
    } catch (error) {
      nextTryAt = now() + KEYS_AFTER_FAILURE_MS
      log.error({ error }, 'The keys of the channel could not be fetched.')
    }
  }

  return async (kid) => {
    const wanted = !known.has(kid) || now() - fetchedAt > KEYS_FRESH_MS
    if (wanted && (fetching !== undefined || now() >= nextTryAt)) {
      fetching ??= refresh().finally(() => {
        fetching = undefined
      })
      if (!known.has(kid)) await fetching
    }
    return known.get(kid)
  }
}

async function fetchKeys(metadataUrl: string): Promise<ReadonlyMap<string, SigningKey>> {
  const { jwks_uri } = metadata.parse(await fetchJson(metadataUrl))
  const { keys } = keySet.parse(await fetchJson(jwks_uri))
  const usable = keys.map((key) => signingKey.safeParse(key).data).filter((key) => key !== undefined)
  return new Map(
    usable.map(({ kid, kty, n, e, endorsements }) => [
      kid,
      { key: createPublicKey({ key: { kty, n, e }, format: 'jwk' }), endorsements },
    ]),
  )
}

async function fetchJson(url: string): Promise<unknown> {
  const response = await fetch(url, { signal: AbortSignal.timeout(FETCH_TIMEOUT_MS) })
  if (!response.ok) throw new Error(`The issuer answered ${response.status}.`)
  return await response.json()
}
