import type { Turn } from '../turn/reply.ts'

/** The idempotency key of a dialog's nonce: nobody can use up another's. */
export function keyOf({ person }: Pick<Turn, 'person'>, nonce: string): string {
  return `${person.objectId}:${nonce}`
}
