import { CLIENTS_A_PAGE, type Client } from '../../services/clients/client.ts'
import { COLORS, type Color, type Health, type HealthIssue, worstOf } from '../../services/health/health.ts'
import { asWritten } from '../as-written.ts'
import { execute, link } from '../button.ts'
import { askAboutIssue, type Given } from '../feedback/feedback.ts'
import { formCard } from '../form.ts'
import { plainCard } from '../plain.ts'
import { type Card, dateAndTimeOf } from '../render.ts'
import type { Sentences } from '../sentences.ts'

/** How an organisation's services are, as far as that is known. */
export interface ClientHealth {
  readonly client: Client
  readonly color: Color
  readonly isMarked: boolean
  readonly isChosen: boolean
}

interface ClientList {
  /** All that were found; the card shows one page of them. */
  readonly clients: readonly ClientHealth[]
  readonly query: string
  readonly page: number
  /** Why they could not be read, in words; empty: they were. */
  readonly trouble: string
}

const LOOKS = { green: 'Good', yellow: 'Warning', red: 'Attention', unknown: 'Default' } as const
/** Told by a shape and a word too, as not everybody tells colours apart. */
const SHAPES = { green: '✔', yellow: '▲', red: '✖', unknown: '?' } as const

export function clientName(t: Sentences, { name, domain }: Pick<Client, 'name' | 'domain'>): string {
  return name || domain || t('client.own')
}

/** « Clients » (S2.11, S2.15, S2.16). */
export function clientsCard(t: Sentences, { clients, query, page, trouble }: ClientList): Card {
  const shown = pageOf(clients, page, CLIENTS_A_PAGE)
  return formCard(t, {
    title: t('client.title'),
    heading: t('client.title'),
    ...(trouble === '' ? {} : { faults: [trouble] }),
    fields: [
      { type: 'Input.Text', id: 'query', label: t('client.search'), maxLength: 100, value: query },
      ...(shown.items.length === 0 ? [{ type: 'TextBlock', text: t('client.none'), wrap: true }] : []),
      ...shown.items.map((its) => row(t, its)),
      line(t('client.all'), execute(t('client.all'), 'client.all', {})),
      line(t('menu.open'), execute(t('menu.open'), 'menu.show', {})),
    ],
    actions: [
      execute(t('catalogue.find'), 'client.list', { page: 0, query: '' }, 'positive'),
      ...pagesBeside(t, shown, (to, text) => execute(text, 'client.list', { page: to, query })),
    ],
  })
}

function row(t: Sentences, { client, color, isMarked, isChosen }: ClientHealth): object {
  const name = clientName(t, client)
  const { id: clientId, domain } = client
  const title = `${asWritten(name)}${isChosen ? ` · ${t('client.chosen')}` : ''}`
  const mark = t(isMarked ? 'client.unmark' : 'client.mark', { name })
  return {
    type: 'ColumnSet',
    columns: [
      {
        type: 'Column',
        width: 'stretch',
        items: [
          {
            type: 'Container',
            selectAction: execute(name, 'client.choose', { clientId }),
            items: [
              { type: 'TextBlock', text: title, color: 'Accent', wrap: true },
              { type: 'TextBlock', text: stateWords(t, color), color: LOOKS[color], size: 'Small', spacing: 'None' },
              ...(domain === '' ? [] : [subtle(asWritten(domain))]),
            ],
          },
        ],
      },
      {
        type: 'Column',
        width: 'auto',
        items: [
          {
            type: 'Container',
            selectAction: execute(mark, 'client.mark', { clientId, isMarked: !isMarked }),
            items: [
              {
                type: 'TextBlock',
                text: `${isMarked ? '★' : '☆'} ${t(isMarked ? 'client.marked' : 'client.favourite')}`,
                color: 'Accent',
              },
            ],
          },
        ],
      },
    ],
  }
}

function stateWords(t: Sentences, color: Color): string {
  return `${SHAPES[color]} ${t(`health.color.${color}`)}`
}

function stateLine(t: Sentences, color: Color) {
  return { text: stateWords(t, color), color: color === 'unknown' ? 'Accent' : LOOKS[color] } as const
}

interface Page<Item> {
  readonly items: readonly Item[]
  readonly page: number
  readonly hasMore: boolean
}

/** One page of many; the first is 0. */
function pageOf<Item>(all: readonly Item[], page: number, size: number): Page<Item> {
  const end = (page + 1) * size
  return { items: all.slice(page * size, end), page, hasMore: end < all.length }
}

/** The buttons to the page before and the one after. */
function pagesBeside(
  t: Sentences,
  { page, hasMore }: Page<unknown>,
  button: (to: number, text: string) => object,
): readonly object[] {
  return [
    ...(page > 0 ? [button(page - 1, t('catalogue.before'))] : []),
    ...(hasMore ? [button(page + 1, t('catalogue.more'))] : []),
  ]
}

