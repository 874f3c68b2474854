import { strict as assert } from 'node:assert'
import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { AppManifestUtils, type TeamsManifest } from '@microsoft/app-manifest'
import { strFromU8, unzipSync } from 'fflate'

const run = promisify(execFile)
const APP = '11111111-2222-4333-8444-555555555555'

describe('the app package', () => {
  let folder: string
  let files: Record<string, Uint8Array>
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'service-desk-pack-'))
    await pack({
      MicrosoftAppId: APP,
      APP_NAME: 'Aide Boréale',
      WEBSITE_URL: 'https://boreale.example',
      PRIVACY_URL: 'https://boreale.example/p',
      TERMS_URL: 'https://boreale.example/t',
    })
    files = unzipSync(await readFile(join(folder, 'teams-app.zip')))
  })
  after(() => rm(folder, { recursive: true }))

  const pack = (env: Readonly<Record<string, string>>) =>
    run(process.execPath, [resolve('dist/manifest/pack.js')], {
      cwd: folder,
      env: { PATH: process.env['PATH'], ...env },
    })
  const read = (name: string) => JSON.parse(strFromU8(files[name] ?? new Uint8Array()))

  it('follows Microsoft’s schema and carries the organisation’s name and ids (S0.25)', async () => {
    const manifest = read('manifest.json')
    assert.deepEqual(await AppManifestUtils.validateAgainstSchema(manifest as TeamsManifest), [])
    assert.equal(manifest.bots[0].botId, APP)
    assert.equal(manifest.webApplicationInfo.id, APP)
    assert.equal(manifest.name.short, 'Aide Boréale')
    assert.equal(manifest.developer.websiteUrl, 'https://boreale.example')
  })

  it('is for chats, teams and group chats, in French and English (S0.26)', () => {
    const manifest = read('manifest.json')
    assert.deepEqual([...manifest.bots[0].scopes].sort(), ['groupChat', 'personal', 'team'])
    assert.equal(manifest.localizationInfo.defaultLanguageTag, 'fr')
    const english = read(manifest.localizationInfo.additionalLanguages[0].file)
    const schema = JSON.parse(
      readFileSync(
        'node_modules/@microsoft/app-manifest/build/json-schemas/teams/v1.25/MicrosoftTeams.Localization.schema.json',
        'utf8',
      ),
    )
    for (const key of schema.required) assert.ok(key === '$schema' || english[key], key)
    for (const key of Object.keys(english)) {
      const known =
        key in schema.properties ||
        Object.keys(schema.patternProperties ?? {}).some((pattern) => new RegExp(pattern).test(key))
      assert.ok(known, `${key} is no key of the schema`)
    }
  })

  it('offers « Créer un incident » on any message, by our own bot', () => {
    const [extension] = read('manifest.json').composeExtensions
    assert.equal(extension.botId, APP)
    assert.deepEqual(
      extension.commands.map(({ id, context, fetchTask }: Record<string, unknown>) => ({ id, context, fetchTask })),
      [{ id: 'incident', context: ['message'], fetchTask: true }],
    )
  })

  it('asks for the one permission by which the desk hears its channel', () => {
    assert.deepEqual(read('manifest.json').authorization.permissions.resourceSpecific, [
      { name: 'ChannelMessage.Read.Group', type: 'Application' },
    ])
  })

  it('has icons of the sizes that Teams wants', () => {
    for (const [name, size] of [
      ['color.png', 192],
      ['outline.png', 32],
    ] as const) {
      const icon = Buffer.from(files[name] ?? [])
      assert.deepEqual([icon.readUInt32BE(16), icon.readUInt32BE(20)], [size, size], name)
    }
  })

  it('has tabs where the service has pages, signed in to by the application that it names', async () => {
    const web = { PUBLIC_URL: 'https://desk.boreale.example/', WEB_CLIENT_ID: '99999999-2222-4333-8444-555555555555' }
    const { stdout } = await pack({ MicrosoftAppId: APP, ...web })
    const packed = unzipSync(await readFile(join(folder, 'teams-app.zip')))
    const of = (name: string) => JSON.parse(strFromU8(packed[name] ?? new Uint8Array()))
    const manifest = of('manifest.json')
    assert.deepEqual(await AppManifestUtils.validateAgainstSchema(manifest as TeamsManifest), [])
    assert.deepEqual(manifest.staticTabs[0], {
      entityId: 'catalogue',
      name: 'Catalogue',
      scopes: ['personal'],
      websiteUrl: 'https://desk.boreale.example/catalogue',
      contentUrl: 'https://desk.boreale.example/tab?to=%2Fcatalogue',
    })
    assert.deepEqual(manifest.validDomains, ['desk.boreale.example'])
    const resource = `api://desk.boreale.example/${web.WEB_CLIENT_ID}`
    assert.deepEqual(manifest.webApplicationInfo, { id: web.WEB_CLIENT_ID, resource })
    assert.equal(of('en.json')['staticTabs[1].name'], 'Your requests')
    assert.match(stdout, new RegExp(`${resource}/access_as_user[\\s\\S]*another application than the bot’s`))
    const shared = await pack({ MicrosoftAppId: APP, PUBLIC_URL: web.PUBLIC_URL, WEB_CLIENT_ID: APP })
    assert.match(shared.stdout, new RegExp(`api://desk.boreale.example/botid-${APP}/access_as_user`))
    assert.match((await pack({ MicrosoftAppId: APP })).stdout, /The app has no tabs: set PUBLIC_URL and WEB_CLIENT_ID/)
  })

  it('names every wrong value at once, by its variable, and packs no address that leads nowhere (N30)', async () => {
    const wrong = {
      MicrosoftAppId: 'x',
      APP_NAME: 'n'.repeat(31),
      WEBSITE_URL: 'http://boreale.example',
      APP_VERSION: '2',
    }
    const { stderr } = (await pack(wrong).then(
      () => assert.fail('it was packed'),
      (error: unknown) => error,
    )) as { stderr: string }
    assert.deepEqual(stderr.trim().split('\n'), [
      'MicrosoftAppId: must be a GUID',
      'APP_VERSION: must be like 1.2.0',
      'APP_NAME: must have at most 30 characters',
      'WEBSITE_URL: must be an address that begins with https://',
      'PRIVACY_URL: is missing, beside the other addresses',
      'TERMS_URL: is missing, beside the other addresses',
    ])
    const half = { MicrosoftAppId: APP, WEBSITE_URL: 'https://boreale.example', TERMS_URL: 'https://boreale.example/t' }
    await assert.rejects(pack(half), /PRIVACY_URL: is missing, beside the other addresses/)
  })

  it('is not written without an app id', async () => {
    await assert.rejects(pack({}), /MicrosoftAppId/)
  })
})
