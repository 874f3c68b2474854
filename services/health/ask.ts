import { z } from 'zod'
import type { Graph } from '../graph/client.ts'
import { instant, listOf, several, text } from '../graph/schema.ts'
import { cut } from '../words/words.ts'
import { colorOf, type Health, type HealthIssue, issueColor, withIssues } from './health.ts'

const overview = z.object({ id: z.string(), service: text, status: text })
const post = z.object({ createdDateTime: instant, description: z.object({ content: text }).nullish() })
const issue = z.object({
  ...{ id: z.string(), title: text, service: text, classification: text, status: text, impactDescription: text },
  ...{ startDateTime: instant, lastModifiedDateTime: instant },
  posts: several(post),
})

const MOST_ISSUES = 100
const MOST_POSTS = 5
const MOST_TEXT = 1_500

/** How an organisation's services are (S2.17, S2.18). Throws as `Graph.ask` does. */
export async function askHealth(graph: Graph, tenantId: string): Promise<Health> {
  const overviews: z.output<typeof overview>[] = []
  for await (const page of graph.pages('health.overviews', tenantId, {}))
    overviews.push(...listOf(overview).parse(page))
  const issues: HealthIssue[] = []
  for await (const page of graph.pages('health.issues', tenantId, {})) {
    issues.push(...listOf(issue).parse(page).map(toIssue))
    if (issues.length >= MOST_ISSUES) break
  }
  const workloads = overviews.map(({ id, service, status }) => ({ id, name: service || id, color: colorOf(status) }))
  return { workloads: withIssues(workloads, issues), issues }
}

function toIssue({ posts, classification, status, ...its }: z.output<typeof issue>): HealthIssue {
  const isIncident = classification.toLowerCase() === 'incident'
  const latest = posts.toSorted((a, b) => (b.createdDateTime ?? 0) - (a.createdDateTime ?? 0)).slice(0, MOST_POSTS)
  return {
    id: its.id,
    title: its.title,
    service: its.service,
    isIncident,
    color: issueColor(status, isIncident),
    impact: cut(its.impactDescription, MOST_TEXT),
    startedAt: its.startDateTime,
    changedAt: its.lastModifiedDateTime,
    posts: latest.map(({ createdDateTime: at, description }) => ({
      at,
      text: cut(textOf(description?.content ?? ''), MOST_TEXT),
    })),
  }
}

/** Microsoft's posts are HTML: of it the words are kept. */
function textOf(html: string): string {
  return html
    .replace(/<(script|style)\b[\s\S]*?<\/\1>/gi, '')
    .replace(/<(br|\/p|\/div|\/li)\b[^>]*>/gi, '\n')
    .replace(/<[^>]*>/g, '')
    .replace(/&nbsp;/g, ' ')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&#39;/g, "'")
    .replace(/&amp;/g, '&')
    .replace(/[ \t]+/g, ' ')
    .replace(/ ?\n ?/g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim()
}
