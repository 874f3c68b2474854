import { WEEKDAYS, type Weekday } from '../../services/calendars/calendar.ts'
import { PERSONAL_ACCOUNTS } from '../../services/contracts/contract.ts'
import { LANGUAGES } from '../../services/people/person.ts'
import {
  COLORS,
  HEALTH_SYNCS,
  LEADS,
  type Settings,
  type SettingsFault,
  SUPPORT_CONTACTS,
  SYNCS,
} from '../../services/settings/settings.ts'
import { SEVERITIES, type Terms } from '../../services/sla/sla.ts'
import { CATEGORIES, isFamily } from '../../services/tickets/ticket.ts'
import { TIERS } from '../../services/workspaces/workspace.ts'
import { asWritten } from '../as-written.ts'
import { save } from '../button.ts'
import type { Values } from '../fields.ts'
import { type Card, template } from '../render.ts'
import type { Sentences } from '../sentences.ts'
import type { settingsDialogs } from './actions.ts'
import { healthSyncWords, labelOf, minutesWords } from './administration.ts'
import json from './settings-form.json' with { type: 'json' }

const fill = template(json)

/** What is typed into the dialog: text in every field. */
export type SettingsValues = Values<(typeof settingsDialogs)['settings.edit']>

interface SettingsForm {
  readonly nonce: string
  /** What the values were made from. */
  readonly version: number
  readonly values: SettingsValues
  readonly faults: readonly SettingsFault[]
  /** What the contract includes, to choose from. */
  readonly offered: readonly string[]
  /** The ticket systems that the operator connected for the organisation. */
  readonly systems: readonly { readonly name: string; readonly label: string }[]
}

/** The dialog « Changer les réglages », with every fault at once. */
export function settingsForm(t: Sentences, { nonce, version, values, faults, offered, systems }: SettingsForm): Card {
  const choices = [
    { title: t('settings.on'), value: 'on' },
    { title: t('settings.role'), value: 'role' },
    { title: t('settings.off'), value: 'off' },
  ]
  const option = (id: 'chat' | 'incident' | 'status') => ({
    id,
    label: labelOf(t, `options.${id}`),
    value: values[id],
    choices,
  })
  return fill({
    lang: t.language,
    summary: t('settings.title'),
    faults: faults.map((fault) => ({ text: faultLine(t, fault) })),
    name: { label: t('settings.name'), value: values.name },
    color: { label: t('settings.color'), value: values.color },
    colors: COLORS.map((value) => ({ title: t(`settings.color.${value}`), value })),
    language: { label: t('settings.language'), value: values.language },
    languages: LANGUAGES.map((language) => ({ title: t(`language.${language}`), value: language })),
    silence: { label: t('settings.silence'), value: values.silenceSeconds },
    clocks: [
      { id: 'answerSeconds', label: t('settings.answer'), hint: t('settings.never'), value: values.answerSeconds },
      { id: 'waitSeconds', label: t('settings.wait'), hint: t('settings.never'), value: values.waitSeconds },
    ],
    mentions: { label: t('settings.mentions'), value: values.mentions },
    offers: {
      label: t('settings.offer-tiers'),
      value: values.offerTiers,
      choices: TIERS.map((tier) => ({ title: t('settings.tier', { tier }), value: String(tier) })),
    },
    pace: [
      { id: 'offerSeconds', label: t('settings.offer-seconds'), value: values.offerSeconds },
      { id: 'mostChats', label: t('settings.most-chats'), value: values.mostChats },
      { id: 'wrapUpSeconds', label: t('settings.wrap-up'), value: values.wrapUpSeconds },
    ],
    replies: { label: t('settings.replies'), hint: t('settings.replies.hint'), value: values.replies },
    onOff: (['on', 'off'] as const).map((value) => ({ title: t(`settings.mentions.${value}`), value })),
    options: [option('chat'), option('incident'), option('status')],
    contact: { label: t('settings.contact'), hint: t('settings.contact.hint'), value: values.contact },
    services:
      offered.length === 0
        ? []
        : [
            {
              label: t('settings.services'),
              value: values.services,
              choices: offered.map((value) => ({ title: asWritten(value), value: encoded(value) })),
            },
          ],
    personal: { label: t('settings.personal'), value: values.personalAccounts },
    personalChoices: PERSONAL_ACCOUNTS.map((value) => ({ title: t(`settings.personal.${value}`), value })),
    health: { label: t('settings.health'), value: values.serviceHealth || 'off' },
    healthChoices: HEALTH_SYNCS.map((value) => ({ title: healthSyncWords(t, value), value })),
    lead: { label: labelOf(t, 'support.lead'), value: values.lead || 'customer' },
    leads: LEADS.map((value) => ({ title: t(`settings.lead.${value}`), value })),
    support: SUPPORT_CONTACTS.map((id) => ({ id, label: labelOf(t, `support.${id}`), value: values[id] })),
    promises: SEVERITIES.map((its) => ({
      id: `sla${its}`,
      label: labelOf(t, `sla.${its}`),
      hint: t('settings.sla.hint'),
      value: values[`sla${its}`],
    })),
    keep: { label: t('settings.keep'), hint: t('settings.keep.hint'), value: values.keepDays },
    ticketSystems:
      systems.length === 0 && values.ticketSystem === ''
        ? []
        : [
            {
              label: t('settings.ticket-system'),
              value: values.ticketSystem || BUILT_IN,
              choices: [
                { title: t('settings.ticket-system.none'), value: BUILT_IN },
                ...systems.map(({ name, label }) => ({ title: asWritten(`${label} (${name})`), value: name })),
              ],
              sync: t('settings.sync'),
              syncValue: values.sync || 'fast',
              syncs: SYNCS.map((value) => ({ title: t(`settings.sync.${value}`), value })),
              mapping: t('settings.mapping'),
              mappingHint: t('settings.mapping.hint'),
              mappingValue: values.mapping,
            },
          ],
    families: {
      label: t('settings.families'),
      value: values.families,
      choices: CATEGORIES.map((value) => ({ title: t(`category.${value}`), value })),
    },
    own: { label: t('settings.own'), hint: t('settings.own.hint'), value: values.ownCategories },
    hours: { label: t('settings.hours'), value: values.hours },
    hoursChoices: [
      { title: t('settings.always'), value: 'always' },
      { title: t('settings.at-hours'), value: 'hours' },
    ],
    zone: { label: t('settings.time-zone'), value: values.timeZone },
    days: WEEKDAYS.map((day) => ({
      id: day,
      label: t(`day.${day}`),
      hint: t('settings.day.hint'),
      value: values[day],
    })),
    holidays: { label: t('settings.holidays'), hint: t('settings.holidays.hint'), value: values.holidays },
    actions: [save(t('settings.check'), 'settings.edit', nonce, { version })],
  })
}

