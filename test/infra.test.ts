import { strict as assert } from 'node:assert'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { Language, type Node, Parser } from 'web-tree-sitter'
import { parse } from 'yaml'
import { environment } from '../services/config.ts'

const file = (name: string) => readFileSync(new URL(`../../infra/${name}`, import.meta.url), 'utf8')
const known = Object.keys(environment.shape)

describe('what installs the service', () => {
  describe('in Azure (main.bicep)', () => {
    let root: Node
    before(async () => {
      await Parser.init()
      const grammar = createRequire(import.meta.url).resolve('tree-sitter-bicep/tree-sitter-bicep.wasm')
      const parser = new Parser()
      parser.setLanguage(await Language.load(grammar))
      root = parser.parse(file('main.bicep'))?.rootNode as Node
    })

    it('is Bicep, from the first character to the last', () => {
      const faults = root.descendantsOfType('ERROR').map((node) => node?.text.slice(0, 80))
      assert.deepEqual(faults, [])
      assert.equal(root.hasError, false)
    })

    it('names nothing that it does not declare', () => {
      const source = file('main.bicep')
      const declared = [...source.matchAll(/^\s*(?:param|var|resource|output) (\w+)/gm)].map(([, name]) => name)
      const used = [...source.matchAll(/\b(\w+)(?:\.properties|\.id\b|\.listKeys|::)/g)].map(([, name]) => name)
      const strangers = used.filter((name) => !declared.includes(name) && name !== 'properties')
      assert.deepEqual([...new Set(strangers)], [])
      assert.ok(used.length > 10, 'no use was found')
    })

    it('sets only what the service reads, and asks the paths that it answers', () => {
      const names = [...file('main.bicep').matchAll(/\{ name: '([A-Za-z_]+)', (?:value|secretRef):/g)].map(
        ([, name]) => name,
      )
      assert.ok(names.length >= 6)
      assert.deepEqual(
        names.filter((name) => !known.includes(name ?? '')),
        [],
      )
      const paths = [...file('main.bicep').matchAll(/path: '([^']+)'/g)].map(([, path]) => path)
      assert.deepEqual(new Set(paths), new Set(['/healthz', '/readyz']))
    })
  })

  it('on one machine (compose.yaml) runs two replicas that share their stores', () => {
    const compose = parse(file('compose.yaml'), { merge: true })
    const replicas = Object.entries<Record<string, object>>(compose.services).filter(([name]) =>
      name.startsWith('desk-'),
    )
    assert.equal(replicas.length, 2)
    for (const [name, replica] of replicas) {
      const settings = Object.keys(replica['environment'] ?? {})
      assert.ok(settings.includes('DATABASE_URL') && settings.includes('REDIS_URL'), name)
      assert.deepEqual(
        settings.filter((setting) => !known.includes(setting)),
        [],
      )
    }
    const upstreams = /reverse_proxy (.+) \{/.exec(file('Caddyfile'))?.[1]?.split(' ') ?? []
    assert.deepEqual(
      upstreams.map((upstream) => upstream.split(':')[0]),
      replicas.map(([name]) => name),
    )
  })

  it('in a container starts without root, a shell, or the tools of its making', () => {
    const dockerfile = file('Dockerfile')
    const [, image = ''] = dockerfile.split(/^FROM node.*$/m).slice(-2)
    assert.match(dockerfile, /^USER node$/m)
    assert.match(dockerfile, /^CMD \["node", "dist\/bot\/main\.js"\]$/m)
    assert.match(dockerfile, /^HEALTHCHECK/m)
    assert.doesNotMatch(image, /dist\/(test|simulator|bench)/)
  })
})
