import { createHash } from 'node:crypto'
import { parse } from 'node:path'

/** Where a comment has no field for our idempotency key, it stands at its end. */
export function referenceOf(key: string): string {
  return `[ref:${key}]`
}

/** Whether we said this ourselves. */
export function isOurs(text: string): boolean {
  return /\[ref:[\w:-]+\]\s*$/.test(text)
}

/** Where a file has no field for our idempotency key either, its name says which it is: `image-1f0c9a2b.png`. */
export function keyedFileName(name: string, key: string): string {
  const hash = createHash('sha256').update(key).digest('hex').slice(0, 8)
  // `^` would end a part of ServiceNow's queries.
  const { name: stem, ext } = parse(name.replaceAll('^', ''))
  return `${stem}-${hash}${ext}`
}
