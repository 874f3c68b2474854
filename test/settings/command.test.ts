import { strict as assert } from 'node:assert'
import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
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

  const run = (...args: string[]) => runCommand(service, folder, 'settings', ...args)
  function document(change: (document: { options: { chat: string }; contact: string }) => void): string {
    const exported = JSON.parse(run('export', service.teams.directory.tenantId).out)
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
    assert.match(run('list').out, new RegExp(`tenant ${tenantId}  version 0`))
    const wrong = document((its) => {
      its.options.chat = 'off'
    })
    assert.deepEqual(run('check', tenantId, wrong), {
      status: 1,
      out: '',
      err: 'contact: is missing: whom to ask about chat, which is off',
    })
    assert.equal(run('activate', tenantId, wrong).status, 1, 'nothing wrong is activated')
    const right = document((its) => {
      its.options.chat = 'off'
      its.contact = 'Poste 4000'
    })
    assert.equal(run('check', tenantId, right).out, 'No fault.')
    assert.equal(run('diff', tenantId, right).out, 'options.chat: on → off\ncontact: (none) → Poste 4000')
    assert.match(await menuOf('camille'), /Nous sommes en ligne/)
    assert.match(run('activate', tenantId, right).out, /Version 1 is in force\.$/)
    assert.match(await menuOf('camille'), /n’est pas activé ici\. Contactez l’administrateur\s: Poste 4000/)
    assert.match(run('back', tenantId).out, /options\.chat: off → on[\s\S]*Version 2 is in force\.$/)
    assert.doesNotMatch(await menuOf('camille'), /n’est pas activé/)
  })

  it('say what is wrong with a file, a workspace or a command in a sentence', () => {
    const { tenantId } = service.teams.directory
    const broken = join(folder, 'broken.json')
    writeFileSync(broken, '{')
    assert.match(run('check', tenantId, broken).err, /^.*broken\.json: [^\n]+$/)
    assert.match(run('check', tenantId, join(folder, 'none.json')).err, /no such file/)
    assert.match(run('export', 'nowhere').err, /^There is no workspace “nowhere”/)
    assert.match(run('check', tenantId).err, /^Which file\?/)
    assert.match(run('turn').out, /^npm run -s settings/)
    assert.equal(run('turn').status, 1)
  })

  it('have a JSON Schema, which editors understand', () => {
    const schema = JSON.parse(run('schema').out)
    assert.equal(schema.type, 'object')
    assert.deepEqual(Object.keys(schema.properties), [
      'language',
      'silenceSeconds',
      'options',
      'contact',
      'hours',
      'roles',
      'assignments',
    ])
    assert.deepEqual(schema.properties.options.properties.chat.enum, ['on', 'off'])
  })
})
