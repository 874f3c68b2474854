import type { JournalQuery } from '../../cards/audit/journal.ts'
import { lastCheck } from '../../services/audit/store.ts'
import { findByName } from '../../services/people/store.ts'
import { checkPart, JOURNAL_PATH, journalPage } from '../../web/audit/journal.ts'
import { administrationPages } from '../../web/settings/pages.ts'
import { looked } from '../turn/guard.ts'
import type { Turn } from '../turn/reply.ts'
import { viewOf } from '../web/view.ts'
import { linesOf, searchJournal } from './verbs.ts'

const LINES = 50
/** So many people may be meant by a name. */
const MOST_MEANT = 50

/** « Journal » as a page; a person is looked for by name. */
export async function journalPageOf(
  turn: Turn,
  query: JournalQuery,
  before: number | undefined,
  script: string,
): Promise<string> {
  looked(turn, 'audit.read')
  const { db, t, person, actor, now } = turn
  const meant = query.who === '' ? undefined : await findByName(db, person.tenantId, query.who, MOST_MEANT)
  const people = meant?.map(({ objectId }) => objectId)
  const { entries, older } = await searchJournal(turn, { ...query, people }, { before, most: LINES })
  return journalPage(t, {
    ...{ query, older, isFirst: before === undefined, reader: person.name, now: now(), script },
    lines: await linesOf(turn, entries),
    check: await lastCheck(db),
    nav: administrationPages(actor.permissions),
    view: viewOf(turn, JOURNAL_PATH),
  })
}

/** What of it changes by itself. */
export async function checkPartOf(turn: Turn): Promise<string> {
  looked(turn, 'audit.read')
  const check = await lastCheck(turn.db)
  return checkPart(turn.t, { check, view: viewOf(turn, JOURNAL_PATH), now: turn.now() }).text
}
