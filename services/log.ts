import { pino } from 'pino'
import { ServiceDeskError } from './errors.ts'

export type Log = Pick<pino.Logger, 'debug' | 'info' | 'warn' | 'error'>

/**
 * One JSON line per record, on standard output. Messages are static sentences; what varies travels as fields.
 * What a person wrote, tokens and e-mail addresses are never given to it.
 */
export function createLog(level: string): Log {
  return pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime, serializers: { error: describe } })
}

/** An error as its class, code and stack, and its cause as class and code: a message that is not ours may quote a person. */
function describe(error: unknown): unknown {
  if (!(error instanceof Error)) return { type: typeof error }
  const cause = error.cause instanceof Error ? { type: error.cause.name, code: codeOf(error.cause) } : undefined
  const own = error instanceof ServiceDeskError ? { message: error.message } : {}
  const stack = isRefusal(error)
    ? undefined
    : error.stack
        ?.split('\n')
        .filter((line) => line.startsWith('    at '))
        .join('\n')
  return { type: error.name, code: codeOf(error), ...own, stack, cause }
}

function codeOf(error: Error): unknown {
  const { code, errorCode } = error as { code?: unknown; errorCode?: unknown }
  return code ?? errorCode
}

/** Refusals come by thousands and say where they are made by their sentence. */
function isRefusal(error: Error): boolean {
  return error instanceof ServiceDeskError && error.code === 'forbidden'
}
