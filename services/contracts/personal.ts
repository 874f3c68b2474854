import type { PersonalData } from '../people/personal-data.ts'
import { contactsOf } from './contract.ts'
import { findContract } from './store.ts'

/** Whom a contract names is named there until somebody changes it. */
export const contractData: PersonalData = {
  async list(db, { tenantId, objectId }) {
    const contract = await findContract(db, tenantId)
    return { contracts: contract === undefined ? [] : contactsOf(contract).filter(({ id }) => id === objectId) }
  },
  async underWay(db, { tenantId, objectId }) {
    const contract = await findContract(db, tenantId)
    const isNamed = contract !== undefined && contactsOf(contract).some(({ id }) => id === objectId)
    return isNamed ? 'the contract names them' : undefined
  },
}
