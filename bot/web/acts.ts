import { randomUUID } from 'node:crypto'
import { type Request, type Response, type Router, urlencoded } from 'express'
import { z } from 'zod'
import { type Choice, PEOPLE } from '../../cards/form.ts'
import type { Card } from '../../cards/render.ts'
import { useShare } from '../../services/access/shares.ts'
import { ServiceDeskError } from '../../services/errors.ts'
import { keepUpload } from '../../services/files/carry.ts'
import { type FileRefusal, MOST_FILES, safeName } from '../../services/files/file.ts'
import { dropLoose, listOwnFiles } from '../../services/files/store.ts'
import { findOpenHandoff } from '../../services/handoffs/store.ts'
import type { NamedPerson } from '../../services/people/person.ts'
import { findByName, namesOf } from '../../services/people/store.ts'
import { findTicketByNumber } from '../../services/tickets/store.ts'
import type { Desk } from '../../services/workspaces/workspace.ts'
import { type Act, inputsIn, lookupsIn, openingOf, refilled } from '../../web/card.ts'
import { cardPage, messagePage } from '../../web/frame.ts'
import { deskPageAfter, pageAfter, pageAfterSaved, ticketPath } from '../../web/paths.ts'
import { CARD_TYPE } from '../deliver/message.ts'
import { chosen, search } from '../search.ts'
import type { InvokeAnswer } from '../turn/answer.ts'
import type { Found, Turn } from '../turn/reply.ts'
import { takeTurn } from '../turn/turn.ts'
import { allowScript, LIVE } from './asset.ts'
import type { Door } from './door.ts'
import { type Fields, fieldsIn } from './fields.ts'
import { ownPath } from './sign-in.ts'
import { asked, localeOf, MOST_FIELDS, type Site } from './site.ts'
import type { Upload } from './upload.ts'
import { viewOf } from './view.ts'
import { originOf, visit } from './visit.ts'

/** Longer than any dialog of ours, filled. */
const MOST_BYTES = '256kb'
const MOST_FOUND = 15
/** Fewer letters of a name mean everybody. */
const FEWEST_LETTERS = 2

const KEEP_PATH = '/acts/keep'
/** Of whose forms drafts are kept. */
const KEPT_VERB = 'request.make'

const act = z.object({
  kind: z.enum(['press', 'open', 'save']),
  verb: z.string().max(100),
  data: z.record(z.string(), z.unknown()),
})
const withData = z.record(z.string(), z.unknown())
/** Files that a form brought before, by id, with commas. */
const keptIds = z
  .string()
  .transform((text) => text.split(',').filter((id) => z.guid().safeParse(id).success))
  .transform((ids) => ids.slice(0, MOST_FILES))

/**
 * What is done on a page: the table of verbs that a card's button meets, by the one way that an activity takes, and an answer
 * that is the same card.
 */
