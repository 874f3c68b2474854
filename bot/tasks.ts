import type { ApprovalJobs } from '../services/approvals/jobs.ts'
import type { AuditJobs } from '../services/audit/jobs.ts'
import type { ClientJobs } from '../services/clients/jobs.ts'
import type { DeskJobs } from '../services/desks/jobs.ts'
import type { FileJobs } from '../services/files/jobs.ts'
import type { GroupJobs } from '../services/groups/jobs.ts'
import type { HandoffJobs } from '../services/handoffs/jobs.ts'
import type { HealthJobs } from '../services/health/jobs.ts'
import type { ItsmJobs } from '../services/itsm/jobs.ts'
import type { AnyTasks, Tasks } from '../services/jobs/task.ts'
import type { LookupJobs } from '../services/lookups/jobs.ts'
import type { MovingJobs } from '../services/moving/jobs.ts'
import type { OneTimeJobs } from '../services/onetime/jobs.ts'
import type { QuarantineJobs } from '../services/quarantine/jobs.ts'
import type { ResponsibilityJobs } from '../services/responsibilities/jobs.ts'
import type { RetentionJobs } from '../services/retention/jobs.ts'
import type { SlaJobs } from '../services/tickets/enqueue-sla.ts'
import type { TicketJobs } from '../services/tickets/jobs.ts'
import { approvalTasks } from './approvals/tasks.ts'
import { auditTasks } from './audit/tasks.ts'
import type { Needs } from './deliver/needs.ts'
import { type NoticeKind, noticeTask } from './deliver/notice.ts'
import { refreshTask } from './deliver/refresh.ts'
import { deskTasks } from './desks/tasks.ts'
import { fileTasks } from './files/tasks.ts'
import { groupTasks } from './groups/tasks.ts'
import { handoffTasks } from './handoffs/tasks.ts'
import { healthTasks } from './health/tasks.ts'
import { itsmTasks } from './itsm/tasks.ts'
import { lookupTasks } from './lookups/tasks.ts'
import { notices } from './notices.ts'
import { oneTimeTasks } from './onetime/tasks.ts'
import { quarantineTasks } from './quarantine/tasks.ts'
import { responsibilityTasks } from './responsibilities/tasks.ts'
import { retentionTasks } from './retention/tasks.ts'
import { slaTasks } from './sla/tasks.ts'
import { subjects } from './subjects.ts'
import { type TurnJobs, turnTasks } from './turn/tasks.ts'
import { workspaceTasks } from './workspaces/tasks.ts'

type Payloads = HandoffJobs &
  FileJobs &
  DeskJobs &
  RetentionJobs &
  AuditJobs &
  ApprovalJobs &
  LookupJobs &
  GroupJobs &
  ClientJobs &
  HealthJobs &
  TurnJobs &
  MovingJobs &
  OneTimeJobs &
  QuarantineJobs &
  TicketJobs &
  SlaJobs &
  ResponsibilityJobs &
  ItsmJobs

/** Every task, a line a noun; one that is missing does not compile. Each kind of notice and of card is a task too. */
export function tasksOf(needs: Needs): AnyTasks {
  const ofNouns: Tasks<Payloads> = {
    ...handoffTasks(needs),
    ...quarantineTasks(needs),
    ...oneTimeTasks(needs),
    ...itsmTasks(needs),
    ...slaTasks(needs),
    ...responsibilityTasks(needs),
    ...fileTasks(needs),
    ...deskTasks(needs),
    ...retentionTasks(needs),
    ...auditTasks(needs),
    ...approvalTasks(needs),
    ...lookupTasks(needs),
    ...groupTasks(needs),
    ...healthTasks(needs),
    ...turnTasks(needs),
    ...workspaceTasks(needs),
  }
  const telling = Object.entries(notices).map(([name, kind]) => [
    `tell.${name}`,
    noticeTask(needs, kind as NoticeKind<never>),
  ])
  const refreshing = Object.entries(subjects).flatMap(([name, kind]) => [
    [`refresh.${name}`, refreshTask(needs, kind)],
    [`retire.${name}`, refreshTask(needs, kind)],
  ])
  return { ...ofNouns, ...Object.fromEntries(telling), ...Object.fromEntries(refreshing) }
}
