import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { type Masked, maskSecrets, type SecretKind, type Written } from '../services/secrets/secret.ts'

/** What a card's buttons carry, and what its dialogs send. All of it is a client's word: parsed here, and checked again. */
export const id = z.uuid()
export const version = z.number().int().min(0).max(2_147_483_646)

/** A text that somebody writes into a dialog; what comes out of the schema has its secrets covered. */
export function written(most: number) {
  return z
    .string()
    .trim()
    .min(1)
    .max(most)
    .transform((text): Written => maskSecrets(text).text)
}

export const LONGEST_TEXT = 4_000

/**
 * A dialog: what the button that opens it carries, and the fields that somebody fills. `opens` is read when it is opened,
 * `saves` when it is saved; it may then be incomplete, and is shown again as `raw` reads it, so that nobody types twice.
 */
export function dialog<Opened extends z.ZodRawShape, Fields extends z.ZodRawShape>(opened: Opened, fields: Fields) {
  return {
    opens: z.object(opened),
    nonce: z.object({ nonce: z.uuid().catch(() => randomUUID()) }),
    saves: z.object({ ...fields, nonce: z.uuid() }),
    names: Object.keys(fields) as readonly (keyof Fields & string)[],
  }
}

/** What the ids of such fields begin with. */
export const FREE = 'f-'

/**
 * A dialog whose fields are data: whatever it sends is text by the id of its input, and its handler reads what it asked for, and
 * shows it again where something is wrong.
 */
export function freeDialog<Opened extends z.ZodRawShape>(opened: Opened) {
  const sent = z.union([z.string().max(8_000), z.number().transform(String), z.boolean().transform(String)]).catch('')
  return {
    opens: z.object(opened),
    nonce: z.object({ nonce: z.uuid().catch(() => randomUUID()) }),
    // What has not the form of such an input is none: it would pass for a field of another dialog's.
    saves: z
      .object({ nonce: z.uuid() })
      .catchall(sent)
      .transform((all) =>
        Object.fromEntries(Object.entries(all).filter(([key]) => key === 'nonce' || key.startsWith(FREE))),
      ),
    names: [] as readonly never[],
  }
}

/** Any dialog. */
export interface Dialog {
  readonly opens: z.ZodType<object>
  readonly nonce: z.ZodType<{ nonce: string }>
  readonly saves: z.ZodType<object>
  readonly names: readonly string[]
}

/** What a dialog sent: all of it right, or which fields are not. */
export type Sent<D extends Dialog> =
  | { readonly ok: true; readonly fields: Omit<z.output<D['saves']>, 'nonce'>; readonly kinds: readonly SecretKind[] }
  | { readonly ok: false; readonly faults: readonly D['names'][number][]; readonly values: Values<D> }

export type Values<D extends Dialog> = { readonly [Name in D['names'][number]]: string }

const anyText = z.string().max(8_000).catch('')

/** Reads what a dialog sent. Pure. */
export function readSent<D extends Dialog>(dialog: D, data: unknown): Sent<D> {
  const values = valuesIn(dialog, data)
  const parsed = dialog.saves.safeParse(data)
  if (parsed.success) {
    const fields = parsed.data as Omit<z.output<D['saves']>, 'nonce'>
    return { ok: true, fields, kinds: kindsIn(Object.values(values)) }
  }
  const faulty = new Set(parsed.error.issues.map((issue) => issue.path[0]))
  return { ok: false, faults: dialog.names.filter((name) => faulty.has(name)), values }
}

/** What was typed, right or wrong. */
function valuesIn<D extends Dialog>(dialog: D, data: unknown): Values<D> {
  const sent = typeof data === 'object' && data !== null ? (data as Readonly<Record<string, unknown>>) : {}
  return Object.fromEntries(dialog.names.map((name) => [name, anyText.parse(sent[name])])) as Values<D>
}

function kindsIn(texts: readonly string[]): readonly SecretKind[] {
  const found = texts.flatMap((text): Masked['kinds'] => maskSecrets(text).kinds)
  return [...new Set(found)]
}
