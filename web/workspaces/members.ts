import { openDialog } from '../../cards/button.ts'
import type { Sentences } from '../../cards/sentences.ts'
import { inviterName, memberName } from '../../cards/workspaces/members.ts'
import { workspaceName } from '../../cards/workspaces/workspace.ts'
import type { Member, Workspace } from '../../services/workspaces/workspace.ts'
import { actionsForm, type CardView } from '../card.ts'
import { type Nav, page } from '../frame.ts'
import { html } from '../html.ts'

interface Members {
  readonly workspace: Pick<Workspace, 'name' | 'isDefault'>
  /** What was looked for. */
  readonly name: string
  readonly members: readonly Member[]
  /** There are more of them than are shown. */
  readonly isCut: boolean
  /** How many belong to it or are invited. */
  readonly total: number
  readonly hasOthers: boolean
  readonly isOneOfSeveral: boolean
  readonly reader: string
  readonly nav: Nav
  readonly view: CardView
}

/** « Membres »: who belongs to a workspace, and who is invited. */
export function membersPage(t: Sentences, its: Members): string {
  const { workspace, name, members, isCut, total, hasOthers, isOneOfSeveral, reader, nav, view } = its
  const rows = members.map((member) => {
    const by = inviterName(member.invitedBy)
    return html`<tr><th scope="row">${memberName(t, member)}</th><td>${t(`member.state.${member.state}`)}</td><td>${by === '' ? '–' : by}</td></tr>`
  })
  const body = html`<p>● ${workspaceName(t, workspace)} · ${t('member.count', { count: total })}</p>
${workspace.isDefault && html`<p>${t('member.everybody')}</p>`}
<form method="get" action="/settings/members" class="bar" role="search"><span class="find"><input type="search" name="name" value="${name}" maxlength="100" aria-label="${t('member.find')}" placeholder="${t('member.find')}">
<button class="button">${t('catalogue.find')}</button></span></form>
${
  members.length === 0
    ? (name !== '' || !workspace.isDefault) &&
      html`<p role="status">${t(name === '' ? 'member.none' : 'member.find.none')}</p>`
    : html`<div class="scroll" tabindex="0" role="group" aria-label="${t('member.title')}"><table class="grid">
<thead><tr><th>${t('member.name')}</th><th>${t('itsm.field.state')}</th><th>${t('member.by')}</th></tr></thead><tbody>${rows}</tbody></table></div>`
}
${isCut && html`<p class="quiet">${t('member.cut', { count: members.length })}</p>`}
${actionsForm(
  [
    openDialog(t('member.invite'), 'member.invite', {}, 'positive'),
    ...(isOneOfSeveral && hasOthers ? [openDialog(t('member.move'), 'member.move', {})] : []),
    ...(hasOthers ? [openDialog(t('member.remove'), 'member.remove', {})] : []),
  ],
  view,
)}`
  return page(t, { title: t('member.title'), reader, nav }, body)
}
