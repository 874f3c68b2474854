import { asWritten } from '../../cards/as-written.ts'
import { choiceOf, datasetOf } from '../../cards/catalogue/form.ts'
import type { Choice } from '../../cards/form.ts'
import { useShare } from '../../services/access/shares.ts'
import { folded } from '../../services/bilingual/bilingual.ts'
import { type Field, LONGEST, optionValue } from '../../services/catalogue/catalogue.ts'
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
  if (field?.kind === 'reference') {
    const matching = field.options.filter((option) => hasAll(option, words)).slice(0, MOST_FOUND)
    const choices = matching.map((option) => choiceOf(turn.t, option))
    return async () => ({ choices })
  }
  if (field?.kind !== 'device') return async () => ({ choices: [] })
  const { graph, person } = turn
  const mayAsk = graph.isConnected && (await useShare(turn, person, 'lookups')) === undefined
  return async () => {
    const devices = mayAsk
      ? await within(PATIENCE_MS, 'person.devices', () => devicesOf(graph, person.tenantId, person.objectId))
      : undefined
    const names = devices?.ok === true ? devices.value.map(({ name, model }) => deviceWords(name, model)) : []
    const typed = maskSecrets(words.trim()).text
    const all = [...names.filter((name) => hasAll(name, words)), ...(typed === '' ? [] : [typed])]
    const choices = [...new Set(all)]
      .slice(0, MOST_FOUND)
      .map((name) => ({ title: asWritten(name), value: name.slice(0, LONGEST.device) }))
    return { choices }
  }
}

/** What is chosen in such a field already, by name. */
export async function chosenFrom(turn: Turn, dataset: string, values: readonly string[]): Promise<readonly Choice[]> {
  if (values.length === 0) return []
  const options = (await fieldFor(turn, dataset))?.options ?? []
  return values.map((value) => {
    const option = options.find((its) => optionValue(its) === value)
    return option === undefined ? { title: asWritten(value), value } : choiceOf(turn.t, option)
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

function hasAll(text: string, words: string): boolean {
  return folded(words)
    .split(' ')
    .every((word) => folded(text).includes(word))
}
