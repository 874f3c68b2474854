import { strict as assert } from 'node:assert'
import { actions } from '../../cards/actions.ts'
import { connect, type Db } from '../../services/db/connect.ts'
import type { HandoffState } from '../../services/handoffs/handoff.ts'
import type { Conversation } from '../../simulator/chats.ts'
import { type Service, startService } from '../service.ts'

/** What of a chat's buttons may change its state, from which, by whom. Everything else only shows how it is now. */
const CHANGES: Readonly<
  Record<string, { readonly from: HandoffState; readonly to: HandoffState; readonly by: readonly Role[] }>
> = {
  'handoff.take': { from: 'queued', to: 'active', by: ['taker', 'colleague'] },
  'handoff.cancel': { from: 'queued', to: 'abandoned', by: ['requester'] },
  'handoff.leave': { from: 'active', to: 'closed', by: ['requester'] },
  'handoff.end': { from: 'active', to: 'closed', by: ['taker'] },
  'handoff.undo': { from: 'active', to: 'queued', by: ['taker'] },
}
type Role = 'requester' | 'taker' | 'colleague' | 'stranger'

describe('every old card × button × person (F1, F2)', () => {
  let service: Service
  let db: Db
  let thread: Conversation
  let row: Awaited<ReturnType<typeof rowNow>>
  const rowNow = () => db.selectFrom('handoffs').selectAll().executeTakeFirstOrThrow()

  before(async () => {
    service = await startService()
    await service.settle('sophie', 'karim')
    thread = await service.beginChat()
    db = await connect(service.databaseUrl)
    row = await rowNow()
  })
  after(async () => {
    await db.destroy()
    await service.close()
  })

  const nobody = { analyst_id: null, analyst_name: null, taken_at: null, owed_since: null, clock_at: null }
  const over = { ended_at: Date.now(), owed_since: null, clock_at: null }
  const STATES = {
    waiting: { ...nobody, state: 'queued' },
    'waiting for a call back': { ...nobody, state: 'queued', callback_at: Date.now() + 3_600_000 },
    'reminded of': { ...nobody, state: 'queued', reminded: 2, told: 1 },
    'going on': {},
    'with its requester away': { silent_since: Date.now(), held_until: Date.now() + 600_000 },
    'warned of silence': { owed_since: null, silent_since: Date.now(), warnings: 1 },
    'ended by its analyst': { ...over, state: 'closed', ended_by: 'analyst' },
    'ended by silence': { ...over, state: 'closed', ended_by: 'silence' },
    abandoned: { ...nobody, ...over, state: 'abandoned', ended_by: 'requester' },
    converted: { ...nobody, ...over, state: 'converted', ended_by: 'requester' },
  } as const
  const VERBS = Object.keys(actions).filter((verb) => /^handoff\.(?!request|later|retry|to-ticket)/.test(verb))
  const places: Readonly<Record<Role, () => readonly [string, Conversation]>> = {
    requester: () => ['camille', service.person('camille').chat()],
    taker: () => ['sophie', thread],
    colleague: () => ['karim', thread],
    stranger: () => ['noah', service.person('noah').chat()],
  }

  for (const [name, change] of Object.entries(STATES)) {
    it(`of a chat that is ${name}: an answer, and nothing that is not legal now`, async () => {
      for (const verb of VERBS) {
        for (const role of Object.keys(places) as Role[]) {
          const before = { ...row, taken_at: Date.now(), owed_since: Date.now(), ...change } as typeof row
          const { id, ...columns } = {
            ...before,
            ...(before.owed_since === null ? {} : { owed_since: before.taken_at }),
          }
          await db.updateTable('handoffs').set(columns).where('id', '=', id).execute()
          const [key, where] = places[role]()
          const data = { handoffId: id, offerId: id }
          const { status, body } = await service.teams.invoke(
            service.teams.account(key),
            where,
            'adaptiveCard/action',
            {
              action: { type: 'Action.Execute', verb, data },
            },
          )
          const what = `${verb} by the ${role}`
          assert.equal(status, 200, what)
          assert.doesNotMatch(JSON.stringify(body), /référence/, `${what} is no fault of ours`)
          const { state } = await rowNow()
          const legal = CHANGES[verb]
          // « Annuler » only before anything was said.
          const isUnsaid = verb !== 'handoff.undo' || before.owed_since !== null
          const isLegal = legal?.from === before.state && legal.by.includes(role) && isUnsaid
          assert.equal(state, isLegal ? legal.to : before.state, what)
        }
      }
    })
  }
})
