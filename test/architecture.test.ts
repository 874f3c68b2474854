import { strict as assert } from 'node:assert'
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'

const FOLDERS = ['bot', 'cards', 'services', 'manifest', 'simulator', 'test'] as const
const EDGE = /^(botbuilder|botframework-|express$)/

interface Import {
  readonly from: string
  readonly to: string
  readonly typeOnly: boolean
}

describe('the direction of imports', () => {
  const imports = FOLDERS.flatMap(filesIn).flatMap(importsOf)
  const between = (from: string, to: string) =>
    imports.filter((line) => line.from.startsWith(`${from}/`) && line.to.startsWith(`${to}/`))
  const told = (lines: readonly Import[]) => lines.map(({ from, to }) => `${from} imports ${to}`)

  it('reads real imports', () => {
    assert.ok(imports.length > 200, `only ${imports.length} imports were found`)
    assert.ok(between('bot', 'services').length > 20)
  })

  it('goes from bot to cards to services, and never back', () => {
    const back = [...between('services', 'bot'), ...between('services', 'cards'), ...between('cards', 'bot')]
    assert.deepEqual(told(back), [])
  })

  it('lets cards see only the pure files of services, or types', () => {
    const noun = /^services\/(\w+)\/(person|workspace|handoff|ticket|notice|secret|file)\.ts$/
    const stray = between('cards', 'services').filter(({ to, typeOnly }) => !noun.test(to) && !typeOnly)
    assert.deepEqual(told(stray), [])
  })

  it('keeps the simulator and the service strangers', () => {
    const met = [
      ...['bot', 'cards', 'services', 'manifest'].flatMap((folder) => [
        ...between(folder, 'simulator'),
        ...between('simulator', folder),
      ]),
    ]
    assert.deepEqual(told(met), [])
  })

  it('lets nothing but tests import tests', () => {
    assert.deepEqual(told(imports.filter(({ from, to }) => to.startsWith('test/') && !from.startsWith('test/'))), [])
  })

  it('keeps Bot Framework and express in bot, and the simulator’s express in the simulator', () => {
    const stray = imports.filter(({ from, to }) => EDGE.test(to) && !from.startsWith('bot/'))
    assert.deepEqual(told(stray.filter(({ from, to }) => !(from.startsWith('simulator/') && to === 'express'))), [])
  })

  it('has one file that renders templates and one that knows the SQLite package', () => {
    const users = (name: string) => [
      ...new Set(imports.filter(({ from, to }) => to === name && !from.startsWith('test/')).map(({ from }) => from)),
    ]
    assert.deepEqual(users('adaptivecards-templating'), ['cards/render.ts'])
    assert.deepEqual(users('@photostructure/sqlite'), ['services/db/sqlite.ts'])
  })

  it('keeps the file named like its folder pure', () => {
    const nouns = imports.filter(
      ({ from }) => /^services\/(\w+)s?\/\1\.ts$/.test(from) || /\/(person|notice|job)\.ts$/.test(from),
    )
    const impure = nouns.filter(
      ({ to, typeOnly }) => !typeOnly && (/\/(store|connect|enqueue|run)\.ts$/.test(to) || to.startsWith('node:')),
    )
    assert.deepEqual(told(impure), [])
  })

  it('reads the environment in one file of the service', () => {
    const readers = ['bot', 'cards', 'services']
      .flatMap(filesIn)
      .filter((file) => /process\.env/.test(readFileSync(file, 'utf8')))
    assert.deepEqual(readers, ['bot/main.ts'])
  })

  it('has no circle between files', () => {
    const next = new Map<string, string[]>()
    for (const { from, to, typeOnly } of imports) if (!typeOnly) next.set(from, [...(next.get(from) ?? []), to])
    const circles: string[] = []
    const visit = (file: string, path: readonly string[]) => {
      if (path.includes(file)) circles.push([...path.slice(path.indexOf(file)), file].join(' → '))
      else if (path.length < 30) for (const to of next.get(file) ?? []) visit(to, [...path, file])
    }
    for (const file of next.keys()) visit(file, [])
    assert.deepEqual([...new Set(circles)].slice(0, 3), [])
  })
})

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => join(folder, file))
}

function importsOf(file: string): Import[] {
  const source = readFileSync(file, 'utf8')
  return [...source.matchAll(/^(?:import|export) (type )?(?:[^'"]*? from )?'([^']+)'/gms)].map(([, type, to = '']) => ({
    from: file,
    to: to.startsWith('.') ? normalize(join(dirname(file), to)) : to,
    typeOnly: type !== undefined,
  }))
}
