import type { Ticket } from '../../services/tickets/ticket.ts'

/** What a sentence about a ticket says of it: its number, and whether it is an incident or a request. */
export function named({ number, kind }: Pick<Ticket, 'number' | 'kind'>): {
  readonly number: string
  readonly kind: 'incident' | 'request'
} {
  return { number, kind: kind === 'incident' ? 'incident' : 'request' }
}
