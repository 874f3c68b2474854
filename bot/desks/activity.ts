import { inStepLine } from '../../cards/itsm/itsm.ts'
import { isInForce } from '../../services/contracts/contract.ts'
import { findContract } from '../../services/contracts/store.ts'
import { activityOf } from '../../services/measures/activity.ts'
import { inStepOf } from '../../services/measures/in-step.ts'
import { DAY_MS } from '../../services/time.ts'
import type { Workspace } from '../../services/workspaces/workspace.ts'
import { marked } from '../../web/card.ts'
import { activityCsv, activityPage, type Span } from '../../web/desks/activity.ts'
import { deskPath } from '../../web/paths.ts'
import { administrationPages } from '../../web/settings/pages.ts'
import { looked } from '../turn/guard.ts'
import type { Turn } from '../turn/reply.ts'
import { viewOf } from '../web/view.ts'
import { deskOf } from './pages.ts'

interface Wanted {
  readonly span: Span
  /** Those at whose desks the reader may read chats. */
  readonly workspaces: readonly Workspace[]
  /** The ids of those that were chosen; none: the desk's own. */
  readonly chosen: readonly string[]
}

/** On a desk's console, for whoever reads its chats. */
export async function activityPageOf(turn: Turn, wanted: Wanted): Promise<string> {
  looked(turn, 'chat.read')
  const { id: deskId } = deskOf(turn)
  return await pageFor(turn, wanted, { path: deskPath(deskId, 'activity'), deskId })
}

export async function activityCsvOf(turn: Turn, wanted: Wanted): Promise<string> {
  looked(turn, 'chat.read')
  return activityCsv(turn.t, (await figuresOf(turn, wanted)).activity)
}

/** Among the pages of the administration, of the workspace that its administrator is in: counts alone, and words without names. */
export async function workspaceActivityPageOf(turn: Turn, span: Span): Promise<string> {
  looked(turn, 'settings.edit')
  const nav = administrationPages(turn.actor.permissions)
  return await pageFor(turn, ownOf(turn, span), { path: '/settings/activity', deskId: undefined, nav })
}

export async function workspaceActivityCsvOf(turn: Turn, span: Span): Promise<string> {
  looked(turn, 'settings.edit')
  return activityCsv(turn.t, (await figuresOf(turn, ownOf(turn, span))).activity)
}

function ownOf({ workspace }: Turn, span: Span): Wanted {
  return { span, workspaces: [workspace], chosen: [] }
}

async function pageFor(
  turn: Turn,
  wanted: Wanted,
  where: Pick<Parameters<typeof activityPage>[1], 'path' | 'deskId' | 'nav'>,
): Promise<string> {
  const { db, t, workspace, settings, person, now } = turn
  const { activity, ids, timeZone } = await figuresOf(turn, wanted)
  const contract = await findContract(db, workspace.tenantId)
  const inStep = await inStepOf(turn, workspace)
  return activityPage(t, {
    ...where,
    activity,
    span: wanted.span,
    contract,
    services: settings.services,
    timeZone: turn.timeZone ?? timeZone,
    reader: person.name,
    workspaces: wanted.workspaces.map(({ id, name }) => ({ id, name, isChosen: ids.includes(id) })),
    daysLeft:
      contract !== undefined && isInForce(contract, now())
        ? Math.ceil((Date.parse(`${contract.ends}T00:00:00Z`) + DAY_MS - now()) / DAY_MS)
        : undefined,
    sync: inStep && marked(inStepLine(t, inStep), viewOf(turn, where.path)),
  })
}

async function figuresOf(turn: Turn, { span, workspaces, chosen }: Wanted) {
  const { db, workspace, settings, now } = turn
  const asked = workspaces.map(({ id }) => id).filter((id) => chosen.includes(id))
  const ids = asked.length === 0 ? [workspace.id] : asked
  const timeZone = settings.hours?.timeZone ?? 'UTC'
  return { ids, timeZone, activity: await activityOf(db, ids, { days: span, now: now(), timeZone }) }
}
