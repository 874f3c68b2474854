import type { DatabaseConnection } from 'kysely'
import type { Db } from './connect.ts'

/** The connection of each open transaction, for those who need no help to use it. */
const connections = new WeakMap<Db, DatabaseConnection>()

/**
 * Does `work` in one transaction: all of it is written, or nothing. Inside it use only `tx`.
 * Throws `unavailable` when the store is away or two transactions were in each other's way. Nothing was written then,
 * unless the store went while it was about to say so: whoever tries again makes sure that twice does no harm.
 */
export async function transact<Result>(db: Db, work: (tx: Db) => Promise<Result>): Promise<Result> {
  return await db.transaction().execute(async (tx) => {
    connections.set(tx, await tx.getExecutor().provideConnection(async (connection) => connection))
    try {
      return await work(tx)
    } finally {
      connections.delete(tx)
    }
  })
}

/** `undefined` outside a transaction. */
export function connectionOf(db: Db): DatabaseConnection | undefined {
  return connections.get(db)
}
