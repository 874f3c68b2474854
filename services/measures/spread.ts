/** The value that so large a share of them does not exceed (percentile by nearest rank); 0 where there are none. `sorted`: the least first. Pure. */
export function percentileOf(sorted: readonly number[], share: number): number {
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0
}
