import type { Sentences } from '../../cards/sentences.ts'
import type { Desk, Workspace } from '../../services/workspaces/workspace.ts'
import { page } from '../frame.ts'
import { html } from '../html.ts'
import { deskPath } from '../paths.ts'

/** The desks in whose teams the reader is. */
export function desksPage(
  t: Sentences,
  desks: readonly { readonly desk: Desk; readonly workspace: Workspace }[],
  reader: string,
): string {
  const rows = desks.map(({ desk, workspace }) => {
    const title = workspace.name === '' ? t('workspace.default') : workspace.name
    return html`<li><a href="${deskPath(desk.id)}"><span class="title">${t('duty.title.tier', { title, tier: desk.tier })}</span><span class="about">${desk.teamName}</span></a></li>`
  })
  const body = rows.length === 0 ? html`<p>${t('console.no-desk')}</p>` : html`<ul class="list sheet">${rows}</ul>`
  return page(t, { title: t('console.desks'), reader }, body)
}
