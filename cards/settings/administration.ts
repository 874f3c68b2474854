import { inLanguage } from '../../services/bilingual/bilingual.ts'
import { WEEKDAYS } from '../../services/calendars/calendar.ts'
import type { CatalogueItem, ReferenceList } from '../../services/catalogue/catalogue.ts'
import type { InStep } from '../../services/itsm/itsm.ts'
import {
  type Difference,
  differencesOf,
  type HEALTH_SYNCS,
  type Settings,
  SUPPORT_CONTACTS,
  type SYNCS,
  termsText,
} from '../../services/settings/settings.ts'
import { SEVERITIES } from '../../services/sla/sla.ts'
import { CATEGORIES } from '../../services/tickets/ticket.ts'
import { cut } from '../../services/words/words.ts'
import { assignmentWords, roleWords } from '../access/roles.ts'
import { asWritten } from '../as-written.ts'
import { execute, link, linkDialog, openDialog, save } from '../button.ts'
import { formCard, peopleField } from '../form.ts'
import { inStepDetails, inStepLine, lightColor } from '../itsm/itsm.ts'
import { plainCard } from '../plain.ts'
import { type Card, dateAndTimeOf } from '../render.ts'
import type { Sentences } from '../sentences.ts'
import { categoryName } from '../tickets/category.ts'

export interface InForce {
  readonly settings: Settings
  /** 0: the defaults. */
  readonly version: number
  /** Who activated it, and when. */
  readonly by: { readonly name: string; readonly at: number } | undefined
  /** Whether there is a version before that could be in force again. */
  readonly mayGoBack: boolean
  /** The company's own ticket system, where the workspace has one. */
  readonly inStep: InStep | undefined
}

/** « Administration »: what is in force, and what may be done about it. */
export function administrationCard(t: Sentences, { settings, version, by, mayGoBack, inStep }: InForce): Card {
  const since =
    by === undefined
      ? t('settings.defaults')
      : t('settings.since', { name: asWritten(by.name), time: dateAndTimeOf(by.at) })
  const inForce = t('settings.version', { version })
  const isWrong = inStep !== undefined && inStep.light !== 'green'
  return plainCard(t, {
    // What is wrong stands first.
    overline: isWrong
      ? { text: `● ${inStepLine(t, inStep)}`, color: lightColor(inStep) }
      : { text: `● ${inForce}`, color: 'Good' },
    title: t('settings.title'),
    paragraphs: [
      ...(isWrong ? [...inStepDetails(t, inStep), inForce] : []),
      since,
      ...(inStep === undefined || isWrong ? [] : [inStepLine(t, inStep)]),
      ...linesOf(t, settings),
    ],
    links: [
      link(t('workspace.title'), 'workspace.show', {}),
      link(t('access.title'), 'access.show', {}),
      link(t('responsibilities.title'), 'responsibilities.show', {}),
      link(t('catalogue.manage'), 'catalogue.items', {}),
      link(t('audit.title'), 'audit.show', {}),
      link(t('settings.check-desks'), 'settings.check', {}),
      linkDialog(t('feedback.send'), t('feedback.send'), 'feedback.send', {}),
      ...(inStep === undefined ? [] : [link(t('itsm.poll'), 'itsm.poll', {})]),
    ],
    actions: [
      openDialog(t('settings.edit'), 'settings.edit', { version }, 'positive'),
      ...(mayGoBack ? [execute(t('settings.back', { version: version - 1 }), 'settings.back', { version })] : []),
      execute(t('menu.open'), 'menu.show', {}),
    ],
  })
}

/** What a card lists of changes; `npm run settings -- diff` lists all. */
const MOST_CHANGES = 30

interface Draft {
  readonly revision: string
  readonly before: Settings
  readonly after: Settings
  /** Somebody activated another version since it was made. */
  readonly isStale: boolean
}

