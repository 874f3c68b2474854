import type { ColumnDefinitionBuilder, CreateTableBuilder, Kysely } from 'kysely'
import { isPostgres } from '../dialect.ts'

/** `name type`, with `?` where it may be empty, or `=n` for what rows have that were there before. */
export type Column = `${string} ${'text' | 'integer' | 'bigint' | 'bytes'}${'' | '?' | `=${number}`}`

export function table(
  db: Kysely<unknown>,
  name: string,
  columns: readonly Column[],
): CreateTableBuilder<string, string> {
  let builder: CreateTableBuilder<string, string> = db.schema.createTable(name)
  for (const column of columns) {
    const { title, dataType, define } = partsOf(db, column)
    builder = builder.addColumn(title, dataType, define)
  }
  return builder
}

/** With a number of its own that grows: each database has its own word for it. */
export function numbered(
  db: Kysely<unknown>,
  name: string,
  columns: readonly Column[],
): CreateTableBuilder<string, string> {
  const postgres = isPostgres(db)
  return table(db, name, columns).addColumn('id', postgres ? 'bigint' : 'integer', (definition) =>
    postgres ? definition.primaryKey().generatedAlwaysAsIdentity() : definition.primaryKey().autoIncrement(),
  )
}

export async function addColumns(db: Kysely<unknown>, name: string, columns: readonly Column[]): Promise<void> {
  for (const column of columns) {
    const { title, dataType, define } = partsOf(db, column)
    await db.schema.alterTable(name).addColumn(title, dataType, define).execute()
  }
}

function bytesType(db: Kysely<unknown>): 'blob' | 'bytea' {
  return isPostgres(db) ? 'bytea' : 'blob'
}

function partsOf(db: Kysely<unknown>, column: Column) {
  const [title = '', type = ''] = column.split(' ')
  const [bare = '', before] = type.split('=')
  const optional = bare.endsWith('?')
  const define = (definition: ColumnDefinitionBuilder) => {
    const known = before === undefined ? definition : definition.defaultTo(Number(before))
    return optional ? known : known.notNull()
  }
  const dataType = bare.replace('?', '') as 'text' | 'integer' | 'bigint' | 'bytes'
  return { title, dataType: dataType === 'bytes' ? bytesType(db) : dataType, define }
}
