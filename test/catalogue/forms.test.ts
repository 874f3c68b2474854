import { strict as assert } from 'node:assert'
import {
  answerFault,
  catalogueFaults,
  choiceValue,
  type Field,
  fieldDocument,
  itemDocument,
  listDocument,
  pagesOf,
  type ReferenceList,
  startingAnswers,
  visibleFields,
} from '../../services/catalogue/catalogue.ts'
import { changedSince } from '../../services/catalogue/draft.ts'
import { fieldsOfText, listsOfText, textOfFields, textOfLists } from '../../services/catalogue/fields-text.ts'
import { offeredItems, searchItems } from '../../services/catalogue/offered.ts'
import { SEED } from '../../services/catalogue/seed.ts'
import { defaultSettings } from '../../services/settings/defaults.ts'
import { parseSettings } from '../../services/settings/settings.ts'

const field = (its: object): Field => fieldDocument.parse({ label: 'x', ...its })
const kind = field({ id: 'kind', kind: 'choice', options: ['Une salle | A room', 'Autre | Other'] })
const which = field({ id: 'which', kind: 'text', required: true, when: { field: 'kind', is: 'autre' } })
const urgent = field({ id: 'urgent', kind: 'yes-no' })
const why = field({ id: 'why', kind: 'long-text', when: { field: 'urgent', is: 'true' } })
const deeper = field({ id: 'deeper', kind: 'text', when: { field: 'kind', is: 'autre' } })

const LISTS: readonly ReferenceList[] = [{ id: 'sites', name: 'Sites', entries: ['Paris', 'Lyon : Part-Dieu'] }]

