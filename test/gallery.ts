import { pathToFileURL } from 'node:url'
import { sentencesIn } from '../cards/sentences.ts'
import { withTimes } from '../simulator/card-reader.ts'
import { serveGallery } from '../simulator/page-server.ts'
import { everyCardSaying } from './every-card.ts'

/** The least and the most that a card may have to show. */
const WORDS = {
  short: 'Écran',
  long: `${'Depuis ce matin, mon ordinateur portable ne se connecte plus au réseau de l’étage, et l’imprimante non plus. '.repeat(2)}\\\\srv-fichiers-01\\partage\\direction-generale\\2026\\${'a'.repeat(70)}`,
} as const

/** A picture that is there, for the one of a file that is not. */
const PICTURE = 'https://desk.example/f'
const DOT = 'data:image/gif;base64,R0lGODlhAQABAIAAAGJmZgAAACwAAAAAAQABAAACAkQBADs='

/** Serves every card on loopback, in each state and language, each with the shortest and the longest data. */
export async function startGallery() {
  const cards = Object.fromEntries((['fr', 'en'] as const).map((language) => [language, cardsIn(language)]))
  const names = Object.keys(cards['fr']?.['short'] ?? {})
  return { names, ...(await serveGallery(cards)) }
}

function cardsIn(language: 'fr' | 'en'): Readonly<Record<string, Readonly<Record<string, unknown>>>> {
  const reader = { locale: language === 'fr' ? 'fr-FR' : 'en-GB', timeZone: 'Europe/Paris' }
  return Object.fromEntries(
    Object.entries(WORDS).map(([length, words]) => {
      const cards = JSON.stringify(everyCardSaying(words)(sentencesIn(language))).replaceAll(PICTURE, DOT)
      return [length, JSON.parse(withTimes(cards, reader))]
    }),
  )
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { url, names } = await startGallery()
  process.stdout.write(`${names.length} cards: ${url}\n`)
}
