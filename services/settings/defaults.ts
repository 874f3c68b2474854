import { DEFAULT_ACCESS } from '../access/access.ts'
import type { Config } from '../config.ts'
import type { Settings } from './settings.ts'

/** What is in force in a workspace that has no settings of its own: everything, always. */
export function defaultSettings({ language, silenceMs }: Pick<Config, 'language' | 'silenceMs'>): Settings {
  return {
    language,
    silenceSeconds: silenceMs / 1000,
    options: { chat: 'on', incident: 'on', status: 'on' },
    contact: '',
    hours: null,
    ...DEFAULT_ACCESS,
  }
}
