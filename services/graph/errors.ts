import { z } from 'zod'
import { ServiceDeskError } from '../errors.ts'
import { retryAfterMs } from '../http/exchange.ts'
import { TROUBLES, type Trouble } from './graph.ts'

const CODES = {
  'not-connected': 'not-supported',
  'not-consented': 'forbidden',
  'not-permitted': 'forbidden',
  'not-licensed': 'not-supported',
  'not-found': 'not-found',
  throttled: 'rate-limited',
  unavailable: 'unavailable',
} as const

/** `permission`: the one that the call takes. */
export function graphError(
  trouble: Trouble,
  {
    retryAfterMs,
    cause,
    permission,
  }: { readonly retryAfterMs?: number | undefined; readonly cause?: unknown; readonly permission?: string } = {},
): ServiceDeskError {
  const detail = permission === undefined ? '' : ` (${permission})`
  return new ServiceDeskError(CODES[trouble], `Graph: ${trouble}${detail}.`, {
    reason: trouble,
    cause,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  })
}

/** What a failure of a call means, an answer that cannot be read too; throws what is none of Graph's. Pure. */
export function troubleOf(error: unknown): Trouble {
  if (error instanceof z.ZodError) return 'unavailable'
  const reason = error instanceof ServiceDeskError ? error.reason : undefined
  const trouble = TROUBLES.find((its) => its === reason)
  if (trouble === undefined) throw error
  return trouble
}

/** What of an answer says why it is a refusal. */
export interface Refusal {
  readonly status: number
  /** `error.code`, and `error.message`, which is shown to nobody. */
  readonly code: string
  readonly message: string
  readonly retryAfter: string | undefined
}

/** An organisation without Intune or without the edition that a call takes is told so by these. */
const UNLICENSED_CODES = ['Authentication_RequestFromNonPremiumTenantOrB2CTenant', 'AadPremiumLicenseRequired']
const UNLICENSED_TEXT = 'Request not applicable to target tenant'

/** Translates a refusal once; the status and the code decide, and the message where Graph says it nowhere else. */
export function refusalError(refusal: Refusal, permission: string) {
  return graphError(troubleIn(refusal), {
    permission,
    cause: new Error(`${refusal.status} ${refusal.code}`),
    retryAfterMs: retryAfterMs(refusal.retryAfter),
  })
}

function troubleIn({ status, code, message }: Refusal): Trouble {
  if (UNLICENSED_CODES.includes(code) || message.includes(UNLICENSED_TEXT)) return 'not-licensed'
  if (status === 401 || status === 403) return 'not-permitted'
  if (status === 404) return 'not-found'
  if (status === 429) return 'throttled'
  return 'unavailable'
}

/** Whether asking again would be answered alike: no failure of ours, and none that passes. Pure. */
export function isFinal(error: unknown): boolean {
  if (
    !(
      error instanceof z.ZodError ||
      (error instanceof ServiceDeskError && TROUBLES.some((its) => its === error.reason))
    )
  )
    return false
  return !['throttled', 'unavailable'].includes(troubleOf(error)) || error instanceof z.ZodError
}
