import { strict as assert } from 'node:assert'
import { execFileSync } from 'node:child_process'
import { randomBytes, randomUUID } from 'node:crypto'
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { startBot } from '../../simulator/bot-process.ts'
import { startTeams } from '../../simulator/teams.ts'
import { MANIFEST } from '../service.ts'

const ROOT = fileURLToPath(new URL('../../../', import.meta.url))

/** What the Dockerfile copies, put together without Docker, which not every machine of ours has. */
describe('the image', () => {
  let folder: string
  before(function () {
    this.timeout(180_000)
    folder = mkdtempSync(join(tmpdir(), 'desk-image-'))
    for (const name of ['package.json', 'package-lock.json', '.npmrc']) cpSync(join(ROOT, name), join(folder, name))
    execFileSync('npm', ['ci', '--omit=dev', '--no-audit'], { cwd: folder, stdio: 'ignore' })
    const dockerfile = readFileSync(join(ROOT, 'infra/Dockerfile'), 'utf8')
    const copied = [...dockerfile.matchAll(/^COPY --from=build \/app\/(dist\/\S+) /gm)].map(([, part = '']) => part)
    assert.ok(copied.length >= 3, 'the Dockerfile copies nothing')
    for (const part of copied) cpSync(join(ROOT, part), join(folder, part), { recursive: true })
  })
  after(() => rmSync(folder, { recursive: true, force: true }))

  it('starts with what it holds, and its health check says so', async () => {
    const appSecret = randomBytes(16).toString('hex')
    const teams = await startTeams({ appId: randomUUID(), appSecret, manifest: MANIFEST })
    const program = join(folder, 'dist/bot/main.js')
    const bot = await startBot(teams, { program, appSecret, databaseUrl: `sqlite:${join(folder, 'data/desk.sqlite')}` })
    try {
      const dockerfile = readFileSync(join(ROOT, 'infra/Dockerfile'), 'utf8')
      const check = JSON.parse(/HEALTHCHECK[^[]+(\[.*\])$/ms.exec(dockerfile)?.[1]?.split('\n')[0] ?? '[]') as string[]
      const [program = '', ...options] = check
      execFileSync(program, options, { env: { ...process.env, PORT: new URL(bot.url).port } })
      assert.throws(() => execFileSync(program, options, { env: { ...process.env, PORT: '1' }, stdio: 'ignore' }))
    } finally {
      await bot.stop()
      await teams.close()
    }
  })
})
