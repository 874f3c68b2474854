import { randomUUID } from 'node:crypto'
import type { z } from 'zod'
import { requestSentCard } from '../../cards/approvals/approval.ts'
import type { catalogueDialogs } from '../../cards/catalogue/actions.ts'
import { elsewhereCard, goneCard, keptCard } from '../../cards/catalogue/catalogue.ts'
import { type CatalogueForm, catalogueForm, inputOf } from '../../cards/catalogue/form.ts'
import type { Card } from '../../cards/render.ts'
import { savedCard } from '../../cards/tickets/ticket.ts'
import { workspaceName } from '../../cards/workspaces/workspace.ts'
import type { Request } from '../../services/approvals/approval.ts'
import { findRequestByKey } from '../../services/approvals/store.ts'
import { submitRequest } from '../../services/approvals/submit.ts'
import { inLanguage } from '../../services/bilingual/bilingual.ts'
import { type Answers, type CatalogueItem, type Field, LONGEST } from '../../services/catalogue/catalogue.ts'
import { changedSince, type Draft, draftSubject, MOST_DRAFTS } from '../../services/catalogue/draft.ts'
import { countOwnDrafts, deleteOwnDraft, findOwnDraft, saveOwnDraft } from '../../services/catalogue/store.ts'
import { faultsOn, faultyPage, fieldsOn, isLastPage, nextPage, previousPage } from '../../services/catalogue/walk.ts'
import { bringFiles } from '../../services/files/carry.ts'
import { maskSecrets } from '../../services/secrets/secret.ts'
import { findTicketByKey } from '../../services/tickets/store.ts'
import { getWorkspace } from '../../services/workspaces/store.ts'
import { keyOf } from '../tickets/key.ts'
import type { Saved } from '../turn/guard.ts'
import type { Shown, Turn } from '../turn/reply.ts'
import { offeredTo, peopleIn, startingIn } from './present.ts'

type Dialog = (typeof catalogueDialogs)['request.make']

/** Where somebody is in an item's form, and what was answered so far. */
interface Filling {
  readonly item: CatalogueItem
  readonly fields: readonly Field[]
  readonly nonce: string
  readonly answers: Answers
  readonly page: number
  /** It is among their drafts: what opens it again. */
  readonly isKept: boolean
}

type Dialogue = { readonly dialog: { readonly title: string; readonly card: Card } }

/** An item's form, from its first page or from where its draft was left. */
export async function open(turn: Turn, { itemId, draftId }: z.output<Dialog['opens']>): Promise<Shown> {
  const draft = draftId === undefined ? undefined : await findOwnDraft(turn.db, turn.person, draftId)
  if (draft !== undefined && isElsewhere(turn, draft, itemId)) return await showElsewhere(turn, draft)
  const item = await itemIn(turn, itemId)
  if (item === undefined) return notOffered(turn, draft)
  const { fields } = item
  // A form that is shown again before anything of it was kept stays the same.
  const nonce = draftId ?? randomUUID()
  if (draft === undefined) return await ask(turn, { item, fields, nonce, answers: {}, page: 0, isKept: false })
  const changed = changedSince(draft, fields, turn.t.language)
  const isChanged = changed.gone.length + changed.added.length > 0
  // What the form asks now may stand on any page: a form that was changed is gone through from its beginning.
  const page = isChanged ? 0 : draft.page
  return await ask(turn, { item, fields, nonce: draft.id, answers: draft.answers, page, isKept: true }, { changed })
}

/** A page was filled: the next one, the ticket, or a draft. Whatever was typed before is in the draft (F22). */
export async function save(turn: Turn, saved: Saved<Dialog>): Promise<Shown> {
  const { step } = saved.opened
  const read = await readFilling(turn, saved)
  if (step === 'auto') return 'here' in read ? await keepMeanwhile(turn, read.here, read.draft) : NOT_KEPT
  if (!('here' in read)) return read
  const { here } = read
  if (step === 'keep') return await keepAndSay(turn, here)
  if (step === 'back') return await goTo(turn, { ...here, page: previousPage(here) })
  const faults = faultsOn(here)
  if (faults.length > 0) return { ...(await ask(turn, here, { faults })), came: 'nothing' }
  const next = nextPage(here)
  if (next !== undefined) return await goTo(turn, { ...here, page: next })
  // Whoever pressed « Continuer » expected another page: nothing is sent that was not meant to be.
  if (step === 'next') return { ...(await ask(turn, here, { isLast: true })), came: 'nothing' }
  return await send(turn, here)
}

