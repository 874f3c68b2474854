import { type Handoff, isOpen, isQueuesOwn, type Offer } from '../../services/handoffs/handoff.ts'
import { type PersonKey, samePerson } from '../../services/people/person.ts'
import { asWritten, writtenLines } from '../as-written.ts'
import { execute, link, linkDialog, openDialog } from '../button.ts'
import { leftCard } from '../desks/pass.ts'
import { face } from '../face.ts'
import { lookLink } from '../lookups/lookup.ts'
import { plainCard } from '../plain.ts'
import { type Card, dateAndTimeOf, template, timeOf } from '../render.ts'
import type { Sentences } from '../sentences.ts'
import { categoryName } from '../tickets/category.ts'
import json from './handoff.json' with { type: 'json' }

const fill = template(json)

interface HandoffView {
  readonly handoff: Handoff
  /** What the requester first said. */
  readonly firstWords: string | undefined
  readonly ticketNumber: string | undefined
  /** Whose eyes the card is for: the taker sees the taker's buttons. `undefined`: everybody's. */
  readonly viewer: PersonKey | undefined
  /** The taker's id in Teams: Teams refreshes the card for this user only (`refresh.userIds`). */
  readonly takerTeamsId: string | undefined
  /** Whoever took it may still take that back. */
  readonly canUndo: boolean
  /** It is held out to somebody else. */
  readonly offer: Offer | undefined
  /** The workspace has saved replies. */
  readonly hasReplies: boolean
  /** The workspace has categories to choose from. */
  readonly hasCategories: boolean
  /** Somebody supervises the desk. */
  readonly hasSupervisors: boolean
  /** Whoever sees it may look its requester up. */
  readonly mayLook: boolean
  /** Its desk offers chats to one analyst at a time. */
  readonly isOffering: boolean
}

/** A handoff in the desk's channel: the root of its thread, kept true as long as it lives. */
export function handoffCard(t: Sentences, view: HandoffView): Card {
  const { handoff, firstWords, ticketNumber, viewer, takerTeamsId, offer } = view
  const { title, state, color } = headline(t, handoff)
  const card = fill({
    lang: t.language,
    summary: title,
    title,
    faces: [face(handoff.requester.name)],
    state,
    color,
    words: writtenLines(firstWords ?? t('desk.no-words')),
    incident: ticketNumber === undefined ? '' : t('desk.incident', { number: ticketNumber }),
    rule: [rule(t, handoff), classified(t, handoff), pause(t, handoff), offer === undefined ? '' : offered(t, offer)]
      .filter((line) => line !== '')
      .join('\n\n'),
    links: linksFor(t, view),
    actions: actionsFor(t, handoff, viewer),
  })
  if (takerTeamsId === undefined || !hasTakersButtons(handoff)) return card
  const action = execute(t('desk.view'), 'handoff.view', { handoffId: handoff.id })
  return { ...card, refresh: { action, userIds: [takerTeamsId] } }
}

/** What hangs where the chat was before it went to another desk. */
export function leftHandoffCard(t: Sentences, { requester }: Pick<Handoff, 'requester'>): Card {
  return leftCard(t, t('desk.chat-with', { name: asWritten(requester.name) }))
}

/** What it was about. */
function classified(t: Sentences, { category }: Handoff): string {
  return category === undefined ? '' : t('classify.line', { category: asWritten(categoryName(t, category)) })
}

function offered(t: Sentences, offer: Offer): string {
  const { to, tier, expiresAt } = offer
  if (isQueuesOwn(offer))
    return t('desk.offered.until', { name: asWritten(to?.name ?? ''), time: timeOf(expiresAt ?? 0) })
  return to === undefined ? t('desk.offered.desk', { tier }) : t('desk.offered', { name: asWritten(to.name) })
}

/** Said in the thread when the requester, or their silence, ended the chat. */
export function endedAtDeskCard(t: Sentences, handoff: Handoff): Card {
  return plainCard(t, { title: headline(t, handoff).state })
}

