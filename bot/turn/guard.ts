import type { z } from 'zod'
import { type Dialog, readSent, type Sent } from '../../cards/fields.ts'
import { mayFrom, mayOn, type Owned, type Permission, type Verdict } from '../../services/access/policy.ts'
import { hasSeen } from '../../services/audit/store.ts'
import { ServiceDeskError } from '../../services/errors.ts'
import { findThreadSubject, saveLiveCard } from '../../services/notices/live-cards.ts'
import type { Subject } from '../../services/notices/subject.ts'
import { DAY_MS } from '../../services/time.ts'
import { recordAct } from '../audit/record.ts'
import type { Shown, Turn } from './reply.ts'

/** A kind of thing that verbs are about: how it is found within a scope, and what the policy wants to know of it. */
export interface Kind<Thing, Ids> {
  find(turn: Turn, ids: Ids): Promise<Thing | undefined>
  owned(thing: Thing, turn: Turn): Owned
  /** What its card at the desk is kept for. */
  subject?(thing: Thing): Subject
  /** Whether who acts may thereby move its thread to where they act. */
  mayMove?(thing: Thing, turn: Turn): boolean
}

/** A handler behind the guard. There is no other way to a handler. */
export interface Guarded<Data> {
  readonly permission: Permission
  run(turn: Turn, data: Data): Promise<Shown>
}

/** What is about no thing: the guard asks the policy from where it is done. */
export function may<Data>(permission: Permission, handler: (turn: Turn, data: Data) => Promise<Shown>): Guarded<Data> {
  return {
    permission,
    async run(turn, data) {
      require(mayFrom(turn.actor, permission))
      return await recorded(turn, permission, data, {}, await handler(turn, data))
    },
  }
}

/** The same for what changes nothing, and shows what is nobody's or one's own: the audit does not keep it. */
export function look<Data>(permission: Permission, handler: (turn: Turn, data: Data) => Promise<Shown>): Guarded<Data> {
  return {
    permission,
    async run(turn, data) {
      require(mayFrom(turn.actor, permission))
      return await handler(turn, data)
    },
  }
}

/** What is about a thing: the guard loads it within the person's scope, asks the policy, and hands the handler the thing. */
export function on<Thing, Data>(
  kind: Kind<Thing, Data>,
  permission: Permission,
  handler: (turn: Turn, thing: Thing, data: Data) => Promise<Shown>,
): Guarded<Data> {
  return {
    permission,
    async run(turn, data) {
      const { thing, ...whose } = await load(turn, kind, permission, data)
      return await recorded(turn, permission, data, whose, await handler(turn, thing, data))
    },
  }
}

/** For a page instead of a card: the guard loads the thing, asks the policy, and keeps in the audit that it was opened. */
export async function opened<Thing, Ids>(
  turn: Turn,
  kind: Kind<Thing, Ids>,
  permission: Permission,
  ids: Ids,
): Promise<Thing> {
  const { thing, ...whose } = await load(turn, kind, permission, ids)
  await recordAct(turn, { act: turn.verb ?? '', permission, data: ids, ...whose })
  return thing
}

/** The same for a part of a page, which is asked for again and again: once in a day is kept. */
export async function openedBefore<Thing, Ids>(
  turn: Turn,
  kind: Kind<Thing, Ids>,
  permission: Permission,
  ids: Ids,
): Promise<Thing> {
  const { thing, ...whose } = await load(turn, kind, permission, ids)
  const subject = kind.subject?.(thing)
  const isKept = subject !== undefined && (await hasSeen(turn.db, turn.person, subject, turn.now() - DAY_MS))
  if (!isKept) await recordAct(turn, { act: turn.verb ?? '', permission, data: ids, ...whose })
  return thing
}

/** The same for a page about no thing, which shows what is one's own. */
export function looked(turn: Turn, permission: Permission): void {
  require(mayFrom(turn.actor, permission))
}

/** What a dialog sends when it is saved. */
export interface Saved<D extends Dialog> {
  readonly opened: z.output<D['opens']>
  /** The idempotency key of this filling of the dialog. */
  readonly nonce: string
  readonly sent: Sent<D>
}

/** A dialog behind the guard: opened, and saved. */
export interface GuardedDialog<D extends Dialog> {
  readonly permission: Permission
  open(turn: Turn, opened: z.output<D['opens']>): Promise<Shown>
  save(turn: Turn, saved: Saved<D>): Promise<Shown>
}

