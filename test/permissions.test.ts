import { strict as assert } from 'node:assert'
import { randomUUID } from 'node:crypto'
import { actions, dialogs, submissions } from '../cards/actions.ts'
import { type Conversation, cardOf, type Json } from '../simulator/chats.ts'
import type { Account } from '../simulator/directory.ts'
import { type Service, startService } from './service.ts'

const FOREIGN_TENANT = 'bbbbbbbb-1111-4111-8111-111111111111'
const SECRET = 'Dossier confidentiel'
const MESSAGE = 'application/vnd.microsoft.activity.message'

/** Who acts, and from where: their own chat, the desk's channel, another team's channel, another organisation. */
type Actor =
  | 'requester'
  | 'stranger'
  | 'taker'
  | 'colleague'
  | 'taker in private'
  | 'stranger in another team'
  | 'foreigner'
  | 'foreigner at their desk'

const AT_DESK: readonly Actor[] = ['taker', 'colleague']

/** Who may do what to Camille's incident, to her chat that Sophie took, to a file that she sent there, and to the desk. Everybody else is refused. */
const MAY: Readonly<Record<string, readonly Actor[]>> = {
  'chat.here': ['requester'],
  'chat.end': ['requester'],
  'chat.retry': [],
  'chat.to-ticket': [],
  'ticket.show': ['requester'],
  'handoff.view': AT_DESK,
  'handoff.take': AT_DESK,
  'handoff.end': ['taker'],
  'desk.ticket.take': AT_DESK,
  'file.renew': AT_DESK,
  'desk.on': AT_DESK,
  'desk.off': AT_DESK,
  'ticket.new': ['requester'],
  'ticket.comment': ['requester'],
  'desk.ticket.new': ['taker'],
  'desk.ticket.comment': AT_DESK,
  'desk.ticket.resolve': AT_DESK,
}
/** What touches nothing but one's own, wherever one is, or refuses by place alone. */
const OWN = ['menu.show', 'chat.request', 'ticket.list']

