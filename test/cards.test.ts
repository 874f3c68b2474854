import { strict as assert } from 'node:assert'
import { createRequire } from 'node:module'
import { type Card, template } from '../cards/render.ts'
import { sentencesIn } from '../cards/sentences.ts'
import { everyCardSaying } from './every-card.ts'

const { Version, AdaptiveCard, SerializationContext } = createRequire(import.meta.url)(
  'adaptivecards-renderer/dist/adaptivecards.js',
)

/** What a person may write or be called, to make a card say or do something else. */
const HOSTILE =
  '**gras** _i_ [lien](javascript:x) <at>Sophie</at> ${title} {{DATE(2026-01-01T00:00:00Z)}} `code` # titre'
const everyCard = everyCardSaying(HOSTILE)

describe('every card', () => {
  for (const language of ['fr', 'en'] as const) {
    for (const [name, card] of Object.entries(everyCard(sentencesIn(language)))) {
      it(`is sound: ${name}, ${language}`, () => {
        checkWithRenderer(card)
        checkParts(card)
        assert.equal(card['version'], '1.5')
        assert.equal(card['lang'], language)
        assert.ok(card.fallbackText.length > 0, 'no fallback text')
        assert.doesNotMatch(card.fallbackText.replaceAll(HOSTILE, ''), /\{\{/, 'a date function where none is read')
        assert.ok(JSON.stringify(card).length < 28_000, 'heavier than a card should be')
      })
    }
  }

  it('is refused when a placeholder stays unfilled', () => {
    for (const text of ['${there} ${notThere}', '${notThere}', '${there.notThere}']) {
      const fill = template({ type: 'AdaptiveCard', body: [{ type: 'TextBlock', text }] })
      assert.throws(() => fill({ there: {} }), /notThere/, text)
    }
  })
})

/**
 * Microsoft's own parser, held to version 1.5. It knows no `choices.data`, which Teams has as an extension, and its
 * check of `lang` remembers the last card: every second valid one is refused.
 */
const QUIRKS = [
  /choices\.data/,
  /^An Input\.ChoiceSet must have at least one choice/,
  /^Invalid value "(fr|en)" for property "lang"/,
]

function checkWithRenderer(card: Card): void {
  const context = new SerializationContext(Version.parse('1.5', new SerializationContext()))
  const parsed = new AdaptiveCard()
  parsed.parse(card, context)
  const events: { message: string }[] = Array.from({ length: context.eventCount }, (_, n) => context.getEventAt(n))
  events.push(...parsed.validateProperties().validationEvents)
  const faults = events.map(({ message }) => message).filter((message) => !QUIRKS.some((quirk) => quirk.test(message)))
  assert.deepEqual(faults, [])
}

/** Labels for inputs, titles for buttons, at most three of them, and nothing of a person's where Markdown is read. */
function checkParts(card: Card): void {
  const buttons = card['actions'] as { title: string; type: string }[]
  assert.ok(buttons.length <= 3, `${buttons.length} buttons`)
  for (const element of elementsOf(card)) {
    const type = String(element['type'])
    if (type.startsWith('Input.')) {
      assert.ok(element['label'], `an input without a label: ${element['id']}`)
      if (element['isRequired']) assert.ok(element['errorMessage'], `no error message: ${element['id']}`)
    }
    if (type.startsWith('Action.')) assert.ok(element['title'], `a button without a title: ${JSON.stringify(element)}`)
    if (type === 'Action.Execute') assert.equal((element['fallback'] as { type: string }).type, 'Action.Submit')
    if (type === 'TextBlock') assertAsWritten(String(element['text']))
    if (type === 'TextRun')
      assert.doesNotMatch(String(element['text']), /\{\{DATE\(2026-01-01|<at>/, 'a function or a mention of a person’s')
  }
  // What is chosen from a list is no Markdown; what is ticked is.
  const isRead = ({ type, style }: Record<string, unknown>) =>
    type === 'FactSet' || (type === 'Input.ChoiceSet' && style === 'expanded')
  for (const element of elementsOf(card).filter(isRead)) {
    for (const line of (element['facts'] ?? element['choices']) as Record<string, unknown>[])
      assertAsWritten(`${line['title']} ${line['value']}`)
  }
}

function assertAsWritten(markdown: string): void {
  assert.doesNotMatch(
    markdown,
    /(^|[^\\])\*\*gras|(^|[^\\])_i_|(^|[^\\])\[lien|<at>|\{\{DATE\(2026-01-01|(^|[^\\])`code/,
    'a person’s marks would be read',
  )
  if (markdown.includes('gras')) assert.ok(markdown.includes('${title}'), 'a person’s text was evaluated')
}

function elementsOf(node: unknown): Record<string, unknown>[] {
  if (Array.isArray(node)) return node.flatMap(elementsOf)
  if (typeof node !== 'object' || node === null) return []
  return [
    node as Record<string, unknown>,
    ...Object.entries(node).flatMap(([key, value]) => (key === 'data' ? [] : elementsOf(value))),
  ]
}
