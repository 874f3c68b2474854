import { menuCard, notEnabledCard } from '../../cards/menu/menu.ts'
import type { Card } from '../../cards/render.ts'
import type { Sentences } from '../../cards/sentences.ts'
import { LOOKS } from '../../services/access/policy.ts'
import { isOpenAt, nextOpening } from '../../services/calendars/calendar.ts'
import { offeredItems } from '../../services/catalogue/offered.ts'
import type { Services } from '../../services/context.ts'
import { hasContract } from '../../services/contracts/store.ts'
import type { Db } from '../../services/db/connect.ts'
import { listMine } from '../../services/desks/board.ts'
import { KEEP_LOOKUPS_MS } from '../../services/lookups/lookup.ts'
import { listLooksAt } from '../../services/lookups/store.ts'
import { setupOf } from '../../services/measures/setup.ts'
import type { Person, PersonKey } from '../../services/people/person.ts'
import { isOffered, OPTIONS, type Option, type Settings } from '../../services/settings/settings.ts'
import { followedOf, listAnnounced } from '../../services/tickets/store.ts'
import { dutyOf, isOnline } from '../../services/workspaces/duty.ts'
import { listInvitations, listOwnWorkspaces } from '../../services/workspaces/members.ts'
import type { Workspace } from '../../services/workspaces/workspace.ts'
import { askedOf } from '../approvals/present.ts'
import type { Turn } from '../turn/reply.ts'

const MOST_LOOKS = 30
/** More at a time nobody reads. */
const MOST_ANNOUNCED = 2

/** The menu as it is now for a person. */
export async function presentMenu(
  { db, now }: Pick<Services, 'db' | 'now'>,
  t: Sentences,
  person: Person,
  { workspace, settings, permissions, isAlone = false }: MenuOf,
): Promise<Card> {
  const { name, teamsId } = person
  const own = isAlone ? [workspace] : await listOwnWorkspaces(db, person)
  const invitations = isAlone ? [] : await listInvitations(db, person)
  const isWorthALine =
    own.length > 1 ||
    ['member.manage', 'workspace.create'].some((permission) => permissions.has(permission)) ||
    (await hasContract(db, workspace.tenantId))
  const { isOpen, opensAt } = opening(settings, now())
  const announced = await listAnnounced(db, workspace.id, MOST_ANNOUNCED)
  const followed = await followedOf(
    db,
    person,
    announced.map(({ id }) => id),
  )
  const isAdministrator = permissions.has('settings.edit')
  return menuCard(t, {
    setup: isAdministrator ? await setupOf(db, workspace.id) : undefined,
    announced: announced.map(({ id, number, announcement = '' }) => ({
      ticketId: id,
      number,
      text: announcement,
      isFollowed: followed.has(id),
    })),
    name: firstName(name),
    online: isOpen && (await isOnline(db, workspace.id)),
    opensAt,
    off: OPTIONS.filter((option) => !isOffered(settings, permissions, option)),
    contact: settings.contact,
    isAdministrator,
    isAuditor: permissions.has('audit.read'),
    isPartner: permissions.has('client.read') && settings.serviceHealth !== 'off',
    isOperator: LOOKS.some((permission) => permissions.has(permission)),
    looks: isAlone ? 0 : (await listLooksAt(db, person, { since: now() - KEEP_LOOKUPS_MS, most: MOST_LOOKS })).length,
    isAnalyst: await isAnalystIn(db, workspace.id, person),
    hasCatalogue: hasOffers(settings, person, permissions),
    approvals: isAlone ? 0 : (await askedOf({ db, now }, person)).length,
    workspace: isWorthALine ? workspace : undefined,
    color: settings.color,
    invitations,
    teamsId,
  })
}

function hasOffers(settings: Settings, { objectId }: PersonKey, permissions: ReadonlySet<string>): boolean {
  const mayReport = isOffered(settings, permissions, 'incident')
  return offeredItems(settings, { objectId, isServiceAdministrator: false, mayReport }, new Map()).length > 0
}

/** On duty, or with a chat or an incident of their own. */
export async function isAnalystIn(db: Db, workspaceId: string, person: PersonKey): Promise<boolean> {
  if ((await dutyOf(db, workspaceId, person.objectId)) !== undefined) return true
  const mine = await listMine({ db }, workspaceId, person, 1)
  return mine.chats.length + mine.incidents.length > 0
}

export interface MenuOf {
  readonly workspace: Workspace
  readonly settings: Settings
  /** What they may by a role. */
  readonly permissions: ReadonlySet<string>
  /** As if there were no other workspace: in which else somebody is, concerns no administrator of this one. */
  readonly isAlone?: boolean
}

/** Whether chats can be asked for by the hours, and when again where they cannot; not within a year: `undefined`. */
export function opening(
  { hours }: Settings,
  at: number,
): { readonly isOpen: boolean; readonly opensAt: number | undefined } {
  if (hours === null || isOpenAt(hours, at)) return { isOpen: true, opensAt: undefined }
  return { isOpen: false, opensAt: nextOpening(hours, at) }
}

/** What is said where a menu of before asks for what the workspace does not offer (S0.15, S0.35). */
export function notEnabled({ t, settings }: Pick<Turn, 't' | 'settings'>, option: Option): { readonly card: Card } {
  return { card: notEnabledCard(t, option, settings.contact) }
}

/**
 * What somebody is called, where their display name tells: « Prénom Nom », « NOM Prénom », « Nom, Prénom ». Empty where it
 * does not: a wrong name is worse than none.
 */
export function firstName(name: string): string {
  const [last = '', first] = name.split(',').map((part) => part.trim())
  if (first !== undefined) return first.split(/\s/)[0] ?? ''
  const words = last.split(/\s+/).filter((word) => word !== '')
  if (words.length < 2) return ''
  const given = words.find((word) => word !== word.toUpperCase()) ?? ''
  return /^\p{Lu}[\p{L}'’-]+$/u.test(given) ? given : ''
}
