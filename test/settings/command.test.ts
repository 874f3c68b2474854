import { strict as assert } from 'node:assert'
import { spawnSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { settingsCommands } from '../../bot/settings/command.ts'
import { runCommand } from '../command.ts'
import { type Service, startService } from '../service.ts'

describe('settings as files', () => {
  let service: Service
  let folder: string
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'service-desk-test-'))
    service = await startService()
    await service.settle('sophie')
  })
  after(async () => {
    await service.close()
    rmSync(folder, { recursive: true, force: true })
  })

  const run = (...args: string[]) => runCommand(service, settingsCommands, ...args)
  async function document(change: (document: { options: { chat: string }; contact: string }) => void): Promise<string> {
    const exported = JSON.parse((await run('export', service.teams.directory.tenantId)).out)
    change(exported)
    const file = join(folder, `${randomUUID()}.json`)
    writeFileSync(file, JSON.stringify({ $schema: './settings.schema.json', ...exported }))
    return file
  }
  const menuOf = async (key: string) => {
    const person = service.person(key)
    const { id } = await person.says('bonjour')
    await service.eventually('a menu answers', () => person.chat().messages.at(-1)?.id !== id)
    return person.shown().at(-1) ?? ''
  }

  it('are exported, checked, compared, activated beside the running service, and taken back (F11, D4)', async () => {
    const { tenantId } = service.teams.directory
    assert.match((await run('list')).out, new RegExp(`tenant ${tenantId}  version 0`))
    const wrong = await document((its) => {
      its.options.chat = 'off'
    })
    assert.deepEqual(await run('check', tenantId, wrong), {
      status: 1,
      out: '',
      err: 'contact: is missing: whom to ask about chat',
    })
    assert.equal((await run('activate', tenantId, wrong)).status, 1, 'nothing wrong is activated')
    const right = await document((its) => {
      its.options.chat = 'off'
      its.contact = 'Poste 4000'
    })
    assert.equal((await run('check', tenantId, right)).out, 'No fault.')
    assert.equal((await run('diff', tenantId, right)).out, 'options.chat: on → off\ncontact: (none) → Poste 4000')
    assert.match(await menuOf('camille'), /Nous sommes en ligne/)
    assert.match((await run('activate', tenantId, right)).out, /Version 1 is in force\.$/)
    assert.match(await menuOf('camille'), /n’est pas activé ici\. Contactez l’administrateur\s: Poste 4000/)
    assert.match((await run('back', tenantId)).out, /options\.chat: off → on[\s\S]*Version 2 is in force\.$/)
    assert.doesNotMatch(await menuOf('camille'), /n’est pas activé/)
  })

  it('name groups of the directory, which are read meanwhile, and are exported as they were written', async () => {
    const { tenantId } = service.teams.directory
    const group = { group: 'a0000000-0000-4000-8000-000000000002', name: 'Finances' }
    const desk = { name: 'Centre', description: '', role: 'analyst', members: ['channel'], clients: [] }
    const scoped = { name: 'Support', description: '', role: 'operator', members: [group], scope: [group], clients: [] }
    const file = join(folder, 'groups.json')
    const before = JSON.parse((await run('export', tenantId)).out)
    writeFileSync(file, JSON.stringify({ ...before, assignments: [desk, scoped] }))
    assert.match((await run('activate', tenantId, file)).err, /a group needs the directory/)
    const env = { GRAPH_CLIENT_ID: randomUUID(), GRAPH_CLIENT_SECRET: 'x' }
    const activate = () => runCommand({ ...service, env }, settingsCommands, 'activate', tenantId, file)
    // Until then nothing of it is in force, whether it is on its way or cannot be read.
    service.teams.graph.fail('transitiveMembers', { status: 503 })
    assert.match((await activate()).err, /is not read yet: try again in a minute|cannot be read/)
    service.teams.graph.fail('transitiveMembers', undefined)
    const until = Date.now() + 15_000
    while ((await activate()).status !== 0 && Date.now() < until)
      await new Promise((resolve) => setTimeout(resolve, 300))
    const exported = (await run('export', tenantId)).out
    assert.deepEqual(JSON.parse(exported).assignments[1].members, [group])
    writeFileSync(file, exported)
    assert.match((await runCommand({ ...service, env }, settingsCommands, 'check', tenantId, file)).out, /No fault/)
    assert.equal((await run('back', tenantId)).status, 0)
  })

  it('say what is wrong with a file, a workspace or a command in a sentence', async () => {
    const { tenantId } = service.teams.directory
    const broken = join(folder, 'broken.json')
    writeFileSync(broken, '{')
    assert.match((await run('check', tenantId, broken)).err, /^.*broken\.json: [^\n]+$/)
    assert.match((await run('check', tenantId, join(folder, 'none.json'))).err, /no such file/)
    assert.match((await run('export', 'nowhere')).err, /^There is no workspace “nowhere”/)
    assert.match((await run('check', tenantId)).err, /^Which file\?/)
    assert.match((await run('turn')).out, /^npm run -s settings/)
    assert.equal((await run('turn')).status, 1)
  })

  it('have a JSON Schema, which editors understand', async () => {
    const schema = JSON.parse((await run('schema')).out)
    assert.equal(schema.type, 'object')
    assert.deepEqual(Object.keys(schema.properties), [
      'name',
      'color',
      'language',
      'silenceSeconds',
      'answerSeconds',
      'waitSeconds',
      'mentions',
      'offerTiers',
      'offerSeconds',
      'mostChats',
      'wrapUpSeconds',
      'replies',
      'options',
      'contact',
      'hours',
      'services',
      'personalAccounts',
      'keepDays',
      'categories',
      'catalogue',
      'lists',
      'ticketSystem',
      'support',
      'sla',
      'serviceHealth',
      'roles',
      'assignments',
    ])
    assert.deepEqual(schema.properties.options.properties.chat.enum, ['on', 'off', 'role'])
  })

  it('are started from a shell, as the audit’s and what is kept of people are', () => {
    const env = {
      PATH: process.env.PATH,
      MicrosoftAppId: randomUUID(),
      MicrosoftAppTenantId: service.teams.directory.tenantId,
      MicrosoftAppPassword: 'x',
      DATABASE_URL: service.databaseUrl,
    }
    const start = (noun: string, ...args: string[]) => {
      const program = fileURLToPath(new URL(`../../bot/${noun}/command.js`, import.meta.url))
      return spawnSync(process.execPath, [program, ...args], { cwd: folder, env, encoding: 'utf8', timeout: 20_000 })
    }
    for (const noun of ['settings', 'audit', 'privacy']) {
      const { status, stdout, stderr } = start(noun, 'help')
      assert.deepEqual([status, stderr], [0, ''])
      assert.match(stdout, new RegExp(`^npm run -s ${noun} -- `))
    }
    const { status, stdout, stderr } = start('settings', 'export', 'nowhere')
    assert.deepEqual([status, stdout], [1, ''])
    assert.match(stderr, /^There is no workspace “nowhere”[^\n]*\n$/)
  })
})
