import { type RawBuilder, sql } from 'kysely'

/** Whether a row's `name` has these words in it, as they are or in other capitals. */
export function hasInName(name: string): RawBuilder<boolean> {
  const [first = '', ...rest] = name.toLowerCase()
  const capital = `${first.toUpperCase()}${rest.join('')}`
  // A store's own `lower` may know no accents.
  const forms = [...new Set([name, name.toLowerCase(), name.toUpperCase(), capital])]
  const patterns = forms.map((form) => `%${form.replace(/[\\%_]/g, '\\$&')}%`)
  const lowered = patterns[forms.indexOf(name.toLowerCase())] ?? ''
  const likes = patterns.map((pattern) => sql`name like ${pattern} escape '\\'`)
  return sql<boolean>`(lower(name) like ${lowered} escape '\\' or ${sql.join(likes, sql` or `)})`
}