/** The form with what was typed into it, and what was kept of it before; or what is shown where it cannot be filled any more. */
async function readFilling(
  turn: Turn,
  { opened, nonce, sent }: Saved<Dialog>,
): Promise<{ readonly here: Filling; readonly draft: Draft | undefined } | Shown> {
  const { db, person } = turn
  const before = await findSent(turn, nonce)
  if (before !== undefined) {
    // A page that keeps what is filled may have kept it while it was sent.
    await deleteOwnDraft(db, person, nonce)
    return { ...before, came: 'nothing' }
  }
  const draft = await findOwnDraft(db, person, nonce)
  if (draft !== undefined && isElsewhere(turn, draft, opened.itemId)) return await showElsewhere(turn, draft)
  const item = await itemIn(turn, opened.itemId)
  const typed: Readonly<Record<string, unknown>> = sent.ok ? sent.fields : {}
  if (item === undefined) return notOffered(turn, draft, typed)
  const answers = { ...draft?.answers, ...answersOf(item, opened.asked.split(','), typed) }
  const isKept = draft !== undefined
  return { here: { item, fields: item.fields, nonce, answers, page: opened.page, isKept }, draft }
}

const NOT_KEPT: Shown = { say: 'draft.kept.not', came: 'nothing' }

/** Nothing was pressed: a page keeps what is filled (autosave). */
async function keepMeanwhile(turn: Turn, here: Filling, draft: Draft | undefined): Promise<Shown> {
  // What was typed on a page that was left since is no news: it would undo what was sent with the button.
  if (draft !== undefined && draft.page !== here.page) return NOT_KEPT
  return (await keep(turn, here)) ? sayKept(turn, here) : NOT_KEPT
}

/** What came of it where it was sent before. */
async function findSent(turn: Turn, nonce: string): Promise<Dialogue | undefined> {
  const { db, person, t } = turn
  const ticket = await findTicketByKey(db, keyOf(turn, nonce))
  if (ticket !== undefined) return { dialog: { title: ticket.number, card: savedCard(t, ticket, person) } }
  const request = await findRequestByKey(db, keyOf(turn, nonce))
  return request && sentShown(turn, request)
}

async function send(turn: Turn, filling: Filling): Promise<Shown> {
  const { item, nonce, answers } = filling
  // An answer on an earlier page may be missing since its form was changed: that page is shown again.
  const wrong = faultyPage(filling)
  if (wrong !== undefined) {
    const again = { ...filling, page: wrong }
    return { ...(await ask(turn, again, { faults: faultsOn(again) })), came: 'nothing' }
  }
  const { workspace, person, t, deskT } = turn
  const style = { language: deskT.language, yes: deskT('request.yes'), no: deskT('request.no') }
  const made = await submitRequest(
    turn,
    workspace,
    person,
    { item, answers, id: nonce, key: keyOf(turn, nonce), attached: turn.uploads ?? [] },
    style,
  )
  if (made === 'own-approver')
    return { ...(await ask(turn, filling, { problem: 'request.own-approver' })), came: 'refused' }
  if ('tooMany' in made) return { ...(await ask(turn, filling, { problem: 'form.fault.share' })), came: 'refused' }
  if ('request' in made) return sentShown(turn, made.request)
  return { dialog: { title: made.ticket.number, card: savedCard(t, made.ticket, person, made.kinds) } }
}

async function keepAndSay(turn: Turn, filling: Filling): Promise<Shown> {
  if (!(await keep(turn, filling)))
    return { ...(await ask(turn, filling, { problem: 'draft.too-many' })), came: 'nothing' }
  return sayKept(turn, filling)
}

function sayKept({ t }: Turn, { item }: Filling): Shown {
  return { dialog: { title: inLanguage(item.name, t.language), card: keptCard(t, item) }, came: 'nothing' }
}

async function goTo(turn: Turn, filling: Filling): Promise<Shown> {
  const isKept = await keep(turn, filling)
  if (!isKept) return { ...(await ask(turn, { ...filling, page: 0 }, { problem: 'draft.too-many' })), came: 'nothing' }
  return { ...(await ask(turn, { ...filling, isKept })), came: 'nothing' }
}

