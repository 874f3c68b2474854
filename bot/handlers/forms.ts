import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import type { IncidentValues } from '../../cards/incident-form/incident-form.ts'
import type { WordsKey } from '../../cards/words.ts'
import { ServiceDeskError } from '../../services/errors.ts'
import { type Handoff, transcriptOf } from '../../services/handoffs/handoff.ts'
import { listMessages } from '../../services/handoffs/store.ts'
import { cut } from '../../services/people/person.ts'
import type { Turn } from '../handler.ts'

const anyText = z.string().max(8000).catch('')
const anyNonce = z.uuid().catch(() => randomUUID())

const incident = z.object({
  nonce: anyNonce,
  handoffId: z.uuid().optional().catch(undefined),
  title: anyText,
  description: anyText,
  urgency: z.string().max(40).catch('normal'),
  category: z.string().max(40).catch(''),
  requester: z.string().max(80).catch(''),
})

/** What was sent, right or wrong, so that nobody types twice. */
export function sentValues(
  data: unknown,
): IncidentValues & { readonly nonce: string; readonly handoffId?: string | undefined } {
  return read(incident, data)
}

/** The same of a dialog with one text. */
export function sentText(data: unknown) {
  const form = z.object({
    ticketId: z.uuid(),
    nonce: anyNonce,
    text: anyText,
    visibility: anyText,
    version: z.number().catch(0),
  })
  return read(form, data)
}

const FAULTS: Readonly<Record<string, WordsKey>> = {
  title: 'form.fault.title',
  description: 'form.fault.description',
  urgency: 'form.fault.urgency',
  category: 'form.fault.category',
  requester: 'form.fault.requester',
}

/** Which sentences tell what is wrong with an incident's fields. */
export function faultsOf(error: z.ZodError): readonly WordsKey[] {
  const named = error.issues.map((issue) => FAULTS[String(issue.path[0])]).filter((key) => key !== undefined)
  return [...new Set(named)]
}

/** An incident as the chat suggests it: its first words for a title, the whole conversation for a description. */
export async function draftFromChat(
  { db, t }: Pick<Turn, 'db' | 't'>,
  handoff: Handoff,
): Promise<Partial<IncidentValues>> {
  const messages = await listMessages(db, handoff.id)
  const first = messages.find((message) => message.audience === 'desk' && message.deletedAt === undefined)
  const title = cut(first?.words.text.split('\n')[0] ?? '', 100).trim()
  return {
    title,
    description: transcriptOf(messages, (name, text) => t('transcript.line', { name, text }))
      .slice(-4000)
      .replace(/^[\udc00-\udfff]/, ''),
  }
}

function read<T>(schema: z.ZodType<T>, data: unknown): T {
  const parsed = schema.safeParse(data)
  if (!parsed.success) throw new ServiceDeskError('invalid', 'A dialog sent what none of ours sends.')
  return parsed.data
}
