import { strict as assert } from 'node:assert'
import { generateKeyPairSync } from 'node:crypto'
import nock from 'nock'
import { botTokens } from '../../bot/teams/credentials.ts'
import { readConfig } from '../../services/config.ts'

const ids = {
  MicrosoftAppId: '11111111-2222-4333-8444-555555555555',
  MicrosoftAppTenantId: '99999999-2222-4333-8444-555555555555',
}
const answer = { token_type: 'Bearer', expires_in: 3600, access_token: 'for-the-connector' }
const path = `/${ids.MicrosoftAppTenantId}/oauth2/v2.0/token`

describe('the bot’s own token', () => {
  it('is had with a secret, once for all who ask at the same time, and kept', async () => {
    const asked: string[] = []
    nock('https://login.microsoftonline.com')
      .post((uri) => uri.startsWith(path))
      .reply(200, (_uri, body) => {
        asked.push(String(body))
        return answer
      })
    const token = botTokens(readConfig({ ...ids, MicrosoftAppPassword: 'secret' }).bot)
    assert.deepEqual(await Promise.all([token(), token(), token()]), Array(3).fill('for-the-connector'))
    assert.equal(await token(), 'for-the-connector')
    assert.equal(asked.length, 1)
    const form = new URLSearchParams(asked[0])
    assert.equal(form.get('client_secret'), 'secret')
    assert.equal(form.get('scope'), 'https://api.botframework.com/.default')
  })

  for (const [digits, header] of [
    [40, 'x5t'],
    [64, 'x5t#S256'],
  ] as const) {
    it(`is had with a certificate of a ${digits}-digit thumbprint, and no secret leaves`, async () => {
      const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
      const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
      let form = new URLSearchParams()
      nock('https://login.microsoftonline.com')
        .post((uri) => uri.startsWith(path))
        .reply(200, (_uri, body) => {
          form = new URLSearchParams(String(body))
          return answer
        })
      const CertificateThumbprint = 'ab'.repeat(digits / 2)
      const token = botTokens(readConfig({ ...ids, CertificateThumbprint, CertificatePrivateKey: pem }).bot)
      assert.equal(await token(), 'for-the-connector')
      const [head = ''] = form.get('client_assertion')?.split('.') ?? []
      assert.ok(JSON.parse(Buffer.from(head, 'base64url').toString())[header])
      assert.equal(form.get('client_secret'), null)
    })
  }

  it('is had with a user-assigned managed identity', async () => {
    nock('http://169.254.169.254')
      .get('/metadata/identity/oauth2/token')
      .query(
        (query) => query['client_id'] === ids.MicrosoftAppId && query['resource'] === 'https://api.botframework.com',
      )
      .reply(200, {
        access_token: 'of-the-identity',
        expires_in: 3600,
        expires_on: 4_000_000_000,
        resource: 'x',
        token_type: 'Bearer',
      })
    const token = botTokens(readConfig({ ...ids, MicrosoftAppType: 'UserAssignedMSI' }).bot)
    assert.equal(await token(), 'of-the-identity')
  })

  it('says that the provider is away, and asks again the next time', async () => {
    nock('https://login.microsoftonline.com')
      .post((uri) => uri.startsWith(path))
      .reply(400, { error: 'invalid_client' })
    const token = botTokens(readConfig({ ...ids, MicrosoftAppPassword: 'secret' }).bot)
    await assert.rejects(token(), { code: 'unavailable' })
    nock('https://login.microsoftonline.com')
      .post((uri) => uri.startsWith(path))
      .reply(200, answer)
    assert.equal(await token(), 'for-the-connector')
  })
})
