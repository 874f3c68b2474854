import { type PersonKey, samePerson } from '../people/person.ts'

/** Who acts, and from where, which Teams vouches for; with which client is the client's own word. */
export interface Actor {
  readonly person: PersonKey
  /**
   * `private`: their own chat with us; `desk`: the channel of their workspace's desk, where Teams lets nobody act but its
   * members; `channel`: any other; `group`: a group chat or a meeting.
   */
  readonly place: 'private' | 'desk' | 'channel' | 'group'
  readonly workspaceId: string
  readonly isServiceAdministrator: boolean
  /** What they may by a role, from here and with this client. */
  readonly permissions: ReadonlySet<string>
}

/** What the policy wants to know of a thing. A noun that lacks one of these says nothing of it. */
export interface Owned {
  readonly workspaceId: string
  readonly requester?: PersonKey | undefined
  readonly opener?: PersonKey | undefined
  /** Who took it. */
  readonly analyst?: PersonKey | undefined
  readonly author?: PersonKey | undefined
  /** Who may decide of it now. */
  readonly approver?: PersonKey | undefined
  /** For whose eyes it is. */
  readonly audience?: 'desk' | 'requester' | 'work-note' | undefined
  readonly isOpen?: boolean | undefined
  /** Everybody of its workspace is told of it. */
  readonly isAnnounced?: boolean | undefined
  /** Only for analysts who are named for it. */
  readonly isConfidential?: boolean | undefined
}

interface Rule {
  /** Only whoever has a role with it; everybody may what has no such mark. */
  readonly byRole?: true
  /** Asked before anything is looked up. */
  readonly from?: (actor: Actor) => boolean
  /** Asked of the thing that the act is about. */
  readonly on?: (actor: Actor, thing: Owned) => boolean
  /** The thing is there for everybody who may act here: only then a refusal may say that it exists. */
  readonly isVisible?: true
}

const inPrivate = ({ place }: Actor) => place === 'private'
const atDesk = ({ place }: Actor) => place === 'desk'
const inChannel = ({ place }: Actor) => place === 'desk' || place === 'channel'
/** What of somebody an operator may see, each by a permission of its own (S4.9). */
export const LOOKS = ['app-protection.read', 'device.read', 'directory.read'] as const
/** What is about somebody, whom an assignment's scope may leave out (S4.6). */
export const ABOUT_PEOPLE = [...LOOKS, 'app.read', 'device.act'] as const
const seesPeople = (actor: Actor) => LOOKS.some((permission) => actor.permissions.has(permission))
const isHere = (actor: Actor, thing: Owned) => thing.workspaceId === actor.workspaceId
const isRequester = (actor: Actor, thing: Owned) => samePerson(thing.requester, actor.person)
const isConcerned = (actor: Actor, thing: Owned) => isRequester(actor, thing) || samePerson(thing.opener, actor.person)
/** Whose word is asked for, or who stands in for them; never their own request. */
const isApprover = (actor: Actor, thing: Owned) =>
  samePerson(thing.approver, actor.person) && !isRequester(actor, thing)
const isTaker = (actor: Actor, thing: Owned) => isHere(actor, thing) && samePerson(thing.analyst, actor.person)
const isForTheirEyes = (actor: Actor, thing: Owned) =>
  thing.isConfidential !== true || actor.permissions.has('ticket.confidential')
const isAuthor = (actor: Actor, thing: Owned) => samePerson(thing.author, actor.person)
/** Nobody took it, and it is over: anybody at the desk may still make an incident of it. */
const isLeftBehind = (actor: Actor, thing: Owned) =>
  isHere(actor, thing) && thing.analyst === undefined && thing.isOpen === false

