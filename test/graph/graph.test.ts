import { strict as assert } from 'node:assert'
import { readFileSync } from 'node:fs'
import { graphTokens } from '../../bot/teams/credentials.ts'
import { CALLS, type CallName, pathOf } from '../../services/graph/calls.ts'
import { createGraph, type Graph, noGraph } from '../../services/graph/client.ts'
import { devicesOf } from '../../services/graph/devices.ts'
import { accountOf, groupsOf, managerOf, readPerson, searchPeople } from '../../services/graph/directory.ts'
import { lookAt } from '../../services/graph/dossier.ts'
import { troubleOf } from '../../services/graph/errors.ts'
import { type Dossier, findingsOf, isWhole } from '../../services/graph/graph.ts'
import { NEVER } from '../../simulator/graph/data.ts'
import { type Running, SMALL, STRANGERS, startDouble } from './double.ts'

const ALL = new Set(['directory.read', 'device.read', 'app.read', 'app-protection.read'])

/** What any Graph keeps to, ours or Microsoft's, of a person whom it knows; it is read, and nothing is changed. */
function graphContract(
  name: string,
  start: () => Promise<{ graph: Graph; tenantId: string; personId: string; words: string }>,
) {
  describe(`Graph: ${name}`, () => {
    let its: Awaited<ReturnType<typeof start>>
    before(async () => {
      its = await start()
    })

    it('finds people by the beginning of a name, and reads one', async () => {
      const { graph, tenantId, personId, words } = its
      assert.ok((await searchPeople(graph, tenantId, words)).some(({ id }) => id === personId))
      assert.equal((await readPerson(graph, tenantId, personId)).id, personId)
    })

    it('says who somebody’s manager is, or that there is none', async () => {
      const manager = await managerOf(its.graph, its.tenantId, its.personId)
      if (manager !== undefined) assert.notEqual(manager.id, its.personId)
    })

    it('answers each block by itself, or says why it cannot', async () => {
      const blocks = Object.values(await lookAt(its.graph, its, ALL, Date.now()))
      assert.equal(blocks.length, 5)
      for (const block of blocks) assert.ok(block !== undefined && (block.ok || block.trouble !== 'not-connected'))
    })

    it('knows nobody whom it does not know', async () => {
      const nobody = '00000000-0000-4000-8000-00000000dead'
      await assert.rejects(readPerson(its.graph, its.tenantId, nobody), (error) => troubleOf(error) === 'not-found')
      assert.equal(await managerOf(its.graph, its.tenantId, nobody), undefined)
    })
  })
}

let running: Running
before(async () => {
  running = await startDouble()
})
after(() => running.close())
const idOf = (key: string) => running.directory.accounts.find((its) => its.key === key)?.objectId ?? ''

graphContract('the double', async () => ({
  graph: running.graph,
  tenantId: running.directory.tenantId,
  personId: idOf('camille'),
  words: 'cami',
}))

const { GRAPH_LIVE, GRAPH_TENANT, GRAPH_PERSON, GRAPH_WORDS, GRAPH_CLIENT_ID, GRAPH_CLIENT_SECRET } = process.env
if (GRAPH_LIVE !== undefined)
  graphContract('a real tenant', async () => ({
    graph: createGraph({
      url: 'https://graph.microsoft.com',
      token: graphTokens({
        ...{ clientId: GRAPH_CLIENT_ID ?? '', clientSecret: GRAPH_CLIENT_SECRET ?? '', url: '' },
        loginUrl: 'https://login.microsoftonline.com',
      }),
      consentUrl: () => '',
      observe: () => {},
    }),
    ...{ tenantId: GRAPH_TENANT ?? '', personId: GRAPH_PERSON ?? '', words: GRAPH_WORDS ?? '' },
  }))

