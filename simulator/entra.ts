import { createHash, randomUUID } from 'node:crypto'
import { Router as createRouter, type Router, urlencoded } from 'express'
import type { Account, Directory } from './directory.ts'

interface Options {
  readonly base: () => string
  readonly clientId: string
  readonly clientSecret: string
  readonly directory: Directory
  readonly now: () => number
  /** Signs an id token. */
  readonly sign: (claims: object) => string
}

interface Pending {
  readonly account: Account
  readonly challenge: string
  readonly redirectUri: string
  readonly nonce: string
}

/**
 * Where people of the simulated organisation sign in: Entra's authorization code flow with PKCE. The page names everybody; who is
 * chosen is signed in, with no password.
 */
export function entraRouter({ base, clientId, clientSecret, directory, now, sign }: Options): Router {
  const codes = new Map<string, Pending>()
  const router = createRouter()

  router.get('/:tenant/oauth2/v2.0/authorize', (request, response) => {
    const asked = (name: string) => String(request.query[name] ?? '')
    const redirectUri = asked('redirect_uri')
    const isRight = asked('client_id') === clientId && asked('response_type') === 'code'
    if (
      !isRight ||
      asked('code_challenge_method') !== 'S256' ||
      !/^https?:\/\/[^?#]+\/sign-in\/done$/.test(redirectUri)
    ) {
      response.status(400).send('AADSTS90014: the request is not as it should be.')
      return
    }
    const back = (rest: Readonly<Record<string, string>>) =>
      `${redirectUri}?${new URLSearchParams({ ...rest, state: asked('state') })}`
    const links = directory.accounts.map((account) => {
      const code = randomUUID()
      codes.set(code, { account, challenge: asked('code_challenge'), redirectUri, nonce: asked('nonce') })
      return `<li><a href="${escaped(back({ code }))}">${escaped(account.name)}</a></li>`
    })
    const cancel = `<p><a href="${escaped(back({ error: 'access_denied', error_description: 'AADSTS65004: declined' }))}">Cancel</a></p>`
    response.send(
      `<!doctype html><meta charset="utf-8"><title>Sign in</title><h1>Pick an account</h1><ul>${links.join('')}</ul>${cancel}`,
    )
  })

  router.post('/:tenant/oauth2/v2.0/token', urlencoded({ extended: false }), (request, response, next) => {
    const form = (request.body ?? {}) as Readonly<Record<string, string>>
    if (form['grant_type'] !== 'authorization_code') return next()
    const pending = codes.get(form['code'] ?? '')
    codes.delete(form['code'] ?? '')
    const verifier = createHash('sha256')
      .update(form['code_verifier'] ?? '')
      .digest('base64url')
    const isClient = form['client_id'] === clientId && form['client_secret'] === clientSecret
    if (
      !isClient ||
      pending === undefined ||
      pending.challenge !== verifier ||
      pending.redirectUri !== form['redirect_uri']
    ) {
      response.status(400).json({ error: 'invalid_grant', error_description: 'AADSTS70008: the code is not good.' })
      return
    }
    const { account, nonce } = pending
    const tid = account.tenantId ?? directory.tenantId
    const seconds = Math.floor(now() / 1000)
    const id_token = sign({
      ...{ iss: `${base()}/${tid}/v2.0`, aud: clientId, tid, oid: account.objectId, ver: '2.0', nonce },
      ...{ sub: account.key, name: account.name, preferred_username: `${account.key}@example.com` },
      ...{ iat: seconds, nbf: seconds, exp: seconds + 3600 },
    })
    const client_info = Buffer.from(JSON.stringify({ uid: account.objectId, utid: tid })).toString('base64url')
    response.json({
      token_type: 'Bearer',
      scope: 'openid profile',
      expires_in: 3600,
      access_token: 'none',
      id_token,
      client_info,
    })
  })
  return router
}

function escaped(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/"/g, '&quot;').replace(/</g, '&lt;')
}
