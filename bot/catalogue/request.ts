import { randomUUID } from 'node:crypto'
import type { z } from 'zod'
import { requestSentCard } from '../../cards/approvals/approval.ts'
import type { catalogueDialogs } from '../../cards/catalogue/actions.ts'
import { goneCard, keptCard } from '../../cards/catalogue/catalogue.ts'
import { type CatalogueForm, catalogueForm, inputOf } from '../../cards/catalogue/form.ts'
import type { Card } from '../../cards/render.ts'
import { savedCard } from '../../cards/tickets/ticket.ts'
import type { Request } from '../../services/approvals/approval.ts'
import { findRequestByKey } from '../../services/approvals/store.ts'
import { submitRequest } from '../../services/approvals/submit.ts'
import { inLanguage } from '../../services/bilingual/bilingual.ts'
import {
  type Answers,
  answerFault,
  type CatalogueItem,
  type Field,
  pagesOf,
  visibleFields,
} from '../../services/catalogue/catalogue.ts'
import { changedSince, type Draft, MOST_DRAFTS } from '../../services/catalogue/draft.ts'
import { findOwnDraft, listOwnDrafts, saveOwnDraft } from '../../services/catalogue/store.ts'
import { maskSecrets } from '../../services/secrets/secret.ts'
import { findTicketByKey } from '../../services/tickets/store.ts'
import { keyOf } from '../tickets/key.ts'
import type { Saved } from '../turn/guard.ts'
import type { Shown, Turn } from '../turn/reply.ts'
import { offeredTo } from './present.ts'

type Dialog = (typeof catalogueDialogs)['request.make']

const UNCHANGED = { gone: [], added: [] }

/** Where somebody is in a form: its pages, and what was answered so far. */
interface Place {
  readonly item: CatalogueItem
  readonly nonce: string
  readonly answers: Answers
  readonly page: number
}

/** An item's form, from its first page or from where its draft was left. */
export async function open(turn: Turn, { itemId, draftId }: z.output<Dialog['opens']>): Promise<Shown> {
  const draft = draftId === undefined ? undefined : await findOwnDraft(turn.db, turn.person, draftId)
  const item = await itemIn(turn, itemId)
  if (item === undefined) return notOffered(turn, draft)
  if (draft === undefined) return ask(turn, { item, nonce: randomUUID(), answers: {}, page: 0 })
  const changed = changedSince(draft, item.fields, turn.t.language)
  const isChanged = changed.gone.length + changed.added.length > 0
  // What the form asks now may stand on any page: a form that was changed is gone through from its beginning.
  const page = isChanged ? 0 : draft.page
  return ask(turn, { item, nonce: draft.id, answers: draft.answers, page }, { changed })
}

/** A page was filled: the next one, the ticket, or a draft. Whatever was typed before is in the draft (F22). */
export async function save(turn: Turn, { opened, nonce, sent }: Saved<Dialog>): Promise<Shown> {
  const { db, person, workspace, t } = turn
  const known = await findTicketByKey(db, keyOf(turn, nonce))
  const item = await itemIn(turn, opened.itemId)
  if (known !== undefined)
    return { dialog: { title: known.number, card: savedCard(t, known, person) }, came: 'nothing' }
  const sentBefore = await findRequestByKey(db, keyOf(turn, nonce))
  if (sentBefore !== undefined) return { ...sentShown(turn, sentBefore), came: 'nothing' }
  const draft = await findOwnDraft(db, person, nonce)
  const typed = sent.ok ? sent.fields : {}
  if (item === undefined) return notOffered(turn, draft, typed)
  const before = draft?.answers ?? {}
  const answers = { ...before, ...answersOn(item, opened.page, before, typed) }
  const place = { item, nonce, answers, page: opened.page }
  if (opened.step === 'back') {
    const back = previousPage(place)
    await keep(turn, { ...place, page: back })
    return { ...ask(turn, { ...place, page: back }), came: 'nothing' }
  }
  if (opened.step === 'keep') {
    if (draft === undefined && (await listOwnDrafts(db, person, [workspace.id])).length >= MOST_DRAFTS)
      return { say: 'draft.too-many', came: 'nothing' }
    await keep(turn, place)
    const title = inLanguage(item.name, t.language)
    return { dialog: { title, card: keptCard(t, item) }, came: 'nothing' }
  }
  const faults = faultsOn(fieldsOn(place))
  if (faults.length > 0) return { ...ask(turn, place, { faults }), came: 'nothing' }
  const next = nextPage(place)
  if (next !== undefined) {
    await keep(turn, { ...place, page: next })
    return { ...ask(turn, { ...place, page: next }), came: 'nothing' }
  }
  return await send(turn, place)

  function faultsOn(fields: readonly Field[]) {
    return faultsIn(fields, answers)
  }
}

