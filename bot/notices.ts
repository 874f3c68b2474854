import type { ApprovalNotice } from '../services/approvals/jobs.ts'
import type { AuditNotice } from '../services/audit/jobs.ts'
import type { CatalogueNotice } from '../services/catalogue/jobs.ts'
import type { DeskNotice } from '../services/desks/jobs.ts'
import type { FeedbackNotice } from '../services/feedback/jobs.ts'
import type { FileNotice } from '../services/files/jobs.ts'
import type { HandoffNotice } from '../services/handoffs/jobs.ts'
import type { ItsmNotice } from '../services/itsm/jobs.ts'
import type { LookupNotice } from '../services/lookups/jobs.ts'
import type { OneTimeNotice } from '../services/onetime/jobs.ts'
import type { QuarantineNotice } from '../services/quarantine/jobs.ts'
import type { ResponsibilityNotice } from '../services/responsibilities/jobs.ts'
import type { SlaNotice } from '../services/sla/jobs.ts'
import type { TicketNotice } from '../services/tickets/jobs.ts'
import type { WorkspaceNotice } from '../services/workspaces/jobs.ts'
import { approvalNotices } from './approvals/notices.ts'
import { auditNotices } from './audit/notices.ts'
import { catalogueNotices } from './catalogue/notices.ts'
import type { NoticeKinds } from './deliver/notice.ts'
import { deskNotices } from './desks/notices.ts'
import { feedbackNotices } from './feedback/notices.ts'
import { fileNotices } from './files/notices.ts'
import { handoffNotices } from './handoffs/notices.ts'
import { itsmNotices } from './itsm/notices.ts'
import { lookupNotices } from './lookups/notices.ts'
import { type MenuNotice, menuNotices } from './menu/notices.ts'
import { oneTimeNotices } from './onetime/notices.ts'
import { quarantineNotices } from './quarantine/notices.ts'
import { responsibilityNotices } from './responsibilities/notices.ts'
import { type MaskedNotice, secretNotices } from './secrets/notices.ts'
import { type SettingsNotice, settingsNotices } from './settings/notices.ts'
import { slaNotices } from './sla/notices.ts'
import { ticketNotices } from './tickets/notices.ts'
import { workspaceNotices } from './workspaces/notices.ts'

/** Everything that is said once; a line a noun. */
export type Notice =
  | MenuNotice
  | MaskedNotice
  | HandoffNotice
  | QuarantineNotice
  | OneTimeNotice
  | TicketNotice
  | CatalogueNotice
  | ApprovalNotice
  | ItsmNotice
  | FileNotice
  | DeskNotice
  | SettingsNotice
  | AuditNotice
  | LookupNotice
  | FeedbackNotice
  | SlaNotice
  | ResponsibilityNotice
  | WorkspaceNotice

/** How each kind is shown, and what follows from it; one that is missing does not compile. */
export const notices = {
  ...menuNotices,
  ...secretNotices,
  ...handoffNotices,
  ...quarantineNotices,
  ...oneTimeNotices,
  ...ticketNotices,
  ...catalogueNotices,
  ...approvalNotices,
  ...itsmNotices,
  ...fileNotices,
  ...deskNotices,
  ...settingsNotices,
  ...auditNotices,
  ...lookupNotices,
  ...feedbackNotices,
  ...slaNotices,
  ...responsibilityNotices,
  ...workspaceNotices,
} satisfies NoticeKinds<Notice>
