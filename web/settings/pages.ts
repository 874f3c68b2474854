import type { SentenceKey } from '../../cards/sentences.ts'
import type { Permission } from '../../services/access/policy.ts'

/** The pages of a workspace's administration, each with what it takes. */
const PAGES = [
  ['/settings', 'settings.title', 'settings.edit'],
  ['/settings/members', 'member.title', 'member.manage'],
  ['/settings/roles', 'access.title', 'settings.edit'],
  ['/settings/catalogue', 'catalogue.title', 'settings.edit'],
  ['/settings/activity', 'activity.title', 'settings.edit'],
  ['/settings/journal', 'audit.title', 'audit.read'],
] as const satisfies readonly (readonly [string, SentenceKey, Permission])[]

/** Those that somebody may open, and the way home. Pure. */
export function administrationPages(permissions: ReadonlySet<string>): readonly (readonly [string, SentenceKey])[] {
  const theirs = PAGES.filter(([, , permission]) => permissions.has(permission))
  return [...theirs.map(([path, label]) => [path, label] as const), ['/', 'web.home']]
}
