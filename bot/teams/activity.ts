import { z } from 'zod'
import { type FileSource, MOST_FILES } from '../../services/files/file.ts'
import { beginsWhisper } from '../../services/handoffs/handoff.ts'
import type { Bare } from '../../services/quarantine/quarantine.ts'
import { maskSecrets } from '../../services/secrets/secret.ts'
import type { Words } from '../../services/words/words.ts'
import { countAttachments, countPictures, plainText, safeHtml, withoutQuote } from './html.ts'

/** Where something happened, and who did it. */
export interface Origin {
  readonly activityId: string
  readonly tenantId: string
  readonly serviceUrl: string
  readonly conversationId: string
  readonly scope: 'personal' | 'group' | 'channel'
  /** Teams leaves the name out when an app is installed. */
  readonly sender: { readonly objectId: string; readonly teamsId: string; readonly name: string | undefined }
  readonly channel:
    | {
        readonly teamId: string
        readonly teamName: string
        readonly channelId: string
        readonly groupId: string | undefined
      }
    | undefined
  /** The message that carries the card which was used. */
  readonly cardId: string | undefined
  readonly locale: string | undefined
  /** What the program that it came from says of itself, e.g. `iOS`, `Web`, `Windows`. */
  readonly client: string | undefined
  /** It was done on a page of ours: in private, and in no chat. */
  readonly isPage?: true
  /** Files of the page's form, by id. */
  readonly uploads?: readonly string[]
}

/** What Bot Framework sent, in our own form. */
export type Event = Origin &
  (
    | {
        readonly kind: 'said'
        readonly words: Words
        /** Where secrets were covered: what was written. */
        readonly bare?: Bare | undefined
        readonly files: readonly FileSource[]
        /** Something came with it that nobody can get. */
        readonly leftOut: boolean
        readonly addressed: boolean
      }
    | { readonly kind: 'edited'; readonly words: Words }
    | { readonly kind: 'deleted' }
    /** Somebody reacted to a message of ours: `messageId`. */
    | { readonly kind: 'reacted'; readonly messageId: string; readonly reaction: string }
    | { readonly kind: 'pressed'; readonly by: 'execute' | 'submit'; readonly verb: string; readonly data: unknown }
    | { readonly kind: 'dialog-opened'; readonly verb: string; readonly data: unknown }
    | { readonly kind: 'dialog-saved'; readonly verb: string; readonly data: unknown }
    /** Something is typed into a field of a dialog that finds its choices by typing. */
    | { readonly kind: 'searched'; readonly dataset: string; readonly words: string }
    /** `isUpgrade`: it was there already, and is only newer now. */
    | { readonly kind: 'installed'; readonly isUpgrade: boolean }
    | { readonly kind: 'removed' }
    | { readonly kind: 'members-left'; readonly objectIds: readonly string[] }
    /** A channel was deleted or a whole team closed (then without `channelId`). */
    | { readonly kind: 'channel-closed'; readonly channelId: string | undefined }
    /** Somebody wrote who has no account in an organisation. */
    | { readonly kind: 'stranger' }
  )

export type EventOf<Kind extends Event['kind']> = Extract<Event, { readonly kind: Kind }>

export interface Unsupported {
  readonly kind: 'unsupported'
  readonly what: string
}

const text = z.string().max(200_000)
const guid = z.guid()
const name = z.string().max(1000)

const account = z.object({ id: name, name: name.nullish(), aadObjectId: z.guid().nullish() })

/** What every activity must have to be an activity at all; a body without it is answered with 400. */
export const envelope = z.looseObject({
  type: name,
  id: name.optional(),
  channelId: name,
  serviceUrl: z.string().max(2000),
  from: account,
  recipient: z.looseObject({ id: name }).nullish(),
  conversation: z.looseObject({ id: name, conversationType: name.optional(), tenantId: name.optional() }),
})

