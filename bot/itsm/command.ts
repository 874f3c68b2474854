import { ServiceDeskError } from '../../services/errors.ts'
import type { Fault } from '../../services/itsm/port.ts'
import { createTicketSystems } from '../../services/itsm/vendors.ts'
import { type CommandLine, fault, runIfStarted, workspaceOf } from '../command.ts'

const HELP = `npm run -s itsm -- <command>
  list                the connections of TICKET_SYSTEMS, and for which organisations they are
  check <workspace>   asks the ticket system of a workspace whether all is as it must be; it changes nothing there
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

    async check({ db, config, settingsOf, print }, name) {
      const workspace = await workspaceOf({ db }, name)
      const { ticketSystem } = await settingsOf(db, workspace)
      if (ticketSystem === null)
        throw fault('The workspace has the service’s own ticket system: nothing is to be checked.')
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
      print(
        `${ticketSystem.connection} answers, admits us, and has what we need. Its changes are known up to ${cursor}.`,
      )
    },
  },
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
