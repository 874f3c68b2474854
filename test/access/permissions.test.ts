import { strict as assert } from 'node:assert'
import { randomUUID } from 'node:crypto'
import { forms, presses } from '../../bot/verbs.ts'
import { actions, dialogs } from '../../cards/actions.ts'
import { DEFAULT_ACCESS, grantsOf } from '../../services/access/access.ts'
import { mayFrom, mayOn, type Owned, type Actor as PolicyActor } from '../../services/access/policy.ts'
import { itemDocument } from '../../services/catalogue/catalogue.ts'
import { SEED } from '../../services/catalogue/seed.ts'
import { type Conversation, cardOf, type Json } from '../../simulator/chats.ts'
import type { Account } from '../../simulator/directory.ts'
import { type Service, startService } from '../service.ts'

const FOREIGN_TENANT = 'bbbbbbbb-1111-4111-8111-111111111111'
const SECRET = 'Dossier confidentiel'
const MESSAGE = 'application/vnd.microsoft.activity.message'

/** Who acts, and from where: their own chat, a group, the desk's channel, another team's channel, another organisation. */
const ACTORS = [
  'requester',
  'requester in a group',
  'stranger',
  'taker in private',
  'stranger in another team',
  'administrator in another team',
  'administrator',
  'foreigner',
  'foreigner at their desk',
  'colleague',
  'taker',
] as const
type Actor = (typeof ACTORS)[number]

const AT_DESK: readonly Actor[] = ['taker', 'colleague']
const IN_PRIVATE: readonly Actor[] = ['requester', 'stranger', 'taker in private', 'administrator', 'foreigner']
const IN_CHANNELS: readonly Actor[] = [
  ...AT_DESK,
  'stranger in another team',
  'administrator in another team',
  'foreigner at their desk',
]

/**
 * Who may do what to Camille's incident, to her chat that Sophie took, to a message that she wrote in it, to a file that she
 * sent there, and to the desk. Everybody else is refused. Every verb and every dialog, without exception (K9).
 */
