import type { CardView } from '../../web/card.ts'
import type { Turn } from '../turn/reply.ts'

/** How cards are drawn on a page of the reader's; `from`: where « Retour » leads. */
export function viewOf({ t, settings: { hours } }: Pick<Turn, 't' | 'settings'>, from: string): CardView {
  const words = { find: t('web.find'), required: t('form.required') }
  // A server does not know where a browser is: the desk's own zone, if it has opening hours.
  return { from, language: t.language, timeZone: hours?.timeZone ?? 'UTC', words }
}