const attachment = z.object({
  contentType: name,
  content: z.unknown().optional(),
  contentUrl: z.unknown().optional(),
  name: z.unknown().optional(),
})
const message = z.object({
  text: text.nullish(),
  value: z.unknown().optional(),
  attachments: z.array(attachment).nullish(),
  entities: z.array(z.looseObject({ type: name.optional() }).nullable()).nullish(),
})
const LONGEST_MENTION = 400
const MOST_MENTIONS = 50
const address = z.url().max(4000)
const download = z.object({ downloadUrl: address })
const mention = z.object({
  type: z.literal('mention'),
  text: z.string().max(LONGEST_MENTION),
  mentioned: z.object({ id: name }),
})
const membersRemoved = z.array(z.looseObject({ id: name, aadObjectId: z.guid().nullish() })).max(1_000)
const channelData = z.object({
  eventType: name.nullish(),
  tenant: z.object({ id: z.guid() }).nullish(),
  team: z.object({ id: name, name: name.nullish(), aadGroupId: z.guid().nullish().catch(undefined) }).nullish(),
  channel: z.object({ id: name }).nullish(),
  settings: z.object({ selectedChannel: z.object({ id: name }).nullish() }).nullish(),
})
/** What may be a program's name: nothing that would act where it is shown. */
const PLATFORM = /^[\w .-]{1,40}$/
const executed = z.object({ action: z.object({ verb: name, data: z.unknown().optional() }) })
const submitted = z.looseObject({ verb: name })
const dialog = z.object({ data: submitted })
const search = z.object({ queryText: z.string().max(200).default(''), dataset: z.string().max(200) })
/** A message on which somebody chose a command of the app, as Teams gives it. */
const chosen = z.object({
  commandId: name,
  messagePayload: z.object({
    body: z.object({ contentType: name.nullish(), content: text.nullish() }).nullish(),
    from: z.object({ user: z.object({ displayName: name.nullish() }).nullish() }).nullish(),
  }),
})

type Envelope = z.infer<typeof envelope>

/** Reads an activity that was admitted. Pure; what it does not know it names. */
export function parseActivity(activity: Envelope): Event | Unsupported {
  const data = channelData.safeParse(activity.channelData).data ?? {}
  const tenantId = data.tenant?.id ?? guid.safeParse(activity.conversation.tenantId).data
  const { aadObjectId } = activity.from
  if (tenantId === undefined) return unsupported('a sender without a tenant')
  if (activity.from.id === activity.recipient?.id) return unsupported('our own message')
  if (aadObjectId == null && activity.type !== 'message') return unsupported('a sender without an account')

  const said = message.safeParse(activity)
  const client = said.data?.entities?.find((entity) => entity?.type === 'clientInfo')
  const platform = textIn(client?.['platform'])
  const origin: Origin = {
    activityId: activity.id ?? '',
    tenantId: tenantId.toLowerCase(),
    serviceUrl: activity.serviceUrl,
    conversationId: activity.conversation.id,
    scope: scopeOf(activity.conversation.conversationType),
    sender: {
      objectId: aadObjectId?.toLowerCase() ?? '',
      teamsId: activity.from.id,
      name: activity.from.name?.trim() || undefined,
    },
    channel: data.team
      ? {
          teamId: data.team.id,
          teamName: data.team.name ?? '',
          groupId: data.team.aadGroupId ?? undefined,
          channelId: data.settings?.selectedChannel?.id ?? data.channel?.id ?? data.team.id,
        }
      : undefined,
    cardId: activityIdIn(activity.replyToId),
    locale: textIn(activity.locale) ?? textIn(client?.['locale']),
    client: platform !== undefined && PLATFORM.test(platform) ? platform : undefined,
  }
  if (aadObjectId == null)
    return origin.activityId === '' ? unsupported('a message without an id') : { kind: 'stranger', ...origin }
  // Spread `origin` last: properties after a spread are about 100 times slower in V8.
  switch (activity.type) {
    case 'message':
      return said.success ? messageEvent(origin, activity, said.data) : unsupported('a message of another form')
    case 'messageUpdate':
      return said.success
        ? { kind: 'edited', words: wordsOf(said.data, timeOf(activity)), ...origin }
        : unsupported('an edit of another form')
    case 'messageDelete':
      return { kind: 'deleted', ...origin }
    case 'messageReaction':
      return reactionEvent(origin, activity)
    case 'installationUpdate':
      return installationEvent(origin, activity.action)
    case 'conversationUpdate':
      return updateEvent(origin, activity, data.eventType ?? '')
    case 'invoke':
      return invokeEvent(origin, activity.name, activity.value)
    default:
      return unsupported(`an activity ${nameOfOurs(OTHER_TYPES, 'of type', activity.type)}`)
  }
}

const reactions = z.array(z.object({ type: z.string().max(60) })).min(1)
/** What Teams calls them; the others begin with the code points of their sign. */
const REACTIONS: Readonly<Record<string, string>> = {
  like: '👍',
  heart: '❤️',
  laugh: '😆',
  surprised: '😮',
  sad: '😢',
  angry: '😠',
}

