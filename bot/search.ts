import { GROUPS, groupChoices } from '../cards/access/roles.ts'
import type { Choice } from '../cards/form.ts'
import { searchForGroups } from './access/groups.ts'
import { chosenFrom, searchField } from './catalogue/search.ts'
import type { Found, Turn } from './turn/reply.ts'

/**
 * What a field that finds its choices by typing finds for the words that were typed; `dataset`: which one, as its card says it. What is
 * asked of Graph is asked when it is called, outside of the turn's transaction.
 */
export async function search(turn: Turn, dataset: string, words: string): Promise<() => Promise<Found>> {
  return dataset === GROUPS ? await searchForGroups(turn, words) : await searchField(turn, dataset, words)
}

/** What is chosen in such a field already, by name. */
export async function chosen(turn: Turn, dataset: string, values: readonly string[]): Promise<readonly Choice[]> {
  return dataset === GROUPS ? groupChoices(values) : await chosenFrom(turn, dataset, values)
}
