import { randomUUID } from 'node:crypto'
import type { ActionData } from '../../cards/actions.ts'
import { type feedbackActions, feedbackDialogs } from '../../cards/feedback/actions.ts'
import { feedbackForm, thankedCard, wordsForm } from '../../cards/feedback/feedback.ts'
import { useShare } from '../../services/access/shares.ts'
import type { Client } from '../../services/clients/client.ts'
import type { About } from '../../services/feedback/feedback.ts'
import { sendFeedback } from '../../services/feedback/send.ts'
import { opinionOf, saveOpinion } from '../../services/feedback/store.ts'
import { type Handoff, handoffSubject, isOpen } from '../../services/handoffs/handoff.ts'
import { isSettled, type Ticket, ticketSubject } from '../../services/tickets/ticket.ts'
import { client, showIssue } from '../clients/verbs.ts'
import { handoff } from '../handoffs/kinds.ts'
import { presentEnd } from '../handoffs/present.ts'
import { ticket } from '../tickets/kinds.ts'
import { presentTicket } from '../tickets/present.ts'
import { dialogFor, dialogOn, on, type Saved } from '../turn/guard.ts'
import type { Shown, Turn } from '../turn/reply.ts'
import type { Forms, Verbs } from '../turn/verbs.ts'

export const feedbackVerbs = {
  'feedback.chat': on(handoff, 'chat.own', answerAboutChat),
  'feedback.ticket': on(ticket, 'ticket.read', answerAboutTicket),
  'feedback.issue': on(client, 'client.read', answerAboutIssue),
} satisfies Verbs<typeof feedbackActions>

export const feedbackForms = {
  'feedback.chat-words': dialogOn(feedbackDialogs['feedback.chat-words'], handoff, 'chat.own', {
    open: async (turn, { id }) => await wordingAnew(turn, handoffSubject(id), { handoffId: id }),
    async save(turn, its, { nonce, sent }) {
      if (!sent.ok)
        return wording(turn, { nonce, text: sent.values.text, fault: 'feedback.fault' }, { handoffId: its.id })
      return await kept(turn, { about: handoffSubject(its.id), workspaceId: its.workspaceId, text: sent.fields.text })
    },
  }),
  'feedback.ticket-words': dialogOn(feedbackDialogs['feedback.ticket-words'], ticket, 'ticket.read', {
    open: async (turn, { id }) => await wordingAnew(turn, ticketSubject(id), { ticketId: id }),
    async save(turn, its, { nonce, sent }) {
      if (!sent.ok)
        return wording(turn, { nonce, text: sent.values.text, fault: 'feedback.fault' }, { ticketId: its.id })
      return await kept(turn, { about: ticketSubject(its.id), workspaceId: its.workspaceId, text: sent.fields.text })
    },
  }),
  'feedback.send': dialogFor(feedbackDialogs['feedback.send'], 'feedback.send', {
    open: async (turn) => sending(turn, { nonce: randomUUID(), text: '' }),
    save: send,
  }),
} satisfies Forms<typeof feedbackDialogs>

/** `recorded`: in the audit it would stand with their name, who were promised that the desk reads it without. */
const UNNAMED = { came: 'recorded' } as const

async function answerAboutChat(turn: Turn, its: Handoff, { verdict }: ActionData<'feedback.chat'>): Promise<Shown> {
  if (!isOpen(its))
    await saveOpinion(turn, {
      workspaceId: its.workspaceId,
      author: turn.person,
      about: handoffSubject(its.id),
      verdict,
    })
  return { card: await presentEnd(turn, turn.t, its), ...UNNAMED }
}

async function answerAboutTicket(turn: Turn, its: Ticket, { verdict }: ActionData<'feedback.ticket'>): Promise<Shown> {
  if (isSettled(its))
    await saveOpinion(turn, {
      workspaceId: its.workspaceId,
      author: turn.person,
      about: ticketSubject(its.id),
      verdict,
    })
  return { card: await presentTicket(turn.db, turn.t, turn.person, its), ...UNNAMED }
}

async function answerAboutIssue(turn: Turn, its: Client, data: ActionData<'feedback.issue'>): Promise<Shown> {
  const { issueId, verdict } = data
  const { workspace, person } = turn
  await saveOpinion(turn, { about: `issue:${issueId}`, workspaceId: workspace.id, author: person, verdict })
  return { ...(await showIssue(turn, its, issueId)), ...UNNAMED }
}

type Words = Parameters<typeof wordsForm>[1]

/** With what they wrote before. */
async function wordingAnew(turn: Turn, about: About, whose: Parameters<typeof wordsForm>[2]): Promise<Shown> {
  const text = (await opinionOf(turn.db, turn.person, about))?.text ?? ''
  return wording(turn, { nonce: randomUUID(), text }, whose)
}

function wording({ t }: Turn, form: Words, about: Parameters<typeof wordsForm>[2]): Shown {
  return { dialog: { title: t('feedback.words'), card: wordsForm(t, form, about) }, ...UNNAMED }
}

async function kept(turn: Turn, opinion: Omit<Parameters<typeof saveOpinion>[1], 'author'>): Promise<Shown> {
  await saveOpinion(turn, { ...opinion, author: turn.person })
  const card = thankedCard(turn.t, opinion.text ?? '')
  return { dialog: { title: turn.t('feedback.words'), card }, ...UNNAMED }
}

/** « Envoyez-nous vos commentaires » (S2.26). */
async function send(turn: Turn, { nonce, sent }: Saved<(typeof feedbackDialogs)['feedback.send']>): Promise<Shown> {
  if (!sent.ok) return sending(turn, { nonce, text: sent.values.text, fault: 'feedback.fault' })
  const { text } = sent.fields
  if ((await useShare(turn, turn.person, 'comments')) !== undefined)
    return { ...sending(turn, { nonce, text, fault: 'form.fault.share' }), came: 'refused' }
  await sendFeedback(turn, turn.workspace, turn.person, { key: nonce, text })
  return { dialog: { title: turn.t('feedback.send'), card: thankedCard(turn.t, text) } }
}

function sending({ t }: Turn, form: Words): Shown {
  return { dialog: { title: t('feedback.send'), card: feedbackForm(t, form) } }
}
