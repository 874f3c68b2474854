import { strict as assert } from 'node:assert'
import { afterOpenMs, openMs } from '../../services/calendars/calendar.ts'
import { connect, type Db } from '../../services/db/connect.ts'
import { activityOf } from '../../services/measures/activity.ts'
import { promisesOf, type Sla, severityOf } from '../../services/sla/sla.ts'
import { enqueueSlaLook } from '../../services/tickets/enqueue-sla.ts'
import type { EntryKind } from '../../services/tickets/ticket.ts'
import { HOUR_MS, MINUTE_MS } from '../../services/time.ts'
import { type Service, startService } from '../service.ts'

const OFFICE = '08:00-12:00, 13:00-17:00'
const HOURS = {
  timeZone: 'Europe/Paris',
  week: {
    ...{ monday: OFFICE, tuesday: OFFICE, wednesday: OFFICE, thursday: OFFICE, friday: OFFICE },
    ...{ saturday: '', sunday: '' },
  },
  holidays: ['2026-11-30'],
}
const paris = (text: string) => Date.parse(`${text}:00+01:00`)
const SLA: Sla = {
  A: { first: 60, next: 480, resolution: 480 },
  B: { first: 240, next: 1_440, resolution: null },
  C: { first: 480, next: 60, resolution: 960 },
}
const [CAMILLE, SOPHIE] = [
  { objectId: 'camille', name: 'Camille' },
  { objectId: 'sophie', name: 'Sophie' },
]

describe('opening hours, counted', () => {
  it('leave out lunch, nights, weekends and holidays (C24)', () => {
    const [friday, tuesday] = [paris('2026-11-27T11:30'), paris('2026-12-01T09:00')]
    assert.equal(openMs(HOURS, friday, paris('2026-11-27T13:30')), HOUR_MS)
    assert.equal(openMs(HOURS, friday, tuesday), 5.5 * HOUR_MS)
    assert.equal(afterOpenMs(HOURS, friday, HOUR_MS), paris('2026-11-27T13:30'))
    assert.equal(afterOpenMs(HOURS, friday, 5.5 * HOUR_MS), tuesday)
    assert.equal(afterOpenMs(HOURS, paris('2026-11-28T10:00'), 30 * MINUTE_MS), paris('2026-12-01T08:30'))
    assert.equal(afterOpenMs({ ...HOURS, week: { ...HOURS.week, monday: '' } }, friday, 1e12), undefined)
  })

  it('of a time and what follows it are each other’s opposite, whatever they are', () => {
    for (let n = 0; n < 300; n += 1) {
      const from = paris('2026-10-20T00:00') + n * 37 * MINUTE_MS * 7
      const ms = 1 + ((n * 7_919) % (40 * 60)) * MINUTE_MS
      const to = afterOpenMs(HOURS, from, ms)
      assert.ok(to !== undefined)
      assert.equal(openMs(HOURS, from, to), ms, new Date(from).toISOString())
    }
  })
})