function toHealth(page: number, text: string): object {
  return execute(text, 'health.show', { page })
}

interface HealthView {
  readonly client: Client
  /** `undefined`: it was never read. */
  readonly health: Health | undefined
  readonly readAt: number | undefined
  /** Why the last look came to nothing, and what to do, in words. */
  readonly troubles: readonly string[]
  readonly page: number
}

const ISSUES_A_PAGE = 12

/** « État des services » of one organisation (S2.17, S2.18). */
export function healthCard(t: Sentences, { client, health, readAt, troubles, page }: HealthView): Card {
  const workloads = health?.workloads ?? []
  const issues = (health?.issues ?? []).toSorted((a, b) => COLORS.indexOf(a.color) - COLORS.indexOf(b.color))
  const worst = worstOf(workloads.map(({ color }) => color))
  const well = workloads.filter(({ color }) => color === 'green').map(({ name }) => name)
  const ill = workloads.filter(({ color }) => color !== 'green')
  const shown = pageOf(issues, page, ISSUES_A_PAGE)
  return plainCard(t, {
    overline: stateLine(t, worst),
    title: t('health.of', { name: asWritten(clientName(t, client)) }),
    paragraphs: [
      ...troubles,
      ...ill.map(({ name, color }) => `**${asWritten(name)}** · ${stateWords(t, color)}`),
      ...(well.length === 0 ? [] : [t('health.well', { names: asWritten(well.join(', ')) })]),
      ...(client.delegatedUntil === undefined
        ? []
        : [t('client.delegated', { time: dateAndTimeOf(client.delegatedUntil) })]),
      readAt === undefined ? t('health.unread') : t('health.read', { time: dateAndTimeOf(readAt) }),
    ],
    links: shown.items.map((its) => issueLink(t, client, its)),
    actions: [
      execute(t('lookup.again'), 'health.refresh', {}),
      ...pagesBeside(t, shown, toHealth),
      execute(t('client.switch'), 'client.list', { page: 0, query: '' }),
    ],
  })
}

function issueLink(t: Sentences, { id: clientId }: Client, { id: issueId, title, service, color }: HealthIssue) {
  const text = t('health.issue.line', {
    state: stateWords(t, color),
    service: asWritten(service),
    title: asWritten(title),
  })
  return link(text, 'health.issue', { clientId, issueId })
}

/** « État des services » of all (S2.12): the worst first. */
export function allHealthCard(t: Sentences, clients: readonly ClientHealth[], page: number): Card {
  const sorted = clients.toSorted((a, b) => COLORS.indexOf(a.color) - COLORS.indexOf(b.color))
  const shown = pageOf(sorted, page, CLIENTS_A_PAGE)
  return plainCard(t, {
    title: t('health.title'),
    paragraphs: [t('health.all')],
    links: shown.items.map(({ client, color }) =>
      link(`${stateWords(t, color)} · ${asWritten(clientName(t, client))}`, 'client.choose', { clientId: client.id }),
    ),
    actions: [
      execute(t('lookup.again'), 'health.refresh', {}),
      ...pagesBeside(t, shown, toHealth),
      execute(t('client.title'), 'client.list', { page: 0, query: '' }),
    ],
  })
}

/** What Microsoft says of one thing that is wrong. */
export function issueCard(t: Sentences, client: Client, issue: HealthIssue, given?: Given): Card {
  const { id, title, service, isIncident, color, impact, startedAt, posts } = issue
  return plainCard(t, {
    overline: stateLine(t, color),
    title: asWritten(title),
    paragraphs: [
      t('health.issue.about', {
        ...{
          kind: t(isIncident ? 'health.incident' : 'health.advisory'),
          id: asWritten(id),
          service: asWritten(service),
        },
        name: asWritten(clientName(t, client)),
      }),
      ...(startedAt === undefined ? [] : [t('health.since', { time: dateAndTimeOf(startedAt) })]),
      ...(impact === '' ? [] : [asWritten(impact)]),
      ...posts.map(({ at, text }) => `${at === undefined ? '' : `**${dateAndTimeOf(at)}**\n`}${asWritten(text)}`),
      t('health.language'),
    ],
    below: askAboutIssue(t, { clientId: client.id, issueId: id }, given),
    actions: [execute(t('health.title'), 'health.show', { page: 0 })],
  })
}

export function refreshingCard(t: Sentences, isAsked: boolean): Card {
  return plainCard(t, {
    title: t('health.title'),
    paragraphs: [t(isAsked ? 'health.asked' : 'health.asked.before')],
    actions: [execute(t('health.again'), 'health.show', { page: 0 })],
  })
}

function line(text: string, selectAction: object): object {
  return {
    type: 'Container',
    spacing: 'Small',
    selectAction,
    items: [{ type: 'TextBlock', text, color: 'Accent', wrap: true }],
  }
}

function subtle(text: string): object {
  return { type: 'TextBlock', text, isSubtle: true, size: 'Small', spacing: 'None', wrap: true }
}
