import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect } from '../services/db/connect.ts'
import { transact } from '../services/db/transact.ts'
import { enterWorkspace } from '../services/people/store.ts'
import { activateSettings } from '../services/settings/activate.ts'
import { defaultSettings } from '../services/settings/defaults.ts'
import { acceptInvitation, addInvitation } from '../services/workspaces/members.ts'
import { addWorkspace } from '../services/workspaces/store.ts'
import { type Ratio, ratioOf } from './ratio.ts'
import { startService } from './relay.ts'
import { seedChats, TENANT } from './seed.ts'
import { type Speaker, startWorld } from './world.ts'

export interface WidthResult {
  /** Messages a second of people in fifty workspaces with two hundred assignments, over those of people in one with one. */
  readonly manyVsOne: Ratio
}

const [WORKSPACES, ASSIGNMENTS, CHATS, MESSAGES, AT_ONCE] = [50, 200, 256, 8_000, 64]

/** What it costs a message that its author belongs to many workspaces, and that many people have many roles there. */
export async function measureWidth(rounds: number, say: (line: string) => void): Promise<WidthResult> {
  const appSecret = randomBytes(16).toString('hex')
  const folder = mkdtempSync(join(tmpdir(), 'desk-width-'))
  const world = await startWorld(appSecret)
  const variants = await Promise.all(
    (['one', 'many'] as const).map(async (name) => {
      const databaseUrl = `sqlite:${join(folder, `${name}.sqlite`)}`
      const speakers = await seedChats(databaseUrl, world.serviceUrl, CHATS)
      if (name === 'many') await widen(databaseUrl, speakers)
      const service = await startService(world, appSecret, databaseUrl)
      await world.write(service.url, speakers, MESSAGES / 2, AT_ONCE)
      return { name, speakers, service, rates: [] as number[] }
    }),
  )
  for (let round = 1; round <= rounds; round += 1) {
    // Whoever is measured first must not always be the same.
    const order = round % 2 === 0 ? variants.toReversed() : variants
    for (const { name, speakers, service, rates } of order) {
      const { perSecond } = await world.write(service.url, speakers, MESSAGES, AT_ONCE)
      rates.push(perSecond)
      say(`round ${round} in ${name.padEnd(4)} ${perSecond.toFixed(0).padStart(6)}/s`)
    }
  }
  for (const { service } of variants) await service.stop()
  await world.close()
  rmSync(folder, { recursive: true, force: true })
  const [one, many] = variants
  return { manyVsOne: ratioOf(many?.rates ?? [], one?.rates ?? []) }
}

/** Everybody belongs to every workspace and is in the last one, where each has a role by name. */
async function widen(databaseUrl: string, speakers: readonly Speaker[]): Promise<void> {
  const db = await connect(databaseUrl)
  await transact(db, async (tx) => {
    const services = { db: tx, now: Date.now }
    const people = speakers.map(({ objectId }) => ({ tenantId: TENANT, objectId, name: 'Camille Roy' }))
    const nobody = { objectId: '', name: '' }
    for (let n = 0; n < WORKSPACES; n += 1) {
      const language = 'fr' as const
      const workspace = await addWorkspace(services, { tenantId: TENANT, name: `W${n}`, language })
      const assignments = Array.from({ length: ASSIGNMENTS }, (_, a) => ({
        name: `A${a}`,
        description: '',
        role: 'analyst',
        members: [
          'channel' as const,
          ...people
            .slice((a * 50) % CHATS)
            .slice(0, 50)
            .map((its) => ({ id: its.objectId, name: its.name })),
        ],
        clients: [],
      }))
      const document = { ...defaultSettings({ language, silenceMs: 300_000 }), name: `W${n}`, assignments }
      await activateSettings(services, workspace, document, nobody)
      for (const person of people) {
        await addInvitation(services, workspace.id, person, nobody)
        await acceptInvitation(services, workspace.id, person)
        await enterWorkspace(tx, person, workspace.id)
      }
    }
  })
  await db.destroy()
}
