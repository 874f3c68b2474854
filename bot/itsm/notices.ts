import { conflictCard, fieldUnsentCard, fileUnsentCard, unsentCard, watchCard } from '../../cards/itsm/itsm.ts'
import type { ItsmNotice } from '../../services/itsm/jobs.ts'
import { inStepOf } from '../../services/measures/in-step.ts'
import { getTicket } from '../../services/tickets/store.ts'
import { getWorkspace } from '../../services/workspaces/store.ts'
import type { NoticeKinds } from '../deliver/notice.ts'

export const itsmNotices: NoticeKinds<ItsmNotice> = {
  'ticket-conflict': {
    priority: 'low',
    async present({ db, systems }, notice, { t }) {
      const ticket = await getTicket(db, notice.ticketId)
      return conflictCard(t, ticket, systems.labelOf(ticket.system ?? ''), notice)
    },
  },
  'system-watch': {
    priority: 'low',
    async present(services, { workspaceId }, { t }) {
      const inStep = await inStepOf(services, await getWorkspace(services.db, workspaceId))
      return inStep && watchCard(t, inStep)
    },
  },
  'ticket-field-unsent': {
    priority: 'low',
    async present({ db, systems }, { ticketId, field, value }, { t }) {
      const ticket = await getTicket(db, ticketId)
      return fieldUnsentCard(t, ticket, systems.labelOf(ticket.system ?? ''), { field, value })
    },
  },
  'ticket-file-unsent': {
    priority: 'low',
    async present({ db, systems }, { ticketId, name }, { t }) {
      const ticket = await getTicket(db, ticketId)
      return fileUnsentCard(t, ticket, systems.labelOf(ticket.system ?? ''), name)
    },
  },
  'ticket-unsent': {
    priority: 'low',
    async present({ db, systems }, notice, { t }) {
      const ticket = await getTicket(db, notice.ticketId)
      return unsentCard(t, ticket, systems.labelOf(ticket.system ?? ''), notice)
    },
  },
}
