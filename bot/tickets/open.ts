import { randomUUID } from 'node:crypto'
import type { z } from 'zod'
import type { Sent } from '../../cards/fields.ts'
import type { ticketDialogs } from '../../cards/tickets/actions.ts'
import { type IncidentForm, incidentForm } from '../../cards/tickets/incident-form.ts'
import { savedCard } from '../../cards/tickets/ticket.ts'
import { isGranted } from '../../services/access/access.ts'
import type { TooMany } from '../../services/access/shares.ts'
import type { Attached } from '../../services/files/carry.ts'
import { stillThere } from '../../services/handoffs/clock.ts'
import type { Handoff } from '../../services/handoffs/handoff.ts'
import { type PersonKey, samePerson } from '../../services/people/person.ts'
import { consumeLastWords, findPerson } from '../../services/people/store.ts'
import type { SecretKind } from '../../services/secrets/secret.ts'
import { isOffered, type Settings } from '../../services/settings/settings.ts'
import { draftFromChat, draftFromMessage, draftFromWords } from '../../services/tickets/draft.ts'
import { openTicket, type TicketDraft } from '../../services/tickets/open.ts'
import { getTicket } from '../../services/tickets/store.ts'
import type { Ticket } from '../../services/tickets/ticket.ts'
import { listWorkspaceIds } from '../../services/workspaces/members.ts'
import { getWorkspace } from '../../services/workspaces/store.ts'
import { notEnabled } from '../menu/present.ts'
import type { Saved } from '../turn/guard.ts'
import type { Shown, Turn } from '../turn/reply.ts'
import { keyOf } from './key.ts'

type OpensOpen = z.output<(typeof ticketDialogs)['ticket.open']['opens']>
type From = IncidentForm['from']
type FromChat = (typeof ticketDialogs)['ticket.from-chat']

/** « Créer un incident », for oneself or for a colleague. */
export const openForms = {
  async open(turn: Turn, { message }: OpensOpen): Promise<Shown> {
    if (!isOffered(turn.settings, turn.actor.permissions, 'incident')) return notOffered(turn)
    const line = (name: string, text: string) => turn.t('transcript.line', { name, text })
    const own = turn.actor.place === 'private' ? await draftFromWords(turn, turn.person) : {}
    const values = message === undefined ? own : draftFromMessage(message, line)
    return form(turn, { nonce: randomUUID(), values, faults: [], from: fromOf(turn) })
  },

  /** « Enregistrer »: one incident for one dialog, however often it is sent (F1). */
  async save(turn: Turn, { nonce, sent }: Saved<(typeof ticketDialogs)['ticket.open']>): Promise<Shown> {
    const from = fromOf(turn)
    const wrong = categoryFault(turn.settings, sent.ok ? sent.fields.category : sent.values.category)
    if (!sent.ok) return form(turn, { nonce, values: sent.values, faults: [...sent.faults, ...wrong], from })
    const { requester, confidential, ...fields } = sent.fields
    if (wrong.length > 0)
      return {
        ...form(turn, { nonce, values: { ...typed(fields), ...picked(sent.fields) }, faults: wrong, from }),
        came: 'nothing',
      }
    const isConfidential = confidential === 'true' && from.offersConfidential
    const colleague = requester ? await colleagueOf(turn, requester) : turn.person
    if (!(await belongs(turn, colleague)))
      return {
        ...form(turn, {
          nonce,
          values: { ...typed(fields), requester: '', confidential },
          faults: ['not-member'],
          from,
        }),
        came: 'nothing',
      }
    const isOwnChat = turn.actor.place === 'private'
    const attached: Attached = turn.uploads ?? (isOwnChat ? 'recent' : [])
    const whose = { requester: colleague, opener: turn.person, isConfidential, attached }
    const draft = { ...withCategory(fields), ...whose }
    const opened = await openTicket(turn, turn.workspace, draft, keyOf(turn, nonce))
    // What they wrote is in it: a chat that they ask for next is about something else.
    if (!('tooMany' in opened) && isOwnChat) await consumeLastWords(turn, turn.person)
    return show(turn, opened, {
      nonce,
      from,
      values: { ...typed(fields), requester: requester ?? '', confidential },
      kinds: sent.kinds,
    })
  },
}

/** Whether it may be confidential: where somebody is named to read such incidents. */
function fromOf({ settings }: Turn) {
  return { verb: 'ticket.open', offersConfidential: isGranted(settings, 'ticket.confidential') } as const
}

function notOffered(turn: Turn): Shown {
  const { card } = notEnabled(turn, 'incident')
  return { dialog: { title: turn.t('form.title'), card } }
}

/** The same from one's own chat, with what was said in it. */
export const fromChatForms = chatForms((chat) => ({ verb: 'ticket.from-chat', handoffId: chat.id }))

