import type { About, Verdict } from './feedback.ts'

export interface FeedbackTables {
  /** One a person and a thing. */
  readonly feedback: {
    about: About
    tenant_id: string
    author_id: string
    author_name: string
    workspace_id: string
    verdict: Verdict | null
    text: string
    given_at: number
  }
}
