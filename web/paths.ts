type Data = Readonly<Record<string, unknown>>

/** The page that shows what a look in a chat would show: a link takes the button's place. Pure. */
export function pageOf(verb: string, { ticketId, requestId, lookupId, page }: Data): string | undefined {
  if (verb === 'menu.show') return '/'
  if (verb === 'ticket.list') return '/incidents'
  if (verb === 'catalogue.show') return '/catalogue'
  if (verb === 'draft.list') return '/drafts'
  if (verb === 'approval.list') return '/approvals'
  if (verb === 'settings.show') return '/settings'
  if (verb === 'member.show') return '/settings/members'
  if (verb === 'access.show') return '/settings/roles'
  if (verb === 'catalogue.items') return '/settings/catalogue'
  if (verb === 'audit.show') return '/settings/journal'
  if (verb === 'lookup.start') return '/troubleshoot'
  if (verb === 'health.show' && page === 0) return '/health'
  if (verb === 'lookup.show') return lookupPath(String(lookupId))
  if (verb === 'request.show') return requestPath(String(requestId))
  if (verb === 'ticket.show' && page === undefined) return ticketPath(String(ticketId))
  return undefined
}

/** `isTalking`: whoever did it waits for an analyst or talks to one. The page that shows what an act came to, instead of the card that answers it. Pure. */
export function pageAfter(verb: string, { ticketId, requestId }: Data, isTalking: boolean): string | undefined {
  if (verb === 'ticket.confirm') return ticketPath(String(ticketId))
  if (verb === 'ticket.follow' || verb === 'ticket.unfollow') return '/'
  if (verb === 'request.withdraw') return requestPath(String(requestId))
  // What came of it stands above the words.
  if (verb.startsWith('handoff.') && isTalking) return '/chat'
  if (verb === 'catalogue.view') return '/catalogue'
  if (verb === 'client.choose' || verb === 'client.all') return '/health'
  if (verb === 'settings.activate' || verb === 'settings.discard') return '/settings'
  if (verb === 'audit.verify') return '/settings/journal'
  return verb === 'draft.discard' ? '/drafts' : undefined
}

/** The page that shows what a dialog that was saved came to, where its own last words would send whoever reads them elsewhere. Pure. */
export function pageAfterSaved(verb: string): string | undefined {
  if (verb === 'lookup.open') return '/troubleshoot/latest'
  // The draft waits there to be read and activated.
  return /^(settings\.edit|catalogue\.(edit|lists)|access\.(assign|define))$/.test(verb) ? '/settings' : undefined
}

/** What is known of somebody for whom a reason was given. */
export function lookupPath(lookupId: string): string {
  return `/troubleshoot/${encodeURIComponent(lookupId)}`
}

export function requestPath(requestId: string): string {
  return `/requests/${encodeURIComponent(requestId)}`
}

export function ticketPath(ticketId: string): string {
  return `/incidents/${encodeURIComponent(ticketId)}`
}

/** A page of a desk's console. */
export function deskPath(deskId: string, ...parts: readonly string[]): string {
  return ['/desks', deskId, ...parts].map((part, n) => (n === 0 ? part : encodeURIComponent(part))).join('/')
}

/** The page of a console that shows what a look in the desk's channel would show. Pure. */
export function deskPageOf(deskId: string, verb: string, { handoffId, ticketId }: Data): string | undefined {
  if (verb === 'handoff.view') return deskPath(deskId, 'chats', String(handoffId))
  return verb === 'ticket.history' ? deskPath(deskId, 'incidents', String(ticketId)) : undefined
}

/**
 * The page of a console that shows what an act came to. `isForm`: what answers it is a dialog that is not done yet, which is to be
 * shown itself. Pure.
 */
export function deskPageAfter(deskId: string, verb: string, data: Data, isForm: boolean): string | undefined {
  const { handoffId, ticketId } = data
  if (isForm) return undefined
  if (verb === 'desk.on' || verb === 'desk.off') return deskPath(deskId)
  if (verb === 'desk.keep-filter') return `${deskPath(deskId, 'incidents')}?${String(data['query'])}`
  if (verb === 'desk.drop-filter') return deskPath(deskId, 'incidents')
  if (verb === 'lookup.open') return pageAfterSaved(verb)
  if (/^handoff\.(take|end|undo|keep|answer|note)$/.test(verb)) return deskPath(deskId, 'chats', String(handoffId))
  return verb === 'ticket.take' || verb === 'ticket.step' ? deskPath(deskId, 'incidents', String(ticketId)) : undefined
}
