import { strict as assert } from 'node:assert'
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('../../../', import.meta.url))

/** The program with one rule taken out of it, to see the checker catch it; returns what to start. */
export function without(name: string, file: string, rule: string, instead: string): string {
  const folder = join(ROOT, 'test-output', `broken-${name}`)
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  for (const part of ['bot', 'cards', 'web', 'services'])
    cpSync(join(ROOT, 'dist', part), join(folder, part), { recursive: true })
  const broken = join(folder, file)
  const source = readFileSync(broken, 'utf8')
  assert.ok(source.includes(rule), `${file} has no such rule any more: ${rule}`)
  writeFileSync(broken, source.replaceAll(rule, instead))
  return join(folder, 'bot/main.js')
}