/** A reaction that is taken away is nothing that the other side has to know. */
function reactionEvent(origin: Origin, activity: Envelope): Event | Unsupported {
  const [added] = reactions.safeParse(activity.reactionsAdded).data ?? []
  const messageId = origin.cardId
  if (added === undefined || messageId === undefined) return unsupported('a reaction of another form')
  const points = /^[0-9a-f]{4,6}(?=_|$)/.exec(added.type)?.[0] ?? ''
  const code = Number.parseInt(points, 16)
  const sign = code >= 0x203c && code <= 0x1faff ? String.fromCodePoint(code) : ''
  return { kind: 'reacted', messageId, reaction: REACTIONS[added.type] ?? sign, ...origin }
}

/** Named in the log where we do nothing about them: words of ours, never a client's. */
const OTHER_TYPES = ['typing', 'event', 'endOfConversation', 'trace', 'handoff'] as const
const OTHER_INVOKES = [
  'fileConsent/invoke',
  'composeExtension/query',
  'signin/verifyState',
  'signin/tokenExchange',
  'message/submitAction',
] as const

function nameOfOurs(known: readonly string[], label: string, value: unknown): string {
  const name = known.find((one) => one === value)
  return name === undefined ? 'of a kind that we do not know' : `${label} ${name}`
}

function updateEvent(origin: Origin, activity: Envelope, eventType: string): Event | Unsupported {
  if (eventType === 'channelDeleted') return { kind: 'channel-closed', channelId: origin.channel?.channelId, ...origin }
  if (/^team(Archived|Deleted|HardDeleted)$/.test(eventType))
    return { kind: 'channel-closed', channelId: undefined, ...origin }
  // Who leaves a private or shared channel of the team stays in the team.
  if (eventType !== '' && eventType !== 'teamMemberRemoved') return unsupported('a conversation that changed otherwise')
  const gone = membersRemoved.safeParse(activity.membersRemoved).data ?? []
  if (gone.length === 0) return unsupported('a conversation that changed otherwise')
  // The app itself was taken away: Teams tells it so too where it tells of no installation.
  if (gone.some(({ id }) => id === activity.recipient?.id)) return { kind: 'removed', ...origin }
  const objectIds = gone.flatMap(({ aadObjectId }) => (aadObjectId == null ? [] : [aadObjectId.toLowerCase()]))
  return { kind: 'members-left', objectIds, ...origin }
}

function messageEvent(origin: Origin, activity: Envelope, said: z.infer<typeof message>): Event | Unsupported {
  if (said.value !== undefined && said.value !== null) {
    const value = submitted.safeParse(said.value)
    if (!value.success) return unsupported('a card of another app')
    const { verb, ...data } = value.data
    return { kind: 'pressed', by: 'submit', verb, data, ...origin }
  }
  if (origin.activityId === '') return unsupported('a message without an id')
  const { files, leftOut } = filesOf(said)
  return {
    kind: 'said',
    ...spokenOf(said, timeOf(activity)),
    files,
    leftOut,
    addressed: mentionsOf(said.entities).some(({ mentioned }) => mentioned.id === activity.recipient?.id),
    ...origin,
  }
}

/**
 * What came with a message. Teams repeats the pictures of a message as attachments, and emoji and animations among them:
 * only those that the connector keeps are somebody's own. A file in a channel is named in the HTML and nowhere else.
 */
function filesOf(said: z.infer<typeof message>): Pick<Extract<Event, { kind: 'said' }>, 'files' | 'leftOut'> {
  const html = htmlOf(said)
  const others = (said.attachments ?? []).filter(({ contentType }) => contentType !== 'text/html')
  const found = others.map(sourceOf)
  const files = found.filter((file) => file !== undefined)
  const pictures = files.filter(({ via }) => via === 'connector').length
  const unknown = others.filter(({ contentType }, n) => found[n] === undefined && !isRepeated(contentType, html))
  const named = others.filter(({ contentType }) => contentType === QUOTE || contentType === UPLOADED).length
  const leftOut =
    unknown.length > 0 ||
    files.length > MOST_FILES ||
    countPictures(html ?? '') > pictures ||
    countAttachments(html ?? '') > named
  return { files: files.slice(0, MOST_FILES), leftOut }
}

const QUOTE = 'messageReference'
const UPLOADED = 'application/vnd.microsoft.teams.file.download.info'

function isRepeated(contentType: string, html: string | undefined): boolean {
  return contentType === QUOTE || (html !== undefined && contentType.startsWith('image/'))
}

