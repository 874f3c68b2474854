import { z } from 'zod'
import {
  type Access,
  accessFaults,
  assignmentDocument,
  DEFAULT_ACCESS,
  type GroupMembers,
  isGranted,
  isNamed,
  roleDocument,
} from '../access/access.ts'
import { type Hours, isTimeZone, parseSpans, WEEKDAYS } from '../calendars/calendar.ts'
import { catalogueFaults, itemDocument, listDocument } from '../catalogue/catalogue.ts'
import type { ChatRules } from '../context.ts'
import { PERSONAL_ACCOUNTS } from '../contracts/contract.ts'
import { LANGUAGES } from '../people/person.ts'
import { SEVERITIES, type Terms } from '../sla/sla.ts'
import { CATEGORIES } from '../tickets/ticket.ts'
import { FIRST_TIER, MOST_TIERS } from '../workspaces/workspace.ts'

/** The three choices of the menu (S0.35). */
export const OPTIONS = ['chat', 'incident', 'status'] as const
export type Option = (typeof OPTIONS)[number]

const spans = z
  .string()
  .trim()
  .max(100)
  .refine((text) => parseSpans(text) !== undefined, 'must be like 08:00-12:00, 13:00-17:00')
/** `role`: for whoever has a role with the permission `option.…`. */
const choice = z.enum(['on', 'off', 'role'])
/** The colours that a card's text may have: Teams makes each readable in each of its themes (S0.4). */
export const COLORS = ['default', 'accent', 'good', 'warning', 'attention'] as const

/** How often Microsoft is asked how its services are: by minutes, when somebody wishes it, or not at all. */
export const HEALTH_SYNCS = ['off', '15', '30', 'manual'] as const

const MOST_LISTS = 20

/** How often a ticket system is asked: all the time, by minutes, or when somebody wishes it. */
export const SYNCS = ['fast', '15', '30', 'manual'] as const

/** The organisation's own desk comes first, or a partner's (S3.1). */
export const LEADS = ['customer', 'partner'] as const
/** Those who support, and those to whom trouble is passed on. */
export const SUPPORT_CONTACTS = ['provider', 'administrator', 'operations', 'hardware', 'others'] as const
const contactText = z.string().trim().max(200).default('')

/** Up to 30 days; `null`: that is not promised. */
const within = z.number().int().min(1).max(43_200).nullable()
const terms = z.strictObject({ first: within, next: within, resolution: within })

