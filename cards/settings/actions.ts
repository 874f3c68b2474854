import { z } from 'zod'
import { WEEKDAYS } from '../../services/calendars/calendar.ts'
import { dialog, id, version } from '../fields.ts'

export const settingsActions = {
  /** « Administration » */
  'settings.show': z.object({}),
  /** « Vérifier l’installation » (F12) */
  'settings.check': z.object({}),
  /** « Activer » a draft */
  'settings.activate': z.object({ revision: id }),
  /** « Abandonner » a draft */
  'settings.discard': z.object({ revision: id }),
  /** « Revenir à la version précédente »: from this version */
  'settings.back': z.object({ version }),
} as const

const text = z.string().max(2_500).default('')
const days = Object.fromEntries(WEEKDAYS.map((day) => [day, text])) as Record<(typeof WEEKDAYS)[number], typeof text>

export const settingsDialogs = {
  /** « Aperçu » of a draft, as somebody sees it; nothing is saved */
  'settings.preview': dialog({ revision: id }, { person: z.guid().or(z.literal('')).default('') }),
  /** « Rejouer » the last days with a draft's rules of the queue (F10); nothing is saved */
  'settings.replay': dialog({ revision: id }, {}),
  /** « Changer les réglages » of this version: what is typed is read as a whole, see `documentOf`. */
  'settings.edit': dialog(
    { version },
    {
      name: text,
      color: text,
      language: text,
      services: text,
      personalAccounts: text,
      keepDays: text,
      serviceHealth: text,
      lead: text,
      provider: text,
      administrator: text,
      operations: text,
      hardware: text,
      others: text,
      slaA: text,
      slaB: text,
      slaC: text,
      ticketSystem: text,
      sync: text,
      mapping: z.string().max(8_000).default(''),
      families: text,
      ownCategories: text,
      silenceSeconds: text,
      answerSeconds: text,
      waitSeconds: text,
      mentions: text,
      offerTiers: text,
      offerSeconds: text,
      mostChats: text,
      wrapUpSeconds: text,
      replies: z.string().max(24_000).default(''),
      chat: text,
      incident: text,
      status: text,
      contact: text,
      hours: text,
      timeZone: text,
      ...days,
      holidays: text,
    },
  ),
} as const
