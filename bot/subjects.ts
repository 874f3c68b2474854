import { approvalSubjectKind } from './approvals/subject.ts'
import type { SubjectKinds } from './deliver/subject.ts'
import { deskSubjectKind } from './desks/subject.ts'
import { handoffSubjectKind, offerSubjectKind } from './handoffs/subject.ts'
import { oneTimeSubjectKind } from './onetime/subject.ts'
import { quarantineSubjectKind } from './quarantine/subject.ts'
import { ticketSubjectKind } from './tickets/subject.ts'

/** Every kind of thing whose card in Teams is kept true; a line a noun. */
export const subjects = {
  handoff: handoffSubjectKind,
  offer: offerSubjectKind,
  quarantine: quarantineSubjectKind,
  onetime: oneTimeSubjectKind,
  ticket: ticketSubjectKind,
  approval: approvalSubjectKind,
  desk: deskSubjectKind,
} satisfies SubjectKinds
