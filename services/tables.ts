import type { AccessTables } from './access/tables.ts'
import type { AdmissionTables } from './admission/tables.ts'
import type { ApprovalTables } from './approvals/tables.ts'
import type { AuditTables } from './audit/tables.ts'
import type { CatalogueTables } from './catalogue/tables.ts'
import type { ClientTables } from './clients/tables.ts'
import type { ContractTables } from './contracts/tables.ts'
import type { FeedbackTables } from './feedback/tables.ts'
import type { FileTables } from './files/tables.ts'
import type { GroupTables } from './groups/tables.ts'
import type { HandoffTables } from './handoffs/tables.ts'
import type { HealthTables } from './health/tables.ts'
import type { ItsmTables } from './itsm/tables.ts'
import type { JobTables } from './jobs/tables.ts'
import type { LookupTables } from './lookups/tables.ts'
import type { NoticeTables } from './notices/tables.ts'
import type { OneTimeTables } from './onetime/tables.ts'
import type { PeopleTables } from './people/tables.ts'
import type { PrivacyTables } from './privacy/tables.ts'
import type { QuarantineTables } from './quarantine/tables.ts'
import type { ResponsibilityTables } from './responsibilities/tables.ts'
import type { SessionTables } from './sessions/tables.ts'
import type { SettingsTables } from './settings/tables.ts'
import type { SlaTables } from './sla/tables.ts'
import type { TicketTables } from './tickets/tables.ts'
import type { WorkspaceTables } from './workspaces/tables.ts'

/**
 * Every table, a line a noun. Times are milliseconds since 1970, UTC. Truth values are 0 or 1. Rich values are JSON text
 * (`Json<…>`, see `db/json.ts`).
 */
export interface Database
  extends WorkspaceTables,
    SettingsTables,
    PeopleTables,
    AccessTables,
    ContractTables,
    AuditTables,
    PrivacyTables,
    NoticeTables,
    FileTables,
    HandoffTables,
    TicketTables,
    CatalogueTables,
    ApprovalTables,
    OneTimeTables,
    QuarantineTables,
    ItsmTables,
    LookupTables,
    GroupTables,
    ClientTables,
    HealthTables,
    FeedbackTables,
    SlaTables,
    ResponsibilityTables,
    SessionTables,
    AdmissionTables,
    JobTables {}
