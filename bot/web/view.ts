import type { CardView } from '../../web/card.ts'
import type { Turn } from '../turn/reply.ts'

/** How cards are drawn on a page of the reader's; `from`: where « Retour » leads. */
export function viewOf(
  { t, settings: { hours }, timeZone, desk, links }: Pick<Turn, 't' | 'settings' | 'timeZone' | 'desk' | 'links'>,
  from: string,
): CardView {
  const files = links === undefined ? {} : { files: { label: t('web.files'), hint: t('web.files.hint') } }
  const words = { find: t('web.find'), required: t('form.required'), none: t('web.none') }
  // A server does not know where a browser is, where no Teams told it: the desk's own zone, if it has opening hours.
  const view = { from, language: t.language, timeZone: timeZone ?? hours?.timeZone ?? 'UTC', words, ...files }
  return desk === undefined ? view : { ...view, deskId: desk.id }
}
