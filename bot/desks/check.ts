import { probeCard } from '../../cards/desks/checked.ts'
import { sentencesIn } from '../../cards/sentences.ts'
import { isGrantedTo } from '../../services/access/access.ts'
import type { Finding, Look } from '../../services/desks/check.ts'
import type { DeskJobs, DeskNotice } from '../../services/desks/jobs.ts'
import { ServiceDeskError } from '../../services/errors.ts'
import type { Afterwards } from '../../services/jobs/task.ts'
import { findLiveCard } from '../../services/notices/live-cards.ts'
import { tell } from '../../services/notices/tell.ts'
import { countUnreachable } from '../../services/people/store.ts'
import { findDeskById, getWorkspace } from '../../services/workspaces/store.ts'
import { type Desk, deskSubject, type Workspace } from '../../services/workspaces/workspace.ts'
import { cardMessage } from '../deliver/message.ts'
import type { Needs } from '../deliver/needs.ts'

/** Looks whether a desk works, with Teams' own answers, and tells whoever asked (F12, C2). */
export async function checkDesk(
  needs: Needs,
  { deskId, person, isAsked }: DeskJobs['desk.check'],
): Promise<Afterwards | undefined> {
  const { db, now } = needs
  const desk = await findDeskById(db, deskId)
  if (desk === undefined) return undefined
  const workspace = await getWorkspace(db, desk.workspaceId)
  const findings = [...(await probe(needs, desk, workspace)), ...(await lookAround(needs, desk, workspace))]
  if (!isAsked && findings.every(({ isRight }) => isRight)) return undefined
  const { teamName, tier } = desk
  const notice = { kind: 'desk-checked', teamName, tier, findings } as const
  return async (tx) => tell<DeskNotice>({ db: tx, now }, { person }, notice)
}

/** Teams did not answer for as long as whoever asked waits: they hear that too. */
export async function tellUnchecked(
  { db, now }: Pick<Needs, 'db' | 'now'>,
  { deskId, person }: DeskJobs['desk.check'],
) {
  const desk = await findDeskById(db, deskId)
  if (desk === undefined) return
  const { teamName, tier } = desk
  const findings = [{ look: 'post', isRight: false } as const]
  await tell<DeskNotice>({ db, now }, { person }, { kind: 'desk-checked', teamName, tier, findings })
}

/**
 * Posts a card below the desk's own, edits it and takes it away again; after the first that fails the others are not tried. Throws
 * what passes: the job tries again.
 */
async function probe({ db, connector }: Needs, desk: Desk, workspace: Workspace): Promise<readonly Finding[]> {
  const message = cardMessage(probeCard(sentencesIn(workspace.language)))
  const where = await findLiveCard(db, deskSubject(desk.id), 'desk')
  // It is on its way, where the desk was settled just now.
  if (where === undefined) throw new ServiceDeskError('unavailable', 'The desk’s own card does not hang yet.')
  const findings: Finding[] = []
  const tryIt = async (look: Look, work: () => Promise<string | undefined>): Promise<string | undefined> => {
    try {
      const result = await work()
      findings.push({ look, isRight: true })
      return result
    } catch (error) {
      if (!(error instanceof ServiceDeskError) || error.code === 'rate-limited' || error.code === 'unavailable')
        throw error
      findings.push({ look, isRight: false, code: error.reason ?? error.code })
      return undefined
    }
  }
  const id = await tryIt('post', () => connector.send(where, message))
  if (id === undefined) return findings
  await tryIt('edit', async () => {
    await connector.update(where, id, message)
    return id
  })
  await tryIt('delete', async () => {
    await connector.remove(where, id)
    return id
  })
  return findings
}

async function lookAround(needs: Needs, desk: Desk, workspace: Workspace): Promise<readonly Finding[]> {
  const { db, roster, links, settingsOf } = needs
  const settings = await settingsOf(db, workspace)
  const members = await roster.membersOf(desk).catch((error: unknown) => {
    if (error instanceof ServiceDeskError && (error.code === 'forbidden' || error.code === 'not-found'))
      return error.code
    throw error
  })
  const unreachable = await countUnreachable(db, workspace.tenantId)
  const known = typeof members === 'string' ? [] : [...members]
  const mayTake = known.filter((objectId) =>
    isGrantedTo(settings, { objectId, isInChannel: true, isServiceAdministrator: false }, 'chat.take'),
  )
  return [
    typeof members === 'string'
      ? { look: 'members', isRight: false, code: members }
      : { look: 'members', isRight: true, count: members.size },
    ...(typeof members === 'string'
      ? []
      : [{ look: 'analysts', isRight: mayTake.length > 0, count: mayTake.length } as const]),
    { look: 'files', isRight: links !== undefined },
    { look: 'unreachable', isRight: unreachable === 0, count: unreachable },
  ]
}
