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
    const { title, dataType, define } = partsOf(column)
    builder = builder.addColumn(title, dataType === 'bytes' ? bytesType(db) : dataType, define)
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
    const { title, dataType, define } = partsOf(column)
    await db.schema
      .alterTable(name)
      .addColumn(title, dataType === 'bytes' ? bytesType(db) : dataType, define)
      .execute()
  }
}

function bytesType(db: Kysely<unknown>): 'blob' | 'bytea' {
  return isPostgres(db) ? 'bytea' : 'blob'
}

function partsOf(column: Column) {
  const [title = '', type = ''] = column.split(' ')
  const [bare = '', before] = type.split('=')
  const optional = bare.endsWith('?')
  const define = (definition: ColumnDefinitionBuilder) => {
    const known = before === undefined ? definition : definition.defaultTo(Number(before))
    return optional ? known : known.notNull()
  }
  return { title, dataType: bare.replace('?', '') as 'text' | 'integer' | 'bigint' | 'bytes', define }
}