export function addActs(router: Router, { context, forReader, send, readUpload }: Site, door: Door): void {
  const form = urlencoded({ extended: false, limit: MOST_BYTES, parameterLimit: MOST_FIELDS })

  router.get(
    ['/acts/:verb', '/desks/:deskId/acts/:verb'],
    forReader(async (reader, request, response) => {
      const desk = await deskIn(reader, request)
      const data = withData.safeParse(parsed(request.query['with']))
      if (!data.success) throw invalid()
      const opened = { kind: 'open', verb: String(request.params['verb']), data: data.data } as const
      const from = ownPath(request.query['from'])
      const answer = await perform(reader, request, desk, opened)
      await show(reader, request, response, desk, answer, from)
    }),
  )

  router.post(
    ['/acts', '/desks/:deskId/acts'],
    form,
    forReader(async (reader, request, response) => {
      const desk = await deskIn(reader, request)
      const files = await readUpload(request, response, `${reader.tenantId} ${reader.objectId}`)
      const body = (request.body ?? {}) as Readonly<Record<string, unknown>>
      const fields = fieldsIn(body)
      const kept = await keep(reader, request, desk, body, files ?? [])
      const from = ownPath(body['_from'])
      const wanted = wantedIn(body)
      if (wanted !== undefined) {
        await find(reader, request, response, desk, { from, ...wanted, fields, kept, dialog: actIn(body['_dialog']) })
        return
      }
      const sent = actIn(body['_act'])
      const answer = await perform(reader, request, desk, { ...sent, data: { ...sent.data, ...fields } }, kept.ids)
      const came = answerIn(answer.body)
      const after = await pageFor(reader, desk, sent, came, answer.came === 'nothing')
      if (after !== undefined) response.redirect(303, after)
      else {
        const typed = sent.kind === 'save' ? typedIn(fields) : ''
        await show(reader, request, response, desk, answer, from, { typed, kept })
      }
    }),
  )

  // What is filled into a form of the catalogue, before anything of it is pressed: kept as a draft, and said so in a line.
  router.post(
    KEEP_PATH,
    form,
    forReader(async (reader, request, response) => {
      const body = (request.body ?? {}) as Readonly<Record<string, unknown>>
      const { verb, data } = actIn(body['_dialog'])
      if (verb !== KEPT_VERB) throw invalid()
      const save = { kind: 'save', verb, data: { ...data, ...fieldsIn(body), step: 'auto' } } as const
      const came = answerIn((await perform(reader, request, undefined, save)).body)
      const kept = Number(body['_chosen'] ?? 0) > 0 ? 'draft.kept.files' : 'draft.kept'
      const said = 'title' in came ? kept : 'draft.kept.not'
      const text = await draw(reader, request, undefined, async ({ t }) => t(said))
      response.type('text').send(text)
    }),
  )

  /** The desk on whose console it is done; `undefined` on the pages that everybody has. */
  async function deskIn(reader: NamedPerson, request: Request): Promise<Desk | undefined> {
    const deskId = request.params['deskId']
    return deskId === undefined ? undefined : await door.deskFor(reader, String(deskId))
  }

  /** The page that shows what an act came to, where there is one. */
  async function pageFor(
    reader: NamedPerson,
    desk: Desk | undefined,
    { verb, data }: Act,
    came: Came,
    isNothing: boolean,
  ): Promise<string | undefined> {
    // What was too late is said by the card that answers.
    if (!('card' in came) || (isNothing && ('title' in came || verb === 'settings.activate'))) return undefined
    if (desk !== undefined)
      return deskPageAfter(desk.id, verb, data, 'title' in came && openingOf(came.card) !== undefined)
    if ('title' in came) return openingOf(came.card) === undefined ? pageAfterSaved(verb) : undefined
    return pageAfter(verb, data, await isTalking(reader))
  }

  async function isTalking(reader: NamedPerson): Promise<boolean> {
    return (await findOpenHandoff(context.db, reader)) !== undefined
  }

  async function perform(
    reader: NamedPerson,
    request: Request,
    desk: Desk | undefined,
    { kind, verb, data }: Act,
    uploads: readonly string[] = [],
  ): Promise<InvokeAnswer> {
    const origin = { ...originOf(reader, localeOf(request), desk), uploads }
    const answer = await takeTurn(
      context,
      kind === 'press'
        ? { ...origin, kind: 'pressed', by: 'execute', verb, data }
        : { ...origin, kind: kind === 'open' ? 'dialog-opened' : 'dialog-saved', verb, data },
    )
    if (answer === undefined) throw new Error('An act on a page had no answer.')
    return answer
  }

  /** Before the act, which takes them by their ids; those that the form brought earlier are among them. */
  async function keep(
    reader: NamedPerson,
    request: Request,
    desk: Desk | undefined,
    body: Readonly<Record<string, unknown>>,
    files: readonly Upload[],
  ): Promise<Kept> {
    const before = keptIds.parse(String(body['_kept'] ?? ''))
    if (before.length + files.length === 0) return NONE
    const form = formIn(body)
    return await draw(reader, request, desk, async (turn) => {
      const [ids, refused]: [string[], Kept['refused'][number][]] = [[...before], []]
      for (const file of files) {
        const came =
          ids.length >= MOST_FILES
            ? ('beyond' as const)
            : await keepUpload(turn, turn.person, { workspaceId: turn.workspace.id, form }, file)
        if (typeof came === 'string') refused.push({ name: safeName(file.name), why: came })
        else if (!ids.includes(came.id)) ids.push(came.id)
      }
      return { ids, refused }
    })
  }

  /** Drawn within a turn of the reader's own: in their language and zone, as they are by now. */
  function draw<Result>(
    reader: NamedPerson,
    request: Request,
    desk: Desk | undefined,
    work: (turn: Turn) => Promise<Result>,
  ): Promise<Result> {
    return visit(context, reader, { ...asked(request, ''), desk }, work)
  }

  async function show(
    reader: NamedPerson,
    request: Request,
    response: Response,
    desk: Desk | undefined,
    { body }: InvokeAnswer,
    from: string,
    { typed, kept }: { readonly typed: string; readonly kept: Kept } = { typed: '', kept: NONE },
  ): Promise<void> {
    const came = answerIn(body)
    const html = await draw(reader, request, desk, async (turn) => {
      const { t } = turn
      const opens = 'title' in came ? openingOf(came.card) : undefined
      const isAsked = opens !== undefined
      const view = { ...viewOf(turn, from), ...(isAsked ? { kept: kept.ids } : {}), ...keptBy(response, opens) }
      const note = { note: await noteOfFiles(turn, kept, isAsked) }
      if ('text' in came) {
        const links = [[from, 'web.back']] as const
        const words = typed === '' ? {} : { text: t('web.typed'), kept: typed }
        return messagePage(
          t,
          { title: came.text, reader: reader.name, deskId: desk?.id },
          { text: '', ...note, ...words, links },
        )
      }
      if (!('title' in came)) return cardPage(t, { card: came.card, view, reader: reader.name, ...note })
      const card = refilled(came.card, {}, await chosenIn(turn, reader, came.card))
      // What was made is one press away; the dialog is called by its number.
      const made = isAsked ? undefined : await findTicketByNumber(turn.db, turn.workspace.id, came.title)
      const after = made === undefined || desk !== undefined ? undefined : ticketPath(made.id)
      return cardPage(t, { card, view, title: came.title, reader: reader.name, script: view.script, after, ...note })
    })
    send(request, response, html)
  }

  /** The dialog as it was filled, with what the words that were typed may mean. */
  async function find(
    reader: NamedPerson,
    request: Request,
    response: Response,
    desk: Desk | undefined,
    { from, id, name, fields, dialog, kept }: Finding,
  ): Promise<void> {
    // A form of which something was kept meanwhile stays the same one.
    const same = dialog.verb === KEPT_VERB ? { draftId: dialog.data['nonce'] } : {}
    const opened = { ...dialog, kind: 'open', data: { ...dialog.data, ...same } } as const
    const came = answerIn((await perform(reader, request, desk, opened)).body)
    const field = 'title' in came ? lookupsIn(came.card).find((its) => its.id === id) : undefined
    const finding = await draw(reader, request, desk, (turn) => searchFor(turn, reader, field?.dataset, name))
    const { choices: found, note: searched } = await finding()
    const html = await draw(reader, request, desk, async (turn) => {
      const { t } = turn
      if (!('title' in came))
        return messagePage(
          t,
          { title: t('web.gone'), reader: reader.name, deskId: desk?.id },
          { text: '', links: [[from, 'web.back']] },
        )
      // What is not ticked is not sent: it is as it was left, and not as the form begins.
      const left = Object.fromEntries(inputsIn(came.card).map((its) => [its, '']))
      const card = refilled(came.card, { ...left, ...fields }, {})
      const choices = await chosenIn(turn, reader, card)
      const note = [searched, await noteOfFiles(turn, kept, true)].filter((its) => its !== undefined).join('\n')
      const view = { ...viewOf(turn, from), kept: kept.ids, ...keptBy(response, dialog) }
      const refound = refilled(card, {}, { ...choices, [id]: [...(choices[id] ?? []), ...found] })
      return cardPage(t, {
        card: refound,
        view,
        title: came.title,
        reader: reader.name,
        script: view.script,
        note: note === '' ? undefined : note,
      })
    })
    send(request, response, html)
  }
}

