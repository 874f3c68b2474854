import { strict as assert } from 'node:assert'
import { connect, type Db } from '../../services/db/connect.ts'
import { enqueue } from '../../services/jobs/enqueue.ts'
import type { ResponsibilityJobs } from '../../services/responsibilities/jobs.ts'
import { responsibilityData } from '../../services/responsibilities/personal.ts'
import { DAY_MS } from '../../services/time.ts'
import { type Service, startService } from '../service.ts'

const SUPPORT = {
  ...({ lead: 'partner', provider: 'Contoso Support', administrator: 'Dominique Lavoie' } as const),
  ...{ operations: 'ops@contoso.example', hardware: 'Dell ProSupport', others: 'Support Unifié' },
}

describe('roles and responsibilities', () => {
  let service: Service
  let db: Db
  before(async () => {
    service = await startService()
    await service.settle('sophie')
    db = await connect(service.databaseUrl)
  })
  after(async () => {
    await db.destroy()
    await service.close()
  })
  const person = (key: string) => service.person(key)
  async function open(): Promise<void> {
    await person('dominique').says('Bonjour')
    await person('dominique').presses('Administration')
    await person('dominique').presses('Rôles et responsabilités')
  }

  it('say who does what, who leads, and where what is not the desk’s goes (S3.1, S3.4, S3.8, S3.12 to S3.16, S3.22)', async () => {
    await open()
    const dominique = person('dominique')
    await dominique.sees('Support dirigé par le client')
    await dominique.sees('● Jamais confirmé')
    await dominique.sees('Fournisseur de support · à préciser')
    await service.activate({ support: SUPPORT })
    await open()
    for (const words of [
      'Support dirigé par un partenaire',
      'Fournisseur de support · Contoso Support',
      'du premier contact à la résolution',
      'Administrateur informatique · Dominique Lavoie',
      'ne modifie pas les stratégies en place',
      'Équipe des opérations · ops@contoso.example',
      'selon leur gravité',
    ])
      await dominique.sees(words)
    await dominique.sees(/Problèmes matériels.+Dell ProSupport/)
    await dominique.sees(/Autres problèmes.+: Support Unifié/)
  })

  it('are the same experience for employees and analysts, whoever leads (S3.2, S3.3)', async () => {
    const labels = async () => {
      const { id } = await person('camille').says('Bonjour')
      await service.eventually('a menu answers', () => person('camille').chat().messages.at(-1)?.id !== id)
      return JSON.stringify(
        person('camille')
          .chat()
          .messages.findLast((its) => its.attachments.length > 0)?.attachments,
      )
    }
    // Whose first name they are greeted by is known from the second time on.
    await labels()
    const led = await labels()
    await service.activate({ support: { ...SUPPORT, lead: 'customer' } })
    assert.deepEqual(await labels(), led)
    await service.activate({ support: SUPPORT })
  })

  it('are confirmed by an administrator, who is asked again in a quarter, and each week until one of them does (S3.18)', async () => {
    await open()
    const dominique = person('dominique')
    await dominique.presses('Confirmer')
    await dominique.sees(/● Confirmé par Dominique Lavoie le/)
    const timer = async () =>
      await db.selectFrom('jobs').select('due_at').where('task', '=', 'responsibilities.remind').execute()
    const [one, ...more] = await timer()
    assert.deepEqual(more, [])
    assert.ok(Math.abs(Number(one?.due_at) - Date.now() - 90 * DAY_MS) < 60_000)
    const { id: workspaceId } = await db.selectFrom('workspaces').select('id').executeTakeFirstOrThrow()
    await db
      .updateTable('responsibility_confirmations')
      .set({ confirmed_at: Date.now() - 91 * DAY_MS })
      .execute()
    const lane = `responsibilities:${workspaceId}`
    // As if the quarter was over.
    await db.updateTable('jobs').set({ due_at: Date.now() }).where('lane', '=', lane).execute()
    await dominique.sees(/Rôles et responsabilités\s: à confirmer/)
    await service.eventually('it comes again in a week', async () => {
      const [next] = await timer()
      return Math.abs(Number(next?.due_at) - Date.now() - 7 * DAY_MS) < 60_000
    })
    await dominique.presses('Rôles et responsabilités')
    await dominique.presses('Confirmer')
    await service.eventually('and then in a quarter', async () => {
      const [next] = await timer()
      return Number(next?.due_at) > Date.now() + 80 * DAY_MS
    })
    await enqueue<ResponsibilityJobs>(
      db,
      { task: 'responsibilities.remind', lane, payload: { workspaceId } },
      Date.now(),
    )
  })

  it('propose where an incident goes, on its card at the desk, by what it is about (S3.15, S3.22)', async () => {
    const camille = person('camille')
    await camille.says('Bonjour')
    await camille.presses('Créer un incident')
    camille.fills({ title: 'Écran fendu', description: 'Il est tombé', urgency: 'normal', category: 'devices' })
    await camille.presses('Enregistrer')
    camille.closeDialog()
    const thread = await person('sophie').findsThread('Écran fendu')
    await person('sophie').sees(/Orientation\s: Problèmes matériels, à Dell ProSupport/, thread)
  })

  it('are kept with the name of who confirmed, which is listed and erased like all else (F29)', async () => {
    const { tenantId } = service.teams.directory
    const key = { tenantId, objectId: service.teams.account('dominique').objectId }
    assert.equal((await responsibilityData.list?.(db, key))?.['responsibility_confirmations']?.length, 1)
    await responsibilityData.erase?.({ db, now: Date.now }, key, 'somebody')
    assert.equal((await responsibilityData.list?.(db, key))?.['responsibility_confirmations']?.length, 0)
  })
})
