type Data = Readonly<Record<string, unknown>>

/** The page that shows what a look in a chat would show: a link takes the button's place. Pure. */
export function pageOf(verb: string, { ticketId, page }: Data): string | undefined {
  if (verb === 'menu.show') return '/'
  if (verb === 'ticket.list') return '/incidents'
  if (verb === 'ticket.show' && page === undefined) return ticketPath(String(ticketId))
  return undefined
}

/** The page that shows what an act came to, instead of the card that answers it. Pure. */
export function pageAfter(verb: string, { ticketId }: Data): string | undefined {
  return verb === 'ticket.confirm' ? ticketPath(String(ticketId)) : undefined
}

export function ticketPath(ticketId: string): string {
  return `/incidents/${encodeURIComponent(ticketId)}`
}
