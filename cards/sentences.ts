import { IntlMessageFormat } from 'intl-messageformat'
import type { Language } from '../services/people/person.ts'
import en from './strings/en.json' with { type: 'json' }
import fr from './strings/fr.json' with { type: 'json' }

export type SentenceKey = keyof typeof fr

/** Says a sentence of `strings/<language>.json` (ICU message format), in one person's language. */
export interface Sentences {
  readonly language: Language
  (key: SentenceKey, values?: Readonly<Record<string, string | number>>): string
}

const sentences: Readonly<Record<Language, Readonly<Record<SentenceKey, string>>>> = { fr, en }

const speakers: Readonly<Record<Language, Sentences>> = { fr: speaker('fr'), en: speaker('en') }

export function sentencesIn(language: Language): Sentences {
  return speakers[language]
}

function speaker(language: Language): Sentences {
  const kept = new Map<SentenceKey, IntlMessageFormat>()
  const say = (key: SentenceKey, values?: Readonly<Record<string, string | number>>): string => {
    let format = kept.get(key)
    if (format === undefined) {
      format = new IntlMessageFormat(sentences[language][key], language, undefined, { ignoreTag: true })
      kept.set(key, format)
    }
    return String(format.format(values))
  }
  return Object.assign(say, { language })
}
