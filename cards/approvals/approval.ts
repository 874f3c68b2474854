import type { Approval, Request } from '../../services/approvals/approval.ts'
import type { NamedPerson } from '../../services/people/person.ts'
import { asWritten } from '../as-written.ts'
import { execute, link, linkDialog, openDialog, save } from '../button.ts'
import { type Choice, formCard, peopleField, textField } from '../form.ts'
import { plainCard } from '../plain.ts'
import { type Card, dateAndTimeOf } from '../render.ts'
import type { Sentences } from '../sentences.ts'

const KIND = (request: Pick<Request, 'kind' | 'number'>) =>
  ({ number: request.number, kind: request.kind === 'incident' ? 'incident' : 'request' }) as const

/** What somebody is asked to approve of, and what became of it. */
export function approvalCard(t: Sentences, approval: Approval, request: Request): Card {
  const { id: approvalId, state, by, note, dueAt } = approval
  const { name } = request.requester
  const isAsked = state === 'asked' && request.state === 'awaiting'
  return plainCard(t, {
    overline: overlineOf(t, approval),
    person: name,
    title: t('approval.title', { name: asWritten(name) }),
    quote: `${request.title}\n\n${request.description}`,
    paragraphs: [
      request.number,
      ...(isAsked && dueAt !== undefined ? [t('approval.due', { time: dateAndTimeOf(dueAt) })] : []),
      ...(by === undefined
        ? []
        : [t(`approval.by.${state === 'refused' ? 'refused' : 'approved'}`, { name: asWritten(by.name) })]),
      ...(note === '' ? [] : [asWritten(note)]),
    ],
    actions: isAsked
      ? [
          execute(t('approval.approve'), 'approval.approve', { approvalId }, 'positive'),
          openDialog(t('approval.refuse'), 'approval.refuse', { approvalId }),
        ]
      : [execute(t('approval.list'), 'approval.list', {})],
  })
}

function overlineOf(t: Sentences, { state }: Pick<Approval, 'state'>) {
  const colors = { asked: 'Accent', later: 'Accent', approved: 'Good', refused: 'Attention', void: 'Warning' } as const
  return { text: `● ${t(`approval.state.${state}`)}`, color: colors[state] }
}

/** Whoever asked can tell an approver themselves, who has no chat with us or blocks it. */
export function approverUnreachedCard(t: Sentences, request: Request, { approver }: Approval): Card {
  return plainCard(t, {
    overline: { text: t('undelivered'), color: 'Attention' },
    title: t('approver.unreached', { name: asWritten(approver.name || t('ticket.colleague')) }),
    quote: request.title,
    paragraphs: [t('approver.unreached.text', { number: request.number })],
    actions: [execute(t('opened.follow', KIND(request)), 'request.show', { requestId: request.id })],
  })
}

/** Where a request stands, for whoever asked. */
export function requestCard(t: Sentences, request: Request, approvals: readonly Approval[]): Card {
  const { id: requestId, state, rule } = request
  const colors = {
    awaiting: 'Accent',
    approved: 'Good',
    refused: 'Attention',
    withdrawn: 'Warning',
    expired: 'Warning',
  } as const
  const lines = approvals.map((its) => {
    const unnamed = its.approver.objectId === '' ? t('approval.manager') : t('ticket.colleague')
    const name = asWritten(its.approver.name || unnamed)
    const line = t('approval.line', { name, state: t(`approval.state.${its.state}`) })
    return its.note === '' ? line : `${line}\n${asWritten(its.note)}`
  })
  return plainCard(t, {
    overline: { text: `● ${t(`request.state.${state}`)}`, color: colors[state] },
    title: t('desk.incident.of', KIND(request)),
    quote: `${request.title}\n\n${request.description}`,
    paragraphs: [
      ...(state === 'awaiting'
        ? [t(rule === 'one' ? 'request.rule.one' : 'request.rule.all')]
        : [t(`request.ended.${state}`)]),
      ...lines,
    ],
    actions: [
      ...(state === 'awaiting'
        ? [execute(t('request.withdraw'), 'request.withdraw', { requestId }, 'destructive')]
        : []),
      ...(request.ticketId === undefined
        ? []
        : [execute(t('opened.follow', KIND(request)), 'ticket.show', { ticketId: request.ticketId })]),
      ...(state === 'expired' ? [execute(t('draft.title'), 'draft.list', {})] : []),
      execute(t('list.back'), 'ticket.list', { page: 0 }),
    ],
  })
}

/** What a dialog shows once a request is sent, and its requester's chat. */
export function requestSentCard(t: Sentences, request: Request, isDialog: boolean): Card {
  return plainCard(t, {
    overline: { text: `● ${t('request.state.awaiting')}`, color: 'Accent' },
    title: t('opened.title', KIND(request)),
    quote: request.title,
    paragraphs: [t('request.awaiting.text'), ...(isDialog ? [t('saved.close')] : [])],
    actions: isDialog ? [] : [execute(t('opened.follow', KIND(request)), 'request.show', { requestId: request.id })],
  })
}

