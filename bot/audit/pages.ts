import type { JournalQuery } from '../../cards/audit/journal.ts'
import { useShare } from '../../services/access/shares.ts'
import { lastCheck } from '../../services/audit/store.ts'
import { findByName } from '../../services/people/store.ts'
import { checkPart, JOURNAL_PATH, journalPage } from '../../web/audit/journal.ts'
import { administrationPages } from '../../web/settings/pages.ts'
import { looked } from '../turn/guard.ts'
import type { Turn } from '../turn/reply.ts'
import { viewOf } from '../web/view.ts'
import { recordAct } from './record.ts'
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
  // Who reads what others did is in it too.
  await recordAct(turn, { act: 'audit.show', permission: 'audit.read', data: {} })
  const isTooMuch = query.who !== '' && (await useShare(turn, person, 'lookups')) !== undefined
  const meant = query.who === '' || isTooMuch ? [] : await findByName(db, person.tenantId, query.who, MOST_MEANT)
  const people = query.who === '' ? undefined : meant.map(({ objectId }) => objectId)
  const { entries, older } = await searchJournal(turn, { ...query, people }, { before, most: LINES })
  return journalPage(t, {
    query,
    older,
    isFirst: before === undefined,
    reader: person.name,
    now: now(),
    script,
    note: noteOf(turn, query.who, isTooMuch, meant.length),
    lines: await linesOf(turn, entries),
    check: await lastCheck(db),
    isService: actor.isServiceAdministrator,
    nav: administrationPages(actor.permissions),
    view: viewOf(turn, JOURNAL_PATH),
  })
}

/** A name may mean more people than are looked for, or be asked for too often. */
function noteOf({ t }: Turn, name: string, isTooMuch: boolean, count: number): string | undefined {
  if (isTooMuch) return t('web.find.share', { name })
  return count < MOST_MEANT ? undefined : t('audit.find.many', { name, count })
}

/** What of it changes by itself. */
export async function checkPartOf(turn: Turn): Promise<string> {
  looked(turn, 'audit.read')
  const check = await lastCheck(turn.db)
  const isService = turn.actor.isServiceAdministrator
  return checkPart(turn.t, { check, isService, view: viewOf(turn, JOURNAL_PATH), now: turn.now() }).text
}
