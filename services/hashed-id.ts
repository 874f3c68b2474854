import { createHash } from 'node:crypto'

/** One id (a UUID) for one thing: whoever makes it twice from the same parts finds the first. Pure. */
export function hashedId(parts: readonly string[]): string {
  const hex = createHash('sha256').update(JSON.stringify(parts)).digest('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    '-',
  )
}