/** Every permission there is, and who has it. The one place that decides who may do what. */
const POLICY = {
  'menu.read': {},
  'chat.request': { from: inPrivate },
  'chat.own': { on: isRequester },
  'chat.read': { byRole: true, from: atDesk, on: isHere },
  'chat.take': { byRole: true, from: atDesk, on: isHere },
  'chat.work': { byRole: true, from: atDesk, on: isTaker, isVisible: true },
  'chat.supervise': { byRole: true, from: atDesk, on: isHere },
  'chat.convert': {
    byRole: true,
    from: atDesk,
    on: (actor, thing) => isTaker(actor, thing) || isLeftBehind(actor, thing),
    isVisible: true,
  },
  // What the menu offers, where a workspace's settings leave it to roles (S0.35).
  'option.chat': { byRole: true },
  'option.incident': { byRole: true },
  'option.status': { byRole: true },
  'message.own': { on: isAuthor },
  'ticket.list': { from: inPrivate },
  'ticket.open': {},
  'catalogue.read': { from: inPrivate },
  'request.make': { from: inPrivate },
  'draft.own': { from: inPrivate, on: isRequester },
  'request.own': { from: inPrivate, on: isRequester },
  'approval.read': { from: inPrivate },
  'approval.decide': { from: inPrivate, on: isApprover },
  'ticket.read': { from: inPrivate, on: isConcerned },
  // What is announced, everybody of the workspace reads.
  'ticket.follow': { from: inPrivate, on: (_, thing) => thing.isAnnounced === true },
  // Nobody but whom it is for needs it no more.
  'ticket.withdraw': { from: inPrivate, on: isRequester },
  // In a group, others would look over their shoulder.
  'secret.show': { from: inPrivate, on: isRequester },
  'ticket.work': {
    byRole: true,
    from: atDesk,
    on: (actor, thing) => isHere(actor, thing) && isForTheirEyes(actor, thing),
    isVisible: true,
  },
  'ticket.confidential': { byRole: true, from: atDesk, on: isHere },
  'file.read': {
    from: (actor) => inPrivate(actor) || (atDesk(actor) && actor.permissions.has('chat.read')),
    on: (actor, thing) =>
      inPrivate(actor)
        ? thing.audience === 'requester' && isRequester(actor, thing)
        : thing.audience === 'desk' && isHere(actor, thing),
  },
  'desk.staff': { byRole: true, from: atDesk, on: isHere },
  'desk.settle': { byRole: true, from: inChannel },
  'desk.claim': { from: inChannel },
  // What one has taken oneself.
  'desk.mine': { from: inPrivate },
  'workspace.read': { from: inPrivate },
  'workspace.choose': { from: inPrivate },
  'workspace.create': { byRole: true, from: inPrivate },
  'invitation.answer': { from: inPrivate, on: isRequester },
  // Who looked at oneself.
  'look.own': { from: inPrivate },
  // Whom, and why: from a chat or an incident too. What is known of them is told in private.
  'person.select': { from: (actor) => (inPrivate(actor) || atDesk(actor)) && seesPeople(actor) },
  'person.look': {
    from: (actor) => inPrivate(actor) && seesPeople(actor),
    on: (actor, thing) => isAuthor(actor, thing) && isHere(actor, thing),
  },
  // Clients of a partner, and how Microsoft's services are there.
  'client.read': { byRole: true, from: inPrivate, on: isHere },
  // What one thinks of the desk altogether.
  'feedback.send': { from: inPrivate },
  'member.manage': { byRole: true, from: inPrivate },
  'audit.read': { byRole: true, from: inPrivate },
  'settings.edit': { byRole: true, from: inPrivate },
  // What looking somebody up takes (S4.9), and what only a designated few may ask for (S3.20). No act asks for them yet.
  'app.read': { byRole: true },
  'app-protection.read': { byRole: true },
  'device.read': { byRole: true },
  // Of whom they look at, for the reason that they gave.
  'device.act': { byRole: true, from: inPrivate, on: (actor, thing) => isAuthor(actor, thing) && isHere(actor, thing) },
  'directory.read': { byRole: true },
  'elevation.request': { byRole: true },
  'elevation.approve': { byRole: true },
  'escalation.request': { byRole: true },
} as const satisfies Readonly<Record<string, Rule>>

export type Permission = keyof typeof POLICY
export const PERMISSIONS = Object.keys(POLICY) as readonly Permission[]

/** What takes a role. */
export const GRANTED = PERMISSIONS.filter(takesRole)

function takesRole(name: Permission): boolean {
  const { byRole }: Rule = POLICY[name]
  return byRole === true
}

/** Why not: `forbidden` says that this is not done here, `not-found` that there is nothing of theirs. */
export type Verdict = 'yes' | 'forbidden' | 'not-found'

/** Whether somebody may do this from where they are, before any thing is looked up. */
export function mayFrom(actor: Actor, permission: Permission): Verdict {
  const { byRole, from }: Rule = POLICY[permission]
  if (byRole && !actor.permissions.has(permission)) return 'forbidden'
  return from === undefined || from(actor) ? 'yes' : 'forbidden'
}

/** Whether they may do it to this thing. `undefined`: there is no such thing within their scope. */
export function mayOn(actor: Actor, permission: Permission, thing: Owned | undefined): Verdict {
  const { on, isVisible }: Rule = POLICY[permission]
  if (thing === undefined) return 'not-found'
  if (on === undefined || on(actor, thing)) return 'yes'
  return isVisible && isHere(actor, thing) ? 'forbidden' : 'not-found'
}