describe('who may do what', () => {
  let service: Service
  let thread: Conversation
  let ids: { ticketId: string; handoffId: string; deskId: string; fileId: string }

  before(async () => {
    service = await startService({ MicrosoftAppType: 'MultiTenant' })
    await service.settle('sophie', 'karim')
    const [camille, sophie] = [service.person('camille'), service.person('sophie')]
    await camille.presses('Créer un incident')
    camille.fills({ title: SECRET, description: SECRET })
    await camille.presses('Enregistrer')
    camille.closeDialog()
    const ticketThread = await sophie.findsThread(SECRET)
    thread = await service.beginChat()
    await camille.says('', { uploads: [{ name: `${SECRET}.txt`, type: 'text/plain', bytes: Buffer.from(SECRET) }] })
    const file = await sophie.sees(`${SECRET}.txt`, thread)
    const desk = await sophie.findsThread('Centre de services')
    ids = {
      ticketId: idIn(ticketThread, 'ticketId'),
      handoffId: idIn(thread, 'handoffId'),
      deskId: idIn(desk, 'deskId'),
      fileId: idIn({ ...thread, messages: [file] }, 'fileId'),
    }
    // The other organisation's conversations are not in this Teams: what is sent there comes to nothing.
    service.expectError('A job is given up.')
    await service.teams.deliver(foreign({ type: 'installationUpdate', action: 'add' }, 'channel'))
    await service.teams.deliver(foreign({ type: 'message', text: 'Hello' }, 'personal'))
  })
  after(() => service.close())

  function idIn(conversation: Conversation, name: string): string {
    const shown = conversation.messages[0] && cardOf(conversation.messages[0], 'sophie')
    const found = new RegExp(`"${name}":"([^"]+)"`).exec(JSON.stringify(shown))?.[1]
    assert.ok(found, `no ${name} on the card`)
    return found
  }

  /** An activity from another organisation that the same bot serves. */
  function foreign(rest: object, type: 'personal' | 'channel'): Json {
    const team = { id: '19:theirs@thread.tacv2', name: 'Theirs' }
    const inTeam = type === 'channel' ? { team, channel: { id: team.id } } : {}
    const account = { ...service.teams.account('noah'), objectId: randomUUID(), teamsId: '29:foreign' } as Account
    return {
      ...service.teams.activity(account, service.person('noah').chat(), rest),
      conversation: {
        id: type === 'channel' ? `${team.id};messageid=1` : 'a:foreign',
        conversationType: type,
        tenantId: FOREIGN_TENANT,
      },
      channelData: { tenant: { id: FOREIGN_TENANT }, ...inTeam },
    }
  }

  async function invoke(actor: Actor, name: string, value: object): Promise<Json> {
    const { teams } = service
    if (actor.startsWith('foreigner')) {
      const type = actor === 'foreigner' ? 'personal' : 'channel'
      return (await teams.deliver(foreign({ type: 'invoke', name, value, id: randomUUID() }, type))).body
    }
    const [, sales] = teams.directory.teams
    assert.ok(sales)
    const elsewhere = { ...thread, id: `${sales.id};messageid=1`, teamId: sales.id, channelId: sales.id }
    const places: Readonly<Record<string, readonly [string, Conversation]>> = {
      requester: ['camille', service.person('camille').chat()],
      stranger: ['noah', service.person('noah').chat()],
      taker: ['sophie', thread],
      colleague: ['karim', thread],
      'taker in private': ['sophie', service.person('sophie').chat()],
      'stranger in another team': ['noah', elsewhere],
    }
    const [key = '', place = thread] = places[actor] ?? []
    const { status, body } = await teams.invoke(teams.account(key), place, name, value)
    assert.equal(status, 200)
    return body
  }

  const isRefusal = (body: Json) =>
    body['type'] === MESSAGE || (body['task'] as { type?: string } | undefined)?.type === 'message'
  const actors: readonly Actor[] = [
    'requester',
    'stranger',
    'taker in private',
    'stranger in another team',
    'foreigner',
    'foreigner at their desk',
    'colleague',
    'taker',
  ]

  function assertRefused(actor: Actor, verb: string, body: Json): void {
    assert.ok(isRefusal(body), `${actor} was allowed ${verb}: ${JSON.stringify(body).slice(0, 300)}`)
    assert.doesNotMatch(JSON.stringify(body), /INC-|confidentiel|Camille/)
  }

  it('is decided for every verb and dialog there is', () => {
    const all = [...Object.keys(actions), ...Object.keys(dialogs)]
    assert.deepEqual([...Object.keys(MAY), ...OWN].sort(), all.sort())
    assert.deepEqual(Object.keys(submissions).sort(), Object.keys(dialogs).sort())
  })

  for (const [verb, allowed] of Object.entries(MAY)) {
    const refused = actors.filter((actor) => !allowed.includes(actor))
    const isDialog = verb in dialogs
    const dataFor = () => ({ ...ids, version: 1, nonce: randomUUID(), text: 'x', title: 'x', description: 'x' })

    it(`refuses ${verb} to ${refused.join(', ')}`, async () => {
      const before = service.bot.output.filter((line) => line.includes('A turn was refused.')).length
      let tries = 0
      for (const actor of refused) {
        const more = { urgency: 'medium', visibility: 'comment' }
        const data = { verb, ...dataFor(), ...more }
        const values = isDialog
          ? [
              ['task/fetch', { data }],
              ['task/submit', { data }],
            ]
          : [['adaptiveCard/action', { action: { type: 'Action.Execute', verb, data } }]]
        for (const [name, value] of values as [string, object][]) {
          assertRefused(actor, `${verb} (${name})`, await invoke(actor, name, value))
          tries += 1
        }
      }
      const logged = () => service.bot.output.filter((line) => line.includes('A turn was refused.')).length
      await service.eventually('every refusal is logged', () => logged() - before === tries)
    })
  }

  it('refuses ids and versions that were tampered with, to whoever might otherwise', async () => {
    const wrong = [
      randomUUID(),
      `${ids.ticketId}'`,
      '',
      '../x',
      7,
      null,
      [ids.ticketId],
      { $ne: '' },
      'x'.repeat(10_000),
    ]
    for (const verb of Object.keys(MAY).filter((name) => !(name in dialogs))) {
      for (const id of wrong) {
        const data = { ticketId: id, handoffId: id, deskId: id, version: 1 }
        const value = { action: { type: 'Action.Execute', verb, data } }
        const actor = MAY[verb]?.[0] ?? 'taker'
        assertRefused(
          actor,
          `${verb} on ${JSON.stringify(id)?.slice(0, 40)}`,
          await invoke(actor, 'adaptiveCard/action', value),
        )
      }
    }
    for (const version of [1.5, '1', null, Number.MAX_VALUE, [1]]) {
      const data = { ticketId: ids.ticketId, version }
      const body = await invoke('taker', 'adaptiveCard/action', {
        action: { type: 'Action.Execute', verb: 'desk.ticket.take', data },
      })
      assertRefused('taker', `desk.ticket.take at version ${String(version)}`, body)
    }
  })

  it('lets whoever may', async () => {
    const execute = (actor: Actor, verb: string) =>
      invoke(actor, 'adaptiveCard/action', { action: { type: 'Action.Execute', verb, data: { ...ids, version: 1 } } })
    assert.match(JSON.stringify(await execute('requester', 'ticket.show')), /confidentiel/)
    assert.match(JSON.stringify(await execute('colleague', 'handoff.view')), /Pris par Sophie Martin/)
    assert.match(JSON.stringify(await execute('colleague', 'handoff.take')), /Pris par Sophie Martin/)
    assert.match(JSON.stringify(await execute('taker', 'desk.ticket.take')), /confidentiel/)
    assert.equal(isRefusal(await execute('taker', 'handoff.end')), false)
  })
})