/** What two workspaces may want differently: one document a workspace, whose versions never change. */
export const settingsDocument = z.strictObject({
  /** What the workspace is called; empty where the organisation has one and nobody needs a name for it. */
  name: z.string().trim().max(60).default(''),
  /** Of the name that stands on its menu, so that whoever is in several sees where they are (S0.4). */
  color: z.enum(COLORS).default('default'),
  /** What is said to a whole channel, and to whoever's own language we do not speak. */
  language: z.enum(LANGUAGES),
  /** How long an employee may be silent before each of the two warnings, and then before the end (S0.23). */
  silenceSeconds: z.number().min(1).max(86_400),
  /** How long an analyst may owe an answer before each of two reminders, and then before the chat waits for another; `null`: as long as it takes (F6). */
  answerSeconds: z.number().min(1).max(86_400).nullable().default(600),
  /** How long somebody waits for an analyst before they are asked how to go on; `null`: never (F4). */
  waitSeconds: z.number().min(1).max(86_400).nullable().default(900),
  /** Whether a chat that waits, an offer, or an answer that is owed mentions those whom it calls. */
  mentions: z.boolean().default(true),
  /** The tiers whose desk holds a chat out to one analyst at a time; at the others, whoever wants takes it. */
  offerTiers: z.array(z.number().int().min(FIRST_TIER).max(MOST_TIERS)).max(MOST_TIERS).default([]),
  /** How long an analyst may think about an offer before it goes to the next. */
  offerSeconds: z.number().min(1).max(3_600).default(60),
  /** Whoever leads so many chats is offered no further one. */
  mostChats: z.number().int().min(1).max(50).default(3),
  /** How long an analyst is offered nothing after a chat, or until they have classified it. */
  wrapUpSeconds: z.number().min(0).max(3_600).default(0),
  /** What analysts often answer; `{name}` and `{analyst}` stand for who is spoken to, and who speaks. */
  replies: z
    .array(
      z
        .string()
        .trim()
        .min(1)
        .max(500)
        .refine((text) => !/[\r\n]/.test(text), 'must be one line'),
    )
    .max(40)
    .default([]),
  /** Which choices the menu offers (S0.15, S0.35). */
  options: z.strictObject({ chat: choice, incident: choice, status: choice }),
  /** Whom to ask about what is not offered; shown as it is. */
  contact: z.string().trim().max(200),
  /** When chats can be asked for; `null`: whenever somebody is on duty. */
  hours: z
    .strictObject({
      timeZone: z.string().refine(isTimeZone, 'must be a time zone like Europe/Paris'),
      week: z.strictObject(
        Object.fromEntries(WEEKDAYS.map((day) => [day, spans])) as Record<(typeof WEEKDAYS)[number], typeof spans>,
      ),
      holidays: z.array(z.iso.date()).max(200),
    })
    .nullable(),
  /** What the workspace has of the contract's purchased services (S1.12). */
  services: z.array(z.string().trim().min(1).max(100)).max(100).default([]),
  /** Whether personal Microsoft accounts may use it: as the contract says, or otherwise (S1.17 to S1.19). */
  personalAccounts: z.enum(PERSONAL_ACCOUNTS).default('contract'),
  /** For how long chats that ended and incidents that were settled are kept with their words and names; `null`: always. */
  keepDays: z.number().int().min(1).max(3_650).nullable().default(null),
  /** What an incident may be about: a family of `CATEGORIES`, or words of the workspace's own, « French | English ». */
  categories: z
    .array(
      z
        .string()
        .trim()
        .max(80)
        .refine((text) => /[^|\s]/.test(text) && !/[\r\n]/.test(text), 'must be a name, or two with a bar between'),
    )
    .max(40)
    .default(() => [...CATEGORIES]),
  /** What people may ask for by a form of its own (S0.6). */
  catalogue: z.array(itemDocument).max(200).default([]),
  /** What its forms let people choose from, where that is too much for a question's own options. */
  lists: z.array(listDocument).max(MOST_LISTS).default([]),
  /** The company's own ticket system, by the name of its connection (`TICKET_SYSTEMS`); `null`: the service's own. */
  ticketSystem: z
    .strictObject({
      connection: z.string().trim().min(1).max(40),
      /** How often it is asked what changed there (S2.8). */
      sync: z.enum(SYNCS).default('fast'),
      /** Names of its queue and fields that differ from the usual ones. */
      mapping: z.record(z.string().max(80), z.string().trim().max(200)).default({}),
    })
    .nullable()
    .default(null),
  /** Who supports whom, and where what is not the desk's own goes (S3.1, S3.4, S3.22); names and numbers as they are shown. */
  support: z
    .strictObject({
      lead: z.enum(LEADS).default('customer'),
      ...(Object.fromEntries(SUPPORT_CONTACTS.map((name) => [name, contactText])) as Record<
        (typeof SUPPORT_CONTACTS)[number],
        typeof contactText
      >),
    })
    .prefault({}),
  /** What is promised of incidents and requests, by severity, in minutes of the hours (S3.12); `null`: nothing. */
  sla: z.strictObject({ A: terms, B: terms, C: terms }).nullable().default(null),
  /** Whether, and how often, Microsoft is asked how its services are (S2.8, S2.17). */
  serviceHealth: z.enum(HEALTH_SYNCS).default('off'),
  /** Roles of the workspace's own, beside those that are built in. */
  roles: z.array(roleDocument).max(50).default(DEFAULT_ACCESS.roles),
  /** Who has which role here. */
  assignments: z.array(assignmentDocument).max(200).default(DEFAULT_ACCESS.assignments),
})

/** A document; `groups`: who is in those that its assignments name, of what is in force. */
export type Settings = z.output<typeof settingsDocument> & { readonly groups?: GroupMembers }

/** The document alone. */
export function withoutGroups({ groups: _, ...document }: Settings): Settings {
  return document
}

/** Whether the menu offers this to whoever may so much by their roles (S0.15, S0.35). */
export function isOffered(
  { options }: Pick<Settings, 'options'>,
  permissions: ReadonlySet<string>,
  option: Option,
): boolean {
  return options[option] === 'on' || (options[option] === 'role' && permissions.has(`option.${option}`))
}

