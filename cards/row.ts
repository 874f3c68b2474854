import { face } from './face.ts'

/** A line of a list: what it is, and when; it opens what it is about, where there is something to open. */
export interface Row {
  readonly what: string
  /** Whose face stands before it: a name. */
  readonly person?: string | undefined
  readonly when: string
  readonly color?: 'Accent' | 'Warning' | 'Default'
  readonly open?: object | undefined
}

/** A list with its heading; nothing where it has no lines. `more`: how many lines are left out, in words. */
export function listOf(heading: string, rows: readonly Row[], more = ''): readonly object[] {
  if (rows.length === 0) return []
  const rest = more === '' ? [] : [{ type: 'TextBlock', text: more, isSubtle: true, size: 'Small', wrap: true }]
  const title = { type: 'TextBlock', text: heading, weight: 'Bolder', wrap: true }
  return [{ type: 'Container', spacing: 'Medium', items: [title, ...rows.map(rowOf), ...rest] }]
}

function rowOf({ what, person, when, color = 'Default', open }: Row): object {
  return {
    type: 'ColumnSet',
    spacing: 'Small',
    ...(open === undefined ? {} : { selectAction: open }),
    columns: [
      ...(person === undefined ? [] : [{ type: 'Column', width: 'auto', items: [face(person)] }]),
      {
        type: 'Column',
        width: 'stretch',
        verticalContentAlignment: 'Center',
        items: [{ type: 'TextBlock', text: what, color, wrap: true }],
      },
      {
        type: 'Column',
        width: 'auto',
        verticalContentAlignment: 'Center',
        items: [{ type: 'TextBlock', text: when, isSubtle: true, size: 'Small', wrap: true }],
      },
    ],
  }
}
