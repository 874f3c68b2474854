import { strict as assert } from 'node:assert'
import { readFileSync } from 'node:fs'
import { branding } from '../manifest/package.ts'
import { type Connection, environment, readConfig } from '../services/config.ts'
import { createTicketSystems } from '../services/itsm/vendors.ts'

const APP = '11111111-2222-4333-8444-555555555555'
const TENANT = '99999999-2222-4333-8444-555555555555'
const enough = { MicrosoftAppId: APP, MicrosoftAppTenantId: TENANT, MicrosoftAppPassword: 'x' }

describe('the configuration', () => {
  it('needs an app id, a tenant and a credential, and no more', () => {
    const config = readConfig(enough)
    assert.equal(config.bot.loginUrl, `https://login.microsoftonline.com/${TENANT}`)
    assert.equal(config.channel.issuer, 'https://api.botframework.com')
    assert.deepEqual(config.channel.tenants, [TENANT])
    assert.ok(config.channel.serviceHosts.includes('smba.trafficmanager.net'))
  })

  it('refuses to start without an app id, and names every fault at once', () => {
    const faulty = { MicrosoftAppType: 'Single-Tenant', PORT: 'many', DATABASE_URL: 'mysql://x' }
    assert.throws(
      () => readConfig(faulty),
      (error: Error) => {
        assert.match(error.message, /6 faults/)
        for (const key of [
          'MicrosoftAppId: is missing',
          'MicrosoftAppType',
          'PORT: must be a number',
          'DATABASE_URL',
          'MicrosoftAppTenantId',
          'MicrosoftAppPassword',
        ])
          assert.ok(error.message.includes(key), key)
        return true
      },
    )
  })

  it('takes an empty variable for a missing one', () => {
    assert.throws(() => readConfig({ ...enough, MicrosoftAppId: '' }), /MicrosoftAppId: is missing/)
  })

  it('refuses a bot without a credential or a tenant of its own', () => {
    assert.throws(() => readConfig({ MicrosoftAppId: APP }), /MicrosoftAppTenantId[\s\S]*MicrosoftAppPassword/)
  })

  it('takes a certificate as a pair, with newlines written as \\n', () => {
    const CertificateThumbprint = 'A'.repeat(64)
    const { MicrosoftAppPassword: _, ...rest } = enough
    assert.throws(() => readConfig({ ...rest, CertificateThumbprint }), /CertificatePrivateKey/)
    const { credential } = readConfig({ ...rest, CertificateThumbprint, CertificatePrivateKey: 'a\\nb' }).bot
    assert.deepEqual(credential, { kind: 'certificate', thumbprint: CertificateThumbprint, privateKey: 'a\nb' })
  })

  it('takes a managed identity, and no secret beside it', () => {
    const identity = { MicrosoftAppId: APP, MicrosoftAppTenantId: TENANT, MicrosoftAppType: 'UserAssignedMSI' }
    assert.deepEqual(readConfig(identity).bot.credential, { kind: 'managed-identity' })
    assert.throws(() => readConfig({ ...identity, MicrosoftAppPassword: 'x' }), /remove it/)
  })

  it('lets a multi-tenant bot name its tenants, or none', () => {
    const many = { MicrosoftAppId: APP, MicrosoftAppType: 'MultiTenant', MicrosoftAppPassword: 'x' }
    assert.equal(readConfig(many).channel.tenants, undefined)
    assert.equal(readConfig({ ...many, MicrosoftAppTenantId: TENANT }).channel.tenants, undefined)
    assert.deepEqual(readConfig({ ...many, ALLOWED_TENANTS: `${TENANT.toUpperCase()}, ${APP}` }).channel.tenants, [
      TENANT,
      APP,
    ])
  })

  it('takes connections to ticket systems for its own organisation, or those that they name; a fault shows no secret', () => {
    const connection = { name: 'contoso', vendor: 'rt', url: 'https://rt.example.com', token: 'geheim' }
    const systems = (...items: object[]) => ({ TICKET_SYSTEMS: JSON.stringify(items) })
    const [own] = readConfig({ ...enough, ...systems(connection) }).ticketSystems
    assert.deepEqual(own?.tenants, [TENANT])
    assert.deepEqual(own?.credentials, { token: 'geheim' })
    const [other] = readConfig({ ...enough, ...systems({ ...connection, tenants: [APP] }) }).ticketSystems
    assert.deepEqual(other?.tenants, [APP])
    const many = { MicrosoftAppId: APP, MicrosoftAppType: 'MultiTenant', MicrosoftAppPassword: 'x' }
    for (const [env, fault] of [
      [{ ...many, ...systems(connection) }, /contoso needs tenants/],
      [{ ...enough, ...systems(connection, connection) }, /contoso is there twice/],
      [{ ...enough, ...systems({ ...connection, url: 'http://rt.example.com' }) }, /TICKET_SYSTEMS: 0.url must begin/],
      [{ ...enough, TICKET_SYSTEMS: '{"token": "geheim"' }, /TICKET_SYSTEMS: must be JSON/],
    ] as const)
      assert.throws(
        () => readConfig(env),
        (error: Error) => fault.test(error.message) && !error.message.includes('geheim'),
        String(fault),
      )
    const [some] = readConfig({ ...enough, ...systems({ ...connection, queues: ['Helpdesk'] }) }).ticketSystems
    const offered = createTicketSystems([some as Connection])
    const choice = (queue: string) => ({ connection: 'contoso', mapping: { queue } })
    assert.deepEqual(offered.faultsOf(TENANT, choice('Helpdesk')), [])
    assert.deepEqual(
      offered.faultsOf(TENANT, choice('HR')).map(({ path }) => path),
      ['mapping.queue'],
    )
    assert.equal(offered.of(TENANT, choice('HR')), undefined)
    assert.deepEqual(
      offered.faultsOf(APP, choice('Helpdesk')).map(({ path }) => path),
      ['connection'],
    )
    for (const [name, value] of [
      ['keyField', ''],
      ['colour', 'x'],
      ['impactField', "x'} OR id>0"],
    ] as const)
      assert.deepEqual(
        offered
          .faultsOf(TENANT, { connection: 'contoso', mapping: { queue: 'Helpdesk', [name]: value } })
          .map(({ path }) => path),
        [`mapping.${name}`],
      )
    assert.throws(
      () => createTicketSystems([{ ...own, vendor: 'sap' } as Connection]),
      /vendor must be one of servicenow, ivanti, jira, rt/,
    )
    assert.throws(() => createTicketSystems([{ ...own, credentials: {} } as Connection]), /contoso: token is missing/)
  })

  it('is written down in .env.example, every variable and no other', () => {
    const written = [...readFileSync('.env.example', 'utf8').matchAll(/^#? ?([A-Za-z_]+)=/gm)].map(([, key]) => key)
    assert.deepEqual(
      written.sort(),
      [...new Set([...Object.keys(environment.shape), ...Object.keys(branding.shape)])].sort(),
    )
  })
})
