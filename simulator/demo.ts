import { randomBytes, randomUUID } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { startBot } from './bot-process.ts'
import { playDay } from './day.ts'
import { type JourneyLanguage, playJourney, playSilence } from './journey.ts'
import { servePage } from './page-server.ts'
import { startTeams } from './teams.ts'

const HELP = `npm run demo -- [options]
  --script        plays the journey in the terminal
  --lang fr|en    the language of the desk (fr)
  --silence N     seconds before a silent employee is warned (60)
  --port N        where the page is (3999)`

/** Starts a simulated Teams and the service desk, with throw-away keys and a throw-away store. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      script: { type: 'boolean', default: false },
      lang: { type: 'string', default: 'fr' },
      port: { type: 'string', default: '3999' },
      silence: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) {
    print(HELP)
    return
  }
  if (values.lang !== 'fr' && values.lang !== 'en') throw new Error('--lang is fr or en.')
  const folder = mkdtempSync(join(tmpdir(), 'service-desk-'))
  const appSecret = randomBytes(24).toString('base64url')
  const teams = await startTeams({
    appId: randomUUID(),
    appSecret,
    manifest: JSON.parse(readFileSync(new URL('../../manifest/manifest.json', import.meta.url), 'utf8')),
    port: values.script ? 0 : Number(values.port),
  })
  const program = fileURLToPath(new URL('../bot/main.js', import.meta.url))
  const bot = await startBot(teams, {
    program,
    databaseUrl: `sqlite:${join(folder, 'demo.sqlite')}`,
    appSecret,
    env: { DEFAULT_LANGUAGE: values.lang, SILENCE_SECONDS: values.silence ?? (values.script ? '2' : '60') },
  })
  const stop = async () => {
    await bot.stop()
    await teams.close()
    rmSync(folder, { recursive: true, force: true })
  }
  if (values.script) await runScript(values.lang, stop)
  else await openHouse(values.lang, stop)

  async function runScript(language: JourneyLanguage, after: () => Promise<void>): Promise<void> {
    const started = Date.now()
    try {
      const tell = (who: string, what: string) =>
        print(`${who.padEnd(18)} ${what.replaceAll('\n', `\n${' '.repeat(19)}`)}`)
      await playJourney(teams, language, tell)
      await playSilence(teams, language, tell)
      await playDay(teams, language, tell)
      const seconds = ((Date.now() - started) / 1000).toFixed(1)
      print(language === 'fr' ? `\nTout a été vu, en ${seconds} s.` : `\nEverything was seen, in ${seconds} s.`)
    } catch (error) {
      print(`\n${error instanceof Error ? error.message : error}`)
      print(bot.output.join('\n'))
      process.exitCode = 1
    } finally {
      await after()
    }
  }

  async function openHouse(language: JourneyLanguage, after: () => Promise<void>): Promise<void> {
    servePage(teams, language, bot.url)
    const [team] = teams.directory.teams
    const channel = team?.channels[1]
    if (team && channel) await teams.installInTeam(teams.account('dominique'), team, channel)
    for (const account of teams.directory.accounts) await teams.installForPerson(account)
    print(language === 'fr' ? `Ouvrez ${teams.url}/ (Ctrl-C pour arrêter)` : `Open ${teams.url}/ (Ctrl-C to stop)`)
    print(language === 'fr' ? `Les pages d’un navigateur : ${bot.url}/` : `The pages for a browser: ${bot.url}/`)
    await new Promise((resolve) => {
      process.once('SIGINT', resolve)
      process.once('SIGTERM', resolve)
    })
    await after()
  }
}

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}

await main().catch((error: unknown) => {
  const { code, message } = error as { readonly code?: string; readonly message?: string }
  const isTaken = code === 'EADDRINUSE'
  print(isTaken ? 'Something else listens on that port: choose another with --port N.' : String(message ?? error))
  process.exit(1)
})
