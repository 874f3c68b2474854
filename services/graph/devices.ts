import { z } from 'zod'
import type { Graph } from './client.ts'
import { COMPLIANCES, type ManagedDevice, type Registration } from './graph.ts'
import { instant, listOf, several, text } from './schema.ts'

const device = z
  .object({ id: z.guid(), deviceName: text, userId: text, operatingSystem: text, osVersion: text })
  .extend({ complianceState: text, lastSyncDateTime: instant, managedDeviceOwnerType: text, managementState: text })
  .extend({ isEncrypted: z.boolean().nullish(), serialNumber: text, manufacturer: text, model: text })

/** Whoever's they are says each itself: what is another person's is left out, whatever Graph answers. */
export async function devicesOf(graph: Graph, tenantId: string, personId: string): Promise<readonly ManagedDevice[]> {
  const all = listOf(device).parse(await graph.ask('person.devices', tenantId, { personId }))
  return all
    .filter(({ userId }) => userId.toLowerCase() === personId.toLowerCase())
    .map((its) => ({
      id: its.id.toLowerCase(),
      name: its.deviceName,
      system: its.operatingSystem,
      version: its.osVersion,
      compliance: COMPLIANCES.find((known) => known.toLowerCase() === its.complianceState.toLowerCase()) ?? 'unknown',
      seenAt: its.lastSyncDateTime,
      isCompanys: its.managedDeviceOwnerType.toLowerCase() === 'company',
      isEncrypted: its.isEncrypted ?? undefined,
      serialNumber: its.serialNumber,
      model: [its.manufacturer, its.model].filter((part) => part !== '').join(' '),
      isLeaving: /^(wipe|retire|delete)/i.test(its.managementState),
    }))
}

/** Those of somebody's devices on which an application could not be installed; Graph does not say which one. */
export async function appFailuresOf(graph: Graph, tenantId: string, personId: string): Promise<readonly string[]> {
  const { value } = z
    .object({ value: z.array(z.string()) })
    .parse(await graph.ask('person.app-failures', tenantId, { personId }))
  return value.map((id) => id.toLowerCase())
}

/** Profiles of a device that did not come to be, by name: Wi-Fi, VPN. */
export async function failedProfilesOf(graph: Graph, tenantId: string, deviceId: string): Promise<readonly string[]> {
  const states = listOf(z.object({ displayName: text, state: text })).parse(
    await graph.ask('device.configuration', tenantId, { deviceId }),
  )
  return states
    .filter(({ state }) => ['error', 'conflict', 'noncompliant'].includes(state.toLowerCase()))
    .map(({ displayName }) => displayName)
}

/** « État du client » (S4.11): the organisation's own state at Intune. */
export async function isIntuneActive(graph: Graph, tenantId: string): Promise<boolean> {
  const { subscriptionState } = z
    .object({ subscriptionState: text })
    .parse(await graph.ask('tenant.intune', tenantId, {}))
  return subscriptionState.toLowerCase() === 'active'
}

const named = several(z.object({ id: z.string(), displayName: text }))
const MONTH_MS = 30 * 86_400_000
const registration = z.object({
  deviceName: text,
  deviceType: text,
  lastSyncDateTime: instant,
  flaggedReasons: z.array(z.string()).default([]),
  appIdentifier: z.object({ bundleId: text, packageId: text }).nullish(),
  appliedPolicies: named,
  intendedPolicies: named,
})

export async function registrationsOf(
  graph: Graph,
  tenantId: string,
  personId: string,
  now: number,
): Promise<readonly Registration[]> {
  const all = listOf(registration).parse(await graph.ask('person.app-protection', tenantId, { personId }))
  return all.map(({ appIdentifier, appliedPolicies, intendedPolicies, ...its }) => ({
    app: (appIdentifier?.bundleId || appIdentifier?.packageId || '').split('.').at(-1) ?? '',
    deviceName: its.deviceName,
    deviceType: its.deviceType,
    seenAt: its.lastSyncDateTime,
    policies: appliedPolicies.map(({ displayName }) => displayName),
    isProtected:
      intendedPolicies.length > 0 &&
      now - (its.lastSyncDateTime ?? 0) < MONTH_MS &&
      intendedPolicies.every(({ id }) => appliedPolicies.some((applied) => applied.id === id)),
    isRooted: its.flaggedReasons.some((reason) => reason.toLowerCase() === 'rooteddevice'),
  }))
}