const MAY: Readonly<Record<string, readonly Actor[]>> = {
  'menu.show': ACTORS,
  'handoff.request': IN_PRIVATE,
  'handoff.later': IN_PRIVATE,
  'handoff.wait': ['requester', 'requester in a group'],
  'handoff.callback': ['requester', 'requester in a group'],
  'handoff.cancel': ['requester', 'requester in a group'],
  'handoff.here': ['requester', 'requester in a group'],
  'handoff.pause': ['requester', 'requester in a group'],
  'handoff.leave': ['requester', 'requester in a group'],
  'handoff.incident': ['requester', 'requester in a group'],
  'handoff.retry': ['requester', 'requester in a group'],
  'handoff.to-ticket': ['requester', 'requester in a group'],
  'handoff.view': AT_DESK,
  'handoff.why': AT_DESK,
  'handoff.take': AT_DESK,
  'handoff.end': ['taker'],
  'handoff.pass': ['taker'],
  'handoff.hold': ['taker'],
  'handoff.reply': ['taker'],
  'handoff.answer': ['taker'],
  'handoff.note': AT_DESK,
  // Nobody of them is a supervisor.
  'handoff.join': [],
  'handoff.classify': ['taker'],
  'quarantine.cover': ['requester', 'requester in a group'],
  'quarantine.send': ['requester', 'requester in a group'],
  'quarantine.drop': ['requester', 'requester in a group'],
  'onetime.hand': ['taker'],
  'onetime.show': ['requester'],
  'handoff.undo': ['taker'],
  'handoff.keep': ['taker'],
  // Whom it is offered to is first.
  'offer.accept': ['colleague', 'taker'],
  'offer.refuse': ['colleague', 'taker'],
  'ticket.list': IN_PRIVATE,
  'ticket.show': ['requester'],
  'ticket.confirm': ['requester'],
  'feedback.chat': ['requester', 'requester in a group'],
  'feedback.chat-words': ['requester', 'requester in a group'],
  'feedback.ticket': ['requester'],
  'feedback.ticket-words': ['requester'],
  'feedback.send': IN_PRIVATE,
  'ticket.reopen': ['requester'],
  'ticket.step': AT_DESK,
  'ticket.take': AT_DESK,
  'ticket.history': AT_DESK,
  'ticket.bulk': AT_DESK,
  // It is announced to nobody.
  'ticket.follow': [],
  'ticket.unfollow': [],
  'ticket.announce': AT_DESK,
  'ticket.bulk-undo': AT_DESK,
  'file.renew': AT_DESK,
  'desk.on': AT_DESK,
  'desk.off': AT_DESK,
  'desk.keep-filter': AT_DESK,
  'desk.drop-filter': AT_DESK,
  'desk.mine': IN_PRIVATE,
  'desk.return': IN_PRIVATE,
  'desk.settle': ['administrator in another team'],
  'ticket.open': ACTORS,
  'catalogue.show': IN_PRIVATE,
  'catalogue.view': IN_PRIVATE,
  'request.make': IN_PRIVATE,
  'draft.list': IN_PRIVATE,
  'draft.discard': ['requester'],
  'request.show': ['requester'],
  'request.withdraw': ['requester'],
  'approval.list': IN_PRIVATE,
  'approval.delegate': IN_PRIVATE,
  // Somebody who has no role is asked to approve of Camille’s request.
  'approval.show': ['stranger'],
  'approval.approve': ['stranger'],
  'approval.refuse': ['stranger'],
  'catalogue.items': ['administrator'],
  'catalogue.edit': ['administrator'],
  'catalogue.lists': ['administrator'],
  'ticket.from-chat': ['requester', 'requester in a group'],
  'ticket.for-requester': ['taker'],
  'ticket.comment': ['requester'],
  'ticket.confidential': [],
  'ticket.note': AT_DESK,
  'ticket.pass': AT_DESK,
  'ticket.change': AT_DESK,
  'ticket.withdraw': ['requester'],
  'ticket.resolve': AT_DESK,
  'desk.claim': IN_CHANNELS,
  // Nobody of them is a supervisor.
  'desk.supervise': [],
  'audit.find': ['administrator'],
  'lookup.start': ['administrator'],
  'lookup.open': ['administrator'],
  'client.list': ['administrator'],
  'client.choose': ['administrator'],
  'client.all': ['administrator'],
  'client.mark': ['administrator'],
  'health.show': ['administrator'],
  'health.issue': ['administrator'],
  'feedback.issue': ['administrator'],
  'health.refresh': ['administrator'],
  // Nobody has looked at anybody.
  'lookup.show': [],
  'device.act': [],
  'lookup.seen': IN_PRIVATE,
  'audit.show': ['administrator'],
  'audit.verify': ['administrator'],
  'audit.viewers': ['requester'],
  'workspace.show': IN_PRIVATE,
  'workspace.choose': IN_PRIVATE,
  'workspace.create': ['administrator'],
  'workspace.request': ACTORS,
  'invitation.show': [],
  'invitation.accept': [],
  'invitation.decline': [],
  'member.show': ['administrator'],
  'member.invite': ['administrator'],
  'member.remove': ['administrator'],
  'member.move': ['administrator'],
  'access.show': ['administrator'],
  'access.assign': ['administrator'],
  'access.define': ['administrator'],
  'itsm.poll': ['administrator'],
  'itsm.restore': AT_DESK,
  'responsibilities.show': ['administrator'],
  'responsibilities.confirm': ['administrator'],
  'settings.show': ['administrator'],
  'settings.edit': ['administrator'],
  'settings.check': ['administrator'],
  'settings.preview': ['administrator'],
  'settings.replay': ['administrator'],
  'settings.activate': ['administrator'],
  'settings.discard': ['administrator'],
  'settings.back': ['administrator'],
}
/** Of those who may, these would change what the other tests look at: tried at the end. */
const CHANGES = [
  'handoff.keep',
  'offer.refuse',
  'offer.accept',
  'handoff.leave',
  'handoff.cancel',
  'handoff.undo',
  'handoff.end',
  'ticket.resolve',
  'desk.off',
  'desk.settle',
  'approval.approve',
  'request.withdraw',
]

