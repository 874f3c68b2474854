import type { Db } from './connect.ts'

type Load<Key, Found> = (db: Db, keys: readonly Key[]) => Promise<readonly Found[]>

interface Asked<Key, Found> {
  readonly key: Key
  readonly resolve: (found: Found | undefined) => void
  readonly reject: (error: unknown) => void
}

/**
 * Look-ups that come in one turn of the event loop become one query: a journey to the server costs more than what it
 * finds there. `nameOf` gives the key, and what was found for it, the same name. For look-ups outside a transaction.
 */
export function together<Key, Found>(
  load: Load<Key, Found>,
  nameOf: (keyOrFound: Key | Found) => string,
): (db: Db, key: Key) => Promise<Found | undefined> {
  const waiting = new WeakMap<Db, Asked<Key, Found>[]>()

  async function ask(db: Db, asked: readonly Asked<Key, Found>[]): Promise<void> {
    try {
      const found = await load(
        db,
        asked.map(({ key }) => key),
      )
      const byName = new Map(found.map((one) => [nameOf(one), one]))
      for (const { key, resolve } of asked) resolve(byName.get(nameOf(key)))
    } catch (error) {
      for (const { reject } of asked) reject(error)
    }
  }

  return (db, key) =>
    new Promise((resolve, reject) => {
      const asked = waiting.get(db) ?? []
      if (asked.length === 0) {
        waiting.set(db, asked)
        setImmediate(() => {
          waiting.delete(db)
          void ask(db, asked)
        })
      }
      asked.push({ key, resolve, reject })
    })
}
