import { assignmentWords, groupTroubles, type KnownGroups, roleWords } from '../../cards/access/roles.ts'
import { openDialog } from '../../cards/button.ts'
import type { Sentences } from '../../cards/sentences.ts'
import { type Access, BUILT_IN, BUILT_IN_ROLES } from '../../services/access/access.ts'
import { actionsForm, type CardView, linkOf, marked } from '../card.ts'
import { type Nav, page } from '../frame.ts'
import { html } from '../html.ts'

interface Roles extends Pick<Access, 'roles' | 'assignments'> {
  readonly version: number
  readonly isDraft: boolean
  readonly groups: KnownGroups
  readonly nav: Nav
  readonly reader: string
  readonly view: CardView
}

/** « Rôles »: who has which role, and what each permits. */
export function rolesPage(
  t: Sentences,
  { roles, assignments, version, isDraft, groups, nav, reader, view }: Roles,
): string {
  const given = assignments.map((its) => {
    const href = linkOf(openDialog(its.name, 'access.assign', { name: its.name, version }), view)
    return html`<tr><th scope="row"><a href="${href}">${its.name}</a></th><td>${marked(assignmentWords(t, its, groups), view)}</td></tr>`
  })
  const own = roles.map((its) => {
    const href = linkOf(openDialog(its.name, 'access.define', { name: its.name, version }), view)
    return html`<tr><th scope="row"><a href="${href}">${its.name}</a></th><td>${roleWords(t, its)}</td></tr>`
  })
  const builtIn = BUILT_IN_ROLES.map((name) => {
    const permissions = [...BUILT_IN[name]]
    return html`<tr><th scope="row">${t(`role.${name}`)}</th><td>${roleWords(t, { name, permissions })}</td></tr>`
  })
  const table = (caption: string, rows: readonly unknown[]) =>
    rows.length === 0
      ? html`<p class="quiet">${t('web.none')}</p>`
      : html`<div class="scroll" tabindex="0" role="group" aria-label="${caption}"><table class="grid facts"><tbody>${rows as readonly ReturnType<typeof html>[]}</tbody></table></div>`
  const body = html`${isDraft && html`<p class="note warning">● ${t('settings.draft')}</p>`}
<p>${t('access.text')}</p>
${groupTroubles(t, groups).map((text) => html`<p class="note warning">${marked(text, view)}</p>`)}
<h2>${t('access.given')}</h2>
${table(t('access.given'), given)}
${actionsForm([openDialog(t('access.assign'), 'access.assign', { version }, 'positive')], view)}
<h2>${t('access.own')}</h2>
${table(t('access.own'), own)}
${actionsForm([openDialog(t('access.define'), 'access.define', { version })], view)}
<h2>${t('access.built-in')}</h2>
${table(t('access.built-in'), builtIn)}`
  return page(t, { title: t('access.title'), reader, nav }, body)
}
