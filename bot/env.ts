import { existsSync, readFileSync } from 'node:fs'
import { parseEnv } from 'node:util'
import { type Config, readConfig } from '../services/config.ts'

/** The configuration: of the environment, and of the file `.env` where it says nothing. The only reader of either. */
export function configOfProcess(): Config {
  if (existsSync('.env')) readEnvFile('.env')
  return readConfig(process.env)
}

/** Some editors begin a file with a byte order mark, which Node would take for part of the first name. */
function readEnvFile(file: string): void {
  const values = parseEnv(readFileSync(file, 'utf8').replace(/^\ufeff/, ''))
  for (const [name, value] of Object.entries(values)) process.env[name] ??= value
}
