/** Ours over theirs, from rounds measured side by side. */
export interface Ratio {
  readonly median: number
  readonly least: number
  readonly most: number
}

/** Each round gives one ratio: the machine's mood of that round touches both. */
export function ratioOf(ours: readonly number[], theirs: readonly number[]): Ratio {
  const ratios = ours.map((value, n) => value / (theirs[n] ?? Number.NaN)).sort((a, b) => a - b)
  return { median: medianOf(ratios), least: rounded(ratios[0]), most: rounded(ratios.at(-1)) }
}

export function medianOf(sorted: readonly number[]): number {
  const middle = (sorted.length - 1) / 2
  return rounded(((sorted[Math.floor(middle)] ?? 0) + (sorted[Math.ceil(middle)] ?? 0)) / 2)
}

export function rounded(value: number | undefined): number {
  return Number((value ?? Number.NaN).toPrecision(4))
}