describe('what is promised of a ticket (S3.9, S3.12)', () => {
  const opened = paris('2026-11-27T11:30')
  const ticket = (changes: object = {}) => ({
    ...({ kind: 'incident', urgency: 'normal', impact: 'one', state: 'new', handoffId: undefined } as const),
    ...{
      requester: { tenantId: 't', ...CAMILLE },
      opener: { tenantId: 't', ...CAMILLE },
      assignee: undefined,
      openedAt: opened,
    },
    ...changes,
  })
  const entry = (kind: EntryKind, author: typeof CAMILLE, at: string, text = 'x') => ({
    ...{ kind, author, text, at: paris(`2026-11-27T${at}`) },
  })
  const read = (its: object, entries: readonly ReturnType<typeof entry>[], now: number) =>
    promisesOf(ticket(its), [entry('opened', CAMILLE, '11:30', ''), ...entries], { sla: SLA, hours: HOURS, now })
  const of = (kind: string, its: ReturnType<typeof read>) => its.filter((one) => one.kind === kind)

  it('depends on its severity: A knows no hours, requests are C (S3.17)', () => {
    assert.equal(severityOf(ticket({ urgency: 'high', impact: 'everybody' })), 'A')
    assert.equal(severityOf(ticket({ urgency: 'high' })), 'B')
    assert.equal(severityOf(ticket()), 'C')
    assert.equal(severityOf(ticket({ kind: 'service-request', urgency: 'high', impact: 'everybody' })), 'C')
    const [a] = read({ urgency: 'high', impact: 'everybody' }, [], opened)
    assert.equal(a?.dueAt, opened + HOUR_MS)
    const [c] = read({}, [], opened)
    assert.equal(c?.dueAt, paris('2026-12-01T11:30'), 'over lunch, a weekend and a holiday')
    assert.deepEqual(of('resolution', read({ urgency: 'high' }, [], opened)), [], 'what is not promised is not there')
  })

  it('is answered by a word to whom it concerns, and not by taking it', () => {
    const taken = [entry('taken', SOPHIE, '13:00', ''), entry('work-note', SOPHIE, '13:05')]
    assert.equal(of('first-response', read({}, taken, opened))[0]?.state, 'pending')
    const answered = of('first-response', read({}, [...taken, entry('comment', SOPHIE, '14:00')], opened))[0]
    assert.deepEqual([answered?.state, answered?.endedAt], ['met', paris('2026-11-27T14:00')])
    const own = of('first-response', read({}, [entry('comment', CAMILLE, '14:00')], opened))[0]
    assert.equal(own?.state, 'pending', 'one’s own word answers nothing')
    const begun = of('first-response', read({}, [entry('taken', SOPHIE, '13:00', 'Je regarde')], opened))[0]
    assert.equal(begun?.state, 'met', 'whoever begins with a word has answered')
    const byPhone = { opener: { tenantId: 't', ...SOPHIE }, assignee: { tenantId: 't', ...SOPHIE } }
    const worked = of('first-response', read(byPhone, [entry('comment', SOPHIE, '13:00')], opened))[0]
    assert.equal(worked?.state, 'met', 'who opened it and works on it is the desk')
    const late = of('first-response', read({}, [], paris('2026-12-01T11:31')))[0]
    assert.equal(late?.state, 'breached')
    const talk = { handoffId: 'h', opener: { tenantId: 't', ...SOPHIE } }
    assert.equal(of('first-response', read(talk, [], opened))[0]?.state, 'met', 'they were just talking')
  })

  it('is promised anew to each word that waits, but « merci » after the end is none', () => {
    const talk = [
      entry('comment', SOPHIE, '11:35'),
      entry('comment', CAMILLE, '11:40'),
      entry('comment', CAMILLE, '11:50'),
      entry('comment', SOPHIE, '13:45'),
      entry('comment', CAMILLE, '14:00'),
    ]
    const next = of('next-response', read({}, talk, paris('2026-11-27T16:00')))
    assert.deepEqual(
      next.map(({ startedAt, state }) => [startedAt, state]),
      [
        [paris('2026-11-27T11:40'), 'breached'],
        [paris('2026-11-27T14:00'), 'breached'],
      ],
    )
    const closed = [...talk.slice(0, 4), entry('resolved', SOPHIE, '15:00'), entry('comment', CAMILLE, '15:10')]
    assert.equal(of('next-response', read({ state: 'closed' }, closed, paris('2026-12-09T09:00'))).length, 1)
  })

  it('stands still on hold, and while it was thought to be resolved (C24)', () => {
    const held = [entry('comment', SOPHIE, '11:40'), entry('held', SOPHIE, '11:45', '')]
    assert.equal(of('resolution', read({ state: 'on-hold' }, held, paris('2027-01-05T09:00')))[0]?.dueAt, undefined)
    const resumed = [...held, entry('resumed', SOPHIE, '14:45', '')]
    const due = (entries: typeof held) => of('resolution', read({ state: 'in-progress' }, entries, opened))[0]?.dueAt
    const [before, after] = [due(held.slice(0, 1)), due(resumed)]
    assert.ok(before !== undefined && after !== undefined)
    assert.equal(openMs(HOURS, before, after), 2 * HOUR_MS, 'three hours, of which one was lunch')
    const silent = of('resolution', read({ state: 'in-progress' }, held, paris('2026-12-02T09:00')))[0]
    assert.equal(silent?.state, 'pending', 'what a system resumed without a word was on hold all the same')
    const again = [entry('resolved', SOPHIE, '14:00'), entry('reopened', CAMILLE, '16:00')]
    const [resolution] = of('resolution', read({ state: 'in-progress' }, again, opened))
    assert.equal(resolution?.state, 'pending')
    assert.equal(openMs(HOURS, before, resolution?.dueAt ?? 0), 2 * HOUR_MS)
    assert.deepEqual(read({ state: 'cancelled' }, [entry('withdrawn', CAMILLE, '11:40')], opened), [], 'nobody waits')
  })
})

