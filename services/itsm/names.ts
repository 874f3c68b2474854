/** A workspace may map each of our categories to a name of theirs: `category.devices`. */
const CATEGORY = 'category.'

type Names = Readonly<Record<string, string>>

export function isCategoryName(name: string): boolean {
  return name.startsWith(CATEGORY)
}

export function theirCategory(names: Names, category: string | undefined): string {
  return category === undefined ? '' : (names[`${CATEGORY}${category}`] ?? category)
}

/** `undefined`: it has none. */
export function ourCategory(names: Names, theirs: string | undefined): string | undefined {
  if (theirs === undefined || theirs === '') return undefined
  const name = Object.keys(names).find((its) => isCategoryName(its) && names[its] === theirs)
  return name?.slice(CATEGORY.length) ?? theirs
}

/** Which of our words has this one of theirs. */
export function keyOf<Ours extends string>(
  words: Readonly<Record<Ours, string>>,
  theirs: string | undefined,
): Ours | undefined {
  return (Object.keys(words) as Ours[]).find((ours) => words[ours] === theirs)
}
