import type { AuditEntry } from '../../services/audit/audit.ts'
import { verifyAudit } from '../../services/audit/seal.ts'
import { listAuditEntries } from '../../services/audit/store.ts'
import { type CommandLine, fault, runIfStarted, workspaceOf } from '../command.ts'

const HELP = `npm run -s audit -- <command>
  verify                      walks the whole chain; names the first place where it does not hold
  list <workspace> [before]   the last hundred acts, the newest first; before: the number of an entry
A workspace is given by its id, or by its tenant's id for the tenant's default workspace.`

const PAGE = 100

export const auditCommands: CommandLine = {
  help: HELP,
  commands: {
    async verify({ db, print }) {
      const { sealed, head, unsealed, brokenAt } = await verifyAudit(db)
      if (brokenAt !== undefined) {
        throw fault(
          `The chain is broken at ${brokenAt}: that entry was changed, removed, or put in. Before it, all holds.`,
        )
      }
      print(`${sealed} entries are as they were written, ${unsealed} wait to be sealed.`)
      if (sealed > 0) print(`Head: ${sealed} ${head}`)
    },

    async list(needs, name, before) {
      const { id } = await workspaceOf(needs, name)
      const from = before === undefined ? {} : { before: numberIn(before) }
      for (const entry of await listAuditEntries(needs.db, id, { ...from, most: PAGE })) needs.print(lineOf(entry))
    },
  },
}

runIfStarted(import.meta.url, auditCommands)

function numberIn(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw fault(`“${text}” is not the number of an entry.`)
  return Number(text)
}

function lineOf({ id, at, actorId, act, outcome, subject, behalfId, place, client }: AuditEntry): string {
  const from = client === undefined ? place : `${place} ${client}`
  return [
    id,
    new Date(at).toISOString(),
    outcome,
    act,
    subject ?? '-',
    `by ${actorId || '-'}`,
    `for ${behalfId ?? '-'}`,
    from,
  ].join('  ')
}
