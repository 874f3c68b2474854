import { ERASED } from '../../services/people/person.ts'
import type { NotLetIn } from '../../services/workspaces/jobs.ts'
import type { Member, Workspace } from '../../services/workspaces/workspace.ts'
import { asWritten } from '../as-written.ts'
import { execute, openDialog, save } from '../button.ts'
import { choiceField, choicesField, formCard, peopleField, textField } from '../form.ts'
import { plainCard } from '../plain.ts'
import type { Card } from '../render.ts'
import type { Sentences } from '../sentences.ts'
import { workspaceName } from './workspace.ts'

/** What a card names; the others are counted. */
const MOST_NAMED = 40

interface MembersView {
  readonly workspace: Pick<Workspace, 'name' | 'isDefault'>
  readonly members: readonly Member[]
  /** Whether anybody but the reader is among them: nobody takes themselves out. */
  readonly hasOthers: boolean
  /** Whether there is another one that they could be moved to. */
  readonly isOneOfSeveral: boolean
}

/** « Membres »: who belongs to a workspace, who is invited, and what may be done about it. */
export function membersCard(t: Sentences, { workspace, members, hasOthers, isOneOfSeveral }: MembersView): Card {
  const lines = members.slice(0, MOST_NAMED).map((its) => {
    const name = nameOf(t, its)
    if (its.state === 'member') return name
    const by = inviterName(its.invitedBy)
    return by === '' ? t('member.pending', { name }) : t('member.invited', { name, by: asWritten(by) })
  })
  const rest = members.length - lines.length
  return plainCard(t, {
    overline: { text: `● ${asWritten(workspaceName(t, workspace))}`, color: 'Accent' },
    title: t('member.title'),
    paragraphs: [
      ...(workspace.isDefault ? [t('member.everybody')] : []),
      ...(members.length === 0 && !workspace.isDefault ? [t('member.none')] : lines),
      ...(rest > 0 ? [t('member.more', { count: rest })] : []),
    ],
    links: [{ text: t('menu.open'), select: execute(t('menu.open'), 'menu.show', {}) }],
    actions: [
      openDialog(t('member.invite'), 'member.invite', {}, 'positive'),
      ...(isOneOfSeveral && hasOthers ? [openDialog(t('member.move'), 'member.move', {})] : []),
      ...(hasOthers ? [openDialog(t('member.remove'), 'member.remove', {})] : []),
    ],
  })
}

function nameOf(t: Sentences, member: Member): string {
  return asWritten(memberName(t, member))
}

/** Whoever has not told us their name yet is named by the beginning of their account's id. */
export function memberName(t: Sentences, { person }: Member): string {
  return person.name === '' ? t('member.nameless', { id: person.objectId.slice(0, 8) }) : person.name
}

/** « Inviter » */
export function inviteForm(
  t: Sentences,
  nonce: string,
  personal: { readonly isOffered: boolean; readonly value: string },
  faults: readonly string[],
): Card {
  return formCard(t, {
    title: t('member.invite'),
    about: t('member.invite.about'),
    faults,
    fields: [
      peopleField({ id: 'people', label: t('member.people'), hint: t('access.members.hint') }, true),
      ...(personal.isOffered
        ? [
            textField(
              { id: 'personal', label: t('member.personal'), hint: t('member.personal.hint'), value: personal.value },
              60,
            ),
          ]
        : []),
    ],
    actions: [save(t('member.invite.save'), 'member.invite', nonce, {})],
  })
}

/** How many were invited; the code is shown this once, to whoever passes it on. */
export function invitedCard(t: Sentences, count: number, code: string | undefined): Card {
  return plainCard(t, {
    title: count > 0 || code === undefined ? t('member.invited.done', { count }) : t('member.code.title'),
    paragraphs: [
      ...(code === undefined ? [] : [t('member.code', { code })]),
      ...(count > 0 ? [t('member.invited.how')] : []),
      t('saved.close'),
    ],
  })
}

