import type { Compilable, CompiledQuery, InferResult, QueryResult } from 'kysely'
import type { Db } from './connect.ts'
import { connectionOf } from './transact.ts'

type Row<Query> = InferResult<Query & Compilable> extends readonly (infer One)[] ? One : never

/**
 * A query that is built and compiled once, and run often: `values` are places in it, filled at each run. Building a
 * query costs more than running it, so what every message needs is written this way; everything else need not be.
 * A place holds one value: neither a list nor a part of the query.
 */
export function prepared<Values extends object, Query extends Compilable>(
  build: (db: Db, values: Values) => Query,
): (db: Db, values: Values) => Promise<readonly Row<Query>[]> {
  /** Each kind of database has a text of its own. */
  const compiled = new WeakMap<object, CompiledQuery>()
  return async (db, values) => {
    const executor = db.getExecutor()
    const known = compiled.get(executor.adapter)
    const query = known ?? build(db, placesOf<Values>()).compile()
    if (known === undefined) compiled.set(executor.adapter, query)
    const parameters = query.parameters.map((parameter) =>
      parameter instanceof Place ? values[parameter.name as keyof Values] : parameter,
    )
    // A transaction has one connection, and it knows by itself what must wait for what.
    const run = connectionOf(db) ?? db
    const { rows }: QueryResult<unknown> = await run.executeQuery({ ...query, parameters })
    return rows as readonly Row<Query>[]
  }
}

class Place {
  readonly name: string
  constructor(name: string) {
    this.name = name
  }
}

function placesOf<Values extends object>(): Values {
  return new Proxy({}, { get: (_, name) => new Place(String(name)) }) as Values
}