/** What is wrong with the groups that assignments name. */
export function groupFaultOf(path: string) {
  const known = ['not-connected', 'not-found', 'too-large', 'unread'] as const
  return `settings.fault.group.${known.find((its) => path === `groups.${its}`) ?? 'unreadable'}` as const
}

function faultLine(t: Sentences, { path }: SettingsFault): string {
  if (path.startsWith('categories')) return t('settings.fault.categories')
  if (path.startsWith('options.')) return t('settings.fault.role', { option: labelOf(t, path) })
  if (path === 'options') return t('settings.fault.options')
  if (path === 'contact') return t('settings.fault.contact')
  if (path.startsWith('services')) return t('settings.fault.services')
  if (path === 'name') return t('settings.fault.name')
  if (path === 'escalation') return t('settings.fault.escalation')
  if (path.startsWith('groups.')) return t(groupFaultOf(path))
  if (path === 'administrator') return t('settings.fault.administrator')
  if (path.startsWith('ticketSystem')) return t('settings.fault.ticket-system')
  if (path === 'keepDays') return t('settings.fault.keep')
  if (path.startsWith('sla.')) return t('settings.fault.sla', { label: labelOf(t, path.split('.', 2).join('.')) })
  if (path === 'silenceSeconds') return t('settings.fault.silence')
  if (path === 'answerSeconds' || path === 'waitSeconds')
    return t('settings.fault.seconds', { label: labelOf(t, path) })
  if (path === 'offerSeconds') return t('settings.fault.offer-seconds', { label: labelOf(t, path) })
  if (path === 'wrapUpSeconds') return t('settings.fault.wrap-up')
  if (path === 'mostChats') return t('settings.fault.most-chats')
  if (path.startsWith('replies')) return t('settings.fault.replies')
  if (path === 'hours.timeZone') return t('settings.fault.time-zone')
  if (path === 'hours.week') return t('settings.fault.week')
  if (path.startsWith('hours.week.')) return t('settings.fault.day', { day: labelOf(t, path) })
  if (path.startsWith('hours.holidays')) return t('settings.fault.holidays')
  return t('settings.fault.other', { label: labelOf(t, path) })
}

/** A document as the dialog shows it. */
export function valuesOf({
  name,
  color,
  language,
  silenceSeconds,
  answerSeconds,
  waitSeconds,
  mentions,
  offerTiers,
  offerSeconds,
  mostChats,
  wrapUpSeconds,
  replies,
  options,
  contact,
  services,
  personalAccounts,
  keepDays,
  serviceHealth,
  sla,
  support,
  ticketSystem,
  categories,
  hours,
}: Settings): SettingsValues {
  const week = Object.fromEntries(WEEKDAYS.map((day) => [day, hours?.week[day] ?? '']))
  return {
    name,
    color,
    language,
    silenceSeconds: String(silenceSeconds),
    answerSeconds: String(answerSeconds ?? ''),
    waitSeconds: String(waitSeconds ?? ''),
    mentions: mentions ? 'on' : 'off',
    offerTiers: offerTiers.join(','),
    offerSeconds: String(offerSeconds),
    mostChats: String(mostChats),
    wrapUpSeconds: String(wrapUpSeconds),
    replies: replies.join('\n'),
    ...options,
    contact,
    // A choice of several sends its values with commas: a service's name may have some.
    services: services.map(encoded).join(','),
    personalAccounts,
    keepDays: keepDays === null ? '' : String(keepDays),
    serviceHealth,
    ...support,
    slaA: termsWords(sla?.A),
    slaB: termsWords(sla?.B),
    slaC: termsWords(sla?.C),
    ticketSystem: ticketSystem?.connection ?? '',
    sync: ticketSystem?.sync ?? '',
    mapping: Object.entries(ticketSystem?.mapping ?? {})
      .map(([key, value]) => `${key} = ${value}`)
      .join('\n'),
    families: categories.filter(isFamily).join(','),
    ownCategories: categories.filter((its) => !isFamily(its)).join('\n'),
    hours: hours === null ? 'always' : 'hours',
    timeZone: hours?.timeZone ?? '',
    ...(week as Record<Weekday, string>),
    holidays: hours?.holidays.join(', ') ?? '',
  }
}

