import type { Compilable, CompiledQuery, InferResult, QueryResult } from 'kysely'
import type { Db } from './connect.ts'
import { connectionOf } from './transact.ts'

type Row<Query> = InferResult<Query & Compilable> extends readonly (infer One)[] ? One : never

/** Runs a query with what it is given. */
type Run<Given, Query> = (db: Db, given: Given) => Promise<readonly Row<Query>[]>

/**
 * A query that is built and compiled once, and run often: `values` are places in it, filled at each run. Building a
 * query costs more than running it, so what every message needs is written this way; everything else need not be.
 * A place holds one value: neither a list nor a part of the query.
 */
export function prepared<Values extends object, Query extends Compilable>(
  build: (db: Db, values: Values) => Query,
): Run<Values, Query> {
  return compiledOnce((db) =>
    build(
      db,
      placesOf<Values, Values>((values) => values),
    ),
  )
}

/**
 * The same for a list that is not empty. A text is compiled for 1, 2, 4, 8, … of them, and the last fills what is left
 * over: that one of the list stands there twice must do no harm.
 */
export function preparedList<Values extends object, Query extends Compilable>(
  build: (db: Db, list: readonly Values[]) => Query,
): Run<readonly Values[], Query> {
  const texts = new Map<number, Run<readonly Values[], Query>>()
  return (db, list) => {
    if (list.length === 0) throw new Error('The list is empty.')
    const length = 2 ** Math.ceil(Math.log2(list.length))
    const run = texts.get(length) ?? compiledOnce((db) => build(db, listPlaces<Values>(length)))
    texts.set(length, run)
    return run(db, list)
  }
}

function compiledOnce<Given, Query extends Compilable>(build: (db: Db) => Query): Run<Given, Query> {
  /** Each kind of database has a text of its own. */
  const compiled = new WeakMap<object, CompiledQuery>()
  return async (db, given) => {
    const executor = db.getExecutor()
    const known = compiled.get(executor.adapter)
    const query = known ?? build(db).compile()
    if (known === undefined) compiled.set(executor.adapter, query)
    const parameters = query.parameters.map((parameter) =>
      parameter instanceof Place ? parameter.valueIn(given) : parameter,
    )
    // A transaction has one connection, and it knows by itself what must wait for what.
    const run = connectionOf(db) ?? db
    const { rows }: QueryResult<unknown> = await run.executeQuery({ ...query, parameters })
    return rows as readonly Row<Query>[]
  }
}

class Place {
  readonly valueIn: (given: unknown) => unknown
  constructor(valueIn: (given: unknown) => unknown) {
    this.valueIn = valueIn
  }
}

/** Places for each value of what `pick` takes from that which is given at a run. */
function placesOf<Given, Values extends object>(pick: (given: Given) => Values): Values {
  const place = (_: object, name: string | symbol) => new Place((given) => pick(given as Given)[name as keyof Values])
  return new Proxy({}, { get: place }) as Values
}

function listPlaces<Values extends object>(length: number): readonly Values[] {
  return Array.from({ length }, (_, n) =>
    placesOf<readonly Values[], Values>((list) => (list[n] ?? list.at(-1)) as Values),
  )
}
