import { z } from 'zod'

/** What we read of ServiceNow's Table API, and only that. Every value is text; times are UTC, to the second. */

const text = z.string().default('')

export const incident = z.object({
  sys_id: z.string(),
  number: z.string(),
  correlation_id: text,
  correlation_display: text,
  short_description: text,
  description: text,
  state: z.string(),
  urgency: text,
  impact: text,
  category: text,
  close_code: text,
  close_notes: text,
  caller_id: text,
  'caller_id.name': text,
  'caller_id.email': text,
  assigned_to: text,
  'assigned_to.name': text,
  'assigned_to.email': text,
  sys_created_on: z.string(),
  sys_updated_on: z.string(),
  /** How often it was changed: two changes within a second differ by it alone. */
  sys_mod_count: text,
})

export const person = z.object({ sys_id: z.string(), user_name: text, name: text, email: text })

/** An entry of a journal field: `comments` is read by the caller, `work_notes` is not. */
export const journal = z.object({
  sys_id: z.string(),
  element_id: z.string(),
  element: z.string(),
  value: text,
  sys_created_on: z.string(),
  sys_created_by: text,
})

export const created = z.object({ result: z.object({ sys_id: z.string() }) })

export function rowsOf<Row extends z.ZodType>(row: Row) {
  return z.object({ result: z.array(row) })
}

/** Seconds. */
export const token = z.object({ access_token: z.string().min(1), expires_in: z.coerce.number() })

export const attachment = z.object({ table_sys_id: z.string(), file_name: z.string() })
