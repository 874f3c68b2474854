import { mkdirSync } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { dirname } from 'node:path'
import { DatabaseSync, type StatementSyncInstance } from '@photostructure/sqlite'
import {
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely'
import { ServiceDeskError } from '../errors.ts'

type Database = InstanceType<typeof DatabaseSync>

export interface SqliteOptions {
  /** Refuses a file that another process has, and keeps it for this one as long as it lives. */
  readonly exclusive?: boolean
  /** The disk failed and nobody can know what it holds: the store takes no more, and a new process must read it anew. */
  readonly onBroken?: (error: unknown) => void
}

/**
 * The embedded store, one file: what was committed survives `kill -9` and a power cut.
 * The only file that knows which SQLite package we use; node:sqlite replaces it on Node >= 22.13.
 */
export function sqliteDialect(file: string, options: SqliteOptions = {}): Dialect {
  return {
    createAdapter: () => new TransactionalAdapter(),
    createDriver: () => new GroupCommitDriver(file, options),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  }
}

const PRAGMAS = [
  // First: already the next one waits for whoever has the file to itself a moment, as a reader has that closes it.
  'busy_timeout=5000',
  'journal_mode=WAL',
  // Commits are written without waiting for the disk, because we wait for it ourselves, off the main thread: see below.
  'synchronous=NORMAL',
  // 64 MB of pages in memory, and a journal of up to 32 MB before it is folded into the file.
  'cache_size=-65536',
  'wal_autocheckpoint=8000',
]

/** SQLite takes a migration back that was broken off; Kysely believes that it does not. */
class TransactionalAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true
  }
}

/**
 * Group commit. Transactions run one after the other, as the file has one writer, each in a savepoint; all that one turn
 * of the event loop brings, and all that comes while the last batch is on its way to disk, share one COMMIT and one
 * fdatasync of the journal. That runs in Node's thread pool, so a slow disk delays answers and nothing else.
 *
 * Nobody hears of a result before what it rests on is on disk: the promise of a transaction, of a lone statement, and of
 * a read that saw what is not on disk yet, resolves after the fdatasync that covers it. If that fails nobody can know
 * what the disk holds: the store takes no more.
 */
class GroupCommitDriver implements Driver {
  readonly #file: string
  readonly #options: SqliteOptions
  readonly #statements = new Map<string, Prepared>()
  readonly #transactions = createMutex()
  readonly #idle: Connection[] = []
  #database: Database | undefined
  #journal: FileHandle | undefined
  /** What is being gathered for the next COMMIT. */
  #batch: Batch | undefined
  /** What is committed and on its way to disk. */
  #undurable: Batch | undefined
  #broken: unknown
  #lock: Database | undefined

  constructor(file: string, options: SqliteOptions) {
    this.#file = file
    this.#options = options
  }

