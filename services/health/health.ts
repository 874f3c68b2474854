/** How a service of Microsoft's is, for people: what is not known is never green. */
export const COLORS = ['red', 'yellow', 'green', 'unknown'] as const
export type Color = (typeof COLORS)[number]

/** A workload: Exchange Online, Teams. */
export interface Workload {
  readonly id: string
  readonly name: string
  readonly color: Color
}

/** Something that Microsoft says of a workload. Times in milliseconds since 1970. */
export interface HealthIssue {
  /** `EX226792` */
  readonly id: string
  readonly title: string
  /** The workload, as Microsoft calls it. */
  readonly service: string
  readonly isIncident: boolean
  readonly color: Color
  readonly impact: string
  readonly startedAt: number | undefined
  readonly changedAt: number | undefined
  /** What was said of it, the latest first, in plain text. */
  readonly posts: readonly { readonly at: number | undefined; readonly text: string }[]
}

export interface Health {
  readonly workloads: readonly Workload[]
  /** Those that are not over. */
  readonly issues: readonly HealthIssue[]
}

const GREEN = [
  ...['serviceoperational', 'servicerestored', 'postincidentreviewpublished', 'falsepositive'],
  ...['resolved', 'resolvedexternal', 'mitigated', 'mitigatedexternal'],
]

/** What a status of Microsoft's means; one that is new to us is looked into. Pure. */
export function colorOf(status: string): Color {
  const its = status.toLowerCase()
  if (its === 'serviceinterruption') return 'red'
  return GREEN.includes(its) ? 'green' : 'yellow'
}

/** The worst; `unknown` where nothing is known. Pure. */
export function worstOf(colors: readonly Color[]): Color {
  return COLORS.find((color) => colors.includes(color)) ?? 'unknown'
}

/** An advice is no interruption, whatever its status. Pure. */
export function issueColor(status: string, isIncident: boolean): Color {
  const color = colorOf(status)
  return color === 'red' && !isIncident ? 'yellow' : color
}

/** A workload is as bad as the worst of what Microsoft says of it. Pure. */
export function withIssues(workloads: readonly Workload[], issues: readonly HealthIssue[]): readonly Workload[] {
  return workloads.map((its) => {
    const own = issues.filter(({ service }) => service.toLowerCase() === its.name.toLowerCase())
    return { ...its, color: worstOf([its.color, ...own.map(({ color }) => color)]) }
  })
}