const CONFLICT = { field: 'urgency', ours: 'high', theirs: 'normal', view: 'list', itemId: 'locked' }

/** Of a step of a request's, and of a filter. */
const STEP = { position: 0, isDone: true, query: 'who=me', name: 'Mine', filterId: randomUUID(), verdict: 'yes' }

/** What is ticked on a console, and what it was before. */
const manyOf = (ticketId: string) => ({
  ...{ tickets: `${ticketId}.1`, what: 'normal' },
  undo: [{ ticketId, version: 99, state: 'new', urgency: 'normal', isTaken: false }],
})

describe('who may do what', () => {
  let service: Service
  let thread: Conversation
  let ids: Readonly<
    Record<
      | 'requestId'
      | 'approvalId'
      | 'draftId'
      | 'ticketId'
      | 'handoffId'
      | 'deskId'
      | 'fileId'
      | 'activityId'
      | 'offerId'
      | 'secretId'
      | 'messageId',
      string
    >
  >

  before(async () => {
    service = await startService({ MicrosoftAppType: 'MultiTenant' })
    await service.settle('sophie', 'karim')
    const [camille, sophie] = [service.person('camille'), service.person('sophie')]
    await camille.presses('Créer un incident')
    camille.fills({ title: SECRET, description: SECRET })
    await camille.presses('Enregistrer')
    camille.closeDialog()
    const ticketThread = await sophie.findsThread(SECRET)
    const approvers = [{ id: service.teams.account('noah').objectId }]
    const laptop = { id: 'laptop', kind: 'service-request', name: 'Portable', approval: { approvers } }
    await service.activate({ catalogue: [...SEED, itemDocument.parse(laptop)] })
    await camille.presses('Catalogue de services')
    await camille.presses('Portable')
    await camille.presses('Envoyer')
    camille.closeDialog()
    const sent = await camille.sees('En attente d’approbation')
    const asked = await service.person('noah').sees('demande votre accord')
    await camille.presses('Compte verrouillé')
    const draftId = /"nonce":"([^"]+)"/.exec(JSON.stringify(camille.dialog?.content))?.[1] ?? ''
    camille.fills({ 'f-where': SECRET })
    await camille.presses('Enregistrer comme brouillon')
    camille.closeDialog()
    thread = await service.beginChat()
    const { id: activityId } = await camille.says('Un mot')
    await camille.says('', { uploads: [{ name: `${SECRET}.txt`, type: 'text/plain', bytes: Buffer.from(SECRET) }] })
    const file = await sophie.sees(`${SECRET}.txt`, thread)
    const desk = await sophie.findsThread('Centre de services')
    await sophie.presses('Passer la main à…', thread)
    sophie.fills({ to: `person:${service.teams.account('karim').objectId}`, note: 'Je pars.' })
    await sophie.presses('Passer la main')
    sophie.closeDialog()
    const offer = await sophie.sees('Sophie Martin propose à Karim Benali', thread)
    await sophie.presses('Remettre un secret', thread)
    sophie.fills({ secret: SECRET })
    await sophie.presses('Remettre')
    sophie.closeDialog()
    await camille.says('mdp: Soleil2024!')
    const doubtful = await camille.sees('Votre message semble contenir')
    const secret = await camille.sees('Sophie Martin vous remet un mot de passe ou un code')
    ids = {
      draftId,
      requestId: idIn({ ...thread, messages: [sent] }, 'requestId'),
      approvalId: idIn({ ...thread, messages: [asked] }, 'approvalId'),
      ticketId: idIn(ticketThread, 'ticketId'),
      handoffId: idIn(thread, 'handoffId'),
      deskId: idIn(desk, 'deskId'),
      fileId: idIn({ ...thread, messages: [file] }, 'fileId'),
      activityId,
      offerId: idIn({ ...thread, messages: [offer] }, 'offerId'),
      messageId: idIn({ ...thread, messages: [doubtful] }, 'messageId'),
      secretId: idIn({ ...thread, messages: [secret] }, 'secretId'),
    }
    // The other organisation's conversations are not in this Teams: what is sent there comes to nothing.
    service.expectError('A job is given up.')
    await service.teams.deliver(foreign({ type: 'installationUpdate', action: 'add' }, 'channel'))
    await service.teams.deliver(foreign({ type: 'message', text: 'Hello' }, 'personal'))
  })
  after(() => service.close())

  /** The own organisation is the first of a partner’s clients. */
  function ofClient() {
    return { clientId: service.teams.directory.tenantId, isMarked: false, issueId: 'EX1' }
  }

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
      administrator: ['dominique', service.person('dominique').chat()],
      'stranger in another team': ['noah', elsewhere],
      'administrator in another team': ['dominique', elsewhere],
      'requester in a group': [
        'camille',
        { ...service.person('camille').chat(), id: '19:group@thread.v2', type: 'groupChat' },
      ],
    }
    const [key = '', place = thread] = places[actor] ?? []
    const { status, body } = await teams.invoke(teams.account(key), place, name, value)
    assert.equal(status, 200)
    return body
  }

  const isRefusal = (body: Json) =>
    body['type'] === MESSAGE || (body['task'] as { type?: string } | undefined)?.type === 'message'
  function assertRefused(actor: Actor, verb: string, body: Json): void {
    assert.ok(isRefusal(body), `${actor} was allowed ${verb}: ${JSON.stringify(body).slice(0, 300)}`)
    assert.doesNotMatch(JSON.stringify(body), /INC-|confidentiel|Camille/)
  }

  it('is decided for every verb and dialog there is', () => {
    assert.deepEqual(Object.keys(MAY).sort(), [...Object.keys(actions), ...Object.keys(dialogs)].sort())
  })

  it('is what the policy says, for every verb and everybody', () => {
    const [workspaceId, tenantId] = ['w', 't']
    const key = (objectId: string) => ({ tenantId, objectId })
    const thing: Owned = {
      workspaceId,
      requester: key('camille'),
      opener: key('camille'),
      analyst: key('sophie'),
      author: key('camille'),
      approver: key('noah'),
      isOpen: true,
    }
    const at = (objectId: string, place: PolicyActor['place'], more: Partial<PolicyActor> = {}): PolicyActor => ({
      person: key(objectId),
      place,
      workspaceId,
      isServiceAdministrator: false,
      permissions: grantsOf(DEFAULT_ACCESS, {
        objectId,
        isInChannel: place === 'desk',
        client: undefined,
        isServiceAdministrator: more.isServiceAdministrator ?? false,
      }),
      ...more,
    })
    const theirs = { person: { tenantId: 'other', objectId: 'camille' }, workspaceId: 'other' }
    const who: Readonly<Record<Actor, PolicyActor>> = {
      requester: at('camille', 'private'),
      'requester in a group': at('camille', 'group'),
      stranger: at('noah', 'private'),
      taker: at('sophie', 'desk'),
      colleague: at('karim', 'desk'),
      'taker in private': at('sophie', 'private'),
      'stranger in another team': at('noah', 'channel'),
      'administrator in another team': at('dominique', 'channel', { isServiceAdministrator: true }),
      administrator: at('dominique', 'private', { isServiceAdministrator: true }),
      foreigner: at('x', 'private', theirs),
      'foreigner at their desk': at('x', 'desk', theirs),
    }
    for (const [verb, { permission }] of Object.entries({ ...presses, ...forms })) {
      const isOfNothing =
        /^(menu|catalogue|request\.make|draft\.list|approval\.(list|delegate)|handoff\.(request|later)|ticket\.(list|open)$|desk\.(settle|claim|mine|return)|settings|itsm\.poll|access|audit\.(show|find|verify)|lookup\.(start|open|seen)|client\.(list|all)|health\.(show|refresh)|responsibilities|workspace|member)/.test(
          verb,
        )
      // Nobody of them is invited anywhere.
      const owned = verb.startsWith('invitation.') ? { ...thing, requester: key('alex') } : thing
      const its = verb === 'file.renew' ? { ...thing, audience: 'desk' as const } : owned
      const allowed = ACTORS.filter(
        (actor) =>
          mayFrom(who[actor], permission) === 'yes' && (isOfNothing || mayOn(who[actor], permission, its) === 'yes'),
      )
      // Whoever is at another organisation's desk is at a desk all the same.
      assert.deepEqual([...allowed].sort(), [...(MAY[verb] ?? [])].sort(), `${verb} (${permission})`)
    }
  })

  for (const [verb, allowed] of Object.entries(MAY)) {
    const refused = ACTORS.filter((actor) => !allowed.includes(actor))
    if (refused.length === 0) continue
    const isDialog = verb in dialogs
    const dataFor = () => ({
      ...{
        ...ids,
        workspaceId: randomUUID(),
        workspace: randomUUID(),
        version: 1,
        page: 0,
        nonce: randomUUID(),
        revision: randomUUID(),
      },
      ...{ text: 'x', title: 'x', description: 'x', urgency: 'high', visibility: 'comment' },
      ...STEP,
      ...CONFLICT,
      ...ofClient(),
      ...manyOf(ids.ticketId),
    })

    it(`refuses ${verb} to ${refused.join(', ')}`, async () => {
      const before = service.bot.output.filter((line) => line.includes('A turn was refused.')).length
      let tries = 0
      for (const actor of refused) {
        const data = { verb, ...dataFor() }
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
    const ofThings = Object.keys(actions).filter(
      (name) =>
        !/^(menu|catalogue|draft\.list|approval\.list|ticket\.list|handoff\.(request|later)|desk\.(settle|mine|return)|settings|itsm\.poll|access|audit\.(show|find|verify)|lookup\.(start|open|seen)|client\.(list|all)|health\.(show|refresh)|responsibilities|workspace|member)/.test(
          name,
        ),
    )
    for (const verb of ofThings) {
      for (const id of wrong) {
        const data = { ticketId: id, handoffId: id, deskId: id, workspaceId: id, version: 1 }
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
        action: { type: 'Action.Execute', verb: 'ticket.take', data },
      })
      assertRefused('taker', `ticket.take at version ${String(version)}`, body)
    }
  })

  it('lets whoever may, of every verb and dialog', async () => {
    const asked = Object.entries(MAY).filter(([verb]) => !CHANGES.includes(verb))
    for (const [verb, allowed] of [...asked, ...CHANGES.map((verb) => [verb, MAY[verb] ?? []] as const)]) {
      for (const actor of allowed.filter((name) => !name.startsWith('foreigner'))) {
        const where = verb === 'desk.return' ? { workspaceId: randomUUID() } : {}
        const data = {
          ...ids,
          ...where,
          ...STEP,
          ...CONFLICT,
          ...ofClient(),
          ...manyOf(ids.ticketId),
          version: 1,
          page: 0,
          verb,
        }
        Object.assign(data, { revision: randomUUID() })
        const body = Object.hasOwn(dialogs, verb)
          ? await invoke(actor, 'task/fetch', { data })
          : await invoke(actor, 'adaptiveCard/action', { action: { type: 'Action.Execute', verb, data } })
        // Nothing of hers waits to be added to an incident: that is found when she may look.
        if (verb !== 'handoff.to-ticket')
          assert.equal(isRefusal(body), false, `${actor} was refused ${verb}: ${JSON.stringify(body)}`)
      }
    }
  })
})
