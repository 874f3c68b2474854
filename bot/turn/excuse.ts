import { randomUUID } from 'node:crypto'
import { asWritten } from '../../cards/as-written.ts'
import { type SentenceKey, sentencesIn } from '../../cards/sentences.ts'
import { markSeen } from '../../services/admission/seen.ts'
import { transact } from '../../services/db/transact.ts'
import { ServiceDeskError } from '../../services/errors.ts'
import { findOpenHandoff } from '../../services/handoffs/store.ts'
import { tell } from '../../services/notices/tell.ts'
import { type Language, languageOf, type PersonKey } from '../../services/people/person.ts'
import { findPerson } from '../../services/people/store.ts'
import { cut } from '../../services/words/words.ts'
import { workspaceAt } from '../../services/workspaces/current.ts'
import { recordRefused } from '../audit/record.ts'
import type { Context } from '../context.ts'
import type { MenuNotice } from '../menu/notices.ts'
import type { Event } from '../teams/activity.ts'
import { permissionOf } from '../verbs.ts'
import { found, type InvokeAnswer, isAct, isInvoke, spoken, takesEffectOnce } from './answer.ts'

/** The one table from failures to what the person is told and how loud the log is. Never a stack, never silence. */
export async function excuse(context: Context, event: Event, error: unknown): Promise<InvokeAnswer | undefined> {
  const reference = randomUUID().slice(0, 8)
  const fields = { reference, event: event.kind, ...verbOf(event), error }
  if (isFault(error)) context.log.error(fields, 'A turn failed.')
  else context.log.warn(fields, 'A turn was refused.')
  const key = { tenantId: event.tenantId, objectId: event.sender.objectId }
  const permission = isAct(event) ? permissionOf(event.verb) : undefined
  if (isAct(event) && permission !== undefined && !isFault(error)) await recordRefused(context, key, permission, event)
  const known = await findPerson(context.db, key)
  const language =
    event.isPage === true && known !== undefined
      ? known.language
      : languageOf(event.locale, known?.language ?? context.config.language)
  const isTalking = (await findOpenHandoff(context.db, key)) !== undefined
  const contact = isForbidden(error) ? await contactOf(context, key, event) : ''
  const sentence = contact === '' ? sentenceFor(error, isTalking && event.scope === 'personal') : 'failed.forbidden.ask'
  const text = sentencesIn(language)(sentence, { reference, contact })
  if (event.kind === 'dialog-opened' || event.kind === 'dialog-saved') {
    return { status: 200, body: { task: { type: 'message', value: text } } }
  }
  // A field that finds nothing says so itself.
  if (event.kind === 'searched') return found([])
  if (isInvoke(event) || event.isPage === true) return spoken(text)
  await excuseInWriting(context, event, { key: sentence, values: { reference, contact: asWritten(contact) } }, language)
  return undefined
}

/** A fault of ours, not a refusal. */
export function isFault(error: unknown): boolean {
  return !(
    error instanceof ServiceDeskError &&
    (error.code === 'forbidden' || error.code === 'not-found' || error.code === 'invalid')
  )
}

function isForbidden(error: unknown): boolean {
  return error instanceof ServiceDeskError && error.code === 'forbidden'
}

/** Whom to ask for what one may not (S0.24, S0.28); empty where the settings name nobody. */
async function contactOf({ db, settingsOf }: Context, person: PersonKey, { conversationId }: Event): Promise<string> {
  const workspace = await workspaceAt(db, person, conversationId)
  return workspace === undefined ? '' : (await settingsOf(db, workspace)).contact
}

async function excuseInWriting(
  { db, now }: Context,
  event: Event,
  sentence: Pick<Extract<MenuNotice, { kind: 'sentence' }>, 'key' | 'values'>,
  language: Language,
): Promise<void> {
  const conversation = { serviceUrl: event.serviceUrl, conversationId: event.conversationId }
  const excerpt = event.kind === 'said' || event.kind === 'edited' ? cut(event.words.text, 80) : ''
  await transact(db, async (tx) => {
    if (takesEffectOnce(event) && !(await markSeen(tx, event, now()))) return
    await tell<MenuNotice>({ db: tx, now }, { conversation, language }, { kind: 'sentence', ...sentence, excerpt })
  })
}

/** In a chat, nobody is told to write a message to see the options: it would go to the analyst. */
function sentenceFor(error: unknown, isTalking: boolean): SentenceKey {
  if (!(error instanceof ServiceDeskError)) return 'failed.other'
  if (error.code === 'forbidden') return 'failed.forbidden'
  if (error.code === 'not-found') return isTalking ? 'failed.in-chat.not-found' : 'failed.not-found'
  if (error.code === 'invalid') return isTalking ? 'failed.in-chat.invalid' : 'failed.invalid'
  return 'failed.other'
}

/** Only verbs of ours are named in the log: what a client calls one is a client's word. */
function verbOf(event: Event): { readonly verb?: string } {
  if (!('verb' in event)) return {}
  return { verb: permissionOf(event.verb) === undefined ? 'unknown' : event.verb }
}
