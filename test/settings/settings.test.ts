import { strict as assert } from 'node:assert'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sentencesIn } from '../../cards/sentences.ts'
import { labelOf } from '../../cards/settings/administration.ts'
import { documentOf, valuesOf } from '../../cards/settings/settings-form.ts'
import { isOpenAt, lastClosing, nextOpening, parseSpans, WEEKDAYS } from '../../services/calendars/calendar.ts'
import { connect, type Db } from '../../services/db/connect.ts'
import { transact } from '../../services/db/transact.ts'
import { activateSettings } from '../../services/settings/activate.ts'
import { defaultSettings } from '../../services/settings/defaults.ts'
import { restoreLanguages } from '../../services/settings/languages.ts'
import { createSettingsReader } from '../../services/settings/read.ts'
import { differencesOf, parseSettings, type Settings, settingsDocument } from '../../services/settings/settings.ts'
import { getDefaultWorkspace, makeDefaultWorkspace, setLanguage } from '../../services/workspaces/store.ts'
import { newStore } from '../store.ts'

const DEFAULTS = defaultSettings({ language: 'fr', silenceMs: 300_000 })
const OFFICE = '08:00-12:00, 13:00-17:00'
const week = {
  monday: OFFICE,
  tuesday: OFFICE,
  wednesday: OFFICE,
  thursday: OFFICE,
  friday: '08:00-12:00',
  saturday: '',
  sunday: '',
}
const paris = { timeZone: 'Europe/Paris', week, holidays: ['2026-12-25'] }
const faultsIn = (document: unknown) => {
  const parsed = parseSettings(document)
  return parsed.ok ? [] : parsed.faults.map(({ path }) => path)
}

describe('settings', () => {
  it('have defaults that work', () => {
    assert.deepEqual(parseSettings(DEFAULTS), { ok: true, settings: DEFAULTS })
  })

  it('are each in the dialog, in the difference and in words: one that is forgotten there fails', () => {
    const changed: Settings = {
      ...DEFAULTS,
      ...{
        name: 'Ventes',
        color: 'good',
        language: 'en',
        silenceSeconds: 60,
        answerSeconds: 90,
        waitSeconds: null,
        mentions: false,
        offerTiers: [1, 2],
        offerSeconds: 30,
        mostChats: 5,
        wrapUpSeconds: 120,
        replies: ['Bonjour {name}', 'Je regarde.'],
        contact: 'Poste 4000',
        services: ['a, b'],
      },
      ...{
        personalAccounts: 'on',
        keepDays: 30,
        ticketSystem: { connection: 'contoso', sync: '30', mapping: { queue: 'Aide', 'category.devices': 'a = b' } },
        categories: ['windows', 'Paie | Payroll'],
        catalogue: DEFAULTS.catalogue.slice(0, 1),
        serviceHealth: '30',
        support: {
          ...({ lead: 'partner', provider: 'Contoso', administrator: 'Dominique' } as const),
          ...{ operations: 'Ops', hardware: 'Dell', others: 'Unified' },
        },
        sla: {
          A: { first: 60, next: null, resolution: 90 },
          B: { first: 240, next: 1_440, resolution: null },
          C: { first: null, next: null, resolution: null },
        },
        lists: [{ id: 'sites', name: 'Sites', entries: ['Paris'] }],
        hours: paris,
        options: { chat: 'off', incident: 'on', status: 'role' },
      },
      roles: [{ name: 'Lecture', permissions: ['audit.read'] }],
      assignments: [{ name: 'A', description: '', role: 'analyst', members: ['channel'], clients: [] }],
    }
    const t = sentencesIn('fr')
    for (const key of Object.keys(settingsDocument.shape) as (keyof Settings)[]) {
      assert.notDeepEqual(changed[key], DEFAULTS[key], `${key} differs here from its default`)
      const differences = differencesOf(DEFAULTS, { ...DEFAULTS, [key]: changed[key] })
      assert.ok(differences.length > 0, `${key} is in no difference`)
      for (const { path } of differences) assert.notEqual(labelOf(t, path), path, `${path} has no label`)
    }
    // What the dialog does not show comes from the draft.
    const besides = ({ roles, assignments, catalogue, lists }: Settings) => ({ roles, assignments, catalogue, lists })
    assert.deepEqual({ ...documentOf(valuesOf(changed)), ...besides(changed) }, changed)
    assert.deepEqual({ ...documentOf(valuesOf(DEFAULTS)), ...besides(DEFAULTS) }, DEFAULTS)
  })

  it('name every fault at once with its place', () => {
    const wrong = {
      ...DEFAULTS,
      language: 'xx',
      silenceSeconds: 0,
      hours: { ...paris, timeZone: 'Europe/Nowhere', week: { ...week, monday: '8h-12h', friday: '13:00-12:00' } },
    }
    assert.deepEqual(faultsIn(wrong), [
      'language',
      'silenceSeconds',
      'hours.timeZone',
      'hours.week.monday',
      'hours.week.friday',
    ])
    assert.deepEqual(faultsIn({ ...DEFAULTS, hours: { ...paris, holidays: ['2026-12-25', '25/12'] } }), [
      'hours.holidays.1',
    ])
    assert.deepEqual(faultsIn({ ...DEFAULTS, colour: 'red' }), [''], 'what nobody reads is refused')
    assert.deepEqual(faultsIn(undefined), [''])
  })

  it('are refused where they leave somebody without a way: nothing offered, nobody to ask, never open (F11)', () => {
    const off = { chat: 'off', incident: 'off', status: 'off' } as const
    assert.deepEqual(faultsIn({ ...DEFAULTS, options: off }), ['options', 'contact'])
    assert.deepEqual(faultsIn({ ...DEFAULTS, options: { ...off, incident: 'on' } }), ['contact'])
    assert.deepEqual(faultsIn({ ...DEFAULTS, options: { ...off, incident: 'on' }, contact: 'Poste 4000' }), [])
    const never = Object.fromEntries(Object.keys(week).map((day) => [day, '']))
    assert.deepEqual(faultsIn({ ...DEFAULTS, hours: { ...paris, week: never } }), ['hours.week'])
  })

  it('differ by what was changed, and by nothing else', () => {
    assert.deepEqual(differencesOf(DEFAULTS, DEFAULTS), [])
    const after: Settings = { ...DEFAULTS, language: 'en', hours: { ...paris, holidays: [] } }
    assert.deepEqual(
      differencesOf(DEFAULTS, after).map(({ path, before, after: now }) => `${path}: ${before} > ${now}`),
      [
        'language: fr > en',
        'hours: always > hours',
        'hours.timeZone: undefined > Europe/Paris',
        ...['monday', 'tuesday', 'wednesday', 'thursday'].map((day) => `hours.week.${day}: undefined > ${OFFICE}`),
        'hours.week.friday: undefined > 08:00-12:00',
        'hours.week.saturday: undefined > ',
        'hours.week.sunday: undefined > ',
        'hours.holidays: undefined > ',
      ],
    )
  })
})