/** What it says of chats. */
export function rulesIn({
  silenceSeconds,
  answerSeconds,
  waitSeconds,
  offerTiers,
  offerSeconds,
  mostChats,
  wrapUpSeconds,
  replies,
  categories,
  ...access
}: Pick<
  Settings,
  | 'roles'
  | 'assignments'
  | 'silenceSeconds'
  | 'answerSeconds'
  | 'waitSeconds'
  | 'offerTiers'
  | 'offerSeconds'
  | 'mostChats'
  | 'wrapUpSeconds'
  | 'replies'
  | 'categories'
>): ChatRules {
  return {
    silenceMs: silenceSeconds * 1000,
    answerMs: toMs(answerSeconds),
    waitMs: toMs(waitSeconds),
    offerTiers,
    offerMs: Math.round(offerSeconds * 1000),
    mostChats,
    wrapUpMs: Math.round(wrapUpSeconds * 1000),
    replies,
    hasCategories: categories.length > 0,
    hasSupervisors: isGranted(access, 'chat.supervise'),
  }
}

function toMs(seconds: number | null): number | undefined {
  return seconds === null ? undefined : Math.round(seconds * 1000)
}

/** What is wrong with a document, and where: a path like `hours.week.monday`. */
export interface SettingsFault {
  readonly path: string
  /** A short English clause, for files; cards have a sentence for each path. */
  readonly reason: string
}

export type ParsedSettings =
  | { readonly ok: true; readonly settings: Settings }
  | { readonly ok: false; readonly faults: readonly SettingsFault[] }

/** Reads a document and finds every fault at once: of form, then of meaning. */
export function parseSettings(document: unknown): ParsedSettings {
  const parsed = settingsDocument.safeParse(withoutSchema(document))
  if (!parsed.success) {
    const faults = parsed.error.issues.map((issue) => ({ path: issue.path.join('.'), reason: lowered(issue.message) }))
    return { ok: false, faults }
  }
  const faults = faultsOf(parsed.data)
  return faults.length > 0 ? { ok: false, faults } : { ok: true, settings: parsed.data }
}

/** `$schema` is for editors. */
function withoutSchema(document: unknown): unknown {
  if (typeof document !== 'object' || document === null || Array.isArray(document)) return document
  const { $schema: _, ...rest } = document as Readonly<Record<string, unknown>>
  return rest
}

/** Incoherent settings: each part is right, and together they leave somebody without a way. */
function faultsOf({
  options,
  contact,
  hours,
  categories,
  catalogue,
  lists,
  ...access
}: Settings): readonly SettingsFault[] {
  const off = OPTIONS.filter((option) => options[option] === 'off')
  const byRole = OPTIONS.filter((option) => options[option] === 'role')
  return [
    ...(off.length === OPTIONS.length ? [{ path: 'options', reason: 'at least one must be on' }] : []),
    ...(off.length + byRole.length > 0 && contact === ''
      ? [{ path: 'contact', reason: `is missing: whom to ask about ${[...off, ...byRole].join(', ')}` }]
      : []),
    // The menu is in people's own chats: nobody is in the desk's channel there.
    ...byRole
      .filter((option) => !isNamed(access, `option.${option}`))
      .map((option) => ({ path: `options.${option}`, reason: `nobody has a role with option.${option}` })),
    ...(hours !== null && WEEKDAYS.every((day) => hours.week[day].trim() === '')
      ? [{ path: 'hours.week', reason: 'no day has hours; null means always' }]
      : []),
    ...categories.flatMap((its, n) =>
      categories.indexOf(its) < n ? [{ path: `categories.${n}`, reason: 'is there twice' }] : [],
    ),
    ...catalogueFaults(catalogue, lists),
    ...accessFaults(access),
    ...(options.chat !== 'off' && !isGranted(access, 'chat.take')
      ? [{ path: 'assignments', reason: 'nobody may take chats, which are on' }]
      : []),
  ]
}

/** Zod speaks in sentences; a fault is a clause after its place. */
function lowered(message: string): string {
  return `${message.slice(0, 1).toLowerCase()}${message.slice(1)}`
}

