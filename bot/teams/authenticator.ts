import { verify } from 'node:crypto'
import type { Activity } from 'botbuilder'
import { z } from 'zod'
import type { Config } from '../../services/config.ts'
import { ServiceDeskError } from '../../services/errors.ts'
import type { Log } from '../../services/log.ts'
import { type SigningKey, signingKeys } from './signing-keys.ts'

const CLOCK_SKEW_S = 300
const TOKEN_LIMIT = 16_384
/** Each service URL has a token of its own at a time; forged ones never come in here. */
const GENUINE_LIMIT = 1_000

const tokenHeader = z.object({ alg: z.literal('RS256'), kid: z.string() })
const tokenClaims = z.object({
  iss: z.string(),
  aud: z.string(),
  exp: z.number(),
  nbf: z.number().optional(),
  serviceurl: z.string(),
})
const tenantInData = z.object({ tenant: z.object({ id: z.string() }) })
type Claims = z.infer<typeof tokenClaims>

/** A token whose signature was found genuine, and the key that it was, while that key is published. */
interface Genuine {
  readonly kid: string
  readonly signing: SigningKey
  readonly claims: Claims
}

interface Needs {
  readonly config: Pick<Config, 'bot' | 'channel'>
  readonly now: () => number
  readonly log: Log
}

/** A caller whose token is genuine. What it may say is another question: see `requireOrigin`. */
export interface Caller {
  /** The one place where the channel claims that its activities come from. */
  readonly serviceUrl: string
  readonly endorsements: readonly string[]
}

/** What an activity says of where it comes from. */
export type Origins = Pick<Activity, 'channelId' | 'serviceUrl'> & {
  readonly conversation?: { readonly tenantId?: string | undefined }
  readonly channelData?: unknown
}

export interface Authenticator {
  /** Knows a caller by the `authorization` header. */
  identify(authorization: string | undefined): Promise<Caller>
  /** Throws unless this caller may bring this activity. */
  requireOrigin(caller: Caller, activity: Origins): void
}

/**
 * Who may speak to us: Teams' channel service, and nobody else. One issuer, RS256 only, our audience, a key endorsed
 * for Teams, a `serviceurl` claim that equals the activity's own and names an allowed host, an allowed tenant.
 * The stock routing of botbuilder, which also admits other issuers and skips checks, is not called.
 * Refusals are `forbidden` with a static sentence for the log; the caller learns nothing.
 * https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-authentication
 */
export function createAuthenticator({ config, now, log }: Needs): Authenticator {
  const keys = signingKeys({ metadataUrl: config.channel.metadataUrl, now, log })
  const genuine = new Map<string, Genuine>()

  /** The channel sends one token for an hour: what was verified once, letter by letter, needs its times checked only. */
  async function verified(authorization: string): Promise<Genuine> {
    const known = genuine.get(authorization)
    if (known !== undefined) {
      if ((await keys.find(known.kid)) === known.signing) return known
      genuine.delete(authorization)
    }
    const found = await verifyToken(bearer(authorization))
    if (genuine.size >= GENUINE_LIMIT) genuine.clear()
    genuine.set(authorization, found)
    return found
  }

  async function verifyToken(token: string): Promise<Genuine> {
    const [head = '', body = '', signature = '', ...rest] = token.split('.')
    const header = tokenHeader.safeParse(decoded(head))
    const claims = tokenClaims.safeParse(decoded(body))
    if (rest.length > 0 || !header.success || !claims.success)
      throw refused('The token has not the form of the channel’s.')
    if (claims.data.iss !== config.channel.issuer) throw refused('The token is from another issuer.')
    if (claims.data.aud.toLowerCase() !== config.bot.appId) throw refused('The token is for another audience.')
    requireTimes(claims.data)
    if (!isServiceHost(claims.data.serviceurl, config.channel.serviceHosts))
      throw refused('The service host is not allowed.')

    const { kid } = header.data
    const signing = await keys.find(kid)
    if (signing === undefined) throw refused('The token is signed by an unknown key.')
    if (!verify('sha256', Buffer.from(`${head}.${body}`), signing.key, Buffer.from(signature, 'base64url')))
      throw refused('The signature is wrong.')
    return { kid, signing, claims: claims.data }
  }

  function requireTimes({ exp, nbf = 0 }: Claims): void {
    const seconds = now() / 1000
    if (exp + CLOCK_SKEW_S < seconds) throw refused('The token has expired.')
    if (nbf - CLOCK_SKEW_S > seconds) throw refused('The token is not valid yet.')
  }

  return {
    async identify(authorization) {
      const { claims, signing } = await verified(authorization ?? '')
      requireTimes(claims)
      return { serviceUrl: claims.serviceurl, endorsements: signing.endorsements }
    },
    requireOrigin(caller, activity) {
      const { tenants } = config.channel
      if (activity.channelId !== 'msteams' || !caller.endorsements.includes(activity.channelId))
        throw refused('The key is not endorsed for this channel.')
      if (trimmed(caller.serviceUrl) !== trimmed(activity.serviceUrl))
        throw refused('The token is for another service URL.')
      if (!tenantsOf(activity).every((tenant) => tenants?.includes(tenant) ?? true))
        throw refused('The tenant is not allowed.')
    },
  }
}

/** The one place that decides whether our own token may be sent to a URL. */
export function isServiceHost(url: string, allowed: readonly string[]): boolean {
  if (!URL.canParse(url)) return false
  const { protocol, host, hostname } = new URL(url)
  const loopback = hostname === '127.0.0.1' || hostname === 'localhost'
  return (protocol === 'https:' || (protocol === 'http:' && loopback)) && allowed.includes(host)
}

function refused(message: string): ServiceDeskError {
  return new ServiceDeskError('forbidden', message)
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

function tenantsOf(activity: Origins): string[] {
  const inData = tenantInData.safeParse(activity.channelData)
  const named = [activity.conversation?.tenantId, inData.data?.tenant.id]
  return named.filter((tenant) => tenant !== undefined).map((tenant) => tenant.toLowerCase())
}
