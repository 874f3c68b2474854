import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { AppManifestUtils, type TeamsManifest } from '@microsoft/app-manifest'
import { zipSync } from 'fflate'
import { branding, englishFor, manifestFor, resourceOf } from './package.ts'

const OUTPUT = 'teams-app.zip'
const root = new URL('../../', import.meta.url)

/** Writes the app package that an administrator uploads to Teams, if Microsoft's own schema has nothing against it. */
async function pack(): Promise<void> {
  const env = new URL('.env', root)
  if (existsSync(env)) process.loadEnvFile(env)
  const given = Object.fromEntries(Object.entries(process.env).filter(([, value]) => value !== ''))
  const brand = branding.safeParse(given)
  if (!brand.success) {
    throw new Error(brand.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('\n'))
  }
  const version = brand.data.APP_VERSION ?? (json('package.json') as { version: string }).version
  const manifest = manifestFor(json('manifest/manifest.json') as Parameters<typeof manifestFor>[0], version, brand.data)
  const faults = await AppManifestUtils.validateAgainstSchema(manifest as unknown as TeamsManifest)
  if (faults.length > 0) throw new Error(`The manifest does not follow its schema:\n${faults.join('\n')}`)
  const archive = zipSync({
    'manifest.json': text(manifest),
    'en.json': text(englishFor(json('manifest/en.json') as object, brand.data)),
    'color.png': bytes('manifest/icons/color.png'),
    'outline.png': bytes('manifest/icons/outline.png'),
  })
  writeFileSync(OUTPUT, archive)
  if (brand.data.WEBSITE_URL === undefined) {
    process.stdout.write(
      'Your own addresses are missing: set WEBSITE_URL, PRIVACY_URL and TERMS_URL, or people are sent to example.com.\n',
    )
  }
  const { PUBLIC_URL: url, WEB_CLIENT_ID: clientId, MicrosoftAppId: botId } = brand.data
  if (url === undefined || clientId === undefined)
    process.stdout.write('The app has no tabs: set PUBLIC_URL and WEB_CLIENT_ID, as docs/administrators.md says.\n')
  else {
    const uri = resourceOf(url, clientId, botId)
    process.stdout.write(`The application ${clientId} must expose the scope ${uri}/access_as_user to Teams.\n`)
    if (clientId.toLowerCase() !== botId.toLowerCase())
      process.stdout.write(
        'It is another application than the bot’s: look, before you roll it out, that messages in a channel still reach the desk.\n',
      )
  }
  process.stdout.write(`${OUTPUT}: ${manifest.name.short} ${version}, bot ${brand.data.MicrosoftAppId}\n`)
}

function bytes(path: string): Uint8Array {
  return readFileSync(new URL(path, root))
}

function json(path: string): unknown {
  return JSON.parse(readFileSync(new URL(path, root), 'utf8'))
}

function text(value: unknown): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify(value, null, 2)}\n`)
}

pack().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`)
  process.exitCode = 1
})
