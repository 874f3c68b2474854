import { strict as assert } from 'node:assert'
import { readFileSync } from 'node:fs'

interface Locked {
  readonly version?: string
  readonly license?: string
  readonly dev?: boolean
  readonly integrity?: string
}

const read = (name: string) => JSON.parse(readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8'))
const PERMISSIVE =
  /^\(?(0BSD|Apache-2\.0|BlueOak-1\.0\.0|BSD-[23]-Clause|CC0-1\.0|ISC|MIT|MIT-0|Unlicense|Python-2\.0|PSF-2\.0|Zlib)\b/
/** Read by us: MIT without saying so in the lock file; and a test tool under terms of Microsoft's, which we do not deliver. */
const READ_BY_US = ['axe-core', 'jspath', 'tree-sitter-bicep', '@microsoft/m365agentsplayground']

describe('what we depend on', () => {
  const packages = Object.entries(read('package-lock.json').packages as Record<string, Locked>).filter(
    ([path]) => path !== '',
  )

  it('is pinned to the version by us, and to the byte by the lock file', () => {
    const { dependencies, devDependencies } = read('package.json') as Record<string, Record<string, string>>
    const loose = Object.entries({ ...dependencies, ...devDependencies }).filter(
      ([, version]) => !/^(npm:[\w-]+@)?\d+\.\d+\.\d+$/.test(version),
    )
    assert.deepEqual(loose, [])
    assert.deepEqual(
      packages.filter(([, { integrity }]) => integrity === undefined).map(([path]) => path),
      [],
    )
  })

  it('is under licences that allow everybody to use it', () => {
    const strange = packages.filter(([path, { license }]) => {
      const name = path.replace(/^.*node_modules\//, '')
      return !PERMISSIVE.test(license ?? '') && !READ_BY_US.includes(name)
    })
    assert.deepEqual(
      strange.map(([path, { license }]) => `${path}: ${license}`),
      [],
    )
  })

  it('runs nothing when it is installed', () => {
    const npmrc = readFileSync(new URL('../../.npmrc', import.meta.url), 'utf8')
    assert.match(npmrc, /^ignore-scripts=true$/m)
  })
})