describe('a form as data', () => {
  it('asks only what earlier answers leave to be asked; what is hidden counts for nothing', () => {
    const fields = [kind, which, urgent, why]
    const asked = (answers: Readonly<Record<string, string>>) => visibleFields(fields, answers).map(({ id }) => id)
    assert.deepEqual(asked({}), ['kind', 'urgent'])
    assert.deepEqual(asked({ kind: 'autre' }), ['kind', 'which', 'urgent'])
    assert.deepEqual(asked({ kind: 'une-salle', urgent: 'true' }), ['kind', 'urgent', 'why'])
    const chained = [kind, field({ ...urgent, when: { field: 'kind', is: 'autre' } }), why]
    assert.deepEqual(
      visibleFields(chained, { kind: 'une-salle', urgent: 'true' }).map(({ id }) => id),
      ['kind'],
    )
  })

  it('is cut into pages where an answer decides what follows', () => {
    const pages = pagesOf([kind, which, urgent, why, deeper]).map((page) => page.map(({ id }) => id))
    assert.deepEqual(pages, [['kind'], ['which', 'urgent'], ['why', 'deeper']])
    assert.deepEqual(pagesOf([]), [[]])
  })

  it('says what is wrong with an answer, of every kind', () => {
    const fault = (its: object, answer: string) => answerFault(field({ id: 'x', ...its }), answer)
    assert.equal(fault({ kind: 'text', required: true }, '  '), 'required')
    assert.equal(fault({ kind: 'text' }, ''), undefined)
    assert.equal(fault({ kind: 'text' }, 'a'.repeat(301)), 'too-long')
    assert.equal(fault({ kind: 'email' }, 'x@y'), 'email')
    assert.equal(fault({ kind: 'email' }, 'x@example.com'), undefined)
    assert.equal(fault({ kind: 'number' }, '12 personnes'), 'number')
    assert.equal(fault({ kind: 'number' }, '1,5'), undefined)
    assert.equal(fault({ kind: 'date' }, '2026-02-30'), 'date')
    assert.equal(fault({ kind: 'time' }, '24:00'), 'time')
    assert.equal(fault({ kind: 'yes-no', required: true }, 'false'), 'required')
    assert.equal(fault({ kind: 'person' }, 'Karim'), 'person')
    assert.equal(answerFault(kind, 'une-salle,autre'), 'choice')
    assert.equal(answerFault({ ...kind, kind: 'choices' }, 'une-salle,autre'), undefined)
    assert.equal(answerFault(kind, 'elsewhere'), 'choice')
  })

  it('is refused where nobody could answer it, with its place', () => {
    const item = (fields: readonly object[]) => itemDocument.parse({ id: 'i', kind: 'incident', name: 'I', fields })
    const reasons = (fields: readonly object[]) =>
      catalogueFaults([item(fields)], LISTS).map((its) => `${its.path}: ${its.reason}`)
    const text = (id: string, more: object = {}) => ({ id, kind: 'text', label: id, ...more })
    assert.deepEqual(reasons([text('a'), text('a')]), ['catalogue.0.fields.1: is there twice'])
    assert.deepEqual(reasons([text('a', { when: { field: 'b', is: 'x' } }), text('b')]), [
      'catalogue.0.fields.0: depends on no earlier field',
    ])
    assert.deepEqual(reasons([{ ...kind }, text('a', { when: { field: 'kind', is: 'x' } })]), [
      'catalogue.0.fields.1: depends on an answer that cannot be given',
    ])
    assert.deepEqual(reasons([{ id: 'a', kind: 'choice', label: 'a' }]), ['catalogue.0.fields.0: must have options'])
    assert.deepEqual(reasons([{ ...kind, options: ['Été', 'ete'] }]), [
      'catalogue.0.fields.0: has options that look the same',
    ])
    for (const [field, reason] of [
      [{ id: 'a', kind: 'reference', label: 'a', list: 'gone' }, 'is chosen from no list'],
      [text('a', { list: 'sites' }), 'has a list, and is no reference'],
      [{ id: 'a', kind: 'number', label: 'a', default: 'four' }, 'begins with what cannot be answered'],
      [{ id: 'a', kind: 'yes-no', label: 'a', default: 'banana' }, 'begins with what cannot be answered'],
      [
        { id: 'a', kind: 'reference', label: 'a', list: 'sites', default: 'rome' },
        'begins with what cannot be answered',
      ],
      [text('a', { kind: 'date', default: 'me' }), 'begins with what cannot be answered'],
    ] as const)
      assert.deepEqual(reasons([field]), [`catalogue.0.fields.0: ${reason}`])
    const twice = catalogueFaults([], [...LISTS, ...LISTS])
    assert.deepEqual(twice, [
      { path: 'lists.1.id', reason: 'is there twice' },
      { path: 'lists.1.name', reason: 'is the name of another list' },
    ])
    const settings = {
      ...defaultSettings({ language: 'fr', silenceMs: 300_000 }),
      catalogue: [item([text('a'), text('a')])],
    }
    assert.equal(parseSettings(settings).ok, false)
    assert.deepEqual(catalogueFaults(SEED, []), [])
  })

  it('is written and read by an administrator as lines, and keeps the ids that drafts know', () => {
    for (const { fields } of SEED)
      for (const language of ['fr', 'en'] as const)
        assert.deepEqual(
          fieldsOfText(textOfFields(fields, language), fields),
          { fields },
          textOfFields(fields, language),
        )
    const fresh = fieldsOfText(
      'Salle *\u00a0: choix\u00a0: Grande\u00a0; Petite\nPrécisez [salle = grande] : texte long\nÂge : nombre',
      [],
    )
    assert.ok('fields' in fresh)
    assert.deepEqual(
      fresh.fields.map(({ id, kind: its, required, when }) => [id, its, required, when?.is]),
      [
        ['salle', 'choice', true, undefined],
        ['precisez', 'long-text', false, 'grande'],
        ['age', 'number', false, undefined],
      ],
    )
    for (const wrong of ['Salle', 'Salle : couleur', 'Salle : choix', 'Nom : texte : a ; b', 'Nom [Rien = x] : texte'])
      assert.deepEqual(fieldsOfText(`Jour : date\n\n${wrong}`, []), { line: 3, text: wrong })
  })

  it('begins with what an administrator wrote, and lets people choose from lists that several forms share', () => {
    const text = [
      'Demandeur : personne = moi',
      'Jour * : date = aujourd’hui',
      'Heure : heure = 08:30',
      'Salle : choix : Grande ; Petite = Petite',
      'Matériel : choix multiple : Écran ; Micro ; Tableau = Écran ; Tableau',
      'Café : oui/non = oui',
      'Objet : texte = Réunion | Meeting',
      'Site : liste : Sites = Lyon : Part-Dieu',
      'Poste : appareil',
    ].join('\n')
    const read = fieldsOfText(text, [], LISTS)
    assert.ok('fields' in read, JSON.stringify(read))
    for (const field of read.fields) assert.ok(fieldDocument.safeParse(field).success, field.id)
    assert.deepEqual(catalogueFaults([itemDocument.parse({ ...SEED[0], fields: read.fields })], LISTS), [])
    assert.equal(textOfFields(read.fields, 'fr', LISTS), text)
    const english = textOfFields(read.fields, 'en', LISTS)
    assert.match(
      english,
      /Demandeur : person = me\nJour \* : date = today[\s\S]*Café : yes\/no = yes[\s\S]*Site : list : Sites = Lyon/,
    )
    assert.deepEqual(fieldsOfText(english, read.fields, LISTS), read)
    const reader = { me: 'an-id', today: '2026-11-28' }
    assert.deepEqual(startingAnswers(read.fields, { ...reader, language: 'en' }), {
      ...{ demandeur: 'an-id', jour: '2026-11-28', heure: '08:30', salle: 'petite', materiel: 'ecran,tableau' },
      ...{ cafe: 'true', objet: 'Meeting', site: choiceValue({ kind: 'reference' }, 'Lyon : Part-Dieu') },
    })
    for (const wrong of ['Site : liste : Villes', 'Qui : personne = Karim', 'Café : oui/non = 4', 'Salle : choix = A'])
      assert.deepEqual(fieldsOfText(wrong, [], LISTS), { line: 1, text: wrong })
    // An option may have such a sign itself, as it might before there was anything to begin with.
    const signs = [
      'Gravité : choix : 1 = bloquant ; 2 = gênant',
      'Gravité : choix : 1 = bloquant ; 2 = gênant = 1 = bloquant',
    ]
    for (const line of signs) {
      const its = fieldsOfText(line, [])
      assert.ok('fields' in its && fieldDocument.safeParse(its.fields[0]).success, line)
      assert.equal(textOfFields(its.fields, 'fr'), line)
      assert.deepEqual(its.fields[0]?.options, ['1 = bloquant', '2 = gênant'])
    }
    const named = [{ ...read.fields[0], default: '11111111-1111-4111-8111-111111111111' }] as Field[]
    assert.deepEqual(fieldsOfText(textOfFields(named, 'fr'), named), { fields: named })
    const long = 'Direction des systèmes '.repeat(3)
    const tools = [{ id: 'l', name: 'Langages', entries: ['C', 'C++', 'C#', `${long}A`, `${long}B`] }]
    assert.deepEqual(catalogueFaults([], tools), [], 'what differs by a sign, or late, is not the same')
    assert.ok(listDocument.safeParse(tools[0]).success)
    const alike = [...LISTS, { id: 'x', name: 'SITES', entries: ['a'] }]
    assert.deepEqual(catalogueFaults([], alike), [{ path: 'lists.1.name', reason: 'is the name of another list' }])
    assert.deepEqual(listsOfText(textOfLists(LISTS), LISTS), { lists: LISTS })
    assert.deepEqual(listsOfText('\nParis', []), { line: 2, text: 'Paris' })
    const renamed = listsOfText('# sites\nParis\n#Étages\n1', LISTS)
    assert.deepEqual('lists' in renamed && renamed.lists.map(({ id }) => id), ['sites', 'etages'])
  })

  it('is read at once, whatever is pasted, and names no field so that it could not be read', () => {
    const began = performance.now()
    for (const line of [
      `a${' '.repeat(4_000)}b`,
      `${'a '.repeat(4_000)}`,
      `a * [${'x'.repeat(4_000)}`,
      `${':'.repeat(8_000)}`,
    ])
      assert.ok('line' in fieldsOfText(line, []))
    fieldsOfText(`a : choix : ${' = x'.repeat(2_000)};`, [])
    fieldsOfText(`a : texte${' ='.repeat(3_990)}\u2028`, [])
    assert.ok(performance.now() - began < 500)
    const fresh = fieldsOfText('Constructor : nombre\nto string : texte', [])
    assert.ok('fields' in fresh)
    for (const its of fresh.fields) assert.ok(fieldDocument.safeParse(its).success, its.id)
    for (const wrong of [
      { id: 'constructor', kind: 'text', label: 'x' },
      { id: 'x', kind: 'text', label: 'a : b' },
      { id: 'x', kind: 'choice', label: 'x', options: ['a ; b'] },
    ])
      assert.ok(!fieldDocument.safeParse(wrong).success, JSON.stringify(wrong))
  })

  it('that changed since a draft was left says what it asks no more, and newly asks (F22)', () => {
    const draft = {
      answers: { kind: 'autre', which: 'Un vélo' },
      form: { kind: 'Quoi | What', which: 'Lequel | Which' },
    }
    assert.deepEqual(changedSince(draft, [kind, urgent], 'fr'), { gone: ['Lequel'], added: ['x'] })
    assert.deepEqual(changedSince({ ...draft, answers: {} }, [kind, which], 'en'), { gone: [], added: [] })
  })
})