/** What would change, in words; nothing is in force yet. */
export function draftCard(t: Sentences, { revision, before, after, isStale }: Draft): Card {
  const documents = { before, after }
  const changes = differencesOf(before, after).flatMap((difference) =>
    changeOf(
      t,
      difference,
      (side) => accessWords(t, difference, documents[side]) ?? wordOf(t, difference, difference[side] ?? ''),
    ),
  )
  return plainCard(t, {
    overline: { text: `● ${t('settings.draft')}`, color: 'Warning' },
    title: t('settings.draft.title'),
    paragraphs: [
      ...(isStale ? [t('settings.stale')] : []),
      ...(changes.length === 0 ? [t('settings.nothing')] : changes.slice(0, MOST_CHANGES)),
      ...(changes.length > MOST_CHANGES ? [t('access.more')] : []),
    ],
    actions: [
      execute(t('settings.activate'), 'settings.activate', { revision }, 'positive'),
      openDialog(t('settings.preview'), 'settings.preview', { revision }),
      execute(t('settings.discard'), 'settings.discard', { revision }),
    ],
    // Only what a queue does by itself can be replayed.
    links:
      after.offerTiers.length > 0 && differencesOf(before, after).some(({ path }) => ROUTING.includes(path))
        ? [linkDialog(t('replay'), t('replay'), 'settings.replay', { revision })]
        : [],
  })
}

const ROUTING: readonly string[] = ['offerTiers', 'mostChats', 'wrapUpSeconds']

/** What comes with new hours is listed; what goes with old ones is said by « ouvert dès qu’un analyste … ». */
function changeOf(
  t: Sentences,
  { path, before, after }: Difference,
  words: (side: 'before' | 'after') => string,
): readonly string[] {
  const label = labelOf(t, path)
  if (before === undefined) return after === undefined ? [] : [t('settings.line', { label, value: words('after') })]
  if (after !== undefined) return [t('settings.change', { label, before: words('before'), after: words('after') })]
  return path.startsWith('hours.') ? [] : [t('settings.removed', { label, before: words('before') })]
}

interface Preview {
  readonly revision: string
  readonly nonce: string
  /** The object id of whose menu it is; empty: one's own. */
  readonly person: string
  /** Whom a people picker cannot name by itself. */
  readonly name: string
}

/** The menu as it would be for somebody, in a dialog: to look at, not to use (F11). */
export function previewCard(t: Sentences, menu: Card, { revision, nonce, person, name }: Preview): Card {
  const buttons = (menu['actions'] as readonly { readonly title: string }[]).map((action) => ({
    type: 'TextBlock',
    text: `▢ ${action.title}`,
    wrap: true,
    spacing: 'Small',
  }))
  const as = { id: 'person', label: t('settings.preview.as'), value: person, hint: t('settings.preview.self') }
  const body = (menu['body'] as readonly object[]).map((item) => ({ ...item, selectAction: undefined }))
  return formCard(t, {
    title: t('settings.preview'),
    about: t('settings.preview.about'),
    fields: [
      peopleField(as, false, '', person === '' ? [] : [{ title: asWritten(name), value: person }]),
      { type: 'Container', style: 'emphasis', spacing: 'Medium', items: [...body, ...buttons] },
    ],
    actions: [save(t('settings.preview.show'), 'settings.preview', nonce, { revision })],
  })
}

/** What the dialog shows once a draft is kept: the changes wait in the chat. */
export function draftKeptCard(t: Sentences, isChanged: boolean): Card {
  return plainCard(t, {
    title: t(isChanged ? 'settings.kept' : 'settings.nothing'),
    paragraphs: [t('saved.close')],
  })
}

