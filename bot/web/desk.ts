import type { Request, RequestHandler, Response, Router } from 'express'
import { z } from 'zod'
import type { NamedPerson } from '../../services/people/person.ts'
import { URGENCIES } from '../../services/tickets/ticket.ts'
import { MINUTE_MS } from '../../services/time.ts'
import type { Desk, Workspace } from '../../services/workspaces/workspace.ts'
import { desksPage } from '../../web/desks/desks.ts'
import { type Asked, STATES } from '../../web/desks/incidents.ts'
import { activityCsvOf, activityPageOf } from '../desks/activity.ts'
import {
  consolePageOf,
  consolePartOf,
  deskChatPageOf,
  deskChatPartOf,
  incidentPageOf,
  incidentsPageOf,
  personPageOf,
} from '../desks/pages.ts'
import { looked } from '../turn/guard.ts'
import type { Turn } from '../turn/reply.ts'
import { sendCsv, spanOf } from './activity.ts'
import { allowScript, LIVE } from './asset.ts'
import type { Door } from './door.ts'
import { asked, idIn, type Site } from './site.ts'
import { visit } from './visit.ts'

/** Each window of a reader's has a stream; more than so many are told to look by themselves. */
const MOST_STREAMS = 2_000
const MOST_OF_ONE = 8
/** A stream ends then, and whoever opens it anew is let in anew. */
const STREAM_MS = 5 * MINUTE_MS
/** Proxies close what is silent for a minute. */
const BEAT_MS = 20_000
const RETRY_MS = 3_000

const page = z.coerce.number().int().min(0).max(199).catch(0)
const list = {
  states: z.enum(['open', 'all', ...STATES]).catch('open'),
  who: z.enum(['anybody', 'me', 'nobody']).catch('anybody'),
  urgency: z.enum(URGENCIES).optional().catch(undefined),
  category: z.string().min(1).max(100).optional().catch(undefined),
  query: z.string().trim().max(100).catch(''),
  look: z.enum(['list', 'board']).catch('list'),
}

/**
 * The desk's console: what is done in its channel, on a page. Who is of the desk's team is asked of Teams; what they may there, of
 * the same policy.
 */
