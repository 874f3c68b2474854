import { createHash } from 'node:crypto'
import type { Duplex } from 'node:stream'
import {
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type QueryResult,
  type RootOperationNode,
  type TransactionSettings,
} from 'kysely'
import pg from 'pg'
import { ServiceDeskError } from '../errors.ts'

/** For transactions that ask something, each for itself; and for all the rest together. */
const OWN_CONNECTIONS = 12
const SHARED_CONNECTIONS = 4
/** Longer than any statement of ours takes; then the server takes it back. A lock is waited for less: others wait behind. */
const STATEMENT_MS = 6_000
const LOCK_MS = 4_000
/** A server that says nothing at all for so long is given up, and the connection with it. */
const TIMEOUT_MS = 8_000

/**
 * What is asked often is found by an index. What a queue's table holds is mostly dead, and of all ways to read it only a
 * plain index scan learns to pass the dead by; a planner that saw the queue empty cannot know that.
 */
const PLANS = '-c enable_seqscan=off -c enable_bitmapscan=off -c jit=off'

/** How long a statement may take, and its answer; 0: as long as it likes. */
interface Patience {
  readonly statementMs: number
  readonly answerMs: number
}

const IN_SERVICE: Patience = { statementMs: STATEMENT_MS, answerMs: TIMEOUT_MS }
/** A migration of a big store, and whoever waits for it in another replica. */
export const MIGRATING: Patience = { statementMs: 0, answerMs: 0 }

/** Adds to the options of a connection URI, before its own, which count more. */
function withOptions(url: string, options: string): string {
  const added = encodeURIComponent(options)
  if (/[?&]options=/.test(url)) return url.replace(/([?&]options=)/, `$1${added}%20`)
  return `${url}${url.includes('?') ? '&' : '?'}options=${added}`
}

/** The store of a fleet. The only file that knows which PostgreSQL package we use. */
export function postgresDialect(url: string, patience = IN_SERVICE): Dialect {
  return {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new PipeliningDriver(url, patience),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  }
}

/**
 * Every journey to the server costs more than what is done there, so they are saved:
 * - in a transaction, what returns nothing (BEGIN, a write without RETURNING) waits, and goes in one parcel with the next
 *   statement that returns something, or with COMMIT;
 * - a transaction that never asked anything is one parcel, and a parcel is a transaction by itself;
 * - such parcels, and lone statements, share a few connections, where all that one turn of the event loop brings is
 *   written together. A transaction that asks has a connection to itself.
 *
 * An error of a deferred write surfaces at the next query or at COMMIT, not at the write: nothing is ever believed that the
 * server did not confirm. A write without RETURNING answers no count inside a transaction: add RETURNING where it matters.
 */
class PipeliningDriver implements Driver {
  readonly #own: pg.Pool
  readonly #shared: readonly Shared[]
  #next = 0

