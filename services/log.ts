import { pino } from 'pino'

export type Log = Pick<pino.Logger, 'debug' | 'info' | 'warn' | 'error'>

/**
 * One JSON line per record, on standard output. Messages are static sentences; what varies travels as fields.
 * What a person wrote, tokens and e-mail addresses are never given to it.
 */
export function createLog(level: string): Log {
  return pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime, serializers: { error: describe } })
}

/** An error as its class, code and stack: the causes' messages may quote what a far side answered, so they stay out. */
function describe(error: unknown): unknown {
  if (!(error instanceof Error)) return { type: typeof error }
  const code = 'code' in error ? error.code : undefined
  return { type: error.name, code, message: error.message, stack: error.stack }
}
