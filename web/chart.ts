import { type Html, html } from './html.ts'

/** Numbers that belong together, one for each label. */
export interface Series {
  readonly name: string
  readonly values: readonly number[]
}

interface BarChart {
  readonly caption: string
  /** What the labels are, as the head of their column. */
  readonly of: string
  readonly labels: readonly string[]
  readonly series: readonly Series[]
  /** What opens the table. */
  readonly asTable: string
}

const [WIDTH, HEIGHT, LEFT, FOOT] = [720, 180, 36, 20]
const MOST_LABELS = 8

/** Bars side by side, drawn by the server, and the same as a table (colours alone tell nothing). Pure. */
export function barChart({ caption, of, labels, series, asTable }: BarChart): Html {
  const most = niceMost(Math.max(1, ...series.flatMap(({ values }) => values)))
  const group = (WIDTH - LEFT) / Math.max(1, labels.length)
  const bar = Math.max(1, (group * 0.8) / Math.max(1, series.length))
  const y = (value: number) => round((HEIGHT - FOOT) * (1 - value / most) + 4)
  const base = y(0)
  const every = Math.ceil(labels.length / MOST_LABELS)
  const lines = [0, most / 2, most].map(
    (value) =>
      html`<line x1="${LEFT}" x2="${WIDTH}" y1="${y(value)}" y2="${y(value)}" class="guide"/><text x="${LEFT - 6}" y="${y(value) + 4}" class="axis end">${value}</text>`,
  )
  const bars = labels.map((label, n) =>
    series.map(({ name, values }, s) => {
      const value = values[n] ?? 0
      const x = round(LEFT + n * group + group * 0.1 + s * bar)
      return html`<rect x="${x}" y="${y(value)}" width="${round(bar)}" height="${round(base - y(value))}" class="series-${s}"><title>${label} · ${name} : ${value}</title></rect>`
    }),
  )
  const names = labels.map(
    (label, n) =>
      n % every === 0 && html`<text x="${round(LEFT + n * group)}" y="${HEIGHT + 4}" class="axis">${label}</text>`,
  )
  const key = series.map(
    ({ name }, s) =>
      html`<li><svg viewBox="0 0 10 10" width="10" height="10" aria-hidden="true"><rect width="10" height="10" class="series-${s}"/></svg> ${name}</li>`,
  )
  const rows = labels.map(
    (label, n) =>
      html`<tr><th scope="row">${label}</th>${series.map(({ values }) => html`<td>${values[n] ?? 0}</td>`)}</tr>`,
  )
  return html`<figure class="sheet chart"><figcaption>${caption}</figcaption><ul class="key">${key}</ul>
<svg viewBox="0 0 ${WIDTH} ${HEIGHT + 8}" role="img" aria-label="${caption}">${lines}${bars}${names}</svg>
<details><summary>${asTable}</summary><div class="scroll" tabindex="0" role="region" aria-label="${caption}"><table class="grid"><thead><tr><th scope="col">${of}</th>${series.map(({ name }) => html`<th scope="col">${name}</th>`)}</tr></thead><tbody>${rows}</tbody></table></div></details></figure>`
}

/** The next round number that halves well. */
function niceMost(value: number): number {
  const step = 10 ** Math.floor(Math.log10(value))
  const nice = [1, 2, 4, 6, 10].find((its) => its * step >= value) ?? 10
  return Math.max(2, nice * step)
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
