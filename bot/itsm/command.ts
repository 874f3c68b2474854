import { ServiceDeskError } from '../../services/errors.ts'
import type { Fault } from '../../services/itsm/port.ts'
import { type Step, tryOut } from '../../services/itsm/try-out.ts'
import { createTicketSystems } from '../../services/itsm/vendors.ts'
import { type CommandLine, type CommandNeeds, fault, runIfStarted, workspaceOf } from '../command.ts'

const HELP = `npm run -s itsm -- <command>
  list                the connections of TICKET_SYSTEMS, and for which organisations they are
  check <workspace>   asks the ticket system of a workspace whether all is as it must be; it changes nothing there
  try <workspace> <email>
                      opens a ticket there for somebody with this address who may have tickets, says, attaches and changes
                      something, reads it back, and ends it
A workspace is given by its id, or by its tenant's id for the tenant's default workspace.`

export const itsmCommands: CommandLine = {
  help: HELP,
  commands: {
    async list({ config, print }) {
      createTicketSystems(config.ticketSystems)
      for (const { name, vendor, url, tenants } of config.ticketSystems)
        print(`${name}  ${vendor}  ${url}  for ${tenants.join(', ')}`)
      if (config.ticketSystems.length === 0) print('TICKET_SYSTEMS names none.')
    },

    async check(needs, name) {
      const { connection, cursor } = await checked(needs, name)
      needs.print(`${connection} answers, admits us, and has what we need. Its changes are known up to ${cursor}.`)
    },

    async try(needs, name, email = '') {
      if (!email.includes('@'))
        throw fault('Say whose address it is: somebody who is known there and may have tickets.')
      const { itsm } = await checked(needs, name)
      const faults: string[] = []
      for await (const { step, about, fault: wrong } of tryOut(itsm, 'Teams Service Desk: a try', email)) {
        needs.print(
          `${wrong === undefined ? 'ok   ' : 'FAULT'} ${STEPS[step]}${about === undefined ? '' : `: ${about}`}`,
        )
        if (wrong !== undefined) faults.push(`${STEPS[step]}: ${wrong}`)
      }
      if (faults.length > 0) throw fault(faults.join('\n'))
    },
  },
}

const STEPS: Readonly<Record<Step, string>> = {
  open: 'opens a ticket',
  once: 'opens it once, however often it is asked',
  requester: 'knows for whom it is',
  comment: 'takes a comment',
  'work-note': 'takes a work note',
  file: 'takes a file',
  assignee: 'gives it to that person',
  states: 'holds each state',
  changes: 'tells of its changes',
  end: 'ends it',
}

/** The ticket system of a workspace, once nothing is wrong with it. Throws every fault in words. */
async function checked({ db, config, settingsOf }: CommandNeeds, name: string | undefined) {
  const workspace = await workspaceOf({ db }, name)
  const { ticketSystem } = await settingsOf(db, workspace)
  if (ticketSystem === null) throw fault('The workspace has the service’s own ticket system: nothing is to be checked.')
  const systems = createTicketSystems(config.ticketSystems)
  const [wrong] = systems.faultsOf(workspace.tenantId, ticketSystem)
  if (wrong !== undefined) throw fault(`ticketSystem.${wrong.path}: ${wrong.reason}`)
  const itsm = systems.of(workspace.tenantId, ticketSystem)
  if (itsm === undefined) throw fault('There is no such connection any more.')
  const faults = await itsm.check()
  if (faults.length > 0) throw fault(faults.map(toldOf).join('\n'))
  const { cursor } = await itsm.changesSince(undefined).catch((error: unknown) => {
    throw fault(error instanceof ServiceDeskError ? `Its changes cannot be read: ${error.message}` : String(error))
  })
  return { itsm, cursor, connection: ticketSystem.connection }
}

runIfStarted(import.meta.url, itsmCommands)

function toldOf({ what, name }: Fault): string {
  const told: Readonly<Record<Fault['what'], string>> = {
    unreachable: `It does not answer (${name}). Is the address in TICKET_SYSTEMS right, and may this machine reach it?`,
    'not-admitted': `It does not admit us (${name}). Make a new token, and put it into TICKET_SYSTEMS.`,
    'no-queue': `There is no queue “${name}”, or our account may not see it. Map another: queue = …`,
    'no-field': `The queue has no field “${name}”. Make it there, or map another.`,
    'no-right': `Our account lacks a right: ${name}.`,
    'unexpected-answer': `It answers with something else (${name}). Is there a proxy in between?`,
  }
  return told[what]
}