/** A form that is kept while it is filled: its page has the script that does so. */
function keptBy(response: Response, opens: Act | undefined): { readonly keep?: string; readonly script?: string } {
  if (opens?.verb !== KEPT_VERB) return {}
  allowScript(response)
  return { keep: KEEP_PATH, script: LIVE.path }
}

/** What became of the files of a form, in words: those that go with it are not spoken of. */
async function noteOfFiles({ db, t, person }: Turn, { ids, refused }: Kept, isAsked: boolean) {
  const named = isAsked
    ? (await listOwnFiles(db, person, ids)).map(({ name }) => name)
    : await dropLoose(db, person, ids)
  const lines = [
    ...refused.map(({ name, why }) => t('web.files.refused', { name, why: t(`file.${why}`) })),
    ...named.map((name) => t(isAsked ? 'web.files.kept' : 'web.files.not', { name })),
  ]
  return lines.length === 0 ? undefined : lines.join('\n')
}

/** What is chosen already, by name. */
async function chosenIn(
  turn: Turn,
  { tenantId }: NamedPerson,
  card: Card,
): Promise<Readonly<Record<string, readonly Choice[]>>> {
  const fields = lookupsIn(card)
  const people = fields.filter(({ dataset }) => dataset === PEOPLE).flatMap((its) => its.chosen)
  const names = await namesOf(turn.db, tenantId, people)
  const named = (objectId: string) => ({ title: names.get(objectId) ?? objectId, value: objectId })
  const choices = fields.map(async ({ id, dataset, chosen: values }) => {
    const its = dataset === PEOPLE ? values.map(named) : await chosen(turn, dataset, values)
    return [id, its] as const
  })
  return Object.fromEntries(await Promise.all(choices))
}