async function send(turn: Turn, place: Place): Promise<Shown> {
  const { item, nonce, answers } = place
  // An answer on an earlier page may be missing since its form was changed: that page is shown again.
  const wrong = pagesOf(item.fields).findIndex(
    (_fields, page) => faultsIn(fieldsOn({ ...place, page }), answers).length > 0,
  )
  if (wrong >= 0) {
    const again = { ...place, page: wrong }
    return { ...ask(turn, again, { faults: faultsIn(fieldsOn(again), answers) }), came: 'nothing' }
  }
  const { workspace, person, t, deskT } = turn
  const style = { language: deskT.language, yes: deskT('request.yes'), no: deskT('request.no') }
  const filled = { item, answers, id: nonce, key: keyOf(turn, nonce) }
  const made = await submitRequest(turn, workspace, person, filled, style)
  if (made === 'own-approver') return { say: 'request.own-approver', came: 'refused' }
  if ('tooMany' in made) return { ...ask(turn, place, { isTooMuch: true }), came: 'refused' }
  if ('request' in made) return sentShown(turn, made.request)
  return { dialog: { title: made.ticket.number, card: savedCard(t, made.ticket, person, made.kinds) } }
}

function sentShown(
  { t }: Turn,
  request: Request,
): { readonly dialog: { readonly title: string; readonly card: Card } } {
  return { dialog: { title: request.number, card: requestSentCard(t, request, true) } }
}

async function keep({ db, now, person, workspace }: Turn, { item, nonce, answers, page }: Place): Promise<void> {
  const form = Object.fromEntries(item.fields.map(({ id, label }) => [id, label]))
  const { tenantId, objectId } = person
  await saveOwnDraft(db, {
    ...{ id: nonce, owner: { tenantId, objectId }, workspaceId: workspace.id, itemId: item.id },
    ...{ answers, form, page, updatedAt: now() },
  })
}

function ask(
  turn: Turn,
  place: Place,
  more: Partial<Pick<CatalogueForm, 'faults' | 'isTooMuch' | 'changed'>> = {},
): { readonly dialog: { readonly title: string; readonly card: ReturnType<typeof catalogueForm> } } {
  const { item, nonce, answers } = place
  // A page of which nothing is asked is passed over.
  const page = fieldsOn(place).length > 0 ? place.page : (nextPage(place) ?? 0)
  const here = { ...place, page }
  const card = catalogueForm(turn.t, {
    ...{ item, nonce, page, answers, fields: fieldsOn(here), faults: [], isTooMuch: false, changed: UNCHANGED },
    isFirst: previousPage(here) === page,
    // Before it is answered, a field on which others depend may lead on to them.
    isLast:
      page === pagesOf(item.fields).length - 1 ||
      !pagesOf(item.fields)
        .slice(page + 1)
        .some((its) => its.length > 0),
    ...more,
  })
  return { dialog: { title: inLanguage(item.name, turn.t.language), card } }
}

/** What is asked on a page, as the answers are. */
function fieldsOn({ item, page, answers }: Pick<Place, 'item' | 'page' | 'answers'>): readonly Field[] {
  const asked = visibleFields(item.fields, answers)
  return (pagesOf(item.fields)[page] ?? []).filter((field) => asked.includes(field))
}

/** `undefined`: there is nothing more to ask. */
function nextPage(place: Place): number | undefined {
  const pages = pagesOf(place.item.fields).map((_fields, page) => page)
  return pages.find((page) => page > place.page && fieldsOn({ ...place, page }).length > 0)
}

/** The page itself where it is the first. */
function previousPage(place: Place): number {
  const pages = pagesOf(place.item.fields).map((_fields, page) => page)
  return pages.findLast((page) => page < place.page && fieldsOn({ ...place, page }).length > 0) ?? place.page
}

function faultsIn(fields: readonly Field[], answers: Answers) {
  return fields.flatMap((field) => {
    const fault = answerFault(field, answers[field.id] ?? '')
    return fault === undefined ? [] : [[field, fault] as const]
  })
}

/** What was typed on a page; secrets are covered before anything of it is kept. */
function answersOn(
  item: CatalogueItem,
  page: number,
  answers: Answers,
  typed: Readonly<Record<string, unknown>>,
): Answers {
  const fields = fieldsOn({ item, page, answers })
  return Object.fromEntries(
    fields.map((field) => {
      const value = typed[inputOf(field)]
      const text = value === undefined || value === null ? '' : String(value)
      return [field.id, field.kind === 'choice' || field.kind === 'choices' ? text : (maskSecrets(text).text as string)]
    }),
  )
}

async function itemIn(turn: Turn, itemId: string): Promise<CatalogueItem | undefined> {
  return (await offeredTo(turn)).find(({ id }) => id === itemId)
}

/** It was taken out of the catalogue: what was written is shown, to be used elsewhere. */
function notOffered({ t }: Turn, draft: Draft | undefined, typed: Readonly<Record<string, unknown>> = {}): Shown {
  const written = [...Object.values(draft?.answers ?? {}), ...Object.values(typed).map(String)]
  const text = [...new Set(written)].filter((its) => its !== '').join('\n')
  return { dialog: { title: t('request.not-offered'), card: goneCard(t, maskSecrets(text).text) }, came: 'nothing' }
}
