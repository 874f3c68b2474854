import type { Services } from '../context.ts'
import { transact } from '../db/transact.ts'
import { tellApprover } from './ask.ts'
import { expireRequest } from './decide.ts'
import { claimUnreminded, listLate } from './store.ts'

/** A look does no more than so many; the next one goes on, an hour later. */
const MOST = 200

/** Whoever has had half of their time is reminded once; what nobody answers in time comes to an end. */
export async function tendApprovals(services: Pick<Services, 'db' | 'now' | 'rulesOf' | 'settingsOf'>): Promise<void> {
  const { db, now } = services
  await transact(db, async (tx) => {
    for (const approval of await claimUnreminded(tx, now(), MOST))
      await tellApprover({ db: tx, now }, approval, 'approval-left')
  })
  for (const { requestId } of await listLate(db, now(), MOST))
    await transact(db, async (tx) => await expireRequest({ ...services, db: tx }, requestId))
}
