/** Where a comment has no field for our idempotency key, it stands at its end. */
export function referenceOf(key: string): string {
  return `[ref:${key}]`
}

/** Whether we said this ourselves. */
export function isOurs(text: string): boolean {
  return /\[ref:[\w:-]+\]\s*$/.test(text)
}
