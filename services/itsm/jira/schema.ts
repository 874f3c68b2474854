import { z } from 'zod'

/** What we read of Jira Service Management Cloud, and only that. */

export const user = z.object({
  accountId: z.string(),
  displayName: z.string().default(''),
  /** People may hide it. */
  emailAddress: z.string().nullish(),
})

/** Fields of a company's own (`customfield_…`) stand beside: they are looked at by their mapped names. */
export const issue = z.object({
  id: z.string(),
  key: z.string(),
  fields: z.looseObject({
    summary: z.string().default(''),
    status: z.object({ name: z.string(), statusCategory: z.object({ key: z.string() }) }),
    reporter: user.nullish(),
    assignee: user.nullish(),
    created: z.string(),
    updated: z.string(),
    labels: z.array(z.string()).default([]),
    /** A document in Jira's own form. */
    description: z.unknown(),
  }),
})

export const search = z.object({
  issues: z.array(issue).default([]),
  isLast: z.boolean().default(true),
  nextPageToken: z.string().nullish(),
})

export const created = z.object({ issueId: z.string() })

export const transitions = z.object({
  transitions: z.array(z.object({ id: z.string(), to: z.object({ name: z.string() }) })),
})

export const comments = z.object({
  isLastPage: z.boolean(),
  values: z.array(
    z.object({
      id: z.string(),
      body: z.string().default(''),
      public: z.boolean(),
      author: user,
      created: z.object({ epochMillis: z.number() }),
    }),
  ),
})
export type Comment = z.output<typeof comments>['values'][number]

export const users = z.array(user)

export const requestType = z.object({ canRaiseOnBehalfOf: z.boolean().default(false) })

export const attachments = z.object({
  fields: z.object({ attachment: z.array(z.object({ filename: z.string() })).default([]) }),
})

export const temporary = z.object({ temporaryAttachments: z.array(z.object({ temporaryAttachmentId: z.string() })) })