describe('opening hours', () => {
  const at = (iso: string) => Date.parse(iso)

  it('are read as they are written, and nothing else is', () => {
    assert.deepEqual(parseSpans(' 8:00-12:00 ,13:00–24:00'), [
      { from: 480, to: 720 },
      { from: 780, to: 1440 },
    ])
    for (const wrong of ['8', '8:00', '12:00-8:00', '08:00-12:00, 11:00-13:00', '08:60-09:00', '23:00-25:00', 'x', ','])
      assert.equal(parseSpans(wrong), undefined, wrong)
  })

  it('are those of their own time zone, in summer and in winter', () => {
    assert.equal(isOpenAt(paris, at('2026-11-24T07:30:00Z')), true, '8:30 in Paris in winter')
    assert.equal(isOpenAt(paris, at('2026-07-21T06:30:00Z')), true, '8:30 in Paris in summer')
    assert.equal(isOpenAt(paris, at('2026-07-21T05:30:00Z')), false)
    assert.equal(isOpenAt(paris, at('2026-11-24T11:00:00Z')), false, 'noon is the end')
    assert.equal(isOpenAt(paris, at('2026-12-25T09:00:00Z')), false, 'a holiday')
  })

  it('begin again at the next span, past the week-end, a holiday and a change of the clock', () => {
    const next = (iso: string) => new Date(nextOpening(paris, at(iso)) ?? 0).toISOString()
    assert.equal(next('2026-11-24T11:30:00Z'), '2026-11-24T12:00:00.000Z')
    assert.equal(next('2026-11-27T11:30:00Z'), '2026-11-30T07:00:00.000Z', 'Friday to Monday')
    assert.equal(next('2026-12-24T17:00:00Z'), '2026-12-28T07:00:00.000Z', 'past Christmas, a Friday')
    assert.equal(next('2026-10-23T16:00:00Z'), '2026-10-26T07:00:00.000Z', 'the clock goes back on Sunday')
    assert.equal(next('2027-03-26T16:00:00Z'), '2027-03-29T06:00:00.000Z', 'the clock goes forward on Sunday')
    const night = { ...week, sunday: '02:30-04:00' }
    for (const [timeZone, asked, opens] of [
      ['America/New_York', '2026-03-08T05:00:00Z', '2026-03-08T07:30:00.000Z'],
      ['Europe/Paris', '2027-03-28T00:00:00Z', '2027-03-28T01:30:00.000Z'],
      ['Europe/Paris', '2026-10-24T23:00:00Z', '2026-10-25T00:30:00.000Z'],
      ['Australia/Sydney', '2026-10-03T15:00:00Z', '2026-10-03T16:30:00.000Z'],
    ] as const) {
      const found = nextOpening({ timeZone, week: night, holidays: [] }, at(asked))
      assert.equal(new Date(found ?? 0).toISOString(), opens, timeZone)
      assert.ok(isOpenAt({ timeZone, week: night, holidays: [] }, found ?? 0), 'it is open when it is said to open')
    }
  })

  it('end with the last span of a day, past the week-end, a holiday and a change of the clock', () => {
    const last = (iso: string) => new Date(lastClosing(paris, at(iso)) ?? 0).toISOString()
    assert.equal(last('2026-11-24T11:30:00Z'), '2026-11-23T16:00:00.000Z', 'the break at noon is no end')
    assert.equal(last('2026-11-24T16:00:00Z'), '2026-11-24T16:00:00.000Z', 'the very minute')
    assert.equal(
      last('2026-11-30T06:00:00Z'),
      '2026-11-27T11:00:00.000Z',
      'Monday before it opens: Friday ended at noon',
    )
    assert.equal(last('2026-12-25T20:00:00Z'), '2026-12-24T16:00:00.000Z', 'a holiday has no end')
    assert.equal(last('2026-10-25T20:00:00Z'), '2026-10-23T10:00:00.000Z', 'the clock went back since')
    const always = { ...paris, week: Object.fromEntries(WEEKDAYS.map((day) => [day, '00:00-24:00'])) as never }
    assert.equal(lastClosing(always, at('2026-11-24T11:30:00Z')), undefined)
  })

  it('that never begin have no next', () => {
    const closed = { ...paris, week: { ...week, monday: '', tuesday: '', wednesday: '', thursday: '', friday: '' } }
    assert.equal(nextOpening(closed, at('2026-11-24T11:30:00Z')), undefined)
  })
})