/** A leaf of a document that differs: text as the document has it; `undefined` where a document has no such leaf. */
export interface Difference {
  readonly path: string
  readonly before: string | undefined
  readonly after: string | undefined
}

/** What changes from one document to another, in the order of the document. */
export function differencesOf(before: Settings, after: Settings): readonly Difference[] {
  const [old, fresh] = [leavesOf(before), leavesOf(after)]
  const paths = [...new Set([...fresh.keys(), ...old.keys()])]
  return paths
    .map((path) => ({ path, before: old.get(path), after: fresh.get(path) }))
    .filter((its) => its.before !== its.after)
}

function leavesOf(settings: Settings): ReadonlyMap<string, string> {
  const { options, hours, ticketSystem } = settings
  return new Map<string, string>([
    ['name', settings.name],
    ['color', settings.color],
    ['language', settings.language],
    ['silenceSeconds', String(settings.silenceSeconds)],
    ['answerSeconds', String(settings.answerSeconds ?? '')],
    ['waitSeconds', String(settings.waitSeconds ?? '')],
    ['mentions', settings.mentions ? 'on' : 'off'],
    ['offerTiers', settings.offerTiers.join(', ')],
    ['offerSeconds', String(settings.offerSeconds)],
    ['mostChats', String(settings.mostChats)],
    ['wrapUpSeconds', String(settings.wrapUpSeconds)],
    ['replies', settings.replies.join(' · ')],
    ...OPTIONS.map((option) => [`options.${option}`, options[option]] as const),
    ['contact', settings.contact],
    ['services', settings.services.join(', ')],
    ['personalAccounts', settings.personalAccounts],
    ['categories', JSON.stringify(settings.categories)],
    ...settings.catalogue.map((item) => [`catalogue.${item.id}`, JSON.stringify(item)] as const),
    ...settings.lists.map((list) => [`lists.${list.id}`, JSON.stringify(list)] as const),
    ['keepDays', settings.keepDays === null ? '' : String(settings.keepDays)],
    ['serviceHealth', settings.serviceHealth],
    ['support.lead', settings.support.lead],
    ...SUPPORT_CONTACTS.map((its) => [`support.${its}`, settings.support[its]] as const),
    ...SEVERITIES.map((its) => [`sla.${its}`, termsText(settings.sla?.[its])] as const),
    ['ticketSystem', ticketSystem?.connection ?? ''],
    ...(ticketSystem === null ? [] : leavesOfTicketSystem(ticketSystem)),
    ['hours', hours === null ? 'always' : 'hours'],
    ...(hours === null ? [] : leavesOfHours(hours)),
    ...leavesOfAccess(settings),
  ])
}

/** `60, 480, –`: what is not promised is a dash; empty where nothing is. */
export function termsText(its: Terms | undefined): string {
  if (its === undefined) return ''
  return [its.first, its.next, its.resolution].map((minutes) => minutes ?? '–').join(', ')
}

function leavesOfTicketSystem({
  sync,
  mapping,
}: NonNullable<Settings['ticketSystem']>): readonly (readonly [string, string])[] {
  const names = Object.entries(mapping).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return [
    ['ticketSystem.sync', sync],
    ['ticketSystem.mapping', names.map(([name, value]) => `${name} = ${value}`).join('\n')],
  ]
}

function leavesOfHours({ timeZone, week, holidays }: Hours): readonly (readonly [string, string])[] {
  return [
    ['hours.timeZone', timeZone],
    ...WEEKDAYS.map((day) => [`hours.week.${day}`, week[day]] as const),
    ['hours.holidays', holidays.join(', ')],
  ]
}

function leavesOfAccess({ roles, assignments }: Access): readonly (readonly [string, string])[] {
  return [
    ...roles.map(({ name, permissions }) => [`roles.${name}`, permissions.join(', ')] as const),
    ...assignments.map(({ name, role, description, members, clients }) => {
      const people = members.map((its) =>
        its === 'channel' ? its : 'id' in its ? `${its.name} ${its.id}`.trim() : its.group,
      )
      const parts = [`${role}: ${people.join(', ')}`, clients.join(', '), description].filter((part) => part !== '')
      return [`assignments.${name}`, parts.join('; ')] as const
    }),
  ]
}
