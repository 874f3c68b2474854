import type { Services } from '../context.ts'
import type { Db } from '../db/connect.ts'
import type { PersonKey } from './person.ts'

export { ERASED } from './person.ts'

/** What a noun keeps of people: each brings its own, and `kit.ts` adds them up. */
export interface PersonalData {
  /** Rows that are about a person, by what they are. */
  readonly list?: (db: Db, person: PersonKey) => Promise<Readonly<Record<string, readonly object[]>>>
  /** Why a person cannot be erased yet: something of theirs is under way. */
  readonly underWay?: (db: Db, person: PersonKey) => Promise<string | undefined>
  /** Forgets their name and words, and puts the pseudonym `as` where their object id was; what is counted stays. */
  readonly erase?: (services: Pick<Services, 'db' | 'now'>, person: PersonKey, as: string) => Promise<void>
}
