import { verify } from 'node:crypto'
import { z } from 'zod'
import type { WebClient } from '../../services/config.ts'
import type { Log } from '../../services/log.ts'
import { type NamedPerson, PERSONAL_TENANT } from '../../services/people/person.ts'
import { signingKeys } from '../teams/signing-keys.ts'
import { issuerOf } from './sign-in.ts'

const CLOCK_SKEW_S = 300
const TOKEN_LIMIT = 16_384

/**
 * The clients that may ask for a token of ours: Teams for desktop and phones, and Teams in a browser.
 * https://learn.microsoft.com/microsoftteams/platform/tabs/how-to/authentication/tab-sso-register-aad
 */
const TEAMS = ['1fec8e78-bce4-4aaf-ab1b-5451cc387264', '5e3ce6c0-2b1f-4285-8d4b-75ee78787346']
const SCOPE = 'access_as_user'

const header = z.object({ alg: z.literal('RS256'), kid: z.string() })
/** Version 2.0 alone: a token of version 1.0 names neither its client nor its issuer so that both can be told apart. */
const claims = z.object({
  ver: z.literal('2.0'),
  iss: z.string(),
  aud: z.string(),
  azp: z.string(),
  scp: z.string(),
  tid: z.guid(),
  oid: z.guid(),
  exp: z.number(),
  nbf: z.number().default(0),
  name: z.string().default(''),
  preferred_username: z.string().default(''),
})

/** Why a tab is not let in: a word of the page that opened it. */
export type TabFault = 'token' | 'organisation'

/**
 * Knows whoever Teams signed in, by the token that a tab shows (single sign-on): of this directory, for us, asked for by Teams
 * itself on somebody's behalf. The other kind of token, the channel's, is from another issuer and never passes.
 */
export function createTabTokens(
  { clientId, loginUrl }: WebClient,
  tenants: readonly string[] | undefined,
  { now, log }: { readonly now: () => number; readonly log: Log },
): (authorization: string | undefined) => Promise<NamedPerson | { readonly fault: TabFault }> {
  const keys = signingKeys({ metadataUrl: `${loginUrl}/v2.0/.well-known/openid-configuration`, now, log })
  return async (authorization) => {
    const token = /^Bearer ([\w-]+)\.([\w-]+)\.([\w-]+)$/.exec(authorization?.slice(0, TOKEN_LIMIT) ?? '')
    const [, head = '', body = '', signature = ''] = token ?? []
    const [kind, told] = [header.safeParse(decoded(head)), claims.safeParse(decoded(body))]
    if (!kind.success || !told.success) return { fault: 'token' }
    const its = told.data
    const seconds = now() / 1000
    const isOurs =
      its.aud === clientId &&
      its.iss === issuerOf(loginUrl, its.tid) &&
      TEAMS.includes(its.azp) &&
      its.scp.split(' ').includes(SCOPE) &&
      its.exp + CLOCK_SKEW_S > seconds &&
      its.nbf - CLOCK_SKEW_S < seconds
    if (!isOurs) return { fault: 'token' }
    const signing = await keys.find(kind.data.kid)
    if (signing === undefined) return { fault: 'token' }
    const isGenuine = verify('sha256', Buffer.from(`${head}.${body}`), signing.key, Buffer.from(signature, 'base64url'))
    if (!isGenuine) return { fault: 'token' }
    const tenantId = its.tid.toLowerCase()
    if (tenantId === PERSONAL_TENANT || tenants?.includes(tenantId) === false) return { fault: 'organisation' }
    return { tenantId, objectId: its.oid.toLowerCase(), name: its.name || its.preferred_username }
  }
}

function decoded(part: string): unknown {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString('utf8'))
  } catch {
    return undefined
  }
}
