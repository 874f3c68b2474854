import type { Card } from '../../cards/render.ts'
import { type Sentences, sentencesIn } from '../../cards/sentences.ts'
import type { Services } from '../../services/context.ts'
import { isGone, type ServiceDeskError } from '../../services/errors.ts'
import type { Afterwards, Pool, Task } from '../../services/jobs/task.ts'
import type { Address } from '../../services/notices/address.ts'
import { findLiveCard, type LiveCard } from '../../services/notices/live-cards.ts'
import type { AnyNotice, Telling } from '../../services/notices/tell.ts'
import type { Contact, Conversation } from '../../services/people/person.ts'
import { findPerson, forgetPersonalChat, noteUnreachable } from '../../services/people/store.ts'
import { DAY_MS } from '../../services/time.ts'
import { getWorkspace } from '../../services/workspaces/store.ts'
import type { Priority } from '../teams/connector.ts'
import { cardMessage } from './message.ts'
import type { Needs } from './needs.ts'
import { idOf, kindOfSubject } from './refresh.ts'
import { type Ring, ringing } from './ring.ts'
import { NO_DESK, sendTo, sendToThread } from './thread.ts'

/** For whom a notice is made: a person, or (`undefined`) everybody at a desk. */
export interface Reader {
  readonly t: Sentences
  readonly person: Contact | undefined
}

type Tx = Pick<Services, 'db' | 'now'>

/** Why a notice was given up: its reader has no chat with us, the workspace no desk, or Teams did not take it. */
/** `unreachable`: by the person's own doing; `not-allowed`: by their organisation's. */
export type WhyGivenUp = 'unreachable' | 'not-allowed' | 'no-desk' | 'no-answer'

/** Teams' codes of a refusal that the person themselves can do nothing about. */
const NOT_ALLOWED = ['MessageWritesBlocked', 'BotDisabledByAdmin', 'NotEnoughPermissions']

/** A kind of notice. Each noun brings its own; delivery knows none. */
export interface NoticeKind<Notice extends AnyNotice> {
  /** How long it is tried; a day where it is left out. */
  readonly patienceMs?: number
  readonly priority?: Priority
  /** Whose slots it uses, where making its card takes more than a look into the store; `chats` where it is left out. */
  readonly pool?: Pool
  /** A refusal of this one says nothing of the chat: what is said there is tried again even so. */
  readonly isPartOfTalk?: true
  /** Where it is to be said may be gone by then, and nobody misses it. */
  readonly isDispensable?: true
  /** Its card; `undefined` when there is nothing to say any more. */
  present(needs: Needs, notice: Notice, reader: Reader): Promise<Card | undefined>
  /** Who is rung by it, in a thread. */
  rings?(needs: Needs, notice: Notice): Promise<Ring>
  /** What is to be written once Teams has it, under this message. */
  sent?(services: Tx, notice: Notice, shown: LiveCard): Promise<void>
  /** Who must hear of it when it was given up. */
  givenUp?(services: Tx, notice: Notice, address: Address, why: WhyGivenUp): Promise<void>
}

/** One kind for each notice of a noun's union. */
export type NoticeKinds<Notice extends AnyNotice> = {
  readonly [Kind in Notice['kind']]: NoticeKind<Extract<Notice, { readonly kind: Kind }>>
}

/** The task `tell.<kind>`. */
export function noticeTask<Notice extends AnyNotice>(needs: Needs, kind: NoticeKind<Notice>): Task<Telling<Notice>> {
  return {
    pool: kind.pool ?? 'chats',
    patienceMs: kind.patienceMs ?? DAY_MS,
    repeat: 'visible',
    async run(telling) {
      try {
        return await send(needs, kind, telling)
      } catch (error) {
        if (kind.isDispensable !== true || !isGone(error)) throw error
        needs.log.info({ notice: telling.notice.kind }, 'Where it was to be said, nobody is any more.')
        return undefined
      }
    },
    async givenUp(tx, { address, notice }, error) {
      await kind.givenUp?.({ db: tx, now: needs.now }, notice, address, whyGivenUp(address, error))
    },
  }
}

async function send<Notice extends AnyNotice>(
  needs: Needs,
  kind: NoticeKind<Notice>,
  { address, notice }: Telling<Notice>,
): Promise<Afterwards | undefined> {
  const { now, log } = needs
  const { conversation, reader, subject } = await recipientOf(needs, address)
  const card = await kind.present(needs, notice, reader)
  if (card === undefined) return undefined
  if (conversation === undefined && subject === undefined) {
    log.info({ notice: notice.kind }, 'A person who has no chat with us was not told.')
    return async (tx) => kind.givenUp?.({ db: tx, now }, notice, address, 'unreachable')
  }
  const ring = subject === undefined ? undefined : await kind.rings?.(needs, notice)
  const message = ring === undefined ? cardMessage(card) : await ringing(needs, cardMessage(card), ring)
  const { where, activityId } =
    subject !== undefined
      ? await sendToThread(needs, subject, conversation, message)
      : await sendTo(needs, conversation, message, kind.priority).catch(async (error: unknown) => {
          if (reader.person !== undefined && isGone(error)) await noteRefused(needs, kind, reader.person, error)
          throw error
        })
  if (activityId === undefined || kind.sent === undefined) return undefined
  return async (tx) => kind.sent?.({ db: tx, now }, notice, { ...where, activityId })
}

async function noteRefused(
  needs: Needs,
  { isPartOfTalk }: Pick<NoticeKind<AnyNotice>, 'isPartOfTalk'>,
  reader: Contact,
  error: ServiceDeskError,
): Promise<void> {
  const note = isPartOfTalk === true ? noteUnreachable : forgetPersonalChat
  await note(needs, reader, error.reason ?? 'refused')
}

export function whyGivenUp(address: Address | 'desk' | 'requester', error: unknown): WhyGivenUp {
  if (!isGone(error)) return 'no-answer'
  const isDesk = address === 'desk' || (typeof address === 'object' && 'thread' in address)
  if (isDesk || error.reason === NO_DESK) return 'no-desk'
  return NOT_ALLOWED.includes(error.reason ?? '') ? 'not-allowed' : 'unreachable'
}

interface Recipient {
  /** `undefined`: a thread that is still to be opened, or a person who has no chat with us. */
  readonly conversation: Conversation | undefined
  readonly subject: `${string}:${string}` | undefined
  readonly reader: Reader
}

async function recipientOf(needs: Needs, address: Address): Promise<Recipient> {
  const { db, config } = needs
  if ('conversation' in address) {
    const reader = { t: sentencesIn(address.language), person: undefined }
    return { conversation: address.conversation, subject: undefined, reader }
  }
  if ('thread' in address) {
    const subject = address.thread
    const { workspaceId } = await kindOfSubject(needs, subject).find(needs, idOf(subject))
    const { language } = await getWorkspace(db, workspaceId)
    const conversation = await findLiveCard(db, subject, 'desk')
    return { conversation, subject, reader: { t: sentencesIn(language), person: undefined } }
  }
  const person = await findPerson(db, address.person)
  const t = sentencesIn(person?.language ?? config.language)
  return { conversation: person?.chat, subject: undefined, reader: { t, person } }
}