/** What was typed, as a document to be read: right or wrong. */
export function documentOf(values: SettingsValues): object {
  const { name, color, language, chat, incident, status, contact, hours, timeZone, holidays } = values
  return {
    name,
    color,
    language,
    silenceSeconds: numberOf(values.silenceSeconds) ?? undefined,
    answerSeconds: numberOf(values.answerSeconds),
    waitSeconds: numberOf(values.waitSeconds),
    mentions: values.mentions !== 'off',
    offerTiers: listed(values.offerTiers, ',').map(Number),
    offerSeconds: numberOf(values.offerSeconds) ?? undefined,
    mostChats: numberOf(values.mostChats) ?? undefined,
    wrapUpSeconds: numberOf(values.wrapUpSeconds) ?? 0,
    replies: listed(values.replies, '\n'),
    options: { chat, incident, status },
    contact,
    services: listed(values.services, ',').map(decoded),
    personalAccounts: values.personalAccounts,
    ticketSystem: ticketSystemOf(values),
    categories: [...listed(values.families, ','), ...listed(values.ownCategories, '\n')],
    serviceHealth: values.serviceHealth || 'off',
    sla: slaOf(values),
    support: {
      ...(values.lead === '' ? {} : { lead: values.lead }),
      ...Object.fromEntries(SUPPORT_CONTACTS.map((its) => [its, values[its]])),
    },
    keepDays: values.keepDays.trim() === '' ? null : Number(values.keepDays.replace(/\s/g, '')),
    hours:
      hours === 'always'
        ? null
        : {
            timeZone: timeZone.trim(),
            week: Object.fromEntries(WEEKDAYS.map((day) => [day, values[day]])),
            holidays: holidays.split(/[\s,;]+/).filter((date) => date !== ''),
          },
  }
}

/** What stands for the service's own in the form: an empty value is no choice. */
const BUILT_IN = 'built-in'

function ticketSystemOf({ ticketSystem: connection, sync, mapping }: SettingsValues): object | null {
  if (connection === '' || connection === BUILT_IN) return null
  const names = listed(mapping, '\n').map((line) => {
    const [name = '', ...rest] = line.split('=')
    return [name.trim(), rest.join('=').trim()] as const
  })
  return { connection, ...(sync === '' ? {} : { sync }), mapping: Object.fromEntries(names) }
}

/** `1 h, 8 h, –`, as it is typed: first answer, further answers, resolution. */
export function termsWords(its: Terms | undefined): string {
  if (its === undefined) return ''
  const words = [its.first, its.next, its.resolution].map((minutes) => (minutes === null ? '–' : minutesWords(minutes)))
  return words.join(', ')
}

function slaOf(values: SettingsValues): object | null {
  const typed = SEVERITIES.map((its) => [its, values[`sla${its}`].trim()] as const)
  if (typed.every(([, text]) => text === '')) return null
  return Object.fromEntries(typed.map(([its, text]) => [its, termsOf(text)]))
}

/** Right or wrong: what is no time is read as none that could be kept. */
function termsOf(text: string): object {
  const [first = null, next = null, resolution = null, ...more] = text.split(/[,;]/).map(minutesOf)
  return { first, next, resolution, ...(more.length > 0 ? { more } : {}) }
}

function minutesOf(text: string): number | null {
  if (/^\s*[-–—]?\s*$/.test(text)) return null
  const [, amount, unit] = /^\s*(\d+)\s*(h|min)\.?\s*$/i.exec(text) ?? []
  return amount === undefined ? -1 : Number(amount) * (unit?.toLowerCase() === 'h' ? 60 : 1)
}

/** `null` where nothing was typed. */
function numberOf(text: string): number | null {
  return text.trim() === '' ? null : Number(text.replace(/\s/g, '').replace(',', '.'))
}

function listed(text: string, separator: string): readonly string[] {
  const parts = text.split(separator).map((part) => part.trim())
  return parts.filter((part) => part !== '')
}

function encoded(text: string): string {
  return Buffer.from(text).toString('base64url')
}

function decoded(part: string): string {
  return Buffer.from(part, 'base64url').toString()
}
