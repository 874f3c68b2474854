import { generateKeyPairSync, type KeyObject, randomUUID, sign, verify } from 'node:crypto'
import { Router as createRouter, type Router, urlencoded } from 'express'

const AN_HOUR_S = 3600
/** The client that is Teams on a desktop or a phone. */
const TEAMS_DESKTOP = '1fec8e78-bce4-4aaf-ab1b-5451cc387264'

interface SigningKey {
  readonly kid: string
  readonly privateKey: KeyObject
  readonly publicKey: KeyObject
  readonly endorsements: readonly string[]
}

interface Options {
  readonly base: () => string
  readonly appId: string
  readonly appSecret: string
  readonly now: () => number
}

export interface Identity {
  /** OpenID metadata, keys, and the token endpoint of the bot. */
  readonly router: Router
  /** A token as the channel service sends it to the bot. Claims given here replace the usual ones, for attacks. */
  channelToken(serviceUrl: string, claims?: object, header?: object): string
  /** Signs an id token of somebody who signs in. */
  idToken(claims: object): string
  /** What Teams gives a tab of the app for whoever is signed in (single sign-on). Claims given here replace the usual ones. */
  tabToken(
    person: { readonly tenantId: string; readonly objectId: string; readonly name: string },
    claims?: object,
  ): string
  /** Whether this is a token that we gave the bot. */
  isBotToken(authorization: string | undefined): boolean
  /** Throws the channel's key away and takes another, as the real issuer does from time to time. */
  rollKeys(): void
  /** How often the keys were asked for. */
  keyRequests(): number
  /** Makes the metadata unreachable (503), or reachable again. */
  setOutage(out: boolean): void
}

/**
 * The identity provider of the simulated cloud: what login.botframework.com publishes for bots, and what
 * login.microsoftonline.com gives them for their own calls. Keys are made anew at each start.
 */
export function createIdentity({ base, appId, appSecret, now }: Options): Identity {
  let channelKey = newKey(['msteams'])
  const ownKey = newKey([])
  let asked = 0
  let outage = false
  const seconds = () => Math.floor(now() / 1000)
  const router = createRouter()

  router.get('/identity/.well-known/openidconfiguration', (_request, response) => {
    if (outage) response.status(503).end()
    else
      response.json({
        issuer: 'https://api.botframework.com',
        jwks_uri: `${base()}/identity/keys`,
        id_token_signing_alg_values_supported: ['RS256'],
      })
  })
  router.get('/identity/keys', (_request, response) => {
    asked += 1
    if (outage) response.status(503).end()
    else response.json({ keys: [jwk(channelKey)] })
  })
  router.get('/:tenant/v2.0/.well-known/openid-configuration', (request, response) => {
    response.json({ issuer: `${base()}/${request.params.tenant}/v2.0`, jwks_uri: `${base()}/identity/own-keys` })
  })
  router.get('/identity/own-keys', (_request, response) => {
    response.json({ keys: [jwk(ownKey)] })
  })
  router.post('/:tenant/oauth2/v2.0/token', urlencoded({ extended: false }), (request, response) => {
    const form = (request.body ?? {}) as Record<string, string>
    const known = form.client_id === appId && form.client_secret === appSecret
    if (form.grant_type !== 'client_credentials' || !known) {
      response.status(401).json({ error: 'invalid_client', error_description: 'Unknown client or wrong secret.' })
      return
    }
    const claims = { iss: base(), aud: 'https://api.botframework.com', appid: appId, exp: seconds() + AN_HOUR_S }
    response.json({ token_type: 'Bearer', expires_in: AN_HOUR_S, access_token: jwt(ownKey, claims) })
  })

  return {
    router,
    channelToken(serviceUrl, claims = {}, header = {}) {
      const usual = { iss: 'https://api.botframework.com', aud: appId, serviceurl: serviceUrl }
      const times = { nbf: seconds() - 60, exp: seconds() + AN_HOUR_S }
      return jwt(channelKey, { ...usual, ...times, ...claims }, header)
    },
    idToken: (claims) => jwt(ownKey, claims),
    tabToken({ tenantId, objectId, name }, claims = {}) {
      return jwt(ownKey, {
        ...{ ver: '2.0', iss: `${base()}/${tenantId}/v2.0`, aud: appId, azp: TEAMS_DESKTOP, scp: 'access_as_user' },
        ...{ tid: tenantId, oid: objectId, name, nbf: seconds() - 60, exp: seconds() + AN_HOUR_S },
        ...claims,
      })
    },
    isBotToken(authorization) {
      const [head = '', body = '', signature = ''] = authorization?.replace(/^Bearer /, '').split('.') ?? []
      const signed = Buffer.from(`${head}.${body}`)
      if (!verify('sha256', signed, ownKey.publicKey, Buffer.from(signature, 'base64url'))) return false
      const claims = JSON.parse(Buffer.from(body, 'base64url').toString()) as { appid: string; exp: number }
      return claims.appid === appId && claims.exp > seconds()
    },
    rollKeys() {
      channelKey = newKey(['msteams'])
    },
    keyRequests: () => asked,
    setOutage(out) {
      outage = out
    },
  }
}

function newKey(endorsements: readonly string[]): SigningKey {
  return { kid: randomUUID(), endorsements, ...generateKeyPairSync('rsa', { modulusLength: 2048 }) }
}

function jwk({ kid, publicKey, endorsements }: SigningKey): object {
  return { ...publicKey.export({ format: 'jwk' }), kid, use: 'sig', endorsements }
}

function jwt(key: SigningKey, claims: object, header: object = {}): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const signed = `${part({ typ: 'JWT', alg: 'RS256', kid: key.kid, ...header })}.${part(claims)}`
  return `${signed}.${sign('sha256', Buffer.from(signed), key.privateKey).toString('base64url')}`
}
