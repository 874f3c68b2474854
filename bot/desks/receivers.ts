import type { Receivers } from '../../cards/desks/pass.ts'
import { isGrantedTo } from '../../services/access/access.ts'
import type { Permission } from '../../services/access/policy.ts'
import type { PersonKey } from '../../services/people/person.ts'
import { whoIsOnDuty } from '../../services/workspaces/duty.ts'
import { listDesksOf } from '../../services/workspaces/store.ts'
import { deskOfTier } from '../../services/workspaces/workspace.ts'
import type { Turn } from '../turn/reply.ts'

const MOST_COLLEAGUES = 50

/**
 * Who could go on with what is at the desk of this tier: whoever is on duty there and may, but for `except`, whose it is now
 * and whom it is about; and the other desks.
 */
export async function receiversOf(
  { db, workspace, settings }: Pick<Turn, 'db' | 'workspace' | 'settings'>,
  tier: number,
  except: readonly (PersonKey | undefined)[],
  permission: Permission,
): Promise<Receivers> {
  const desks = await listDesksOf(db, workspace.id)
  const here = deskOfTier(desks, tier)
  const onDuty = here === undefined ? [] : (await whoIsOnDuty(db, here, MOST_COLLEAGUES)).analysts
  const others = []
  for (const desk of desks) {
    if (desk.id === here?.id) continue
    others.push({ tier: desk.tier, teamName: desk.teamName, onDuty: (await whoIsOnDuty(db, desk, 1)).count })
  }
  const mayGoOn = ({ objectId }: { readonly objectId: string }) =>
    except.every((its) => its?.objectId !== objectId) &&
    isGrantedTo(settings, { objectId, isInChannel: true, isServiceAdministrator: false }, permission)
  return { colleagues: onDuty.filter(mayGoOn), desks: others }
}

/** Whom a dialog's `to` names; `undefined`: they are not there any more. */
export function receiverIn(
  { colleagues, desks }: Receivers,
  to: string,
  tenantId: string,
):
  | 'queue'
  | { readonly person: PersonKey & { readonly name: string } }
  | { readonly tier: number; readonly teamName: string }
  | undefined {
  if (to === 'queue') return 'queue'
  const person = colleagues.find(({ objectId }) => to === `person:${objectId}`)
  if (person !== undefined) return { person: { tenantId, objectId: person.objectId, name: person.name } }
  return desks.find(({ tier }) => to === `tier:${tier}`)
}