  async init(): Promise<void> {
    if (this.#file !== ':memory:') mkdirSync(dirname(this.#file), { recursive: true })
    if (this.#options.exclusive === true && this.#file !== ':memory:') this.#lock = lockFile(this.#file)
    this.#database = new DatabaseSync(this.#file)
    for (const pragma of PRAGMAS) this.#database.exec(`pragma ${pragma}`)
    if (this.#file === ':memory:') return
    // SQLite makes the journal when it is first written to, and keeps it while the file is open.
    this.#database.exec('begin immediate; pragma user_version = 1; commit')
    this.#journal = await open(`${this.#file}-wal`, 'r+')
  }

  async acquireConnection(): Promise<Connection> {
    return this.#idle.pop() ?? new Connection((connection, query) => this.#execute(connection, query))
  }

  /** It is used again: Kysely keeps a list of all that it saw, and to be new on it costs more than a statement. */
  async releaseConnection(connection: Connection): Promise<void> {
    this.#idle.push(connection)
  }

  async beginTransaction(connection: Connection): Promise<void> {
    await this.#transactions.lock()
    try {
      connection.batch = this.#join()
      connection.batch.atWork = true
      this.#run('savepoint one')
    } catch (error) {
      this.#leave(connection)
      throw error
    }
  }

  async commitTransaction(connection: Connection): Promise<void> {
    const { batch } = connection
    try {
      if (batch !== this.#batch) throw givenUp()
      this.#run('release one')
    } catch (error) {
      if (batch === this.#batch) this.#fail(error)
      this.#leave(connection)
      throw error
    }
    this.#leave(connection)
    await batch?.durable
  }

  /** After a failed COMMIT this connection no longer owns the open savepoint, and has nothing to roll back. */
  async rollbackTransaction(connection: Connection): Promise<void> {
    if (connection.batch === undefined) return
    try {
      if (connection.batch === this.#batch) {
        this.#run('rollback to one')
        this.#run('release one')
      }
    } catch (error) {
      this.#fail(error)
    }
    this.#leave(connection)
  }

  async destroy(): Promise<void> {
    await this.#transactions.lock()
    await this.#undurable?.durable.catch(() => {})
    this.#commit()
    await this.#undurable?.durable.catch(() => {})
    await this.#journal?.close()
    this.#statements.clear()
    this.#database?.close()
    this.#lock?.close()
  }

  async #execute(connection: Connection, query: CompiledQuery): Promise<QueryResult<never>> {
    if (connection.batch !== undefined) {
      if (connection.batch !== this.#batch) throw givenUp()
      return this.#result(query)
    }
    await this.#transactions.lock()
    let batch: Batch | undefined
    let result: QueryResult<never>
    try {
      if (this.#broken !== undefined) throw givenUp(this.#broken)
      batch = query.query.kind === 'SelectQueryNode' ? (this.#batch ?? this.#undurable) : this.#join()
      result = this.#result(query)
    } finally {
      this.#transactions.unlock()
    }
    await batch?.durable
    return result
  }

  #result({ sql, parameters }: CompiledQuery): QueryResult<never> {
    try {
      const { statement, returns } = this.#prepared(sql)
      if (returns) return { rows: statement.all(...(parameters as never[])) as never[] }
      const { changes, lastInsertRowid } = statement.run(...(parameters as never[]))
      return { rows: [], numAffectedRows: BigInt(changes), insertId: BigInt(lastInsertRowid) }
    } catch (error) {
      // A full or failing disk makes SQLite give up the whole batch by itself.
      if (this.#batch !== undefined && this.#database?.isTransaction !== true) this.#fail(error)
      throw translateError(error)
    }
  }

  #run(sql: string): void {
    try {
      this.#prepared(sql).statement.run()
    } catch (error) {
      throw translateError(error)
    }
  }

  /** Preparing costs more than running, and so does asking what comes back. */
  #prepared(sql: string): Prepared {
    const known = this.#statements.get(sql)
    if (known !== undefined) return known
    if (this.#database === undefined) throw new Error('The store is not open.')
    const statement = this.#database.prepare(sql)
    const prepared = { statement, returns: statement.columns().length > 0 }
    if (this.#statements.size < 500) this.#statements.set(sql, prepared)
    return prepared
  }

  #join(): Batch {
    if (this.#broken !== undefined) throw givenUp(this.#broken)
    if (this.#batch !== undefined) return this.#batch
    this.#run('begin immediate')
    this.#batch = newBatch()
    setImmediate(() => this.#commit())
    return this.#batch
  }

  /** Does nothing yet while the last batch is on its way, or a transaction of this one is open: after them it is called again. */
  #commit(): void {
    const batch = this.#batch
    if (batch === undefined || this.#undurable !== undefined) return
    if (batch.atWork) {
      batch.overdue = true
      return
    }
    try {
      if (this.#broken !== undefined) throw this.#broken
      this.#run('commit')
      this.#batch = undefined
      this.#undurable = batch
      void this.#sync(batch)
    } catch (error) {
      this.#fail(error)
    }
  }

  async #sync(batch: Batch): Promise<void> {
    try {
      await this.#journal?.datasync()
      batch.resolve()
    } catch (error) {
      this.#broken = error
      batch.reject(givenUp(error))
      this.#options.onBroken?.(error)
    }
    this.#undurable = undefined
    this.#commit()
  }

  /** Nothing of the batch was written: nobody in it may believe that it was. */
  #fail(error: unknown): void {
    const batch = this.#batch
    this.#batch = undefined
    if (this.#database?.isTransaction === true) this.#run('rollback')
    batch?.reject(givenUp(error))
  }

  #leave(connection: Connection): void {
    const { batch } = connection
    connection.batch = undefined
    if (batch !== undefined) batch.atWork = false
    if (batch !== undefined && batch === this.#batch && batch.overdue) this.#commit()
    this.#transactions.unlock()
  }
}

const [BUSY, CONSTRAINT_UNIQUE, CONSTRAINT_PRIMARY_KEY] = [5, 2067, 1555]

/** A lock that another process holds passes; a unique violation is a conflict; anything else is a fault of ours. */
function translateError(error: unknown): unknown {
  const code = codeOf(error)
  if (code === undefined) return error
  if (code === CONSTRAINT_UNIQUE || code === CONSTRAINT_PRIMARY_KEY)
    return new ServiceDeskError('conflict', 'There is such a row already.', { cause: error })
  return (code & 0xff) === BUSY ? new ServiceDeskError('unavailable', 'The store is busy.', { cause: error }) : error
}

/** Where rows are returned, the package tells what failed in words alone. */
function codeOf(error: unknown): number | undefined {
  if (!(error instanceof Error)) return undefined
  if ('errcode' in error) return Number(error.errcode)
  if (error.message.startsWith('UNIQUE constraint failed')) return CONSTRAINT_UNIQUE
  return error.message.startsWith('database is locked') ? BUSY : undefined
}

/** An exclusive lock on a small file beside the store; the system takes it back when the process ends, however it ends. */
function lockFile(file: string): Database {
  const lock = new DatabaseSync(`${file}-lock`)
  try {
    lock.exec('pragma locking_mode=exclusive; pragma journal_mode=delete; begin exclusive')
    return lock
  } catch (cause) {
    lock.close()
    throw new ServiceDeskError(
      'invalid',
      `Another process uses ${file}: one file has one process. Stop the other first.`,
      {
        cause,
      },
    )
  }
}

/** Nothing of it was written, by no fault of its own: asked again, it may go. */
function givenUp(cause?: unknown): ServiceDeskError {
  return new ServiceDeskError('unavailable', 'The store gave this transaction up.', { cause })
}

interface Prepared {
  readonly statement: StatementSyncInstance
  /** Whether it brings rows back. */
  readonly returns: boolean
}

class Connection implements DatabaseConnection {
  /** What its transaction belongs to, while it has one. */
  batch: Batch | undefined
  readonly #execute: (connection: Connection, query: CompiledQuery) => Promise<QueryResult<never>>

  constructor(execute: (connection: Connection, query: CompiledQuery) => Promise<QueryResult<never>>) {
    this.#execute = execute
  }

  executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    return this.#execute(this, query)
  }

  streamQuery(): AsyncIterableIterator<never> {
    throw new Error('The embedded store does not stream.')
  }
}

interface Batch {
  /** Resolves when all of it is on disk. */
  readonly durable: Promise<void>
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
  /** A transaction is open in it. */
  atWork: boolean
  /** Its time to commit came meanwhile. */
  overdue: boolean
}

function newBatch(): Batch {
  let [resolve, reject]: [() => void, (error: unknown) => void] = [() => {}, () => {}]
  const durable = new Promise<void>((yes, no) => {
    ;[resolve, reject] = [yes, no]
  })
  // Prevents an unhandled rejection when nobody awaits this batch.
  durable.catch(() => {})
  return { durable, resolve, reject, atWork: false, overdue: false }
}

interface Mutex {
  lock(): Promise<void> | undefined
  unlock(): void
}

/** One at a time, in the order of asking. */
function createMutex(): Mutex {
  const waiting: (() => void)[] = []
  let locked = false
  return {
    lock() {
      if (locked) return new Promise<void>((resolve) => waiting.push(resolve))
      locked = true
      return undefined
    },
    unlock() {
      const next = waiting.shift()
      if (next === undefined) locked = false
      else next()
    },
  }
}
