import { type Access, isMember } from '../access/access.ts'
import { folded } from '../bilingual/bilingual.ts'
import { type CatalogueItem, type ReferenceList, withEntries } from './catalogue.ts'

/** A workspace's settings, as far as they say what is offered there. */
interface Offering extends Pick<Access, 'assignments' | 'groups'> {
  readonly catalogue: readonly CatalogueItem[]
  readonly services: readonly string[]
  readonly lists: readonly ReferenceList[]
}

/** Who looks at a catalogue. */
interface Reader {
  readonly objectId: string
  readonly isServiceAdministrator: boolean
  /** The workspace lets them open incidents. */
  readonly mayReport: boolean
}

/**
 * What a workspace offers to somebody (S1.12): what needs a service that it has not, or a role that they have not, is not there.
 * What is pinned stands first, then what is asked for most. Its references have the entries of their lists. Pure.
 */
export function offeredItems(
  offering: Offering,
  { objectId, isServiceAdministrator, mayReport }: Reader,
  uses: ReadonlyMap<string, number>,
): readonly CatalogueItem[] {
  const { catalogue, services, assignments, lists } = offering
  const roles = new Set(assignments.filter((its) => isMember(offering, its, objectId)).map(({ role }) => role))
  const has = new Set(services.map(folded))
  return catalogue
    .filter((item) => item.kind !== 'incident' || mayReport)
    .filter((item) => item.service === '' || has.has(folded(item.service)))
    .filter((item) => item.roles.length === 0 || isServiceAdministrator || item.roles.some((role) => roles.has(role)))
    .map((item) => ({ ...item, fields: item.fields.map((field) => withEntries(field, lists)) }))
    .toSorted(
      (one, other) => Number(other.pinned) - Number(one.pinned) || (uses.get(other.id) ?? 0) - (uses.get(one.id) ?? 0),
    )
}

/** Those that have all the words somewhere: in a name, in what it is for, or in what its form asks; accents do not matter. Pure. */
export function searchItems(items: readonly CatalogueItem[], query: string): readonly CatalogueItem[] {
  const words = folded(query).split(' ')
  return items.filter(({ name, about, fields }) => {
    const text = folded([name, about, ...fields.flatMap(wordsOf)].join(' '))
    return words.every((word) => text.includes(word))
  })
}

/** A list of hundreds would find everything. */
function wordsOf({ kind, label, options }: CatalogueItem['fields'][number]): readonly string[] {
  return kind === 'reference' ? [label] : [label, ...options]
}
