import { type Request, type Router, urlencoded } from 'express'
import { z } from 'zod'
import { rolesPageOf } from '../access/pages.ts'
import { checkPartOf, journalPageOf } from '../audit/pages.ts'
import { itemPageOf, itemPreviewOf, itemsPageOf } from '../catalogue/pages.ts'
import { workspaceActivityCsvOf, workspaceActivityPageOf } from '../desks/activity.ts'
import { settingsPageOf } from '../settings/pages.ts'
import type { Turn } from '../turn/reply.ts'
import { membersPageOf } from '../workspaces/pages.ts'
import { sendCsv, spanOf } from './activity.ts'
import { allowScript, LIVE } from './asset.ts'
import { fieldsIn } from './fields.ts'
import { asked, type Site } from './site.ts'
import { visit } from './visit.ts'

const words = z.string().trim().max(100).catch('')
const journal = z.object({
  who: words,
  what: words,
  outcome: words,
  about: words,
  from: words,
  to: words,
  before: z.coerce.number().int().min(0).optional().catch(undefined),
})

/** The pages of a workspace's administration: what « Administration » shows in a chat, each under its own address. */
export function addAdministration(router: Router, { context, forReader, send }: Site): void {
  router.get(
    '/settings',
    shows('settings.show', (turn) => settingsPageOf(turn)),
  )
  router.get(
    '/settings/members',
    shows('member.show', (turn, { query }) => membersPageOf(turn, words.parse(query['name']))),
  )
  router.get(
    '/settings/roles',
    shows('access.show', (turn) => rolesPageOf(turn)),
  )
  router.get(
    '/settings/catalogue',
    shows('catalogue.items', (turn) => itemsPageOf(turn)),
  )
  router.get(
    '/settings/catalogue/item',
    shows('catalogue.edit', (turn, { query }) => itemPageOf(turn, words.parse(query['id']), LIVE.path)),
  )
  router.post(
    '/settings/catalogue/preview',
    urlencoded({ extended: false, limit: '256kb' }),
    shows('catalogue.edit', (turn, { body }) => {
      const sent = (body ?? {}) as Readonly<Record<string, unknown>>
      return itemPreviewOf(turn, String(sent['_dialog'] ?? ''), fieldsIn(sent))
    }),
  )
  router.get(
    '/settings/activity',
    shows('settings.show', (turn, { query }) => workspaceActivityPageOf(turn, spanOf(query['days']))),
  )
  router.get(
    '/settings/activity.csv',
    forReader(async (reader, request, response) => {
      const csv = await visit(context, reader, asked(request, 'settings.show'), (turn) =>
        workspaceActivityCsvOf(turn, spanOf(request.query['days'])),
      )
      sendCsv(response, csv)
    }),
  )
  router.get(
    '/settings/journal',
    shows('audit.show', (turn, { query }) => {
      const { before, ...wanted } = journal.parse(query)
      return journalPageOf(turn, wanted, before, LIVE.path)
    }),
  )
  router.get(
    '/settings/journal/check',
    shows('audit.show', (turn) => checkPartOf(turn)),
  )

  function shows(verb: string, show: (turn: Turn, request: Request) => Promise<string>) {
    return forReader(async (reader, request, response) => {
      const page = await visit(context, reader, asked(request, verb), (turn) => show(turn, request))
      allowScript(response)
      send(request, response, page)
    })
  }
}
