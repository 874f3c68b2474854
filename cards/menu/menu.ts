import type { Setup } from '../../services/measures/setup.ts'
import type { Option, Settings } from '../../services/settings/settings.ts'
import type { Workspace } from '../../services/workspaces/workspace.ts'
import { asWritten } from '../as-written.ts'
import { execute, link, linkDialog, openDialog } from '../button.ts'
import { plainCard } from '../plain.ts'
import { type Card, dateAndTimeOf, template } from '../render.ts'
import type { Sentences } from '../sentences.ts'
import { workspaceLine, workspaceName } from '../workspaces/workspace.ts'
import json from './menu.json' with { type: 'json' }

const fill = template(json)

/** A trouble that hits many, as everybody of the workspace is told of it (F21). */
interface Announced {
  readonly ticketId: string
  readonly number: string
  readonly text: string
  /** The reader said « Moi aussi ». */
  readonly isFollowed: boolean
}

interface MenuView {
  /** For administrators: what is still to be done before the first chat. */
  readonly setup: Setup | undefined
  readonly announced: readonly Announced[]
  readonly name: string
  readonly online: boolean
  /** When chats can be asked for again, outside the hours. */
  readonly opensAt: number | undefined
  /** What is not offered here, and whom to ask about it (S0.15, S0.35). */
  readonly off: readonly Option[]
  readonly contact: string
  readonly isAdministrator: boolean
  readonly isAuditor: boolean
  /** They may look at people who need help. */
  readonly isOperator: boolean
  /** Looks after clients, or after Microsoft's services. */
  readonly isPartner: boolean
  /** How often somebody looked at them lately (F25). */
  readonly looks: number
  /** They are on duty, or have taken something. */
  readonly isAnalyst: boolean
  /** The workspace offers them something. */
  readonly hasCatalogue: boolean
  /** How many requests wait for their approval. */
  readonly approvals: number
  /** The workspace that the reader is in, where there is something to say of it or another one to go to. */
  readonly workspace: Pick<Workspace, 'name'> | undefined
  readonly color: Settings['color']
  /** Those that they are invited to. */
  readonly invitations: readonly Pick<Workspace, 'id' | 'name'>[]
  /** The reader's id in Teams: their client asks for the menu as it is now whenever it shows an old one. */
  readonly teamsId: string | undefined
}

/** Whoever has more answers these first. */
const MOST_INVITATIONS = 5

const LABELS = { chat: 'menu.chat', incident: 'menu.new', status: 'menu.status' } as const

/** The administrator did not enable it: whom to ask (S0.15). */
function notEnabled(t: Sentences, option: Option, contact: string): string {
  return t('menu.not-enabled', { option: t(LABELS[option]), contact: asWritten(contact) })
}

/** A button of an older menu asks for what is not offered any more. */
export function notEnabledCard(t: Sentences, option: Option, contact: string): Card {
  return plainCard(t, {
    title: t('menu.not-enabled.title'),
    paragraphs: [notEnabled(t, option, contact)],
    actions: [execute(t('menu.open'), 'menu.show', {})],
  })
}

/** The three steps to the first chat, with what is done. */
function stepsOf(t: Sentences, setup: Setup): readonly string[] {
  const steps = (['desk', 'duty', 'first'] as const).map((step) => `${setup[step] ? '✓' : '○'} ${t(`setup.${step}`)}`)
  return [t('setup.title'), ...steps]
}

/** The three choices that any message brings (S0.29 to S0.33). */
export function menuCard(
  t: Sentences,
  {
    setup,
    announced,
    name,
    online,
    opensAt,
    off,
    contact,
    isAdministrator,
    isAuditor,
    isOperator,
    isPartner,
    looks,
    isAnalyst,
    hasCatalogue,
    approvals,
    workspace,
    color,
    invitations,
    teamsId,
  }: MenuView,
): Card {
  const choices: Readonly<Record<Option, object>> = {
    // What leads on now stands out.
    chat: execute(t('menu.chat'), 'handoff.request', {}, online ? 'positive' : undefined),
    incident: openDialog(t('menu.new'), 'ticket.open', {}, online && !off.includes('chat') ? undefined : 'positive'),
    status: execute(t('menu.status'), 'ticket.list', { page: 0 }),
  }
  const offersChat = !off.includes('chat')
  const offered = (Object.keys(choices) as Option[]).filter((option) => !off.includes(option))
  const card = fill({
    lang: t.language,
    summary: [t('menu.summary'), ...offered.map((option) => t(LABELS[option]))].join('\n'),
    hello: name === '' ? t('menu.hello.nameless') : t('menu.hello', { name: asWritten(name) }),
    place: workspace === undefined || workspace.name === '' ? '' : `● ${asWritten(workspace.name)}`,
    placeColor: `${color.charAt(0).toUpperCase()}${color.slice(1)}`,
    // Where no chat is offered, nothing is said of when there is one.
    availability: offersChat ? `● ${t(online ? 'chat.online' : 'chat.offline')}` : '',
    availabilityColor: online ? 'Good' : 'Warning',
    announced: announced.map(({ ticketId, number, text, isFollowed }) => {
      const verb = isFollowed ? 'ticket.unfollow' : 'ticket.follow'
      const act = t(isFollowed ? 'announced.unfollow' : 'announced.follow')
      return {
        title: t('announced.title', { number }),
        text: asWritten(text),
        about: isFollowed ? t('announced.followed') : '',
        select: execute(act, verb, { ticketId }),
        act,
      }
    }),
    choose: t('menu.choose'),
    notes: [
      ...(setup === undefined ? [] : stepsOf(t, setup)),
      ...(opensAt === undefined || !offersChat ? [] : [t('menu.opens', { time: dateAndTimeOf(opensAt) })]),
      ...off.map((option) => notEnabled(t, option, contact)),
    ].map((text) => ({ text })),
    links: [
      ...invitations.slice(0, MOST_INVITATIONS).map((its) =>
        link(`✉ ${t('invitation.link', { name: asWritten(workspaceName(t, its)) })}`, 'invitation.show', {
          workspaceId: its.id,
        }),
      ),
      ...(approvals > 0 ? [link(t('approval.link', { count: approvals }), 'approval.list', {})] : []),
      ...(hasCatalogue ? [link(t('catalogue.title'), 'catalogue.show', { page: 0, query: '' })] : []),
      ...(isAnalyst ? [link(t('mine.title'), 'desk.mine', {})] : []),
      ...(isOperator ? [link(t('lookup.title'), 'lookup.start', {})] : []),
      ...(isPartner ? [link(t('health.title'), 'health.show', { page: 0 })] : []),
      ...(looks > 0 ? [link(t('lookup.seen.link', { count: looks }), 'lookup.seen', {})] : []),
      ...(workspace === undefined ? [] : [link(workspaceLine(t, workspace), 'workspace.show', {})]),
      ...(isAdministrator ? [link(t('menu.administration'), 'settings.show', {})] : []),
      ...(isAuditor && !isAdministrator ? [link(t('audit.title'), 'audit.show', {})] : []),
      linkDialog(t('feedback.send'), t('feedback.send'), 'feedback.send', {}),
    ],
    actions: offered.map((option) => choices[option]),
  })
  if (teamsId === undefined) return card
  return { ...card, refresh: { action: execute(t('desk.view'), 'menu.show', {}), userIds: [teamsId] } }
}