describe('settings in the store', () => {
  const tenantId = 'b7f0c1de-0000-4000-8000-000000000009'
  const author = { objectId: 'b7f0c1de-0000-4000-8000-000000000001', name: 'Dominique' }
  let folder: string
  let db: Db
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'service-desk-test-'))
    db = await connect((await newStore(folder)).databaseUrl)
    await makeDefaultWorkspace({ db, now: Date.now }, tenantId, 'fr')
  })
  afterEach(async () => {
    await db.destroy()
    rmSync(folder, { recursive: true, force: true })
  })
  const workspace = () => getDefaultWorkspace(db, tenantId)
  const activate = async (document: Settings) =>
    await activateSettings({ db, now: Date.now }, await workspace(), document, author)

  it('are those of the last activation on every replica at its next look, whatever it keeps in memory', async () => {
    const replicas = [createSettingsReader(DEFAULTS), createSettingsReader(DEFAULTS)]
    for (const contact of ['Poste 1', 'Poste 2', 'Poste 3']) {
      await activate({ ...DEFAULTS, contact })
      for (const settingsOf of replicas) assert.equal((await settingsOf(db, await workspace())).contact, contact)
    }
  })

  it('are activated once, where two do it at the same moment', async () => {
    const before = await workspace()
    const both = await Promise.all(
      ['Poste 1', 'Poste 2'].map((contact) =>
        transact(db, (tx) => activateSettings({ db: tx, now: Date.now }, before, { ...DEFAULTS, contact }, author)),
      ),
    )
    assert.equal(both.filter((activated) => activated !== undefined).length, 1)
    assert.equal((await workspace()).settingsVersion, 1)
  })

  it('stay the last good ones where a newer release made a version that this one cannot read', async () => {
    await activate({ ...DEFAULTS, contact: 'Poste 1' })
    await activate({ ...DEFAULTS, contact: 'Poste 2', colour: 'red' } as Settings)
    const settingsOf = createSettingsReader(DEFAULTS)
    assert.equal((await settingsOf(db, await workspace())).contact, 'Poste 1')
  })

  it('give a workspace its language back at the next start, whatever an older release made of it', async () => {
    await activate({ ...DEFAULTS, language: 'en' })
    await setLanguage(db, (await workspace()).id, 'fr')
    await restoreLanguages(db, createSettingsReader(DEFAULTS))
    assert.equal((await workspace()).language, 'en')
  })
})
