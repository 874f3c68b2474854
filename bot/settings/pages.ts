import { findDraft } from '../../services/settings/store.ts'
import { administrationPages } from '../../web/settings/pages.ts'
import { settingsPage } from '../../web/settings/settings.ts'
import { looked } from '../turn/guard.ts'
import type { Turn } from '../turn/reply.ts'
import { viewOf } from '../web/view.ts'
import { presentDraft, presentSettings } from './present.ts'

/** « Administration »: one's own draft where there is one, and what is in force. */
export async function settingsPageOf(turn: Turn): Promise<string> {
  looked(turn, 'settings.edit')
  const { db, t, person, actor, workspace, settings } = turn
  const draft = await findDraft(db, workspace.id, person.objectId)
  const isStale = draft !== undefined && draft.basedOn !== workspace.settingsVersion
  return settingsPage(t, {
    draft: draft && presentDraft(turn, settings, draft, isStale),
    inForce: await presentSettings(turn, t, workspace, settings),
    reader: person.name,
    nav: administrationPages(actor.permissions),
    view: viewOf(turn, '/settings'),
  })
}