export function addDesk(router: Router, site: Site, door: Door): void {
  const { context, forReader, send } = site
  const { live } = context
  const streams = new Map<string, number>()
  let all = 0

  router.get(
    '/desks',
    forReader(async (reader, request, response) => {
      const desks = await door.desksFor(reader)
      const [first] = desks
      if (desks.length === 1 && first !== undefined) return response.redirect(303, `/desks/${first.desk.id}`)
      const html = await visit(context, reader, asked(request, ''), async ({ t }) => desksPage(t, desks, reader.name))
      send(request, response, html)
    }),
  )
  router.get(
    '/desks/:deskId',
    shows('desk.mine', (turn) => consolePageOf(turn, LIVE.path), allowScript),
  )
  router.get(
    '/desks/:deskId/part',
    part((turn) => consolePartOf(turn)),
  )
  router.get(
    '/desks/:deskId/chats/:id',
    shows('handoff.view', (turn, its) => deskChatPageOf(turn, its, LIVE.path), allowScript),
  )
  router.get(
    '/desks/:deskId/chats/:id/part',
    part((turn, its) => deskChatPartOf(turn, its)),
  )
  router.get(
    '/desks/:deskId/incidents',
    shows('ticket.history', (turn, _, { query }) => incidentsPageOf(turn, askedFor(query))),
  )
  router.get(
    '/desks/:deskId/incidents/:id',
    shows('ticket.history', (turn, its, { query }) => incidentPageOf(turn, its, page.parse(query['page']))),
  )
  router.get(
    '/desks/:deskId/people/:id',
    shows('desk.mine', (turn, its) => personPageOf(turn, its)),
  )
  router.get(
    '/desks/:deskId/activity',
    forDesk(async (reader, desk, request, response) => {
      const wanted = await activityFor(reader, request)
      send(request, response, await at(reader, desk, request, 'desk.mine', (turn) => activityPageOf(turn, wanted)))
    }),
  )
  router.get(
    '/desks/:deskId/activity.csv',
    forDesk(async (reader, desk, request, response) => {
      const wanted = await activityFor(reader, request)
      const csv = await at(reader, desk, request, 'desk.mine', (turn) => activityCsvOf(turn, wanted))
      sendCsv(response, csv)
    }),
  )
  router.get(
    '/desks/:deskId/events',
    forDesk(async (reader, desk, request, response) => {
      await at(reader, desk, request, 'desk.mine', async (turn) => looked(turn, 'chat.read'))
      stream(reader, desk, request, response)
    }),
  )

  /** A route for whoever is of the desk's team. */
  function forDesk(
    answer: (reader: NamedPerson, desk: Desk, request: Request, response: Response) => Promise<void>,
  ): RequestHandler {
    return forReader(async (reader, request, response) => {
      await answer(reader, await door.deskFor(reader, idIn(request.params['deskId'])), request, response)
    })
  }

  function at<Result>(
    reader: NamedPerson,
    desk: Desk,
    request: Request,
    verb: string,
    work: (turn: Turn) => Promise<Result>,
  ): Promise<Result> {
    return visit(context, reader, { ...asked(request, verb), desk }, work)
  }

  /** A page about the desk, or about what has the id in its path. */
  function shows(
    verb: string,
    show: (turn: Turn, id: string, request: Request) => Promise<string>,
    prepare: (response: Response) => void = () => {},
  ): RequestHandler {
    return forDesk(async (reader, desk, request, response) => {
      const its = request.params['id'] === undefined ? '' : idIn(request.params['id'])
      const html = await at(reader, desk, request, verb, (turn) => show(turn, its, request))
      prepare(response)
      send(request, response, html)
    })
  }

  /** What of a page changes by itself. */
  function part(show: (turn: Turn, id: string) => Promise<string>): RequestHandler {
    return forDesk(async (reader, desk, request, response) => {
      const its = request.params['id'] === undefined ? '' : idIn(request.params['id'])
      response.send(
        await at(reader, desk, request, its === '' ? 'desk.mine' : 'handoff.view', (turn) => show(turn, its)),
      )
    })
  }

  /** Those workspaces at whose desks the reader may read chats: the policy is asked of each. */
  async function activityFor(reader: NamedPerson, request: Request) {
    const workspaces = new Map<string, Workspace>()
    for (const { desk, workspace } of await door.desksFor(reader)) {
      if (workspaces.has(workspace.id)) continue
      // A desk may be gone by now.
      const may = await at(reader, desk, request, 'desk.mine', async ({ actor }) =>
        actor.permissions.has('chat.read'),
      ).catch(() => false)
      if (may) workspaces.set(workspace.id, workspace)
    }
    const chosen = [request.query['workspace'] ?? []].flat().map(String)
    return { span: spanOf(request.query['days']), workspaces: [...workspaces.values()], chosen }
  }

  function stream(
    { tenantId, objectId }: NamedPerson,
    { workspaceId }: Desk,
    request: Request,
    response: Response,
  ): void {
    const key = `${tenantId} ${objectId}`
    const own = streams.get(key) ?? 0
    // Whoever left meanwhile is told nothing more, and would never be taken off the count.
    if (response.destroyed || request.socket.destroyed) return
    if (own >= MOST_OF_ONE || all >= MOST_STREAMS || live.isClosed()) {
      // A browser does not try again: its page looks now and then.
      response.status(live.isClosed() ? 503 : 429).end()
      return
    }
    streams.set(key, own + 1)
    all += 1
    response.set({
      'content-type': 'text/event-stream',
      'cache-control': 'no-store, no-transform',
      'x-accel-buffering': 'no',
    })
    response.flushHeaders()
    request.socket.setNoDelay(true)
    const leave = live.join(
      { id: workspaceId, tenantId },
      { changed: () => say('event: changed\ndata: desk\n\n'), ended: finish },
    )
    const beat = setInterval(() => say(':\n\n'), BEAT_MS)
    const end = setTimeout(finish, STREAM_MS)
    let isOver = false
    say(`retry: ${RETRY_MS + Math.round(Math.random() * RETRY_MS)}\n\n`)
    response.on('close', finish)
    response.on('error', finish)

    function say(text: string): void {
      // Whoever does not read what was said need not be told more.
      if (!isOver && !response.writableNeedDrain) response.write(text)
    }

    function finish(): void {
      if (isOver) return
      isOver = true
      leave()
      clearInterval(beat)
      clearTimeout(end)
      all -= 1
      const left = (streams.get(key) ?? 1) - 1
      if (left > 0) streams.set(key, left)
      else streams.delete(key)
      response.end()
    }
  }
}

function askedFor(query: Request['query']): Asked {
  return {
    states: list.states.parse(query['state']),
    who: list.who.parse(query['who']),
    urgency: list.urgency.parse(query['urgency'] || undefined),
    category: list.category.parse(query['category'] || undefined),
    query: list.query.parse(query['query']),
    look: list.look.parse(query['look']),
    page: page.parse(query['page']),
  }
}
