import type { Confirmation } from '../../services/responsibilities/store.ts'
import type { Settings, SUPPORT_CONTACTS } from '../../services/settings/settings.ts'
import type { Category } from '../../services/tickets/ticket.ts'
import { asWritten } from '../as-written.ts'
import { execute, openDialog } from '../button.ts'
import { plainCard } from '../plain.ts'
import { type Card, dateAndTimeOf } from '../render.ts'
import type { Sentences } from '../sentences.ts'

interface Responsibilities {
  readonly support: Settings['support']
  /** Of the settings, which « Modifier » changes. */
  readonly version: number
  readonly confirmation: Confirmation | undefined
  /** It was confirmed too long ago, or never. */
  readonly isDue: boolean
}

/** « Rôles et responsabilités »: who does what, where which trouble goes, and who said so (S3.4, S3.18, S3.22). */
export function responsibilitiesCard(t: Sentences, { support, version, confirmation, isDue }: Responsibilities): Card {
  const contact = (name: (typeof SUPPORT_CONTACTS)[number]) =>
    support[name] === '' ? t('responsibilities.nobody') : asWritten(support[name])
  const roles = (['provider', 'administrator', 'operations'] as const).map(
    (role) => `**${t(`responsibilities.${role}`)} · ${contact(role)}**\n${t(`responsibilities.${role}.does`)}`,
  )
  const routes = (['operations', 'hardware', 'others'] as const).map((route) =>
    t('settings.line', { label: t(`responsibilities.route.${route}`), value: contact(route) }),
  )
  return plainCard(t, {
    overline: { text: `● ${confirmedWords(t, confirmation)}`, color: isDue ? 'Warning' : 'Good' },
    title: t('responsibilities.title'),
    paragraphs: [
      t(`responsibilities.lead.${support.lead}`),
      ...roles,
      `**${t('responsibilities.routes')}**`,
      ...routes,
      t('responsibilities.passed-on'),
    ],
    actions: [
      execute(t('responsibilities.confirm'), 'responsibilities.confirm', {}, isDue ? 'positive' : undefined),
      openDialog(t('change'), 'settings.edit', { version }),
      execute(t('menu.administration'), 'settings.show', {}),
    ],
  })
}

function confirmedWords(t: Sentences, confirmation: Confirmation | undefined): string {
  if (confirmation === undefined) return t('responsibilities.never')
  return t('responsibilities.confirmed', { name: asWritten(confirmation.name), time: dateAndTimeOf(confirmation.at) })
}

/** The quarter is over. */
export function responsibilitiesDueCard(t: Sentences): Card {
  return plainCard(t, {
    title: t('responsibilities.due'),
    paragraphs: [t('responsibilities.due.text')],
    actions: [execute(t('responsibilities.title'), 'responsibilities.show', {}, 'positive')],
  })
}

/** Where a trouble of a family goes, if it is not the desk's to solve: the right place first (S3.15, S3.22, S3.23). */
export function referralFact(
  t: Sentences,
  category: Category | undefined,
  support: Settings['support'],
): readonly { readonly title: string; readonly value: string }[] {
  const route = category === 'devices' ? 'hardware' : MICROSOFT.includes(category ?? '') ? 'others' : undefined
  if (route === undefined || support[route] === '') return []
  const value = t('responsibilities.refer', {
    route: t(`responsibilities.route.${route}`),
    to: asWritten(support[route]),
  })
  return [{ title: t('responsibilities.route'), value }]
}

/** What its maker may have to solve. */
const MICROSOFT: readonly string[] = ['windows', 'office', 'browser']
