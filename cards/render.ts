import { GlobalSettings, Template } from 'adaptivecards-templating'

/** An Adaptive Card 1.5 as JSON. */
export interface Card {
  readonly type: 'AdaptiveCard'
  readonly fallbackText: string
  readonly [property: string]: unknown
}

/** Fills a template, again and again; making the template is what costs. A placeholder that nothing fills is a fault of ours. */
export function template<Data extends object>(json: object): (data: Data) => Card {
  const kept = new Template(json)
  return (data) => {
    const unfilled: string[] = []
    GlobalSettings.getUndefinedFieldValueSubstitutionString = (path) => {
      unfilled.push(path)
      return ''
    }
    const card = kept.expand({ $root: data }) as Card
    if (unfilled.length > 0) throw new Error(`The card has no value for ${unfilled.join(', ')}.`)
    return card
  }
}

/** A time as the reader's own client writes it, in its zone and manner. */
export function timeOf(at: number): string {
  return `{{TIME(${instant(at)})}}`
}

export function dateAndTimeOf(at: number): string {
  return `{{DATE(${instant(at)}, COMPACT)}} {{TIME(${instant(at)})}}`
}

/** Teams formats no fractions of a second. */
function instant(at: number): string {
  return new Date(at).toISOString().replace(/\.\d+Z$/, 'Z')
}

/** A card in one plain line, for the notification that announces it: times and marks are for a card's own renderer. */
export function summaryOf(card: Card): string {
  const lines = card.fallbackText.split('\n')
  const plain = lines.find((line) => !line.includes('{{')) ?? ''
  return plain.replace(/\\([\\`*_[\]~#|])/g, '$1').slice(0, 200)
}
