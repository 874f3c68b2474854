import type { Response } from 'express'
import { z } from 'zod'
import { SPANS, type Span } from '../../web/desks/activity.ts'

const span = z.coerce
  .number()
  .refine((days): days is Span => SPANS.some((its) => its === days))
  .catch(30)

/** How many days a page of figures is about, as its address says. */
export function spanOf(days: unknown): Span {
  return span.parse(days) as Span
}

export function sendCsv(response: Response, csv: string): void {
  response.set('content-disposition', 'attachment; filename="activity.csv"').type('text/csv').send(csv)
}
