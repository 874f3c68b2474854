import { strict as assert } from 'node:assert'
import type { Assignment } from '../../services/access/access.ts'
import { connect, type Db } from '../../services/db/connect.ts'
import { planGroups } from '../../services/groups/watch.ts'
import { sampleOrganisation } from '../../simulator/graph/data.ts'
import { type Service, startService } from '../service.ts'
import { type Browser, createBrowser } from '../web/browser.ts'

const FINANCES = 'a0000000-0000-4000-8000-000000000002'
const SUPPORT = 'a0000000-0000-4000-8000-000000000009'

describe('groups of the directory in assignments', () => {
  let service: Service
  let db: Db
  let dominique: Browser
  before(async () => {
    service = await startService()
    await service.settle('sophie')
    for (const key of ['sophie', 'karim', 'dominique']) {
      await service.person(key).says('Bonjour')
      await service.person(key).sees('Sélectionnez')
    }
    db = await connect(service.databaseUrl)
    staff(['sophie', 'karim', 'alex', 'dominique', 'noah'])
    dominique = await signedIn('Dominique Lavoie')
  })
  after(async () => {
    await db.destroy()
    await service.close()
  })
  const at = (path: string) => `${service.bot.url}${path}`
  const idOf = (key: string) => service.teams.account(key).objectId
  async function signedIn(name: string): Promise<Browser> {
    const browser = createBrowser()
    await browser.get(at('/'))
    await browser.follow(name)
    return browser
  }
  /** Who is in the directory's group « Support N1 » from now on. */
  function staff(keys: readonly string[]): void {
    const { people } = sampleOrganisation(service.teams.directory, Date.now())
    const group = { id: SUPPORT, displayName: 'Support N1' }
    const ids = keys.map(idOf)
    service.teams.graph.change(service.teams.directory.tenantId, {
      people: people.map((its) => (ids.includes(its.user.id) ? { ...its, groups: [...its.groups, group] } : its)),
    })
  }
  /** Those in force. */
  async function assignments() {
    const rows = await db.selectFrom('settings_versions').select('document').orderBy('version', 'desc').execute()
    return (JSON.parse(String(rows[0]?.document)) as { assignments: Assignment[] }).assignments
  }
  /** What is done each quarter of an hour. */
  const readAgain = () => planGroups({ db, now: Date.now })
  const members = async () => {
    const rows = await db.selectFrom('group_members').select('object_id').where('group_id', '=', SUPPORT).execute()
    return rows.map((row) => row.object_id).toSorted()
  }
  const mayTroubleshoot = async (name: string) => (await (await signedIn(name)).get(at('/troubleshoot'))).status === 200

  it('are found by name, read page by page, and give their role to whoever is in them (S4.2, S4.5, S4.6, S4.8)', async () => {
    await dominique.get(at('/settings/roles'))
    await dominique.follow('Affecter un rôle')
    const found = await dominique.press('Rechercher', { title: 'Support', _find: 'groups', '_name.groups': 'supp' })
    assert.match(found.html, /Choisissez dans la liste[\s\S]*Support N1/)
    const value = /name="groups" value="([^"]+)"/.exec(found.html)?.[1] ?? ''
    assert.match(value, new RegExp(`^${SUPPORT}~`))
    assert.match(
      (await dominique.press('Rechercher', { groups: value, _find: 'scope', '_name.scope': 'fin' })).html,
      /name="groups" value="[^"]+" checked> Support N1[\s\S]*name="scope"[^>]*> Finances/,
    )
    const draft = await dominique.press('Vérifier', {
      ...{ title: 'Support', description: 'Niveau 1', role: 'operator', groups: value, scope: `${FINANCES}~Finances` },
    })
    assert.match(draft.html, /opérateur[\s\S]*Support N1[\s\S]*étendue.: Finances · Niveau 1/i)
    assert.ok(!(await mayTroubleshoot('Sophie Martin')), 'a draft grants nothing')
    await service.eventually('both are read', async () => {
      const rows = await db.selectFrom('groups').select('read_at').execute()
      return rows.length === 2 && rows.every((row) => row.read_at !== null)
    })
    assert.equal((await members()).length, 5, 'a page has three')
    await dominique.get(at('/settings'))
    assert.doesNotMatch((await dominique.press('Activer')).html, /● Brouillon/)
    assert.match(
      (await dominique.get(at('/settings/roles'))).html,
      /Support N1 \(5 membres\)[\s\S]*Finances \(1 membre\)/,
    )
    for (const name of ['Sophie Martin', 'Karim Benali']) assert.ok(await mayTroubleshoot(name), name)
    assert.ok(!(await mayTroubleshoot('Camille Roy')))
  })

  it('let an operator look up and act on whoever is in the scope, and on nobody else (S4.6)', async () => {
    const sophie = await signedIn('Sophie Martin')
    const looksUp = async (words: string, key: string) => {
      await sophie.get(at(`/troubleshoot?query=${words}`))
      return await sophie.press('Consulter', { requester: idOf(key), reason: 'INC-1042' })
    }
    assert.match((await looksUp('cami', 'camille')).html, /<h1>Camille Roy[\s\S]*FR-LT-0421/)
    const outside = await looksUp('noah', 'noah')
    assert.match(outside.html, /Votre rôle ne couvre pas cette personne/)
    assert.doesNotMatch(outside.html, /FR-LT-0588/)
    const looks = await db.selectFrom('lookups').select('person_id').execute()
    assert.deepEqual([...new Set(looks.map((row) => row.person_id))], [idOf('camille')])
    // What was open before is closed where somebody leaves the scope.
    await sophie.get(at('/troubleshoot/latest'))
    await db.deleteFrom('group_members').where('group_id', '=', FINANCES).execute()
    const closed = await sophie.get(at('/troubleshoot/latest'))
    assert.match(closed.html, /Votre rôle ne couvre pas cette personne/)
    assert.doesNotMatch(closed.html, /FR-LT-0421/)
    await readAgain()
    await service.eventually('it is read again', async () =>
      (await sophie.get(at('/troubleshoot/latest'))).html.includes('FR-LT-0421'),
    )
  })

  it('look nobody up for an operator without a licence, and say so (S4.7)', async () => {
    const { people } = sampleOrganisation(service.teams.directory, Date.now())
    const { tenantId } = service.teams.directory
    const karim = people.map((its) => (its.user.id === idOf('karim') ? { ...its, licences: [] } : its))
    staff(['sophie', 'karim', 'alex', 'dominique', 'noah'])
    service.teams.graph.change(tenantId, { people: karim })
    const browser = await signedIn('Karim Benali')
    await browser.get(at('/troubleshoot?query=cami'))
    const refused = await browser.press('Consulter', { requester: idOf('camille'), reason: 'INC-1042' })
    assert.match(refused.html, /Votre compte n’a pas de licence Microsoft Intune/)
    assert.doesNotMatch(refused.html, /FR-LT-0421/)
    staff(['sophie', 'karim', 'alex', 'dominique', 'noah'])
    const looked = await browser.get(at('/troubleshoot/latest'))
    assert.match(looked.html, /FR-LT-0421/)
    assert.doesNotMatch(looked.html, /n’a pas pu être vérifiée/)
    service.teams.graph.fail('licenseDetails', { status: 503 })
    assert.match((await browser.get(at('/troubleshoot/latest'))).html, /FR-LT-0421[\s\S]*|n’a pas pu être vérifiée/)
    assert.match(
      (await browser.get(at('/troubleshoot/latest'))).html,
      /Votre propre licence[^<]*n’a pas pu être vérifiée/,
    )
    service.teams.graph.fail('licenseDetails', undefined)
  })

  it('take their role away from whoever leaves, and keep it where the directory does not answer', async () => {
    service.teams.graph.fail('transitiveMembers', { status: 503 })
    await readAgain()
    await service.eventually('it is said', async () =>
      /Le groupe «.Support N1.» n’a pas pu être lu\. Microsoft ne répond pas/.test(
        (await dominique.get(at('/settings/roles'))).html,
      ),
    )
    assert.equal((await members()).length, 5)
    service.teams.graph.fail('transitiveMembers', undefined)
    staff(['sophie'])
    await readAgain()
    await service.eventually('one is left', async () => (await members()).length === 1)
    // A replica believes what it read for half a minute, or until the next version.
    await service.activate({ contact: 'le 4242', assignments: await assignments() })
    assert.ok(!(await mayTroubleshoot('Karim Benali')))
    assert.ok(await mayTroubleshoot('Sophie Martin'))
    assert.doesNotMatch((await dominique.get(at('/settings/roles'))).html, /ne répond pas/)
    staff([])
    await readAgain()
    await service.eventually('a group that is gone has nobody', async () => (await members()).length === 0)
    assert.match(
      (await dominique.get(at('/settings/roles'))).html,
      /Le groupe «.Support N1.» n’a pas pu être lu\. L’annuaire ne le connaît plus/,
    )
  })

  it('keep whoever has their role by one at work, whatever else is put in force', async () => {
    staff(['sophie', 'karim', 'alex', 'dominique'])
    const desk = {
      name: 'Centre',
      description: '',
      role: 'analyst',
      members: [{ group: SUPPORT, name: '' }],
      clients: [],
    }
    await readAgain()
    await service.eventually('it is read', async () => (await members()).length === 4)
    await service.activate({ assignments: [desk] })
    const thread = await service.beginChat()
    await dominique.get(at('/settings'))
    await dominique.follow('Changer les réglages')
    await dominique.press('Vérifier', { contact: 'le 4711' })
    assert.match((await dominique.press('Activer')).html, /le 4711/)
    await service.person('sophie').says('Je suis toujours là.', { in: thread })
    await service.person('camille').sees('Je suis toujours là.')
    await service.person('camille').presses('Terminer le chat')
  })

  it('are put in force once they were read, and forgotten once nobody names them', async () => {
    const unread = { group: 'b0000000-0000-4000-8000-000000000001', name: 'Inconnu' }
    const desk = { name: 'Centre', description: '', role: 'analyst', members: ['channel' as const], clients: [] }
    await service.activate({ assignments: [desk] })
    // Watched for a while, as somebody may be about to name it.
    await db.updateTable('groups').set({ watched_at: 0 }).execute()
    await readAgain()
    await service.eventually(
      'nobody names them',
      async () => (await db.selectFrom('groups').selectAll().execute()).length === 0,
    )
    await dominique.get(at('/settings/roles'))
    await dominique.follow('Affecter un rôle')
    await dominique.press('Vérifier', { title: 'N1', role: 'operator', groups: `${unread.group}~Inconnu` })
    await service.eventually('it is looked for', async () =>
      (await db.selectFrom('groups').select('trouble').execute()).some(({ trouble }) => trouble === 'not-found'),
    )
    await dominique.get(at('/settings'))
    assert.match((await dominique.press('Activer')).html, /L’annuaire ne connaît plus l’un des groupes/)
    for (const value of ['x', `${unread.group}`, '~', `${unread.group}~%`]) {
      await dominique.get(at('/settings/roles'))
      await dominique.follow('Affecter un rôle')
      const answer = await dominique.press('Vérifier', { title: 'N2', role: 'operator', groups: value, members: '' })
      assert.equal(answer.status, 200, value)
    }
  })
})