function linesOf(t: Sentences, settings: Settings): readonly string[] {
  const { hours } = settings
  const line = (path: string, value: string) =>
    t('settings.line', { label: labelOf(t, path), value: wordOf(t, { path }, value) })
  const week = hours === null ? [] : WEEKDAYS.map((day) => line(`hours.week.${day}`, hours.week[day]))
  return [
    ...(settings.name === '' ? [] : [line('name', settings.name)]),
    ...(settings.color === 'default' ? [] : [line('color', settings.color)]),
    line('language', settings.language),
    line('silenceSeconds', String(settings.silenceSeconds)),
    line('answerSeconds', String(settings.answerSeconds ?? '')),
    line('waitSeconds', String(settings.waitSeconds ?? '')),
    line('mentions', settings.mentions ? 'on' : 'off'),
    line('offerTiers', settings.offerTiers.join(', ')),
    ...(settings.offerTiers.length === 0
      ? []
      : [
          line('offerSeconds', String(settings.offerSeconds)),
          line('mostChats', String(settings.mostChats)),
          line('wrapUpSeconds', String(settings.wrapUpSeconds)),
        ]),
    ...(settings.replies.length === 0 ? [] : [line('replies', settings.replies.join(' · '))]),
    ...(['chat', 'incident', 'status'] as const).map((option) => line(`options.${option}`, settings.options[option])),
    ...(settings.contact === '' ? [] : [line('contact', settings.contact)]),
    ...(settings.services.length === 0 ? [] : [line('services', settings.services.join(', '))]),
    line('personalAccounts', settings.personalAccounts),
    ...(settings.categories.join() === CATEGORIES.join()
      ? []
      : [line('categories', JSON.stringify(settings.categories))]),
    ...(settings.ticketSystem === null
      ? []
      : [
          line('ticketSystem', settings.ticketSystem.connection),
          line('ticketSystem.sync', settings.ticketSystem.sync),
        ]),
    ...SUPPORT_CONTACTS.flatMap((its) =>
      settings.support[its] === '' ? [] : [line(`support.${its}`, settings.support[its])],
    ),
    ...(settings.sla === null ? [] : SEVERITIES.map((its) => line(`sla.${its}`, termsText(settings.sla?.[its])))),
    line('keepDays', settings.keepDays === null ? '' : String(settings.keepDays)),
    ...(hours === null
      ? [t('settings.always')]
      : [line('hours.timeZone', hours.timeZone), ...week, line('hours.holidays', hours.holidays.join(', '))]),
  ]
}

/** Roles and assignments in words; `undefined` for all else. */
function accessWords(t: Sentences, { path }: Difference, { roles, assignments }: Settings): string | undefined {
  const role = roles.find(({ name }) => path === `roles.${name}`)
  if (role !== undefined) return roleWords(t, role)
  const assignment = assignments.find(({ name }) => path === `assignments.${name}`)
  return assignment && assignmentWords(t, assignment)
}

/** An item of the catalogue in a line: what it is called, of which kind it is, what it asks. */
function itemWords(t: Sentences, { name, kind, fields }: CatalogueItem): string {
  const asks = fields.map(({ label }) => inLanguage(label, t.language)).join(', ')
  return `${inLanguage(name, t.language)} (${t(`catalogue.one.${kind}`)})${asks === '' ? '' : `, ${asks}`}`
}

function listWords(t: Sentences, { name, entries }: ReferenceList): string {
  const named = entries.map((its) => inLanguage(its, t.language)).join(', ')
  const words = { name: inLanguage(name, t.language), count: entries.length, entries: cut(named, 200) }
  return t('catalogue.list.words', words)
}

/** As it is typed, and the same in both languages. */
export function minutesWords(minutes: number): string {
  return minutes % 60 === 0 ? `${minutes / 60} h` : `${minutes} min`
}

/** `60, –, 1440` of a document, in words. */
function promisedWords(t: Sentences, value: string): string {
  const [first = '', next = '', resolution = ''] = value
    .split(', ')
    .map((minutes) => (minutes === '–' ? '–' : minutesWords(Number(minutes))))
  return t('settings.sla.words', { first, next, resolution })
}

type HealthSync = (typeof HEALTH_SYNCS)[number]

export function healthSyncWords(t: Sentences, sync: HealthSync): string {
  return sync === 'off' ? t('settings.health.off') : t(`settings.sync.${sync}`)
}