describe('what a catalogue offers', () => {
  const item = (id: string, more: object = {}) =>
    itemDocument.parse({ id, kind: 'service-request', name: id, about: 'Pour tous', ...more })
  const reader = { objectId: 'a', isServiceAdministrator: false, mayReport: true }
  const settings = defaultSettings({ language: 'fr', silenceMs: 1000 })

  it('is what the workspace has the service and the reader the role for; pinned first, then the most used (S1.12)', () => {
    const catalogue = [
      item('one'),
      item('vpn', { service: 'Réseau' }),
      item('boss', { roles: ['analyst'] }),
      item('top', { pinned: true }),
      item('two'),
    ]
    const offered = (services: string[], members: { id: string; name: string }[]) => {
      const assignments = [{ name: 'x', description: '', role: 'analyst', members, clients: [] }]
      const uses = new Map([['two', 5]])
      return offeredItems({ ...settings, catalogue, services, assignments }, reader, uses).map(({ id }) => id)
    }
    assert.deepEqual(offered([], []), ['top', 'two', 'one'])
    assert.deepEqual(offered(['reseau'], [{ id: 'a', name: 'A' }]), ['top', 'two', 'one', 'vpn', 'boss'])
  })

  it('is found by any of its words, without accents or capitals', () => {
    const found = (query: string) => searchItems(SEED, query).map(({ id }) => id)
    assert.deepEqual(found('RESERVATION salle'), ['room'])
    assert.deepEqual(found('whiteboard'), ['room'])
    assert.deepEqual(found('bourrage'), ['printer'])
    assert.deepEqual(found('zzz'), [])
    assert.equal(found('').length, SEED.length)
  })
})
