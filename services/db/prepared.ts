import type { Compilable, CompiledQuery, InferResult, QueryResult } from 'kysely'
import type { Db } from './connect.ts'
import { connectionOf } from './transact.ts'

type Row<Query> = InferResult<Query & Compilable> extends readonly (infer One)[] ? One : never

/** Runs a query with what it is given. */
type Run<Given, Query> = (db: Db, given: Given) => Promise<readonly Row<Query>[]>

/**
 * A query that is built and compiled once, and run often: `values` are parameters in it, filled at each run. Building a
 * query costs more than running it. Rule: no query is prepared without a figure in bench/README.md that earns it.
 * A parameter holds one value: neither a list nor a part of the query, and no condition may be written on it.
 */
export function prepared<Values extends object, Query extends Compilable>(
  build: (db: Db, values: Values) => Query,
): Run<Values, Query> {
  return compiledOnce((db) =>
    build(
      db,
      parametersOf<Values, Values>((values) => values),
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
    const run = texts.get(length) ?? compiledOnce((db) => build(db, listParameters<Values>(length)))
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
      parameter instanceof Parameter ? parameter.valueIn(given) : parameter,
    )
    // Bypasses Kysely's executor in a transaction: the driver orders statements itself.
    const run = connectionOf(db) ?? db
    const { rows }: QueryResult<unknown> = await run.executeQuery({ ...query, parameters })
    return rows as readonly Row<Query>[]
  }
}

class Parameter {
  readonly valueIn: (given: unknown) => unknown
  constructor(valueIn: (given: unknown) => unknown) {
    this.valueIn = valueIn
  }

  /** It stands for a value that is not there yet: a condition or a text made of it would be wrong at every run. */
  [Symbol.toPrimitive](): never {
    throw new Error('A parameter of a prepared query has no value when the query is built.')
  }
}

/** A parameter for each value of what `pick` takes from that which is given at a run. */
function parametersOf<Given, Values extends object>(pick: (given: Given) => Values): Values {
  const place = (_: object, name: string | symbol) =>
    new Parameter((given) => pick(given as Given)[name as keyof Values])
  return new Proxy({}, { get: place }) as Values
}

function listParameters<Values extends object>(length: number): readonly Values[] {
  return Array.from({ length }, (_, n) =>
    parametersOf<readonly Values[], Values>((list) => (list[n] ?? list.at(-1)) as Values),
  )
}