/** What a part of the document is called; `path` as in `differencesOf`. */
export function labelOf(t: Sentences, path: string): string {
  const labels: Readonly<Record<string, string>> = {
    language: t('settings.language'),
    silenceSeconds: t('settings.silence'),
    answerSeconds: t('settings.answer'),
    waitSeconds: t('settings.wait'),
    mentions: t('settings.mentions'),
    offerTiers: t('settings.offer-tiers'),
    offerSeconds: t('settings.offer-seconds'),
    mostChats: t('settings.most-chats'),
    wrapUpSeconds: t('settings.wrap-up'),
    replies: t('settings.replies'),
    'options.chat': t('menu.chat'),
    'options.incident': t('menu.new'),
    'options.status': t('menu.status'),
    contact: t('settings.contact'),
    name: t('settings.name'),
    color: t('settings.color'),
    services: t('settings.services'),
    personalAccounts: t('settings.personal'),
    keepDays: t('settings.keep'),
    serviceHealth: t('settings.health'),
    'support.lead': t('settings.lead'),
    'support.provider': t('responsibilities.provider'),
    'support.administrator': t('responsibilities.administrator'),
    'support.operations': t('responsibilities.operations'),
    'support.hardware': t('responsibilities.route.hardware'),
    'support.others': t('responsibilities.route.others'),
    'sla.A': t('settings.sla.A'),
    'sla.B': t('settings.sla.B'),
    'sla.C': t('settings.sla.C'),
    ticketSystem: t('settings.ticket-system'),
    'ticketSystem.sync': t('settings.sync'),
    'ticketSystem.mapping': t('settings.mapping'),
    categories: t('settings.families'),
    hours: t('settings.hours'),
    'hours.timeZone': t('settings.time-zone'),
    'hours.holidays': t('settings.holidays'),
    ...Object.fromEntries(WEEKDAYS.map((day) => [`hours.week.${day}`, t(`day.${day}`)])),
  }
  const [, kind = '', name = ''] = /^(roles|assignments)\.(.*)$/.exec(path) ?? []
  if (kind !== '') return t(`access.label.${kind as 'roles' | 'assignments'}`, { name: asWritten(name) })
  if (path.startsWith('catalogue.')) return t('catalogue.item')
  if (path.startsWith('lists.')) return t('catalogue.list')
  return labels[path] ?? path
}

function wordOf(t: Sentences, { path }: Pick<Difference, 'path'>, value: string): string {
  if (path === 'mentions') return t(`settings.mentions.${value as 'on' | 'off'}`)
  if (path.startsWith('options.')) return t(`settings.${value as 'on' | 'off' | 'role'}`)
  if (path.startsWith('hours.week.') && value.trim() === '') return t('settings.closed')
  if (path === 'hours') return t(value === 'always' ? 'settings.always' : 'settings.at-hours')
  if (path === 'language') return t(value === 'en' ? 'language.en' : 'language.fr')
  if (path === 'color') return t(`settings.color.${value as Settings['color']}`)
  if (path === 'personalAccounts') return t(`settings.personal.${value as 'contract' | 'on' | 'off'}`)
  if (path === 'categories') {
    const names = (JSON.parse(value) as readonly string[]).map((its) => categoryName(t, its))
    return asWritten(names.join(', ')) || t('settings.none.categories')
  }
  if (path.startsWith('catalogue.')) return asWritten(itemWords(t, JSON.parse(value)))
  if (path.startsWith('lists.')) return asWritten(listWords(t, JSON.parse(value)))
  if (path === 'ticketSystem' && value === '') return t('settings.ticket-system.none')
  if (path === 'ticketSystem.sync') return t(`settings.sync.${value as (typeof SYNCS)[number]}`)
  if (path === 'serviceHealth') return healthSyncWords(t, value as HealthSync)
  if (path === 'support.lead') return t(`settings.lead.${value as Settings['support']['lead']}`)
  if (path.startsWith('sla.')) return value === '' ? t('settings.none') : promisedWords(t, value)
  if (path === 'keepDays')
    return value === '' ? t('settings.keep.always') : t('settings.keep.days', { count: Number(value) })
  if ((path === 'answerSeconds' || path === 'waitSeconds') && value === '') return t('settings.never')
  if (path === 'offerTiers' && value === '') return t('settings.offer-tiers.none')
  if (path === 'name' && value === '') return t('settings.name.none')
  return value === '' ? t('settings.none') : asWritten(value)
}
