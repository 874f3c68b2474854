import { listServiceAdministrators } from '../../services/access/administrators.ts'
import { stayingBy } from '../../services/desks/apply-roles.ts'
import { endShifts } from '../../services/desks/end-shifts.ts'
import type { DeskJobs } from '../../services/desks/jobs.ts'
import { loseDesk } from '../../services/desks/lose.ts'
import { tellPresence } from '../../services/desks/presence.ts'
import { rehang } from '../../services/desks/rehang.ts'
import { applyRoster } from '../../services/desks/roster.ts'
import { planRosters, rosterRounds } from '../../services/desks/rosters.ts'
import { isGone } from '../../services/errors.ts'
import type { Afterwards, Tasks } from '../../services/jobs/task.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../services/time.ts'
import { findDeskById, getWorkspace, noteDeskMembers } from '../../services/workspaces/store.ts'
import type { Needs } from '../deliver/needs.ts'
import { checkDesk, tellUnchecked } from './check.ts'

/** Whoever asked is still there to read it. */
const CHECK_PATIENCE_MS = 10 * MINUTE_MS

export function deskTasks(needs: Needs): Tasks<DeskJobs> {
  const own = { pool: 'chats', patienceMs: DAY_MS, repeat: 'harmless' } as const
  const upkeep = { pool: 'upkeep', patienceMs: HOUR_MS, repeat: 'harmless' } as const
  return {
    'desk.rehang': { ...own, run: async (page) => (tx) => rehang({ ...needs, db: tx }, page) },
    'desk.presence': { ...own, run: async (page) => (tx) => tellPresence({ ...needs, db: tx }, page) },
    'desk.check': {
      pool: 'upkeep',
      patienceMs: CHECK_PATIENCE_MS,
      repeat: 'visible',
      run: (asked) => checkDesk(needs, asked),
      givenUp: (tx, asked) => tellUnchecked({ db: tx, now: needs.now }, asked),
    },
    'desk.roster': { ...upkeep, run: ({ deskId }) => compareRoster(needs, deskId) },
    'desk.shifts': { ...upkeep, run: async (its) => (tx) => endShifts({ ...needs, db: tx }, its) },
    'desk.rosters': {
      ...upkeep,
      run: async (page) => (tx) => planRosters({ ...needs, db: tx }, page),
      givenUp: (tx) => rosterRounds.planNext({ db: tx, now: needs.now }),
    },
  }
}

/** Asks Teams who is in the desk's team; duty and chats are taken away from who is not, or may not any more. A team that is gone is no desk. */
async function compareRoster(
  { db, now, rulesOf, roster, config, settingsOf }: Needs,
  deskId: string,
): Promise<Afterwards | undefined> {
  const desk = await findDeskById(db, deskId)
  if (desk === undefined) return undefined
  const workspace = await getWorkspace(db, desk.workspaceId)
  const { tenantId } = workspace
  try {
    const members = await roster.membersOf(desk)
    return async (tx) => {
      const settings = await settingsOf(tx, workspace)
      const { mayStaff, mayLead } = stayingBy(settings, await listServiceAdministrators(tx, config, tenantId))
      const staying = {
        mayStaff: (objectId: string) => members.has(objectId) && mayStaff(objectId),
        mayLead: (objectId: string) => members.has(objectId) && mayLead(objectId),
      }
      await noteDeskMembers(tx, deskId, members.size)
      await applyRoster({ db: tx, now, rulesOf, settingsOf }, desk, staying, tenantId)
    }
  } catch (error) {
    if (!isGone(error)) throw error
    // Some organisations hide their rosters from apps: that says nothing of the desk.
    return error.code === 'not-found'
      ? async (tx) => void (await loseDesk({ db: tx, now, settingsOf }, config, desk))
      : undefined
  }
}
