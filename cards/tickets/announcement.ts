import type { Ticket } from '../../services/tickets/ticket.ts'
import { execute, openDialog, save } from '../button.ts'
import { formCard, textField } from '../form.ts'
import { plainCard } from '../plain.ts'
import type { Card } from '../render.ts'
import type { Sentences } from '../sentences.ts'
import { MOST_ANNOUNCED } from './actions.ts'

interface AnnounceForm {
  readonly ticket: Ticket
  readonly nonce: string
  readonly version: number
  readonly text: string
  readonly isFaulty: boolean
}

/** « Annoncer à tous »: what everybody of the workspace reads of an incident that hits many. */
export function announceForm(t: Sentences, { ticket, nonce, version, text, isFaulty }: AnnounceForm): Card {
  const field = textField({ id: 'text', label: t('announce.text'), value: text }, MOST_ANNOUNCED)
  return formCard(t, {
    title: t('announce.title'),
    about: t(ticket.announcement === undefined ? 'announce.about' : 'announce.about.again'),
    faults: isFaulty ? [t('announce.fault', { count: MOST_ANNOUNCED })] : [],
    fields: [{ ...field, isMultiline: true }],
    actions: [save(t('announce.save'), 'ticket.announce', nonce, { ticketId: ticket.id, version })],
  })
}

/** What the dialog shows once it is saved. */
export function announcedDialogCard(t: Sentences, { announcement, number }: Ticket): Card {
  if (announcement === undefined) return plainCard(t, { title: t('announce.none'), paragraphs: [t('saved.close')] })
  return plainCard(t, { title: t('announce.done', { number }), quote: announcement, paragraphs: [t('saved.close')] })
}

/** To whoever follows it: what is announced now, or that it is over. How it was resolved is between its requester and the desk. */
export function announcedCard(t: Sentences, ticket: Ticket, isOver: boolean): Card {
  const { id: ticketId, number, announcement = '' } = ticket
  const isWithdrawn = ticket.announcement === undefined
  if (isOver)
    return plainCard(t, {
      overline: { text: `● ${t(isWithdrawn ? 'announced.withdrawn' : 'announced.over')}`, color: 'Good' },
      title: t(isWithdrawn ? 'announced.withdrawn.title' : 'announced.over.title', { number }),
      ...(isWithdrawn ? {} : { quote: announcement }),
      paragraphs: [t('announced.over.text')],
      actions: [openDialog(t('menu.new'), 'ticket.open', {}), execute(t('menu.open'), 'menu.show', {})],
    })
  return plainCard(t, {
    overline: { text: `● ${t('announced')}`, color: 'Attention' },
    title: t('announced.news', { number }),
    quote: announcement,
    paragraphs: [],
    actions: [execute(t('announced.unfollow'), 'ticket.unfollow', { ticketId })],
  })
}
