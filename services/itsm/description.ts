import type { NewTicket } from './port.ts'

/**
 * The words of a new ticket. Above them stand the name of its requester, where the system does not know them (`unknown`), and of
 * whoever opened it for them.
 */
export function describeTicket({ description, openedBy }: NewTicket, unknown: string | undefined): string {
  const about = [...(unknown ? [unknown] : []), ...(openedBy === undefined ? [] : [`(${openedBy})`])]
  return about.length === 0 ? description : `${about.join(' ')}\n\n${description}`
}
