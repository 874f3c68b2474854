import { z } from 'zod'

/** What Graph's answers are made of: anything may be `null` or left out. */

export const text = z
  .string()
  .nullish()
  .transform((its) => its ?? '')

/** Dates of Graph's that mean never begin so. */
const NEVER = '0001-01-01'
/** A date, in milliseconds since 1970. */
export const instant = z
  .string()
  .nullish()
  .transform((its) => {
    const at = its === null || its === undefined || its.startsWith(NEVER) ? Number.NaN : Date.parse(its)
    return Number.isNaN(at) ? undefined : at
  })

export function several<Value>(schema: z.ZodType<Value>) {
  return z
    .array(schema)
    .nullish()
    .transform((its) => its ?? [])
}

/** An answer that is a list; an entry that lacks what we rely on is left out, as Graph shows less of what may not be read. */
export function listOf<Value>(schema: z.ZodType<Value>) {
  return z
    .object({ value: z.array(z.unknown()) })
    .transform(({ value }) => value.flatMap((its) => schema.safeParse(its).data ?? []))
}