/** False: they have too many. */
async function keep(
  { db, now, person, workspace, uploads = [] }: Turn,
  { item, nonce, answers, page, isKept }: Filling,
): Promise<boolean> {
  if (!isKept && (await countOwnDrafts(db, person, workspace.id)) >= MOST_DRAFTS) return false
  const form = Object.fromEntries(item.fields.map(({ id, label }) => [id, label]))
  const { tenantId, objectId } = person
  await saveOwnDraft(db, {
    id: nonce,
    owner: { tenantId, objectId },
    workspaceId: workspace.id,
    itemId: item.id,
    answers,
    form,
    page,
    updatedAt: now(),
  })
  const there = { subject: draftSubject(nonce), workspaceId: workspace.id, shownAt: undefined }
  await bringFiles({ db, now }, person, there, uploads)
  return true
}

async function ask(
  turn: Turn,
  filling: Filling,
  more: Partial<Pick<CatalogueForm, 'faults' | 'problem' | 'changed' | 'isLast'>> = {},
): Promise<Dialogue> {
  const { item, nonce, isKept } = filling
  // What was asked before has an answer, be it an empty one.
  const answers = { ...startingIn(turn, item), ...filling.answers }
  // A page of which nothing is asked is passed over.
  const page = fieldsOn(filling).length > 0 ? filling.page : (nextPage(filling) ?? 0)
  const here = { ...filling, page }
  const card = catalogueForm(turn.t, {
    item,
    nonce,
    isKept,
    page,
    answers,
    people: await peopleIn(turn, item, answers),
    fields: fieldsOn(here),
    faults: [],
    changed: { gone: [], added: [] },
    isFirst: previousPage(here) === page,
    isLast: isLastPage(here),
    ...more,
  })
  return { dialog: { title: inLanguage(item.name, turn.t.language), card } }
}

/**
 * What was typed, and nothing of what was not on the page: the form may have been changed since. Of what was on it (`asked`), a
 * choice that nothing came of is an empty one. Secrets are covered before anything is kept.
 */
function answersOf(
  { fields }: CatalogueItem,
  asked: readonly string[],
  typed: Readonly<Record<string, unknown>>,
): Answers {
  return Object.fromEntries(
    fields.flatMap((field) => {
      const value = typed[inputOf(field)]
      if (value === undefined && !asked.includes(field.id)) return []
      return [[field.id, keptText(field, String(value ?? ''))]]
    }),
  )
}

function keptText({ kind }: Field, text: string): string {
  if (kind === 'choice' || kind === 'choices' || kind === 'reference' || kind === 'yes-no') return text.slice(0, 4_000)
  // One more than may be: so that it is seen to be too long.
  return maskSecrets(text.slice(0, LONGEST[kind] + 1)).text
}

async function itemIn(turn: Turn, itemId: string): Promise<CatalogueItem | undefined> {
  return (await offeredTo(turn)).find(({ id }) => id === itemId)
}

/** What was begun in one workspace goes to no other's desk. */
function isElsewhere({ workspace }: Turn, draft: Draft, itemId: string): boolean {
  return draft.workspaceId !== workspace.id || draft.itemId !== itemId
}

async function showElsewhere({ db, t }: Turn, { workspaceId }: Draft): Promise<Shown> {
  const name = workspaceName(t, await getWorkspace(db, workspaceId))
  return { dialog: { title: t('draft.elsewhere'), card: elsewhereCard(t, name) }, came: 'nothing' }
}

function sentShown({ t }: Turn, request: Request): Dialogue {
  return { dialog: { title: request.number, card: requestSentCard(t, request, true) } }
}

/** It was taken out of the catalogue: what was written is shown, to be used elsewhere. */
function notOffered({ t }: Turn, draft: Draft | undefined, typed: Readonly<Record<string, unknown>> = {}): Shown {
  const inputs = Object.entries(typed).flatMap(([key, value]) => (key === 'nonce' ? [] : [String(value)]))
  const written = [...Object.values(draft?.answers ?? {}), ...inputs]
  const text = [...new Set(written)].filter((its) => its !== '').join('\n')
  return { dialog: { title: t('request.not-offered'), card: goneCard(t, maskSecrets(text).text) }, came: 'nothing' }
}