/** « Retirer » */
export function removeForm(
  t: Sentences,
  nonce: string,
  { members, isDefault }: { readonly members: readonly Member[]; readonly isDefault: boolean },
  faults: readonly string[],
): Card {
  return formCard(t, {
    title: t('member.remove'),
    about: t(isDefault ? 'member.remove.default' : 'member.remove.about'),
    faults,
    fields: [choicesField({ id: 'people', label: t('member.title') }, choicesOf(t, members))],
    actions: [save(t('member.remove.save'), 'member.remove', nonce, {})],
  })
}

/** « Transférer » */
export function moveForm(
  t: Sentences,
  nonce: string,
  { members, targets }: { readonly members: readonly Member[]; readonly targets: readonly Workspace[] },
  faults: readonly string[],
): Card {
  const choices = targets.map((its) => ({ title: workspaceName(t, its), value: its.id }))
  return formCard(t, {
    title: t('member.move'),
    about: t('member.move.about'),
    faults,
    fields: [
      choicesField({ id: 'people', label: t('member.title') }, choicesOf(t, members)),
      choiceField({ id: 'workspace', label: t('member.move.to') }, choices, t('form.required')),
    ],
    actions: [save(t('member.move.save'), 'member.move', nonce, {})],
  })
}

/** What is ticked is read as Markdown. */
function choicesOf(t: Sentences, members: readonly Member[]) {
  return members.map((its) => ({ title: nameOf(t, its), value: its.person.objectId }))
}

/** Empty where nobody in Teams did, or where they were forgotten since. */
export function inviterName({ objectId, name }: Member['invitedBy']): string {
  return objectId === '' || name === ERASED ? '' : name
}

interface InvitationView {
  readonly workspace: Pick<Workspace, 'id' | 'name'>
  readonly invitedBy: Member['invitedBy']
}

/** An invitation, accepted from a card (S1.15, S1.16). */
export function invitationCard(t: Sentences, { workspace, invitedBy }: InvitationView): Card {
  const { id: workspaceId } = workspace
  const by = inviterName(invitedBy)
  const name = asWritten(workspaceName(t, workspace))
  return plainCard(t, {
    overline: { text: `● ${t('invitation.title')}`, color: 'Accent' },
    title: by === '' ? t('invitation.text.nobody', { name }) : t('invitation.text', { by: asWritten(by), name }),
    paragraphs: [t('invitation.about')],
    actions: [
      execute(t('invitation.accept'), 'invitation.accept', { workspaceId }, 'positive'),
      execute(t('invitation.decline'), 'invitation.decline', { workspaceId }),
    ],
  })
}

/** It was answered, taken back, or never was. */
export function invitationOverCard(t: Sentences, isDeclined: boolean): Card {
  return plainCard(t, {
    title: t(isDeclined ? 'invitation.declined' : 'invitation.over'),
    actions: [execute(t('menu.open'), 'menu.show', {})],
  })
}

/** Somebody was taken out of a workspace, or moved to another. */
export function leftWorkspaceCard(t: Sentences, name: string, next: string | undefined): Card {
  const called = (its: string) => asWritten(workspaceName(t, { name: its }))
  return plainCard(t, {
    title: next === undefined ? t('member.left', { name: called(name) }) : t('member.moved', { next: called(next) }),
    actions: [execute(t('menu.open'), 'menu.show', {})],
  })
}

/** Said in the thread that was left. */
export function movedAwayCard(t: Sentences, name: string): Card {
  const paragraphs = [t('moved-away.text')]
  return plainCard(t, { title: t('moved-away.title', { name: asWritten(workspaceName(t, { name })) }), paragraphs })
}

const NOT_LET_IN = {
  uninvited: 'personal.text',
  'wrong-code': 'personal.code',
  'not-accepted': 'personal.off',
} as const

/** Why a personal account is not let in, and what to do. */
export function notLetIn(t: Sentences, why: NotLetIn): string {
  return t(NOT_LET_IN[why])
}

export function personalAccountCard(t: Sentences, why: NotLetIn): Card {
  return plainCard(t, { title: t('personal.title'), paragraphs: [notLetIn(t, why)] })
}
