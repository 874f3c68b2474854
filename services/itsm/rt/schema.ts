import { z } from 'zod'

/** What we read of Request Tracker's REST 2.0, and only that. Ids come as numbers in some places and as text in others. */

const id = z.union([z.string(), z.number()]).transform(String)
const none = '1970-01-01T00:00:00Z'
const time = z.string().transform((iso) => (iso === none ? undefined : Date.parse(iso)))

export const user = z.object({
  id,
  Name: z.string().optional(),
  RealName: z.string().nullish(),
  EmailAddress: z.string().nullish(),
})

const customFields = z
  .array(
    z.object({
      name: z.string(),
      // An image's is an object: none that we use.
      values: z
        .array(z.unknown())
        .default([])
        .transform((values) => values.filter((value) => typeof value === 'string')),
    }),
  )
  .default([])

export const ticket = z.object({
  id,
  Subject: z.string().nullish(),
  Status: z.string(),
  Owner: user,
  Requestor: z.array(user).default([]),
  Created: time,
  Queue: z.object({ Name: z.string().optional() }).optional(),
  CustomFields: customFields,
})

/** A ticket as it is answered by itself. */
export const single = z.object({ id, Status: z.string() })

export const created = z.object({ id })

/** Without the right to see all, there is no `total`, and rows that are hidden are missing from a page. */
export function pageOf<Item extends z.ZodType>(item: Item) {
  return z.object({ items: z.array(item).default([]) })
}

export const transaction = z.object({
  id,
  Type: z.string(),
  ObjectId: id,
  Created: time,
  Creator: user,
  CustomFields: customFields,
})

export const attachment = z.object({
  id,
  ContentType: z.string().nullish(),
  Filename: z.string().nullish(),
  ContentLength: z.union([z.string(), z.number()]).nullish(),
})

/** Base64. */
export const content = z.object({ Content: z.string().nullish() })

export const queue = z.object({
  Name: z.string(),
  TicketCustomFields: z.array(z.object({ name: z.string() })).default([]),
  TicketTransactionCustomFields: z.array(z.object({ name: z.string() })).default([]),
})