  constructor(url: string, { statementMs, answerMs }: Patience) {
    const options: pg.ClientConfig & { pipeline: boolean } = {
      connectionString: withOptions(url, `${PLANS} -c statement_timeout=${statementMs}`),
      keepAlive: true,
      connectionTimeoutMillis: TIMEOUT_MS,
      query_timeout: answerMs,
      lock_timeout: LOCK_MS,
      idle_in_transaction_session_timeout: TIMEOUT_MS,
      pipeline: true,
      types: { getTypeParser },
    }
    this.#own = new pg.Pool({ ...options, max: OWN_CONNECTIONS })
    // A server that goes away closes idle connections; the pool opens others when they are needed.
    this.#own.on('error', () => {})
    // While somebody has one, the pool does not listen: its loss is told by the statement that was under way.
    this.#own.on('connect', (client) => client.on('error', () => {}))
    this.#shared = Array.from({ length: SHARED_CONNECTIONS }, () => new Shared(options))
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<Connection> {
    this.#next = (this.#next + 1) % this.#shared.length
    return new Connection(this.#own, this.#shared[this.#next] as Shared)
  }

  async releaseConnection(connection: Connection): Promise<void> {
    connection.release()
  }

  async beginTransaction(connection: Connection, { isolationLevel }: TransactionSettings): Promise<void> {
    if (isolationLevel !== undefined) throw new Error('Nothing of ours asks for an isolation level.')
    connection.begin()
  }

  async commitTransaction(connection: Connection): Promise<void> {
    await connection.commit()
  }

  async rollbackTransaction(connection: Connection): Promise<void> {
    await connection.rollback()
  }

  async destroy(): Promise<void> {
    await Promise.all([this.#own.end(), ...this.#shared.map((shared) => shared.end())])
  }
}

interface Statement {
  readonly text: string
  readonly values: readonly unknown[]
}

const BEGIN: Statement = { text: 'begin', values: [] }
const COMMIT: Statement = { text: 'commit', values: [] }

class Connection implements DatabaseConnection {
  readonly #pool: pg.Pool
  readonly #shared: Shared
  #own: pg.PoolClient | undefined
  /** What goes ahead of the next statement in the open transaction, in its order. */
  #ahead: Statement[] | undefined
  #state: 'fine' | 'asking' | 'failed' = 'fine'
  #broken = false

  constructor(pool: pg.Pool, shared: Shared) {
    this.#pool = pool
    this.#shared = shared
  }

  begin(): void {
    this.#ahead = [BEGIN]
  }

  async commit(): Promise<void> {
    if (this.#state !== 'fine') throw new Error('A transaction that failed, or still asks, cannot be committed.')
    const ahead = this.#ahead ?? []
    this.#ahead = undefined
    if (this.#own === undefined) {
      const parcel = ahead.filter((statement) => statement !== BEGIN)
      if (parcel.length > 0) await this.#shared.send(parcel)
      return
    }
    const ended = await send(this.#own, [...ahead, COMMIT])
    // After a failed statement the server answers COMMIT with ROLLBACK, and calls that a success.
    if (ended.command !== 'COMMIT') throw new ServiceDeskError('unavailable', 'The store gave this transaction up.')
  }

  async rollback(): Promise<void> {
    this.#ahead = undefined
    this.#state = 'fine'
    await this.#own?.query('rollback').catch(() => {
      this.#broken = true
    })
  }

  async executeQuery<Row>({ sql: text, parameters: values, query }: CompiledQuery): Promise<QueryResult<Row>> {
    const statement = { text, values }
    if (this.#ahead === undefined) return toResult(await this.#shared.send([statement]))
    if (this.#state !== 'fine') throw new Error('A transaction asks one thing at a time, and nothing after a failure.')
    this.#ahead.push(statement)
    if (returnsNothing(query)) return { rows: [] }
    this.#state = 'asking'
    try {
      return toResult(await this.#ask(this.#ahead))
    } catch (error) {
      this.#state = 'failed'
      throw error
    }
  }

  async #ask(parcel: readonly Statement[]): Promise<pg.QueryResult> {
    this.#own ??= await this.#pool.connect().catch((error: unknown) => {
      throw translateError(error)
    })
    this.#ahead = []
    const answer = await send(this.#own, parcel)
    this.#state = 'fine'
    return answer
  }

  streamQuery(): AsyncIterableIterator<never> {
    throw new Error('Nothing of ours streams.')
  }

  release(): void {
    this.#own?.release(this.#broken)
  }
}

/** A connection that many use at once: every statement or transaction on it is complete when it is sent. */
class Shared {
  readonly #options: pg.ClientConfig
  #connecting: Promise<pg.Client> | undefined
  #gathering = false

  constructor(options: pg.ClientConfig) {
    this.#options = options
  }

  /**
   * Where a statement is new to the connection, whoever sends it right after another counts on it to be prepared; in a
   * transaction that failed it is not. Nothing was done then, and it is done once more.
   */
  async send(parcel: readonly Statement[]): Promise<pg.QueryResult> {
    return await this.#sendOnce(parcel).catch((error: unknown) => {
      if (!isUnprepared(error)) throw error
      return this.#sendOnce(parcel)
    })
  }

  async #sendOnce(parcel: readonly Statement[]): Promise<pg.QueryResult> {
    this.#connecting ??= this.#connect()
    const client = await this.#connecting
    if (!this.#gathering) {
      this.#gathering = true
      socketOf(client).cork()
      setImmediate(() => {
        this.#gathering = false
        socketOf(client).uncork()
      })
    }
    return await send(client, parcel)
  }

  async end(): Promise<void> {
    await (await this.#connecting)?.end()
  }

  #connect(): Promise<pg.Client> {
    const client = new pg.Client(this.#options)
    const connecting = client.connect().then(
      () => client,
      (error: unknown) => {
        lost()
        throw translateError(error)
      },
    )
    /** The next who comes connects anew; what is left of this one goes. */
    const lost = () => {
      if (this.#connecting !== connecting) return
      this.#connecting = undefined
      client.end().catch(() => {})
    }
    client.on('error', lost)
    client.on('end', lost)
    return connecting
  }
}

/** What of a connection we use: the messages of the extended query protocol. */
interface Wire {
  readonly stream: Duplex
  close(statement: { readonly type: 'S'; readonly name: string }): void
  parse(statement: { readonly name: string; readonly text: string }): void
  bind(portal: { readonly statement: string; readonly values: readonly (string | Buffer | null)[] }): void
  describe(portal: { readonly type: 'P' }): void
  execute(portal?: object): void
  sync(): void
}

/**
 * Sends them in one parcel, and returns the last one's answer. Statements up to a Sync are one transaction, unless they
 * say otherwise: all are done, or none.
 * https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-FLOW-PIPELINING
 */
async function send(client: pg.ClientBase, parcel: readonly Statement[]): Promise<pg.QueryResult> {
  const prepared = preparedOn(client)
  const added: string[] = []
  const statements = parcel.map(({ text, values }) => ({ text, name: nameOf(text), values: values.map(toWire) }))

  function write(wire: Wire): void {
    wire.stream.cork()
    statements.forEach(({ text, name, values }, n) => {
      if (!prepared.has(name)) {
        // After a failure nobody knows which of its statements were prepared; to close one that was not is no error.
        wire.close({ type: 'S', name })
        wire.parse({ name, text })
        prepared.add(name)
        added.push(name)
      }
      wire.bind({ statement: name, values })
      // What stands before the last returns nothing.
      if (n === statements.length - 1) wire.describe({ type: 'P' })
      wire.execute()
    })
    wire.sync()
    wire.stream.uncork()
  }

  return await new Promise((resolve, reject) => {
    const query = new pg.Query({ text: '' })
    Object.assign(query, {
      submit: write,
      callback(error: unknown, answers: pg.QueryResult | pg.QueryResult[]) {
        const [last] = [answers].flat().slice(-1)
        if (error == null && last !== undefined) return resolve(last)
        const failure = translateError(error)
        const doubtful = isUnprepared(failure) ? statements.map(({ name }) => name) : added
        for (const name of doubtful) prepared.delete(name)
        reject(failure)
      },
    })
    client.query(query)
  })
}

/** The statements that a connection has prepared, by their names. */
const preparedStatements = new WeakMap<pg.ClientBase, Set<string>>()

function preparedOn(client: pg.ClientBase): Set<string> {
  const known = preparedStatements.get(client) ?? new Set()
  preparedStatements.set(client, known)
  return known
}

function toWire(value: unknown): string | Buffer | null {
  if (value === null || value === undefined) return null
  if (value instanceof Uint8Array) return Buffer.from(value)
  if (typeof value === 'object') throw new Error('Rich values are kept as JSON text.')
  return String(value)
}

function socketOf(client: pg.ClientBase): Duplex {
  return (client as unknown as { connection: Wire }).connection.stream
}

/** The server keeps a statement prepared under a name; the same text has the same name in every connection. */
function nameOf(text: string): string {
  const known = names.get(text)
  if (known !== undefined) return known
  const name = createHash('sha1').update(text).digest('base64url')
  if (names.size < MOST_NAMES) names.set(text, name)
  return name
}

const MOST_NAMES = 1_000
const names = new Map<string, string>()

function toResult<Row>({ rows, rowCount }: pg.QueryResult): QueryResult<Row> {
  return { rows: rows as Row[], numAffectedRows: BigInt(rowCount ?? 0) }
}

/**
 * SQLSTATEs that pass: lost connections, serialization failures and deadlocks, too little room, told to stop, a server in
 * trouble; waited too long; a statement that is not prepared any more, or was for a table as it used to be.
 */
const PASSING = /^(08|40|53|57|58|25P03|55P03|26000|0A000)/
const UNIQUE_VIOLATION = '23505'

/** What has no SQLSTATE did not come from the server: the connection failed. A fault of ours stays what it is. */
function translateError(error: unknown): unknown {
  const code = error instanceof pg.DatabaseError ? error.code : undefined
  if (code === UNIQUE_VIOLATION)
    return new ServiceDeskError('conflict', 'There is such a row already.', { cause: error })
  const passes = error instanceof pg.DatabaseError ? PASSING.test(code ?? '') : error instanceof Error
  return passes ? new ServiceDeskError('unavailable', 'The store is away.', { cause: error }) : error
}

/** What was prepared is gone, or a migration changed the table that it was prepared for. Nothing was done. */
function isUnprepared(error: unknown): boolean {
  const cause = error instanceof ServiceDeskError ? error.cause : undefined
  return cause instanceof pg.DatabaseError && (cause.code === '26000' || cause.code === '0A000')
}

function returnsNothing(query: RootOperationNode): boolean {
  const writes =
    query.kind === 'InsertQueryNode' || query.kind === 'UpdateQueryNode' || query.kind === 'DeleteQueryNode'
  return writes && query.returning === undefined
}

const INT8 = 20

/** Numbers and times are bigint there, and fit into ours. */
function getTypeParser(oid: number, format?: 'text' | 'binary') {
  return oid === INT8 ? Number : pg.types.getTypeParser(oid, format as 'text')
}