function headline(t: Sentences, handoff: Handoff) {
  const name = asWritten(handoff.requester.name)
  const analyst = asWritten(handoff.analyst?.name ?? '')
  const ended = { name, analyst, time: timeOf(handoff.endedAt ?? handoff.queuedAt) }
  switch (handoff.state) {
    case 'queued':
      return {
        title: t('desk.waiting', { name }),
        state:
          handoff.callbackAt === undefined
            ? t('desk.waiting.since', { time: timeOf(handoff.queuedAt) })
            : t('desk.callback', { time: dateAndTimeOf(handoff.callbackAt) }),
        color: handoff.callbackAt === undefined ? 'Warning' : 'Accent',
      }
    case 'active':
      return {
        title: t('desk.chat-with', { name }),
        state: t('desk.taken', { analyst, time: timeOf(handoff.takenAt ?? handoff.queuedAt) }),
        color: 'Good',
      }
    case 'abandoned':
      return { title: t('desk.chat-with', { name }), state: t('desk.abandoned', ended), color: 'Default' }
    case 'closed':
    case 'converted': {
      const untaken = handoff.analyst === undefined
      const key = untaken ? 'desk.converted' : (`desk.ended.${handoff.endedBy ?? 'requester'}` as const)
      return { title: t('desk.chat-with', { name }), state: t(key, ended), color: 'Default' }
    }
  }
}

function rule(t: Sentences, handoff: Handoff): string {
  if (handoff.state === 'queued') return t('desk.rule.queued', { name: asWritten(handoff.requester.name) })
  if (handoff.state !== 'active') return ''
  const names = { name: asWritten(handoff.requester.name), analyst: asWritten(handoff.analyst?.name ?? '') }
  return t('desk.rule.active', names)
}

/** Who needs a while, or was asked whether they are still there (A10). */
function pause(t: Sentences, { state, heldUntil, silentSince, warnings, requester, analyst }: Handoff): string {
  if (state !== 'active') return ''
  if (heldUntil !== undefined) {
    const who = silentSince === undefined ? analyst : requester
    return t('desk.held', { name: asWritten(who?.name ?? ''), time: timeOf(heldUntil) })
  }
  const isWarned = silentSince !== undefined && warnings > 0
  return isWarned ? t('desk.warned', { name: asWritten(requester.name), count: warnings }) : ''
}

/** What whoever took it needs less often. */
function linksFor(t: Sentences, view: HandoffView) {
  const { handoff, viewer, canUndo, isOffering, hasReplies, hasCategories, hasSupervisors, mayLook } = view
  const { id: handoffId, state, analyst } = handoff
  if (!isOpen(handoff))
    return samePerson(viewer, analyst) && hasCategories
      ? [linkDialog(t('classify.title'), t('classify.title'), 'handoff.classify', { handoffId })]
      : []
  const note = linkDialog(t('chat-note.title'), t('chat-note.title'), 'handoff.note', { handoffId })
  const why = isOffering ? [linkDialog(t('why.title'), t('why.title'), 'handoff.why', { handoffId })] : []
  const isTheirs = samePerson(viewer, analyst)
  const join = linkDialog(t('join.title'), t('join.title'), 'handoff.join', { handoffId })
  if (state !== 'active' || !isTheirs) return [...why, note, ...(state === 'active' && hasSupervisors ? [join] : [])]
  return [
    ...why,
    note,
    ...(hasReplies ? [linkDialog(t('reply.title'), t('reply.title'), 'handoff.reply', { handoffId })] : []),
    linkDialog(t('onetime.hand'), t('onetime.hand'), 'onetime.hand', { handoffId }),
    linkDialog(t('hold.ask'), t('hold.ask'), 'handoff.hold', { handoffId }),
    ...(mayLook ? [lookLink(t, handoff.requester, view.ticketNumber ?? view.firstWords ?? '')] : []),
    ...(canUndo ? [link(t('desk.undo'), 'handoff.undo', { handoffId })] : []),
  ]
}

/** While the chat goes on, and after its end until it is classified and has come to an incident. */
function hasTakersButtons({ state, ticketId, category }: Handoff): boolean {
  return state === 'active' || ticketId === undefined || category === undefined
}

function actionsFor(t: Sentences, handoff: Handoff, viewer: PersonKey | undefined): object[] {
  const data = { handoffId: handoff.id }
  if (handoff.state === 'queued') return [execute(t('desk.take'), 'handoff.take', data, 'positive')]
  const isLeftBehind = handoff.analyst === undefined && !isOpen(handoff)
  const isTaker = samePerson(viewer, handoff.analyst)
  const mayCreate = handoff.ticketId === undefined && (isTaker || isLeftBehind)
  return [
    ...(mayCreate ? [openDialog(t('desk.create'), 'ticket.for-requester', data)] : []),
    ...(isTaker && handoff.state === 'active'
      ? [
          handoff.offerId === undefined
            ? openDialog(t('desk.pass'), 'handoff.pass', data)
            : execute(t('desk.keep'), 'handoff.keep', { ...data, offerId: handoff.offerId }),
          execute(t('desk.end'), 'handoff.end', data),
        ]
      : []),
  ]
}
