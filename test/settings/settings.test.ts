import { strict as assert } from 'node:assert'
import { isOpenAt, nextOpening, parseSpans } from '../../services/calendars/calendar.ts'
import { defaultSettings } from '../../services/settings/defaults.ts'
import { differencesOf, parseSettings, type Settings } from '../../services/settings/settings.ts'

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
        'hours.timeZone:  > Europe/Paris',
        ...['monday', 'tuesday', 'wednesday', 'thursday'].map((day) => `hours.week.${day}:  > ${OFFICE}`),
        'hours.week.friday:  > 08:00-12:00',
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
  })

  it('that never begin have no next', () => {
    const closed = { ...paris, week: { ...week, monday: '', tuesday: '', wednesday: '', thursday: '', friday: '' } }
    assert.equal(nextOpening(closed, at('2026-11-24T11:30:00Z')), undefined)
  })
})