function sourceOf({ contentType, content, contentUrl, name }: z.infer<typeof attachment>): FileSource | undefined {
  const named = textIn(name)?.slice(0, 1000)
  if (contentType === UPLOADED) {
    const url = download.safeParse(content).data?.downloadUrl
    return url === undefined ? undefined : { via: 'link', url, name: named }
  }
  const url = contentType.startsWith('image/') ? address.safeParse(contentUrl).data : undefined
  const kept = url !== undefined && KEPT.test(new URL(url).pathname)
  return kept ? { via: 'connector', url, name: named } : undefined
}

/** Where the connector keeps what came with a message: our token goes to no other path of its. */
export const KEPT = /\/v3\/attachments\/[^/%]+\/views\/[^/%]+$/

function invokeEvent(origin: Origin, invoke: unknown, value: unknown): Event | Unsupported {
  if (invoke === 'adaptiveCard/action') {
    const parsed = executed.safeParse(value)
    if (!parsed.success) return unsupported('a card action of another form')
    const { verb, data } = parsed.data.action
    return { kind: 'pressed', by: 'execute', verb, data: data ?? {}, ...origin }
  }
  if (invoke === 'task/fetch' || invoke === 'task/submit') {
    return dialogEvent(origin, invoke === 'task/fetch' ? 'dialog-opened' : 'dialog-saved', value)
  }
  if (invoke === 'application/search') {
    const parsed = search.safeParse(value)
    if (!parsed.success) return unsupported('a search of another form')
    return { kind: 'searched', dataset: parsed.data.dataset, words: parsed.data.queryText, ...origin }
  }
  if (invoke === 'composeExtension/fetchTask' || invoke === 'composeExtension/submitAction')
    return commandEvent(origin, invoke, value)
  return unsupported(`an invoke ${nameOfOurs(OTHER_INVOKES, 'named', invoke)}`)
}

function dialogEvent(origin: Origin, kind: 'dialog-opened' | 'dialog-saved', value: unknown): Event | Unsupported {
  const parsed = dialog.safeParse(value)
  if (!parsed.success) return unsupported('a dialog of another form')
  const { verb, ...data } = parsed.data.data
  return { kind, verb, data, ...origin }
}

/** What a message action's dialog may begin with: more is not kept anyway. */
const MOST_QUOTED = 4_000

/**
 * A command on a message (« Créer un incident »), and the dialog that it opened. It may be anywhere, also in a chat of two people,
 * which Teams calls personal like ours: nothing is ever sent there, nor kept as somebody's own chat with us.
 */
function commandEvent({ scope, ...elsewhere }: Origin, invoke: string, value: unknown): Event | Unsupported {
  const origin: Origin = { ...elsewhere, scope: scope === 'channel' ? 'channel' : 'group', cardId: undefined }
  if (invoke === 'composeExtension/submitAction') return dialogEvent(origin, 'dialog-saved', value)
  const parsed = chosen.safeParse(value)
  if (!parsed.success || parsed.data.commandId !== COMMAND) return unsupported('a command of another form')
  const { body, from } = parsed.data.messagePayload
  const content = body?.content ?? ''
  const written = body?.contentType === 'html' ? plainText(safeHtml(content, () => false)) : content
  const message = {
    text: maskSecrets(written).text.slice(0, MOST_QUOTED),
    author: from?.user?.displayName?.trim() ?? '',
  }
  return { kind: 'dialog-opened', verb: 'ticket.open', data: { message }, ...origin }
}

/** The command on a message, as the manifest names it. */
const COMMAND = 'incident'

function installationEvent(origin: Origin, action: unknown): Event | Unsupported {
  if (action === 'add' || action === 'add-upgrade')
    return { kind: 'installed', isUpgrade: action === 'add-upgrade', ...origin }
  if (action === 'remove') return { kind: 'removed', ...origin }
  // Teams puts a newer version in its place right after.
  if (action === 'remove-upgrade') return unsupported('an upgrade')
  return unsupported('an installation of another form')
}

/** What was written, without the mention that called us. It is whispered if either form begins so, whoever is named first. */
function wordsOf(said: z.infer<typeof message>, at: number | undefined): Words {
  return withoutSecrets(writtenIn(said, at))
}

/** The same, with what was written where something was covered: its author may say that it is no secret (F16). */
function spokenOf(
  said: z.infer<typeof message>,
  at: number | undefined,
): { readonly words: Words; readonly bare?: Bare } {
  const written = writtenIn(said, at)
  const words = withoutSecrets(written)
  return words.masked === undefined ? { words } : { words, bare: { text: written.text, html: written.html } }
}

