import { DEFAULT_ACCESS } from '../access/access.ts'
import { SEED } from '../catalogue/seed.ts'
import type { Config } from '../config.ts'
import type { Language } from '../people/person.ts'
import { CATEGORIES } from '../tickets/ticket.ts'
import type { Settings } from './settings.ts'

/** What the default assignment is called. */
const DESK_TEAM: Readonly<Record<Language, string>> = { fr: 'Centre de services', en: 'Service desk' }

/** What is in force in a workspace that has no settings of its own: everything, always. */
export function defaultSettings({ language, silenceMs }: Pick<Config, 'language' | 'silenceMs'>): Settings {
  return {
    name: '',
    color: 'default',
    language,
    silenceSeconds: silenceMs / 1000,
    answerSeconds: 600,
    waitSeconds: 900,
    mentions: true,
    offerTiers: [],
    offerSeconds: 60,
    mostChats: 3,
    wrapUpSeconds: 0,
    ticketSystem: null,
    replies: [],
    options: { chat: 'on', incident: 'on', status: 'on' },
    contact: '',
    hours: null,
    services: [],
    lists: [],
    serviceHealth: 'off',
    sla: null,
    support: { lead: 'customer', provider: '', administrator: '', operations: '', hardware: '', others: '' },
    personalAccounts: 'contract',
    keepDays: null,
    categories: [...CATEGORIES],
    catalogue: [...SEED],
    roles: [],
    assignments: DEFAULT_ACCESS.assignments.map((its) => ({ ...its, name: DESK_TEAM[language] })),
  }
}
