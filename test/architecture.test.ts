import { strict as assert } from 'node:assert'
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'

const FOLDERS = ['bot', 'cards', 'web', 'services', 'manifest', 'simulator', 'test'] as const
const EDGE = /^(botbuilder|botframework-|express$)/
/** The rooms of a layer that are no nouns. */
const KERNEL = ['db', 'jobs', 'coordination', 'http']
const BOT_ROOMS = ['teams', 'turn', 'deliver']
/** Files that add the nouns up: a line a noun in each. */
const SUMS = /^(services\/(tables|context)|cards\/actions|bot\/(verbs|notices|subjects|tasks|context))\.ts$/

interface Import {
  readonly from: string
  readonly to: string
  readonly typeOnly: boolean
}

const files = FOLDERS.flatMap(filesIn)
const imports = files.flatMap(importsOf)
const between = (from: string, to: string) =>
  imports.filter((line) => line.from.startsWith(`${from}/`) && line.to.startsWith(`${to}/`))
const told = (lines: readonly Import[]) => lines.map(({ from, to }) => `${from} imports ${to}`)
/** `services/handoffs/take.ts` is in `handoffs`; `services/errors.ts` in none. */
const roomOf = (file: string) => /^\w+\/(\w+)\/[^/]+$/.exec(file)?.[1]

