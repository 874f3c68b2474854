import { z } from 'zod'

/** What we read of Ivanti Neurons for ITSM, and only that. Many values may be empty. */

const text = z
  .union([z.string(), z.number()])
  .nullish()
  .transform((value) => (value === null || value === undefined ? '' : String(value)))

/** A field of the company's own (our key) stands beside: it is looked at by its mapped name. */
export const incident = z.looseObject({
  RecId: z.string(),
  IncidentNumber: text,
  Subject: text,
  Symptom: text,
  Status: text,
  Urgency: text,
  Impact: text,
  Category: text,
  Owner: text,
  ProfileLink_RecID: text,
  CreatedDateTime: z.string(),
  LastModDateTime: z.string(),
})

export const employee = z.object({ RecId: z.string(), LoginID: text, DisplayName: text, PrimaryEmail: text })

export const note = z.object({
  RecId: z.string(),
  ParentLink_RecID: text,
  NotesBody: text,
  PublishToWeb: z.boolean().nullish(),
  CreatedBy: text,
  CreatedDateTime: z.string(),
})

/** Where there is nothing: no body at all, or a sentence in the place of the rows. */
export function rowsOf<Row extends z.ZodType>(row: Row) {
  return z
    .object({ value: z.union([z.array(row), z.string().transform((): z.output<Row>[] => [])]) })
    .optional()
    .transform((page) => page?.value ?? [])
}

export const refusal = z.object({ code: z.string() })

export const attachment = z.object({ ParentLink_RecID: z.string().nullish(), ATTACHNAME: z.string().nullish() })

/** `Message`: the id of what was uploaded, or why it was not. */
export const uploads = z.array(z.object({ IsUploaded: z.boolean(), Message: z.string().default('') }))
