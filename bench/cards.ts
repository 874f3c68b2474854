import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { menuCard } from '../cards/menu/menu.ts'
import { sentencesIn } from '../cards/sentences.ts'
import { ticketListCard } from '../cards/tickets/ticket-list.ts'
import type { Ticket } from '../services/tickets/ticket.ts'
import { rounded } from './ratio.ts'
import { startService } from './relay.ts'
import { seedChats } from './seed.ts'
import { at, startWorld } from './world.ts'

export interface CardResult {
  /** Milliseconds from the press of a button to the card in the answer. */
  readonly menuMs: { readonly p50: number; readonly p99: number }
  readonly statusMs: { readonly p50: number; readonly p99: number }
  /** How much of that is making the card. */
  readonly menuRenderShare: number
  readonly statusRenderShare: number
}

const TIMES = 2_000

/** What an employee waits for when they press a button, one press after the other. */
export async function measureCards(say: (line: string) => void): Promise<CardResult> {
  const appSecret = randomBytes(16).toString('hex')
  const folder = mkdtempSync(join(tmpdir(), 'desk-cards-'))
  const databaseUrl = `sqlite:${join(folder, 'desk.sqlite')}`
  const world = await startWorld(appSecret)
  const [speaker] = await seedChats(databaseUrl, world.serviceUrl, 1)
  if (speaker === undefined) throw new Error('Nobody was seeded.')
  const service = await startService(world, appSecret, databaseUrl)
  const press = (verb: string, data: object) => world.press(service.url, speaker, verb, data)
  const menu = await sorted(() => press('menu.show', {}))
  const status = await sorted(() => press('ticket.list', { page: 0 }))
  await service.stop()
  await world.close()
  rmSync(folder, { recursive: true, force: true })

  const t = sentencesIn('fr')
  const menuView = {
    name: 'Camille',
    online: true,
    teamsId: '29:1',
    opensAt: undefined,
    off: [],
    contact: '',
    isAdministrator: false,
    isAuditor: false,
    isOperator: true,
    isPartner: true,
    looks: 2,
    isAnalyst: false,
    hasCatalogue: true,
    approvals: 2,
    workspace: undefined,
    color: 'default' as const,
    invitations: [],
    announced: [],
    setup: undefined,
  }
  const menuRender = await sorted(async () => menuCard(t, menuView))
  const page = { tickets: Array.from({ length: 8 }, ticket), page: 0, more: true }
  const statusRender = await sorted(async () =>
    ticketListCard(t, {
      list: page,
      reader: ticket().requester,
      offersIncident: true,
      awaiting: [],
      workspaces: undefined,
    }),
  )
  const result = {
    menuMs: { p50: rounded(at(menu, 0.5)), p99: rounded(at(menu, 0.99)) },
    statusMs: { p50: rounded(at(status, 0.5)), p99: rounded(at(status, 0.99)) },
    menuRenderShare: rounded(at(menuRender, 0.5) / at(menu, 0.5)),
    statusRenderShare: rounded(at(statusRender, 0.5) / at(status, 0.5)),
  }
  say(`cards ${JSON.stringify(result)}`)
  return result
}

async function sorted(work: () => Promise<unknown>): Promise<readonly number[]> {
  const took: number[] = []
  for (let n = 0; n < TIMES; n += 1) {
    const began = performance.now()
    await work()
    if (n >= TIMES / 10) took.push(performance.now() - began)
  }
  return took.sort((a, b) => a - b)
}

function ticket(): Ticket {
  const person = { tenantId: 't', objectId: 'o', name: 'Camille Roy' }
  return {
    id: '3f1f9c7e-0000-4000-8000-000000000001',
    workspaceId: 'w',
    tier: 1,
    kind: 'incident',
    system: undefined,
    number: 'INC-1001',
    title: 'Écran noir au démarrage',
    description: 'Depuis ce matin.',
    urgency: 'normal',
    impact: 'one',
    category: undefined,
    state: 'new',
    requester: person,
    opener: person,
    assignee: undefined,
    handoffId: undefined,
    isConfidential: false,
    tasks: [],
    announcement: undefined,
    version: 1,
    openedAt: Date.now(),
    updatedAt: Date.now(),
  }
}