/** The same by the analyst who took the chat: they work on it. */
export const forRequesterForms = chatForms((chat) => ({
  verb: 'ticket.for-requester',
  handoffId: chat.id,
  requesterName: chat.requester.name,
}))

function chatForms(fromOf: (chat: Handoff) => Exclude<From, { verb: 'ticket.open' }>) {
  return {
    async open(turn: Turn, chat: Handoff): Promise<Shown> {
      if (chat.ticketId !== undefined) return saved(turn, await getTicket(turn.db, chat.ticketId), [])
      await signOfLife(turn, chat)
      const values = await draftFromChat(turn, chat, (name, text) => turn.t('transcript.line', { name, text }))
      return form(await at(turn, chat), { nonce: randomUUID(), values, faults: [], from: fromOf(chat) })
    },

    async save(turn: Turn, chat: Handoff, { nonce, sent }: Saved<FromChat>): Promise<Shown> {
      await signOfLife(turn, chat)
      const from = fromOf(chat)
      const there = await at(turn, chat)
      const wrong = categoryFault(there.settings, sent.ok ? sent.fields.category : sent.values.category)
      if (!sent.ok) return form(there, { nonce, values: sent.values, faults: [...sent.faults, ...wrong], from })
      if (wrong.length > 0) {
        const again = form(there, { nonce, values: typed(sent.fields), faults: wrong, from })
        return { ...again, came: 'nothing' }
      }
      const isTaker = samePerson(chat.analyst, turn.person)
      const draft = {
        ...withCategory(sent.fields),
        requester: chat.requester,
        opener: turn.person,
        ...(isTaker ? { assignee: turn.person } : {}),
        handoff: chat,
      }
      const workspace = await getWorkspace(turn.db, chat.workspaceId)
      const opened = await openTicket(turn, workspace, draft, keyOf(turn, nonce))
      return show(there, opened, { nonce, from, values: typed(sent.fields), kinds: sent.kinds })
    },
  }
}

/** Whoever fills in a form about their chat is there (E10). */
async function signOfLife(turn: Turn, chat: Handoff): Promise<void> {
  if (samePerson(chat.requester, turn.person) && chat.heldUntil === undefined) await stillThere(turn, chat)
}

/** A chat stays in its workspace, wherever its requester is by now: there its incident has its category. */
async function at(turn: Turn, { workspaceId }: Handoff): Promise<Turn> {
  if (workspaceId === turn.workspace.id) return turn
  const workspace = await getWorkspace(turn.db, workspaceId)
  return { ...turn, settings: await turn.settingsOf(turn.db, workspace) }
}

function categoryFault({ categories }: Settings, category = ''): readonly 'category'[] {
  return category === '' || categories.includes(category) ? [] : ['category']
}

/** What was chosen beside the fields of every incident. */
function picked({
  requester = '',
  confidential,
}: {
  readonly requester?: string | undefined
  readonly confidential: string
}) {
  return { requester, confidential }
}

type Fields = Extract<Sent<FromChat>, { ok: true }>['fields']

function withCategory({
  category,
  ...fields
}: Fields): Pick<TicketDraft, 'title' | 'description' | 'urgency' | 'impact' | 'category'> {
  return { ...fields, category: category === '' ? undefined : category }
}

/** What was typed, for the form to be shown again. */
function typed({ category, ...fields }: Fields): Partial<IncidentForm['values']> {
  return { ...fields, category: category ?? '' }
}

/** Whoever an incident is for must be able to read it: in the workspace that it is opened in (S1.4). */
async function belongs({ db, workspace }: Turn, person: PersonKey): Promise<boolean> {
  return (await listWorkspaceIds(db, person)).includes(workspace.id)
}

/** Somebody chosen from the directory: we know their name only if they ever spoke to us. */
async function colleagueOf({ db, person }: Turn, requester: string): Promise<TicketDraft['requester']> {
  const key: PersonKey = { tenantId: person.tenantId, objectId: requester.toLowerCase() }
  return { ...key, name: (await findPerson(db, key))?.name || undefined }
}

interface Filled extends Pick<IncidentForm, 'nonce' | 'values' | 'from'> {
  readonly kinds: readonly SecretKind[]
}

/** The number; or, where its author used up their share, the form again with what they typed. */
function show(turn: Turn, opened: Ticket | TooMany, { kinds, ...filled }: Filled): Shown {
  if (!('tooMany' in opened)) return saved(turn, opened, kinds)
  return { ...form(turn, { ...filled, faults: ['share'] }), came: 'refused' }
}

function saved({ t, person }: Turn, opened: Ticket, kinds: readonly SecretKind[]): Shown {
  return { dialog: { title: t('form.title'), card: savedCard(t, opened, person, kinds) } }
}

function form({ t, settings: { categories } }: Turn, filled: Omit<IncidentForm, 'categories'>): Shown {
  return { dialog: { title: t('form.title'), card: incidentForm(t, { ...filled, categories }) } }
}
