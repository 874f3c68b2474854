import { randomUUID } from 'node:crypto'
import { type Account, type Directory, sampleDirectory } from '../simulator/directory.ts'

/** The sample organisation with so many more employees, `e0`, `e1`, …: fresh people for tests that share a service. */
export function crowdOf(count: number): Directory {
  const directory = sampleDirectory()
  const crowd = Array.from({ length: count }, (_, n): Account => {
    const objectId = randomUUID()
    const where = { role: 'employee', locale: 'fr-FR', timeZone: 'Europe/Paris' } as const
    return { key: `e${n}`, objectId, teamsId: `29:${objectId}`, name: `Employé Numéro${n}`, ...where }
  })
  return { ...directory, accounts: [...directory.accounts, ...crowd] }
}
