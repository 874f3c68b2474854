import { asWritten } from '../as-written.ts'
import { execute, openDialog } from '../button.ts'
import { type Card, template } from '../render.ts'
import type { Sentences } from '../sentences.ts'
import json from './menu.json' with { type: 'json' }

const fill = template(json)

interface MenuView {
  readonly name: string
  readonly online: boolean
  /** The reader's id in Teams: their client asks for the menu as it is now whenever it shows an old one. */
  readonly teamsId: string | undefined
}

/** The three choices that any message brings (S0.29 to S0.33). */
export function menuCard(t: Sentences, { name, online, teamsId }: MenuView): Card {
  const card = fill({
    lang: t.language,
    summary: [t('menu.summary'), t('menu.chat'), t('menu.new'), t('menu.status')].join('\n'),
    hello: name === '' ? t('menu.hello.nameless') : t('menu.hello', { name: asWritten(name) }),
    availability: `● ${t(online ? 'chat.online' : 'chat.offline')}`,
    availabilityColor: online ? 'Good' : 'Attention',
    choose: t('menu.choose'),
    actions: [
      execute(t('menu.chat'), 'handoff.request', {}),
      openDialog(t('menu.new'), 'ticket.open', {}),
      execute(t('menu.status'), 'ticket.list', { page: 0 }),
    ],
  })
  if (teamsId === undefined) return card
  return { ...card, refresh: { action: execute(t('desk.view'), 'menu.show', {}), userIds: [teamsId] } }
}
