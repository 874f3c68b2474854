import type { Services } from '../context.ts'
import { PACED, ServiceDeskError } from '../errors.ts'
import { getWorkspace } from '../workspaces/store.ts'
import { isNotAdmitted, type Light, lightOf } from './itsm.ts'
import { claimProbe, closeCircuit, findState, LONGEST_BREAK_MS, noteFailure, type SyncState } from './store.ts'
import { refreshDesks } from './watch.ts'

/** After so long another job may try: most are done, and one that uploads a file must not keep all waiting. */
const PROBE_MS = 15_000
/** Whoever waits for that call looks so soon whether it went well. */
const LOOK_MS = 1_000

/** What says something of the system, and not of one ticket. */
function saysOfSystem({ code, reason }: ServiceDeskError): boolean {
  return code === 'unavailable' || code === 'rate-limited' || (code === 'forbidden' && isNotAdmitted(reason))
}

/**
 * Calls a ticket system as long as it answers. After failures in a row it is left alone for a while (circuit breaker), whatever
 * ticket asks; then whatever waits tries again. Failures are kept for the traffic light (F19).
 */
export async function throughCircuit<Result>(
  services: Pick<Services, 'db' | 'now' | 'settingsOf'>,
  { workspaceId, system }: { readonly workspaceId: string; readonly system: string },
  work: () => Promise<Result>,
): Promise<Result> {
  const state = await findState(services.db, workspaceId)
  const openUntil = state?.system === system ? state.openUntil : 0
  const wait = openUntil - services.now()
  if (wait > 0) throw leftAlone(wait)
  const isProbe = openUntil > 0
  if (isProbe && !(await claimProbe(services.db, workspaceId, openUntil, services.now() + PROBE_MS)))
    throw leftAlone(LOOK_MS)
  try {
    const result = await work()
    if (isProbe) await closeCircuit(services.db, workspaceId)
    return result
  } catch (error) {
    if (isProbe && error instanceof ServiceDeskError && !saysOfSystem(error))
      await closeCircuit(services.db, workspaceId)
    if (error instanceof ServiceDeskError && saysOfSystem(error) && (await isChosen(services, workspaceId, system))) {
      await noteFailure(services, workspaceId, {
        system,
        error: error.reason ?? error.code,
        // Of a rate limit the system itself says how long; whoever is not admitted is a fault of the connection, not of a ticket.
        isBroken: error.code !== 'rate-limited',
      })
      // It turns red by the time alone: failures come once a minute at least.
      const [before, now] = [services.now() - LONGEST_BREAK_MS, services.now()]
      if (colorOf(state, before) !== colorOf(await findState(services.db, workspaceId), now))
        await refreshDesks(services, workspaceId)
    }
    // Whoever is not admitted at all is admitted again once somebody mends the connection: no ticket is given up for it.
    if (error instanceof ServiceDeskError && error.code === 'forbidden' && isNotAdmitted(error.reason))
      throw new ServiceDeskError('unavailable', 'The ticket system does not admit us.', {
        cause: error,
        reason: error.reason,
      })
    throw error
  }
}

/** The light as far as failures say, which is when the desks' cards change. */
function colorOf(state: SyncState | undefined, at: number): Light {
  const { failingSince, lastError } = state ?? {}
  return lightOf({ failingSince, lastError, polledAt: undefined }, undefined, at)
}

function leftAlone(ms: number): ServiceDeskError {
  const details = { reason: PACED, retryAfterMs: ms }
  return new ServiceDeskError('unavailable', 'The ticket system is left alone for a while.', details)
}

/** A workspace may have chosen another since. */
async function isChosen(
  { db, settingsOf }: Pick<Services, 'db' | 'settingsOf'>,
  workspaceId: string,
  system: string,
): Promise<boolean> {
  const { ticketSystem } = await settingsOf(db, await getWorkspace(db, workspaceId))
  return ticketSystem?.connection === system
}
