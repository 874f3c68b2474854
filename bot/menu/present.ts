import { menuCard } from '../../cards/menu/menu.ts'
import type { Card } from '../../cards/render.ts'
import type { Sentences } from '../../cards/sentences.ts'
import type { Db } from '../../services/db/connect.ts'
import type { Person } from '../../services/people/person.ts'
import { isOnline } from '../../services/workspaces/duty.ts'

/** The menu as it is now for a person. */
export async function presentMenu(db: Db, t: Sentences, { name, teamsId }: Person, workspaceId: string): Promise<Card> {
  return menuCard(t, { name: firstName(name), online: await isOnline(db, workspaceId), teamsId })
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