describe('calls to Graph', () => {
  const path = (name: CallName, values: Readonly<Record<string, string>>) =>
    decodeURIComponent(pathOf(CALLS[name], values))

  it('have their URLs from one table, whatever a value holds', () => {
    assert.equal(pathOf(CALLS['person.manager'], { personId: '../x?$select=a' }).split('?').length, 2)
    assert.match(path('people.search', { words: 'd"or \\ & co' }), /\$search="displayName:d\\"or \\\\ {3}co" OR/)
    assert.ok(
      path('person.devices', { personId: 'p' }).startsWith('/users/p/managedDevices?$select=id,deviceName,userId'),
    )
    for (const call of Object.values(CALLS)) assert.doesNotMatch(JSON.stringify(call), /userId eq/, 'Graph ignores it')
  })

  it('take no permission that docs/graph.md does not name, nor does it name another', () => {
    const doc = readFileSync(new URL('../../../docs/graph.md', import.meta.url), 'utf8')
    const named = [...doc.matchAll(/^\| `([\w.-]+)` \|/gm)].map(([, name]) => name)
    const taken = [...new Set(Object.values(CALLS).map(({ permission }) => permission))]
    assert.deepEqual(named.sort(), taken.sort())
  })

  it('are not made without a value: Graph would answer what was not asked', async () => {
    for (const values of [{}, { personId: '' }, { personId: ' ' }])
      assert.throws(() => pathOf(CALLS['person.devices'], values), RangeError)
    assert.throws(() => pathOf(CALLS['people.search'], { words: '&' }), RangeError)
  })

  it('ask for nothing that carries an unlock code or a place beside what is followed', () => {
    for (const [name, call] of Object.entries(CALLS))
      if (name !== 'device.follow') assert.doesNotMatch(JSON.stringify(call), /deviceActionResults/, name)
  })
})

describe('what Graph refuses', () => {
  const person = () => ({ tenantId: running.directory.tenantId, personId: idOf('camille') })
  const trouble = async (asking: Promise<unknown>) => {
    const error = await asking.then(
      () => assert.fail('it was answered'),
      (its: unknown) => its,
    )
    return { trouble: troubleOf(error), error: error as { retryAfterMs?: number; message: string } }
  }
  const blocksOf = async (tenantId: string) =>
    Object.fromEntries(
      Object.entries(await lookAt(running.graph, { ...person(), tenantId }, ALL, Date.now())).map(([name, block]) => [
        name,
        block === undefined ? 'hidden' : block.ok ? 'there' : block.trouble,
      ]),
    )

  it('is told by organisation: not let in, no Intune, not connected', async () => {
    const none = {
      tenant: 'not-consented',
      account: 'not-consented',
      devices: 'not-consented',
      groups: 'not-consented',
    }
    assert.deepEqual(await blocksOf(STRANGERS), { ...none, protection: 'not-consented' })
    const small = { tenant: 'not-licensed', account: 'there', devices: 'not-licensed', groups: 'there' }
    assert.deepEqual(await blocksOf(SMALL), { ...small, protection: 'not-licensed' })
    assert.equal((await trouble(noGraph.ask('person.read', 't', { personId: 'p' }))).trouble, 'not-connected')
  })

  it('is told block by block; each names its permission, also where Intune hides it in a message', async () => {
    const own = await startDouble()
    try {
      own.double.forbid('DeviceManagementApps.Read.All')
      own.double.forbid('LicenseAssignment.Read.All')
      const dossier = await lookAt(own.graph, person(), ALL, Date.now())
      assert.deepEqual(dossier.protection, {
        ...{ ok: false, trouble: 'not-permitted', permission: 'DeviceManagementApps.Read.All' },
      })
      assert.ok(dossier.account?.ok)
      assert.deepEqual(dossier.account.value.licences, {
        ...{ ok: false, trouble: 'not-permitted', permission: 'LicenseAssignment.Read.All' },
      })
      assert.equal(isWhole(dossier), false)
      assert.equal(dossier.devices?.ok, true)
      assert.equal(dossier.groups?.ok, true)
    } finally {
      await own.close()
    }
  })

  it('is asked again with another token once in a while: a permission that was granted is in none of before', async () => {
    const own = await startDouble()
    try {
      const read = () => readPerson(own.graph, person().tenantId, person().personId)
      await read()
      own.double.forbid('User.Read.All')
      assert.equal((await trouble(read())).trouble, 'not-permitted')
      assert.equal((await trouble(read())).trouble, 'not-permitted')
      assert.equal(own.double.calls.length, 4, 'tried again once, and not each time')
    } finally {
      await own.close()
    }
    const fresh = await startDouble()
    try {
      const read = () => readPerson(fresh.graph, person().tenantId, person().personId)
      await read()
      fresh.double.forbid('User.Read.All')
      fresh.double.allow('User.Read.All')
      assert.equal((await read()).name, 'Camille Roy')
    } finally {
      await fresh.close()
    }
  })

  it('is waited for as long as Graph asks, and never tried again here; what is away is away', async () => {
    const own = await startDouble()
    try {
      own.double.fail('/manager', { status: 429, retryAfterS: 7 })
      const asked = await trouble(managerOf(own.graph, person().tenantId, person().personId))
      assert.equal(asked.trouble, 'throttled')
      assert.equal(asked.error.retryAfterMs, 7_000)
      assert.equal(own.double.calls.filter((call) => call.includes('/manager')).length, 1)
      own.double.fail('/manager', { status: 503 })
      assert.equal((await trouble(managerOf(own.graph, person().tenantId, person().personId))).trouble, 'unavailable')
      assert.deepEqual(own.observed, ['person.manager failed', 'person.manager failed'])
    } finally {
      await own.close()
    }
    assert.equal((await trouble(managerOf(own.graph, person().tenantId, person().personId))).trouble, 'unavailable')
  })

  it('is waited for no longer than somebody who looks would wait', async () => {
    const hung: Graph = { ...noGraph, isConnected: true, ask: () => new Promise(() => {}) }
    const began = performance.now()
    const blocks = Object.values(await lookAt(hung, person(), ALL, Date.now(), 100))
    assert.ok(performance.now() - began < 2_000)
    for (const block of blocks) assert.equal(block?.ok === false && block.trouble, 'unavailable')
  })

  it('never shows a token, a name or Graph’s own words in what is logged', async () => {
    const { error } = await trouble(readPerson(running.graph, STRANGERS, person().personId))
    assert.doesNotMatch(JSON.stringify(error, Object.getOwnPropertyNames(error)), /Bearer|secret|Camille/)
  })
})

describe('what an operator sees of somebody (S4.3, S4.9, S4.11)', () => {
  const at = (key: string, permissions: ReadonlySet<string> = ALL) =>
    lookAt(running.graph, { tenantId: running.directory.tenantId, personId: idOf(key) }, permissions, Date.now())
  const kinds = (dossier: Dossier) => findingsOf(dossier, Date.now()).map(({ kind }) => kind)

  it('are the blocks that their role shows, and no other is asked for', async () => {
    const before = running.double.calls.length
    const { devices, ...others } = await at('camille', new Set(['device.read']))
    assert.ok(devices?.ok)
    assert.deepEqual(Object.values(others), [undefined, undefined, undefined, undefined])
    const asked = running.double.calls.slice(before)
    assert.ok(asked.length > 0 && asked.every((call) => /managedDevices/.test(call)), asked.join('\n'))
    assert.ok(
      asked.every((call) => !/AppFailures/.test(call)),
      'that takes « Applications mobiles : Lecture »',
    )
  })

  it('is somebody’s own, whatever Graph answers', async () => {
    const mine = await running.graph.ask('person.devices', running.directory.tenantId, { personId: idOf('camille') })
    const foreign = {
      value: [{ id: idOf('noah'), userId: idOf('noah'), deviceName: 'X' }, ...(mine as { value: object[] }).value],
    }
    const odd: Graph = { ...noGraph, isConnected: true, ask: async () => foreign }
    const names = (await devicesOf(odd, 't', idOf('camille'))).map(({ name }) => name)
    assert.deepEqual(names, ['FR-LT-0421', 'iPhone de Camille'])
    assert.deepEqual(await groupsOf(running.graph, running.directory.tenantId, idOf('noah')), ['Tous les employés'])
  })

  it('leads from a trouble to what explains it (S4.4)', async () => {
    assert.deepEqual(
      kinds(await at('camille')),
      ['silent', 'not-compliant', 'unprotected'],
      '« L’appareil ne répond pas »',
    )
    const noah = await at('noah')
    assert.deepEqual(kinds(noah), ['profiles', 'apps'], 'Wi-Fi, and an application that could not be installed')
    assert.ok(
      findingsOf(noah, Date.now()).some((its) => its.kind === 'profiles' && its.names.includes('Wi-Fi du siège')),
    )
    assert.deepEqual(kinds(await at('erin')), ['disabled', 'no-intune', 'never-seen'])
    assert.deepEqual(kinds(await at('sophie')), [])
  })

  it('reads dates that mean never, and states that are new to us', async () => {
    const value = [
      {
        id: idOf('noah'),
        userId: idOf('noah'),
        complianceState: 'quantum',
        lastSyncDateTime: NEVER,
        isEncrypted: null,
      },
    ]
    const odd: Graph = { ...noGraph, isConnected: true, ask: async () => ({ value }) }
    const [device] = await devicesOf(odd, 't', idOf('noah'))
    assert.deepEqual([device?.compliance, device?.seenAt, device?.isEncrypted], ['unknown', undefined, undefined])
    const account = await accountOf(running.graph, running.directory.tenantId, idOf('camille'))
    assert.deepEqual([account.isEnabled, account.isSynced], [true, false])
    const nonsense: Graph = { ...noGraph, isConnected: true, ask: async () => '<html>' }
    const broken = await lookAt(nonsense, { tenantId: 't', personId: idOf('noah') }, ALL, Date.now())
    for (const block of Object.values(broken)) assert.equal(block?.ok === false && block.trouble, 'unavailable')
    const undated = { value: [{ id: idOf('noah'), userId: idOf('noah'), lastSyncDateTime: 'yesterday' }] }
    const [odder] = await devicesOf({ ...noGraph, isConnected: true, ask: async () => undated }, 't', idOf('noah'))
    assert.equal(odder?.seenAt, undefined)
  })
})