/** What was written, before secrets are covered in it. */
interface Written extends Omit<Words, 'text' | 'html' | 'masked'> {
  readonly text: string
  readonly html?: string
}

/**
 * Covered at the door, so that no secret is ever kept or passed on. Where the text or a link's address had a find, the form
 * goes: attributes show in no text, and nothing may be said to be covered that is passed on beside it.
 */
function withoutSecrets({ text: written, html: form, ...rest }: Written): Words {
  const { text, kinds: inText } = maskSecrets(written)
  const kinds = inText.length > 0 ? inText : kindsInLinks(form ?? '')
  if (kinds.length > 0) return { text, ...rest, masked: kinds }
  return form === undefined ? { text, ...rest } : { text, html: form as Words['text'], ...rest }
}

/** What the addresses of links hold, which show in no text. */
function kindsInLinks(form: string): NonNullable<Words['masked']> {
  if (!form.includes('href="')) return []
  const addresses = [...form.matchAll(/href="([^"]{0,4000})"/g)].map(([, address = '']) => address)
  return maskSecrets(addresses.join('\n').replaceAll('&amp;', '&')).kinds
}

/** `whispered` errs on the careful side: any of the forms in which it may be read begins so. */
function writtenIn(said: z.infer<typeof message>, at: number | undefined): Written {
  const mentions = mentionsOf(said.entities)
  const html = htmlOf(said)
  const bare = withoutMentions(said.text ?? '', mentions, () => true)
  if (html === undefined) {
    return { text: withoutMentions(said.text ?? '', mentions, isBot).trim(), whispered: beginsWhisper(bare), at }
  }
  const botNames = new Set(mentions.filter(isBot).map(nameOf))
  const spoken = safeHtml(html, (name) => botNames.has(name))
  const answer = plainText(safeHtml(withoutQuote(html), () => true))
  const whole = plainText(safeHtml(html, () => true))
  const whispered = [bare, whole, answer].some(beginsWhisper)
  return { text: plainText(spoken), html: spoken, whispered, at }
}

type Mention = z.infer<typeof mention>

/** In one pass over the text, however often people are mentioned. */
function withoutMentions(
  written: string,
  mentions: readonly Mention[],
  dropped: (mention: Mention) => boolean,
): string {
  if (mentions.length === 0) return written
  const byText = new Map(mentions.map((found) => [found.text, found]))
  return written.replace(/<at\b[^<>]{0,100}>[^<>]{0,250}<\/at>/g, (tag) => {
    const found = byText.get(tag)
    return found === undefined ? tag : dropped(found) ? '' : nameOf(found)
  })
}

function isBot({ mentioned }: Mention): boolean {
  return mentioned.id.startsWith('28:')
}

function nameOf({ text: tag }: Mention): string {
  return tag.replace(/^<at[^<>]{0,100}>/, '').replace(/<\/at>$/, '')
}

function htmlOf(said: z.infer<typeof message>): string | undefined {
  const attachment = said.attachments?.find(({ contentType }) => contentType === 'text/html')
  return typeof attachment?.content === 'string' ? attachment.content : undefined
}

type Entities = z.infer<typeof message>['entities']

function mentionsOf(entities: Entities): readonly Mention[] {
  return ofType(entities, 'mention')
    .slice(0, MOST_MENTIONS)
    .map((entity) => mention.safeParse(entity).data)
    .filter((found) => found !== undefined)
}

/** Filtered before they are parsed: a failed parse costs more than a successful one. */
function ofType(entities: Entities, type: string) {
  return (entities ?? []).filter((entity) => entity?.type === type)
}

function timeOf(activity: Envelope): number | undefined {
  const at = Date.parse(textIn(activity.timestamp) ?? '')
  return Number.isNaN(at) ? undefined : at
}

/** An id that may stand in a path of the connector's. */
function activityIdIn(value: unknown): string | undefined {
  const id = textIn(value)
  return id !== undefined && /^[\w:@=+-][\w:@=+.-]{0,199}$/.test(id) && !/^\.+$/.test(id) ? id : undefined
}

function textIn(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

function scopeOf(conversationType: string | undefined): Origin['scope'] {
  if (conversationType === 'channel' || conversationType === 'personal') return conversationType
  return 'group'
}

function unsupported(what: string): Unsupported {
  return { kind: 'unsupported', what }
}
