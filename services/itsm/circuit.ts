import type { Services } from '../context.ts'
import { type ErrorCode, PACED, ServiceDeskError } from '../errors.ts'
import { findState, noteFailure } from './store.ts'

/** What says something of the system, and not of one ticket. */
const COUNTED: readonly ErrorCode[] = ['unavailable', 'rate-limited', 'forbidden']

/**
 * Calls a ticket system as long as it answers. After failures in a row it is left alone for a while (circuit breaker), whatever
 * ticket asks: then one attempt after the other finds out whether it is back. Failures are kept for the traffic light (F19).
 */
export async function throughCircuit<Result>(
  services: Pick<Services, 'db' | 'now'>,
  { workspaceId, system }: { readonly workspaceId: string; readonly system: string },
  work: () => Promise<Result>,
): Promise<Result> {
  const openUntil = (await findState(services.db, workspaceId))?.openUntil ?? 0
  const wait = openUntil - services.now()
  if (wait > 0)
    throw new ServiceDeskError('unavailable', 'The ticket system is left alone for a while.', {
      reason: PACED,
      retryAfterMs: wait,
    })
  try {
    return await work()
  } catch (error) {
    if (error instanceof ServiceDeskError && COUNTED.includes(error.code))
      await noteFailure(services, workspaceId, {
        system,
        error: error.reason ?? error.code,
        // Of a rate limit the system itself says how long; whoever is not admitted is a fault of the connection, not of a ticket.
        isBroken: error.code !== 'rate-limited',
      })
    // Whoever is not admitted at all is admitted again once somebody mends the connection: no ticket is given up for it.
    if (error instanceof ServiceDeskError && error.code === 'forbidden' && error.reason === '401')
      throw new ServiceDeskError('unavailable', 'The ticket system does not admit us.', { cause: error, reason: '401' })
    throw error
  }
}