/** What is found for the words that were typed into a field; called outside of the transaction, as Graph may be asked. */
async function searchFor(
  turn: Turn,
  reader: NamedPerson,
  dataset: string | undefined,
  name: string,
): Promise<() => Promise<Found>> {
  const { db, t } = turn
  if (dataset === undefined) return async () => ({ choices: [] })
  if (dataset !== PEOPLE) {
    const find = await search(turn, dataset, name)
    return async () => {
      const { choices, note } = await find()
      const said = choices.length > 0 ? 'web.find.choose' : name === '' ? 'web.find.type' : 'web.find.nothing'
      return { choices, note: note ?? t(said, { name }) }
    }
  }
  if (name.length < FEWEST_LETTERS)
    return async () => ({ choices: [], ...(name === '' ? {} : { note: t('web.find.none', { name }) }) })
  const isTooMuch = (await useShare(turn, reader, 'lookups')) !== undefined
  const people = isTooMuch ? [] : await findByName(db, reader.tenantId, name, MOST_FOUND)
  const said = isTooMuch ? 'web.find.share' : people.length === 0 ? 'web.find.none' : 'web.find.some'
  return async () => ({ choices: people.map(toChoice), note: t(said, { name }) })
}

/** Which files of a form are kept now, and which are not passed on. */
interface Kept {
  readonly ids: readonly string[]
  readonly refused: readonly { readonly name: string; readonly why: FileRefusal }[]
}

const NONE: Kept = { ids: [], refused: [] }

interface Finding extends Wanted {
  readonly kept: Kept
  readonly from: string
  readonly fields: Fields
  /** What opens the dialog again that is being filled. */
  readonly dialog: Act
}

interface Wanted {
  readonly id: string
  readonly name: string
}

/** Something is looked up: asked for, or typed and not looked up yet. */
function wantedIn(body: Readonly<Record<string, unknown>>): Wanted | undefined {
  const typed = (id: string) =>
    String(body[`_name.${id}`] ?? '')
      .trim()
      .slice(0, 100)
  const asked = body['_find']
  if (typeof asked === 'string') return { id: asked, name: typed(asked) }
  const ids = Object.keys(body).flatMap((key) => (key.startsWith('_name.') ? [key.slice('_name.'.length)] : []))
  const id = ids.find((its) => typed(its) !== '')
  return id === undefined || body['_dialog'] === undefined ? undefined : { id, name: typed(id) }
}

/** The idempotency key of the form that is sent; a new one where it has none. */
function formIn(body: Readonly<Record<string, unknown>>): string {
  const its = act.safeParse(parsed(body['_act'] ?? body['_dialog']))
  const nonce = its.success ? its.data.data['nonce'] : undefined
  return typeof nonce === 'string' ? nonce.slice(0, 60) : randomUUID()
}

/** What somebody wrote, in words, of what was not taken: nothing is lost that they would have to write again. */
function typedIn(fields: Fields): string {
  const names = ['title', 'description', 'text', 'note']
  return names.flatMap((name) => fields[name] ?? []).join('\n\n')
}

function toChoice({ name, objectId }: NamedPerson): Choice {
  return { title: name, value: objectId }
}

/** What an answer to an invoke shows. */
type Came = { readonly card: Card; readonly title?: string } | { readonly text: string }

function answerIn(body: unknown): Came {
  const { task, type, value } = body as {
    readonly task?: { readonly type: string; readonly value: unknown }
    readonly type?: string
    readonly value?: unknown
  }
  if (task?.type === 'continue') {
    const { title, card } = task.value as { readonly title: string; readonly card: { readonly content: Card } }
    return { title, card: card.content }
  }
  if (task !== undefined) return { text: String(task.value) }
  return type === CARD_TYPE ? { card: value as Card } : { text: String(value) }
}

function actIn(text: unknown): Act {
  const its = act.safeParse(parsed(text))
  if (!its.success) throw invalid()
  return its.data
}

function parsed(text: unknown): unknown {
  try {
    return JSON.parse(String(text))
  } catch {
    return undefined
  }
}

function invalid(): ServiceDeskError {
  return new ServiceDeskError('invalid', 'A page sent what no page of ours sends.')
}