/** To whoever asked: it came to nothing. */
export function requestEndedCard(t: Sentences, request: Request, approvals: readonly Approval[]): Card {
  const note = approvals.find(({ state }) => state === 'refused')
  const isRefused = request.state === 'refused'
  return plainCard(t, {
    overline: { text: `● ${t(`request.state.${request.state}`)}`, color: isRefused ? 'Attention' : 'Warning' },
    title: t(isRefused ? 'request.refused.title' : 'request.expired.title', KIND(request)),
    quote: isRefused ? (note?.note ?? '') : request.title,
    paragraphs: [
      ...(isRefused && note?.by !== undefined ? [t('approval.by.refused', { name: asWritten(note.by.name) })] : []),
      t(isRefused ? 'request.ended.refused' : 'request.ended.expired'),
    ],
    actions: [
      execute(t('opened.follow', KIND(request)), 'request.show', { requestId: request.id }),
      ...(isRefused ? [] : [execute(t('draft.title'), 'draft.list', {})]),
    ],
  })
}

export interface AskedRow extends Approval {
  readonly number: string
  readonly title: string
  readonly requesterName: string
}

/** « Vos approbations » */
export function approvalsCard(t: Sentences, asked: readonly AskedRow[], deputy: NamedPerson | undefined): Card {
  return plainCard(t, {
    title: t('approval.list'),
    paragraphs: [
      t(asked.length === 0 ? 'approval.none' : 'approval.hint'),
      ...(deputy === undefined ? [] : [t('approval.deputy.now', { name: asWritten(deputy.name) })]),
    ],
    links: [
      ...asked.map(({ id, number, title, requesterName }) =>
        link(asWritten(`${number} · ${title} · ${requesterName}`), 'approval.show', { approvalId: id }),
      ),
      linkDialog(t('approval.deputy'), t('approval.deputy'), 'approval.delegate', {}),
    ],
    actions: [execute(t('menu.open'), 'menu.show', {})],
  })
}

export function refuseForm(
  t: Sentences,
  {
    nonce,
    approvalId,
    text,
    isFaulty,
  }: { readonly nonce: string; readonly approvalId: string; readonly text: string; readonly isFaulty: boolean },
): Card {
  return formCard(t, {
    title: t('approval.refuse'),
    faults: isFaulty ? [t('form.fault.text')] : [],
    fields: [
      {
        ...textField({ id: 'text', label: t('approval.why'), value: text }, 4_000, t('form.required')),
        isMultiline: true,
      },
    ],
    actions: [save(t('approval.refuse'), 'approval.refuse', nonce, { approvalId })],
  })
}

/** Once it is decided, or was before. */
export function decidedDialogCard(t: Sentences, approval: Approval): Card {
  return plainCard(t, {
    title: t(`approval.state.${approval.state}`),
    quote: approval.note,
    paragraphs: [
      ...(approval.by === undefined
        ? []
        : [
            t(`approval.by.${approval.state === 'refused' ? 'refused' : 'approved'}`, {
              name: asWritten(approval.by.name),
            }),
          ]),
      t('saved.close'),
    ],
  })
}

export function delegateForm(
  t: Sentences,
  {
    nonce,
    deputy,
    until,
    known,
    isFaulty,
  }: {
    readonly nonce: string
    readonly deputy: string
    readonly until: string
    readonly known: readonly Choice[]
    readonly isFaulty: boolean
  },
): Card {
  return formCard(t, {
    title: t('approval.deputy'),
    about: t('approval.deputy.about'),
    faults: isFaulty ? [t('approval.deputy.fault')] : [],
    fields: [
      peopleField(
        { id: 'deputy', label: t('approval.deputy.who'), value: deputy, hint: t('request.person') },
        false,
        '',
        known,
      ),
      { type: 'Input.Date', id: 'until', label: t('approval.deputy.until'), value: until },
    ],
    actions: [save(t('form.save'), 'approval.delegate', nonce, {})],
  })
}

export function delegatedCard(t: Sentences, deputy: NamedPerson | undefined): Card {
  return plainCard(t, {
    title:
      deputy === undefined ? t('approval.deputy.none') : t('approval.deputy.now', { name: asWritten(deputy.name) }),
    paragraphs: [t('saved.close')],
  })
}

/** The directory names no manager of the requester's, or cannot be asked. `contact`: whom to ask, empty where nobody is named. */
export function managerMissingCard(t: Sentences, request: Request, contact: string): Card {
  return plainCard(t, {
    overline: { text: `● ${request.number}`, color: 'Warning' },
    title: t('manager.missing.title'),
    quote: request.title,
    paragraphs: [
      t('manager.missing.text'),
      ...(contact === '' ? [] : [t('manager.missing.contact', { contact: asWritten(contact) })]),
    ],
    actions: [execute(t('draft.title'), 'draft.list', {})],
  })
}