export function dialogFor<D extends Dialog>(
  _dialog: D,
  permission: Permission,
  handlers: Pick<GuardedDialog<D>, 'open' | 'save'>,
): GuardedDialog<D> {
  return {
    permission,
    async open(turn, opened) {
      require(mayFrom(turn.actor, permission))
      return await handlers.open(turn, opened)
    },
    async save(turn, saved) {
      require(mayFrom(turn.actor, permission))
      const shown = await handlers.save(turn, saved)
      if (!saved.sent.ok) return shown
      return await recorded(turn, permission, saved.opened, { requester: requesterIn(saved.sent.fields) }, shown)
    },
  }
}

/** The same for a dialog about a thing. */
export function dialogOn<D extends Dialog, Thing>(
  _dialog: D,
  kind: Kind<Thing, z.output<D['opens']>>,
  permission: Permission,
  handlers: {
    open(turn: Turn, thing: Thing, opened: z.output<D['opens']>): Promise<Shown>
    save(turn: Turn, thing: Thing, saved: Saved<D>): Promise<Shown>
  },
): GuardedDialog<D> {
  return {
    permission,
    async open(turn, opened) {
      const { thing, ...whose } = await load(turn, kind, permission, opened)
      return await recorded(turn, permission, opened, whose, await handlers.open(turn, thing, opened))
    },
    async save(turn, saved) {
      const { thing, ...whose } = await load(turn, kind, permission, saved.opened)
      const shown = await handlers.save(turn, thing, saved)
      return saved.sent.ok ? await recorded(turn, permission, saved.opened, whose, shown) : shown
    },
  }
}

/** Reads what opens a dialog, and what it sent. Throws `invalid` where no dialog of ours opens so. */
export function readSaved<D extends Dialog>(dialog: D, raw: unknown): Saved<D> {
  const opened = dialog.opens.safeParse(raw)
  const nonce = dialog.nonce.safeParse(raw)
  if (!opened.success || !nonce.success) throw new ServiceDeskError('invalid', 'A dialog sent what none of ours sends.')
  return { opened: opened.data as z.output<D['opens']>, nonce: nonce.data.nonce, sent: readSent(dialog, raw) }
}

async function load<Thing, Ids>(
  turn: Turn,
  kind: Kind<Thing, Ids>,
  permission: Permission,
  ids: Ids,
): Promise<Loaded<Thing>> {
  require(mayFrom(turn.actor, permission))
  const thing = await kind.find(turn, ids)
  const owned = thing && kind.owned(thing, turn)
  require(mayOn(turn.actor, permission, owned))
  if (thing === undefined) throw new ServiceDeskError('not-found', 'There is no such thing here.')
  if (kind.subject !== undefined && turn.actor.place === 'desk' && kind.mayMove?.(thing, turn) === true)
    await adoptThread(turn, kind.subject(thing))
  return { thing, requester: owned?.requester?.objectId, workspaceId: owned?.workspaceId }
}

interface Whose {
  readonly requester?: string | undefined
  /** Where it belongs: what is one's own may be in another workspace than one is in. */
  readonly workspaceId?: string | undefined
}

interface Loaded<Thing> extends Whose {
  readonly thing: Thing
}

/** Keeps in the audit what an act came to. Opening a thing is one: whose it is may ask who has seen it. */
async function recorded(turn: Turn, permission: Permission, data: unknown, whose: Whose, shown: Shown): Promise<Shown> {
  const { came: outcome = 'done' } = shown
  if (outcome !== 'nothing' && outcome !== 'recorded')
    await recordAct(turn, { act: turn.verb ?? '', permission, data, ...whose, outcome })
  return shown
}

/** Whom a dialog names as the one that it is for. */
function requesterIn(fields: object): string | undefined {
  return 'requester' in fields && typeof fields.requester === 'string' && fields.requester !== ''
    ? fields.requester.toLowerCase()
    : undefined
}

function require(verdict: Verdict): void {
  if (verdict === 'forbidden') throw new ServiceDeskError('forbidden', 'The policy does not allow this here.')
  if (verdict === 'not-found') throw new ServiceDeskError('not-found', 'There is no such thing for this person.')
}

/**
 * A lost answer of Teams can leave a subject with two threads, one of which we do not know. The one in which somebody acts
 * is the one that counts: what is said there must arrive. A thread that is known to be about something else stays that.
 */
async function adoptThread({ db, card }: Turn, subject: Subject): Promise<void> {
  if (card === undefined || !card.conversationId.endsWith(`;messageid=${card.activityId}`)) return
  const known = await findThreadSubject(db, card.conversationId)
  if (known === undefined || known === subject) await saveLiveCard(db, subject, 'desk', card)
}
