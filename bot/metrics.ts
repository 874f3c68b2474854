import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { Db } from '../services/db/connect.ts'
import type { Outcome } from '../services/jobs/run.ts'
import type { Job } from '../services/jobs/task.ts'
import { measureBacklog } from '../services/measures/backlog.ts'

/** What operators watch. Labels are words of ours: never anybody's name, id or words. */
export interface Metrics {
  readonly contentType: string
  turn(event: string, outcome: 'done' | 'refused' | 'failed', seconds: number): void
  refused(status: number): void
  job(job: Job, outcome: Outcome): void
  call(operation: string, outcome: string, seconds: number): void
  graph(call: string, outcome: string, seconds: number): void
  print(): Promise<string>
}

const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

export function createMetrics({ db, now }: { readonly db: Db; readonly now: () => number }): Metrics {
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry })

  /** Counts by the values of its labels, and hands that over when it is asked for: prom-client's own way costs more. */
  const counter = (name: string, help: string, labelNames: readonly string[]) => {
    const counts = new Map<string, { readonly values: readonly string[]; times: number }>()
    new Counter({
      name,
      help,
      labelNames,
      registers,
      collect() {
        this.reset()
        for (const { values, times } of counts.values()) this.labels(...values).inc(times)
      },
    })
    return (...values: readonly string[]) => {
      const key = values.join(' ')
      const counted = counts.get(key) ?? { values, times: 0 }
      counted.times += 1
      counts.set(key, counted)
    }
  }
  const seconds = (name: string, help: string) => new Histogram({ name, help, buckets: SECONDS, registers })
  const gauge = (name: string, help: string) => new Gauge({ name, help, registers })

  const turns = counter('desk_turns_total', 'Activities taken, by kind and outcome.', ['event', 'outcome'])
  const turnSeconds = seconds('desk_turn_seconds', 'How long an activity took, until its answer.')
  const refusals = counter(
    'desk_refused_requests_total',
    'Requests that were no activity or came from nobody we know, by HTTP status.',
    ['status'],
  )
  const jobs = counter('desk_jobs_total', 'Attempts at promised work, by task and outcome.', ['task', 'outcome'])
  const calls = counter(
    'desk_teams_calls_total',
    'Calls to Teams, by operation and outcome; `paced` are those we held back ourselves.',
    ['operation', 'outcome'],
  )
  const graphCalls = counter('desk_graph_calls_total', 'Calls to Microsoft Graph, by call and outcome.', [
    'call',
    'outcome',
  ])
  const graphSeconds = seconds('desk_graph_call_seconds', 'How long Microsoft Graph took to answer.')
  const callSeconds = seconds('desk_teams_call_seconds', 'How long Teams took to answer.')
  const waiting = gauge('desk_jobs_due', 'Promised work that is due and not done.')
  const oldest = gauge('desk_oldest_due_job_seconds', 'For how long the oldest of it has been due.')
  const givenUp = gauge('desk_jobs_given_up', 'Promised work that was given up in the last 30 days.')
  const uncertain = gauge('desk_uncertain_deliveries', 'Sent again because nobody can know, in the last 30 days.')
  const failing = gauge(
    'desk_ticket_system_failing_seconds',
    'How long a company’s ticket system has failed, the longest.',
  )
  const unsent = gauge('desk_tickets_unsent', 'Tickets that wait to be brought in step with a ticket system.')
  const unreachable = gauge('desk_unreachable_people', 'People whom Teams does not let us speak to.')
  const queued = gauge('desk_handoffs_queued', 'People who wait for an analyst.')

  return {
    contentType: registry.contentType,
    turn(event, outcome, seconds) {
      turns(event, outcome)
      turnSeconds.observe(seconds)
    },
    refused: (status) => refusals(String(status)),
    job: ({ task }, outcome) => jobs(task, outcome),
    graph(call, outcome, seconds) {
      graphCalls(call, outcome)
      graphSeconds.observe(seconds)
    },
    call(operation, outcome, seconds) {
      calls(operation, outcome)
      callSeconds.observe(seconds)
    },
    async print() {
      const backlog = await measureBacklog(db, now())
      waiting.set(backlog.due)
      oldest.set(backlog.oldestDueMs / 1000)
      givenUp.set(backlog.givenUp)
      uncertain.set(backlog.uncertain)
      unreachable.set(backlog.unreachable)
      queued.set(backlog.queued)
      failing.set(backlog.systemsFailingMs / 1000)
      unsent.set(backlog.ticketsUnsent)
      return await registry.metrics()
    },
  }
}