describe('the direction of imports', () => {
  it('reads real imports', () => {
    assert.ok(imports.length > 400, `only ${imports.length} imports were found`)
    assert.ok(between('bot', 'services').length > 100)
  })

  it('goes from bot to cards to services, and never back', () => {
    const back = [...between('services', 'bot'), ...between('services', 'cards'), ...between('cards', 'bot')]
    assert.deepEqual(told(back), [])
  })

  it('lets cards see only the pure files of services, or types', () => {
    const stray = between('cards', 'services').filter(({ to, typeOnly }) => !isPure(to) && !typeOnly)
    assert.deepEqual(told(stray), [])
  })

  it('lets pages see what cards see, and the words of cards; nobody but the bot makes them', () => {
    const out = imports.filter(({ from, to }) => from.startsWith('web/') && /^(bot|simulator|manifest)\//.test(to))
    assert.deepEqual(told(out), [])
    const stray = between('web', 'services').filter(({ to, typeOnly }) => !isPure(to) && !typeOnly)
    assert.deepEqual(told(stray), [])
    const readers = imports.filter(({ from, to }) => to.startsWith('web/') && !/^(web|bot|test)\//.test(from))
    assert.deepEqual(told(readers), [])
    assert.ok(between('bot', 'web').length > 3 && between('web', 'cards').length > 3, 'no pages were found')
  })

  it('makes of the folders of services a graph without a circle, types included', () => {
    const next = new Map<string, Set<string>>()
    for (const { from, to } of between('services', 'services')) {
      const [a, b] = [roomOf(from), roomOf(to)]
      if (a === undefined || b === undefined || a === b || SUMS.test(from)) continue
      next.set(a, (next.get(a) ?? new Set()).add(b))
    }
    assert.ok(next.size > 10, 'no folders were found')
    assert.deepEqual(circlesIn(next), [])
    const strays = KERNEL.flatMap((room) => [...(next.get(room) ?? [])].filter((to) => !KERNEL.includes(to)))
    assert.deepEqual([...new Set(strays)], [], 'the kernel knows a noun')
  })

  it('has no noun in a room of the bot that delivers, takes turns or speaks Teams’ wire', () => {
    const nouns = new Set(between('bot', 'services').map(({ from }) => roomOf(from)))
    for (const room of ['deliver', 'teams'] as const) {
      const met = imports.filter(
        ({ from, to }) =>
          roomOf(from) === room && from.startsWith('bot/') && to.startsWith('bot/') && isNounOfBot(roomOf(to)),
      )
      assert.deepEqual(told(met), [])
    }
    assert.ok(nouns.has('handoffs'))
  })

  it('lets nobody import a ticket system’s adapter but the list of them', () => {
    const adapters = imports.filter(({ to }) => /^services\/itsm\/\w+\//.test(to))
    assert.ok(adapters.length > 5, 'no adapters were found')
    const stray = adapters.filter(
      ({ from, to }) => dirname(from) !== dirname(to) && !/^test\/|\/vendors\.ts$/.test(from),
    )
    assert.deepEqual(told(stray), [])
  })

  it('keeps a noun’s tables in its own folder and in those that compose several', () => {
    const owners = new Map<string, string>()
    for (const file of files.filter((name) => /^services\/\w+\/tables\.ts$/.test(name))) {
      for (const [, table] of readFileSync(file, 'utf8').matchAll(/^ {2}readonly (\w+): /gm))
        if (table !== undefined) owners.set(table, roomOf(file) ?? '')
    }
    assert.ok(owners.size > 15, `only ${owners.size} tables were found`)
    const composing = ['admission', 'relays', 'measures', 'migrations']
    const named = /(?:selectFrom|insertInto|updateTable|deleteFrom|[jJ]oin)\('(\w+)/g
    const stray = files
      .filter((file) => file.startsWith('services/') || file.startsWith('bot/'))
      .flatMap((file) =>
        [...readFileSync(file, 'utf8').matchAll(named)]
          .filter(([, table = '']) => owners.get(table) !== roomOf(file) && !composing.includes(roomOf(file) ?? ''))
          .map(([, table]) => `${file} names ${table}`),
      )
    assert.deepEqual(stray, [])
  })

  it('keeps Bot Framework in the files that speak to it, and express at the server', () => {
    const stray = imports.filter(
      ({ from, to }) => EDGE.test(to) && !/^bot\/(teams|files|hooks|web)\/|^bot\/server\.ts$/.test(from),
    )
    assert.deepEqual(told(stray.filter(({ from, to }) => !(from.startsWith('simulator/') && to === 'express'))), [])
    const turns = files.filter(
      (file) => /^(bot|cards|services)\//.test(file) && readFileSync(file, 'utf8').includes('TurnContext'),
    )
    assert.deepEqual(turns, ['bot/teams/adapter.ts'])
  })

  it('keeps the simulator and the service strangers', () => {
    const met = ['bot', 'cards', 'services', 'manifest'].flatMap((folder) => [
      ...between(folder, 'simulator'),
      ...between('simulator', folder),
    ])
    assert.deepEqual(told(met), [])
  })

  it('lets nothing but tests import tests', () => {
    assert.deepEqual(told(imports.filter(({ from, to }) => to.startsWith('test/') && !from.startsWith('test/'))), [])
  })

  it('has one file that renders templates and one that knows the SQLite package', () => {
    const users = (name: string) => [
      ...new Set(imports.filter(({ from, to }) => to === name && !from.startsWith('test/')).map(({ from }) => from)),
    ]
    assert.deepEqual(users('adaptivecards-templating'), ['cards/render.ts'])
    assert.deepEqual(users('@photostructure/sqlite'), ['services/db/sqlite.ts'])
  })

  it('keeps the file named like its folder pure: no I/O, no clock', () => {
    const pure = files.filter(isPure)
    assert.ok(pure.length >= 7, `only ${pure.length} pure files were found`)
    const impure = imports.filter(
      ({ from, to, typeOnly }) =>
        isPure(from) && !typeOnly && (/^node:/.test(to) || (to.startsWith('services/') && !isPure(to))),
    )
    assert.deepEqual(told(impure), [])
    const clocks = pure.filter((file) => /\bDate\.now\(|\bnew Date\(\)/.test(readFileSync(file, 'utf8')))
    assert.deepEqual(clocks, [])
  })

  it('reads the environment in one file of the service', () => {
    const readers = files.filter(
      (file) => /^(bot|cards|services)\//.test(file) && /process\.env/.test(readFileSync(file, 'utf8')),
    )
    assert.deepEqual(readers, ['bot/env.ts'])
  })

  it('counts no rows where the store cannot tell', () => {
    const counters = files.filter(
      (file) => /^(bot|services)\//.test(file) && /numUpdatedRows|numDeletedRows/.test(readFileSync(file, 'utf8')),
    )
    assert.deepEqual(counters, [], 'PostgreSQL answers 0 inside a transaction: say RETURNING')
  })

  it('has no circle between files', () => {
    const next = new Map<string, Set<string>>()
    for (const { from, to, typeOnly } of imports) if (!typeOnly) next.set(from, (next.get(from) ?? new Set()).add(to))
    assert.deepEqual(circlesIn(next).slice(0, 3), [])
  })
})

/** `services/handoffs/handoff.ts`, `services/people/person.ts`: the noun's types and rules. */
function isPure(file: string): boolean {
  const [, folder = '', name = ''] = /^services\/(\w+)\/(\w+)\.ts$/.exec(file) ?? []
  if (folder === 'people') return name === 'person'
  if (folder === 'access') return ['access', 'policy', 'scope'].includes(name)
  return name !== '' && !KERNEL.includes(folder) && [`${name}s`, name].includes(folder)
}

function isNounOfBot(room: string | undefined): boolean {
  return room !== undefined && !BOT_ROOMS.includes(room)
}

function circlesIn(next: ReadonlyMap<string, ReadonlySet<string>>): string[] {
  const circles = new Set<string>()
  const done = new Set<string>()
  const visit = (node: string, path: readonly string[]): void => {
    if (path.includes(node)) {
      circles.add([...path.slice(path.indexOf(node)), node].join(' → '))
      return
    }
    if (done.has(node)) return
    for (const to of next.get(node) ?? []) visit(to, [...path, node])
    done.add(node)
  }
  for (const node of next.keys()) visit(node, [])
  return [...circles]
}

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
