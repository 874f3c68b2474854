import type { Services } from '../context.ts'
import { transact } from '../db/transact.ts'
import { tell } from '../notices/tell.ts'
import { KEEP_DRAFTS_MS, REMIND_AFTER_MS } from './draft.ts'
import type { CatalogueNotice } from './jobs.ts'
import { claimForgotten, forgetDrafts } from './store.ts'

/** A look reminds no more than so many; the next one goes on, an hour later. */
const MOST = 500

/** Whoever left a draft alone is reminded of it once (F22); what nobody came back to is forgotten. */
export async function tendDrafts({ db, now }: Pick<Services, 'db' | 'now'>): Promise<void> {
  await forgetDrafts(db, now() - KEEP_DRAFTS_MS)
  await transact(db, async (tx) => {
    for (const { id, owner } of await claimForgotten(tx, now() - REMIND_AFTER_MS, now(), MOST))
      await tell<CatalogueNotice>({ db: tx, now }, { person: owner }, { kind: 'draft-left', draftId: id })
  })
}