describe('promises at the desk', () => {
  let service: Service
  let db: Db
  before(async () => {
    service = await startService()
    await service.settle('sophie')
    const all = { first: 60, next: 60, resolution: 480 }
    const supervisor = { id: service.teams.account('dominique').objectId, name: 'Dominique Lavoie' }
    const role = (name: string, members: readonly object[]) => ({
      ...{ name, description: '', role: name, members, clients: [] },
    })
    const assignments = [role('analyst', ['channel' as never]), role('supervisor', [supervisor])]
    await service.activate({ sla: { A: all, B: all, C: all }, assignments: assignments as never })
    db = await connect(service.databaseUrl)
  })
  after(async () => {
    await db.destroy()
    await service.close()
  })
  const person = (key: string) => service.person(key)
  async function report(title: string): Promise<string> {
    const camille = person('camille')
    await camille.says('Bonjour')
    await camille.presses('Créer un incident')
    camille.fills({ title, description: 'Depuis ce matin', urgency: 'normal' })
    await camille.presses('Enregistrer')
    camille.closeDialog()
    return (await db.selectFrom('tickets').select('id').where('title', '=', title).executeTakeFirstOrThrow()).id
  }
  /** As if it had been opened so long ago. */
  async function age(id: string, ms: number): Promise<void> {
    await db
      .updateTable('tickets')
      .set({ opened_at: Date.now() - ms })
      .where('id', '=', id)
      .execute()
    await enqueueSlaLook({ db, now: Date.now }, id, Date.now())
  }
  const statesOf = async (id: string) =>
    (await db.selectFrom('sla_promises').select(['kind', 'state']).where('ticket_id', '=', id).execute())
      .map(({ kind, state }) => `${kind} ${state}`)
      .sort()

  it('stand on the card, are warned of in its thread, told to supervisors when late, and facts from then on (S3.9, S3.17)', async () => {
    const id = await report('Écran noir')
    const thread = await person('sophie').findsThread('Écran noir')
    await person('sophie').sees(/Gravité\s: C/, thread)
    await person('sophie').sees(/Première réponse\s: au plus tard le/, thread)
    await age(id, 50 * MINUTE_MS)
    await person('sophie').sees('● Bientôt en retard', thread)
    await age(id, 61 * MINUTE_MS)
    await person('sophie').sees('● En retard', thread)
    await person('sophie').sees(/Première réponse\s: en retard depuis/, thread)
    await person('dominique').sees(/Première réponse · INC-\d+\n.*\nPersonne ne l’a encore pris/)
    await person('sophie').presses('Prendre', thread)
    await person('sophie').presses('Résoudre', thread)
    person('sophie').fills({ text: 'Câble changé' })
    await person('sophie').presses('Résoudre')
    person('sophie').closeDialog()
    await person('sophie').sees(/Première réponse\s: hors délai/, thread)
    await person('sophie').sees(/Résolution\s: dans les délais/, thread)
    assert.deepEqual(await statesOf(id), ['first-response breached', 'resolution met'])
  })

  it('are promised anew where it is opened again, and counted among what was kept', async () => {
    const id = await report('Souris')
    const thread = await person('sophie').findsThread('Souris')
    await person('sophie').presses('Résoudre', thread)
    person('sophie').fills({ text: 'Pile changée' })
    await person('sophie').presses('Résoudre')
    person('sophie').closeDialog()
    await service.eventually(
      'both are kept',
      async () => (await statesOf(id)).join() === 'first-response met,resolution met',
    )
    await person('camille').sees('Pile changée')
    await person('camille').presses('Toujours en panne')
    person('camille').fills({ text: 'Non' })
    await person('camille').presses('Rouvrir l’incident')
    person('camille').closeDialog()
    await service.eventually('it waits again', async () => (await statesOf(id)).includes('resolution pending'))
    assert.ok((await statesOf(id)).includes('next-response pending'))
    const { id: workspaceId } = await db.selectFrom('workspaces').select('id').executeTakeFirstOrThrow()
    const { promises } = await activityOf(db, [workspaceId], { days: 7, now: Date.now(), timeZone: 'UTC' })
    assert.deepEqual(promises, [
      { kind: 'first-response', kept: 1, count: 2 },
      { kind: 'resolution', kept: 1, count: 1 },
    ])
  })

  it('are looked at again only when something is due: no timer is left where nothing is', async () => {
    const jobs = await db.selectFrom('jobs').select(['lane', 'due_at']).where('task', '=', 'sla.look').execute()
    const open = await db.selectFrom('sla_promises').select('ticket_id').where('state', '=', 'pending').execute()
    assert.deepEqual(new Set(jobs.map(({ lane }) => lane)), new Set(open.map((its) => `sla:${its.ticket_id}`)))
    await service.activate({ sla: null })
    const [one] = open
    assert.ok(one)
    await enqueueSlaLook({ db, now: Date.now }, one.ticket_id, Date.now())
    await service.eventually(
      'what is not promised any more is gone',
      async () => !(await statesOf(one.ticket_id)).some((its) => its.endsWith('pending')),
    )
  })
})
