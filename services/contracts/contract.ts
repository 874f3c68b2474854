import { z } from 'zod'

const day = z.iso.date()
const contact = z.strictObject({ id: z.guid().toLowerCase(), name: z.string().trim().min(1).max(256) })

/** What an organisation has contracted with whoever runs the service: a document a tenant. */
export const contractDocument = z
  .strictObject({
    kind: z.enum(['premier', 'unified']),
    /** The first and the last day, UTC. */
    starts: day,
    ends: day,
    /** What was purchased (S1.12); a workspace's settings say which of it belongs to it. */
    services: z.array(z.string().trim().min(1).max(100)).max(100).default([]),
    serviceAdministrator: contact,
    /** Support contacts: they are invited at once (S1.10). */
    contacts: z.array(contact).max(200).default([]),
  })
  .refine(({ starts, ends }) => starts <= ends, { path: ['ends'], message: 'must not be before starts' })
  .refine(({ services }) => new Set(services).size === services.length, {
    path: ['services'],
    message: 'names a service twice',
  })

export type Contract = z.output<typeof contractDocument>

/** Whether a time, in milliseconds since 1970, is on a day of a contract's. Without a contract there is nothing that could be over. */
export function isInForce(contract: Contract | undefined, at: number): boolean {
  if (contract === undefined) return true
  const today = new Date(at).toISOString().slice(0, 10)
  return contract.starts <= today && today <= contract.ends
}

/** `contract`: as the contract's kind says. */
export const PERSONAL_ACCOUNTS = ['contract', 'on', 'off'] as const

/**
 * Whether personal Microsoft accounts may use a workspace: a Premier contract accepts them (S1.17), a Unified one not in the
 * default workspace (S1.18), unless the workspace's settings say otherwise (S1.19). Without a contract they are strangers.
 */
export function acceptsPersonalAccounts(
  contract: Contract | undefined,
  isDefault: boolean,
  setting: (typeof PERSONAL_ACCOUNTS)[number],
): boolean {
  if (setting !== 'contract') return setting === 'on'
  return contract !== undefined && (contract.kind === 'premier' || !isDefault)
}

/** What was purchased, and a workspace does not have (S1.12). */
export function missingServices(contract: Contract | undefined, services: readonly string[]): readonly string[] {
  return (contract?.services ?? []).filter((service) => !services.includes(service))
}

/** Who is named in a contract, and is invited by it. */
export function contactsOf({ serviceAdministrator, contacts }: Contract): readonly z.output<typeof contact>[] {
  const all = [serviceAdministrator, ...contacts]
  return [...new Map(all.map((its) => [its.id, its])).values()]
}
