import { setTimeout as wait } from 'node:timers/promises'
import { CALLS, type CallName } from './calls.ts'
import { graphError, troubleOf } from './errors.ts'
import type { Block } from './graph.ts'

/** The answer of a call, or why there is none in time. */
export async function within<Value>(
  deadlineMs: number,
  name: CallName,
  ask: () => Promise<Value>,
): Promise<Block<Value>> {
  const late = new AbortController()
  try {
    const deadline = wait(deadlineMs, undefined, { signal: late.signal }).then(() => {
      throw graphError('unavailable')
    })
    return { ok: true, value: await Promise.race([ask(), deadline]) }
  } catch (error) {
    return { ok: false, trouble: troubleOf(error), permission: CALLS[name].permission }
  } finally {
    late.abort()
  }
}
