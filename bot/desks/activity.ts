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

export async function activityPageOf(turn: Turn, wanted: Wanted): Promise<string> {
  const { db, t, workspace, person, now } = turn
  const { activity, ids } = await figuresOf(turn, wanted)
  const contract = await findContract(db, workspace.tenantId)
  const inStep = await inStepOf(turn, workspace)
  const { id: deskId } = deskOf(turn)
  return activityPage(t, {
    deskId,
    activity,
    span: wanted.span,
    contract,
    reader: person.name,
    workspaces: wanted.workspaces.map(({ id, name }) => ({ id, name, isChosen: ids.includes(id) })),
    daysLeft:
      contract !== undefined && isInForce(contract, now())
        ? Math.ceil((Date.parse(`${contract.ends}T00:00:00Z`) + DAY_MS - now()) / DAY_MS)
        : undefined,
    sync: inStep && marked(inStepLine(t, inStep), viewOf(turn, deskPath(deskId))),
  })
}

export async function activityCsvOf(turn: Turn, wanted: Wanted): Promise<string> {
  return activityCsv(turn.t, (await figuresOf(turn, wanted)).activity)
}

async function figuresOf(turn: Turn, { span, workspaces, chosen }: Wanted) {
  const { db, workspace, settings, now } = turn
  looked(turn, 'chat.read')
  const asked = workspaces.map(({ id }) => id).filter((id) => chosen.includes(id))
  const ids = asked.length === 0 ? [workspace.id] : asked
  const timeZone = settings.hours?.timeZone ?? 'UTC'
  return { ids, activity: await activityOf(db, ids, { days: span, now: now(), timeZone }) }
}
