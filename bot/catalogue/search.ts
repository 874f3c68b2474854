import { choiceOf, datasetOf } from '../../cards/catalogue/form.ts'
import type { Choice } from '../../cards/form.ts'
import { useShare } from '../../services/access/shares.ts'
import { folded, inLanguage } from '../../services/bilingual/bilingual.ts'
import { choiceValue, type Field, LONGEST } from '../../services/catalogue/catalogue.ts'
import { devicesOf } from '../../services/graph/devices.ts'
import { within } from '../../services/graph/within.ts'
import { maskSecrets } from '../../services/secrets/secret.ts'
import { looked } from '../turn/guard.ts'
import type { Found, Turn } from '../turn/reply.ts'
import { offeredTo } from './present.ts'

/** As many as Teams shows at once. */
const MOST_FOUND = 15
/** Whoever types waits for it. */
const PATIENCE_MS = 3_000

/**
 * What a field of a form that is offered to the reader finds for the words that they typed. What is asked of Graph is asked when it is
 * called, outside of the turn's transaction. A device that is not found can be chosen as it was typed: nobody is stopped by an answer
 * that Graph does not have.
 */
export async function searchField(turn: Turn, dataset: string, words: string): Promise<() => Promise<Found>> {
  looked(turn, 'request.make')
  const field = await fieldFor(turn, dataset)
  if ((await useShare(turn, turn.person, 'choices')) !== undefined)
    return async () => ({ choices: [], note: turn.t('web.find.share', { name: words }) })
  if (field?.kind === 'reference') {
    const matching = field.options.filter(matcher(words)).slice(0, MOST_FOUND)
    // What is listed while one types is shown as it is: no marks are read there.
    const { language } = turn.t
    const choices = matching.map((its) => ({ title: inLanguage(its, language), value: choiceValue(field, its) }))
    return async () => ({ choices })
  }
  if (field?.kind !== 'device') return async () => ({ choices: [] })
  const { graph, person } = turn
  return async () => {
    const devices = graph.isConnected
      ? await within(PATIENCE_MS, 'person.devices', () => devicesOf(graph, person.tenantId, person.objectId))
      : undefined
    const names = devices?.ok === true ? devices.value.map(({ name, model }) => deviceWords(name, model)) : []
    const typed = maskSecrets(words.trim()).text
    const all = [...names.filter(matcher(words)), ...(typed === '' ? [] : [typed])]
    const choices = [...new Set(all)]
      .slice(0, MOST_FOUND)
      .map((name) => ({ title: name, value: name.slice(0, LONGEST.device) }))
    return { choices }
  }
}

/** What is chosen in such a field already, by name. */
export async function chosenFrom(turn: Turn, dataset: string, values: readonly string[]): Promise<readonly Choice[]> {
  if (values.length === 0) return []
  const field = await fieldFor(turn, dataset)
  const options = field?.options ?? []
  return values.map((value) => {
    const option = options.find((its) => choiceValue({ kind: field?.kind ?? 'text' }, its) === value)
    return option === undefined ? { title: value, value } : choiceOf(turn.t, { kind: field?.kind ?? 'text' }, option)
  })
}

/** Of what is offered to the reader. */
async function fieldFor(turn: Turn, dataset: string): Promise<Field | undefined> {
  const fields = (await offeredTo(turn)).flatMap((item) => item.fields.map((field) => ({ item, field })))
  return fields.find(({ item, field }) => datasetOf(item, field) === dataset)?.field
}

function deviceWords(name: string, model: string): string {
  return model === '' ? name : `${name} (${model})`
}

/** More different words than these find nothing else. */
const MOST_WORDS = 8

/** Whether a text has all the words, without accents or capitals. */
function matcher(words: string): (text: string) => boolean {
  const wanted = [...new Set(folded(words).split(' '))].slice(0, MOST_WORDS)
  return (text) => {
    const its = folded(text)
    return wanted.every((word) => its.includes(word))
  }
}
