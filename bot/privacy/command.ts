import { transact } from '../../services/db/transact.ts'
import type { PersonKey } from '../../services/people/person.ts'
import { erasePerson, exportPerson, findHold, hold, release } from '../../services/privacy/kit.ts'
import { findWorkspace, getDefaultWorkspace } from '../../services/workspaces/store.ts'
import { recordCommand } from '../audit/record.ts'
import { type CommandLine, type CommandNeeds, fault, objectIdIn, runIfStarted } from '../command.ts'

const HELP = `npm run -s privacy -- <command>
  export  <tenant> <person>            prints all that is kept about somebody, as JSON
  erase   <tenant> <person>            forgets their name, their words and what was said to them
  hold    <tenant> <person> <reason>   keeps everything of theirs until it is released
  release <tenant> <person>            ends that
A person is given by their object id in the directory, a tenant by its id.`

export const privacyCommands: CommandLine = {
  help: HELP,
  commands: {
    async export({ db, print }, tenant, person) {
      const key = await keyOf({ db }, tenant, person)
      print(JSON.stringify(await exportPerson(db, key), undefined, 2))
      await record({ db }, 'export', key)
    },

    async erase({ db, print }, tenant, person) {
      const key = await keyOf({ db }, tenant, person)
      await transact(db, async (tx) => {
        await erasePerson({ db: tx, now: Date.now }, key)
        await record({ db: tx }, 'erase', key)
      })
      print(
        'They are forgotten. Their cards in Teams follow; what they wrote in Teams itself is Teams’ to keep or delete.',
      )
    },

    async hold({ db, print }, tenant, person, ...words) {
      const key = await keyOf({ db }, tenant, person)
      const reason = words.join(' ').trim()
      if (reason === '') throw fault('For which reason? It is shown to whoever wants to erase them.')
      await transact(db, async (tx) => {
        await hold({ db: tx, now: Date.now }, key, reason)
        await record({ db: tx }, 'hold', key)
      })
      print(`Nothing of theirs is erased until it is released: ${await findHold(db, key)}`)
    },

    async release({ db, print }, tenant, person) {
      const key = await keyOf({ db }, tenant, person)
      if (!(await release(db, key))) throw fault('There is no legal hold on them.')
      await record({ db }, 'release', key)
      print('Released.')
    },
  },
}

runIfStarted(import.meta.url, privacyCommands)

async function keyOf({ db }: Pick<CommandNeeds, 'db'>, tenant = '', person = ''): Promise<PersonKey> {
  const objectId = objectIdIn(person)
  const workspace = await findWorkspace(db, tenant.toLowerCase())
  if (workspace === undefined) throw fault(`There is no tenant “${tenant}”. “npm run -s settings -- list” names them.`)
  return { tenantId: workspace.tenantId, objectId }
}

async function record(
  { db }: Pick<CommandNeeds, 'db'>,
  act: 'export' | 'erase' | 'hold' | 'release',
  { tenantId, objectId }: PersonKey,
): Promise<void> {
  const workspace = await getDefaultWorkspace(db, tenantId)
  const done = { act: `privacy.${act}`, permission: 'privacy', requester: objectId } as const
  await recordCommand({ db, now: Date.now }, workspace, done)
}
