import { z } from 'zod'
import { type FileSource, MOST_FILES } from '../services/files/file.ts'
import { beginsWhisper } from '../services/handoffs/handoff.ts'
import type { Words } from '../services/people/person.ts'
import { maskSecrets } from '../services/secrets/secret.ts'
import { countAttachments, countPictures, plainText, safeHtml } from './html.ts'

/** Where something happened, and who did it. */
export interface Origin {
  readonly activityId: string
  readonly tenantId: string
  readonly serviceUrl: string
  readonly conversationId: string
  readonly scope: 'personal' | 'group' | 'channel'
  /** Teams leaves the name out when an app is installed. */
  readonly sender: { readonly objectId: string; readonly teamsId: string; readonly name: string | undefined }
  readonly channel: { readonly teamId: string; readonly teamName: string; readonly channelId: string } | undefined
  /** The message that carries the card which was used. */
  readonly cardId: string | undefined
  readonly locale: string | undefined
}

/** What Bot Framework sent, in our own form. */
export type Event = Origin &
  (
    | {
        readonly kind: 'said'
        readonly words: Words
        readonly files: readonly FileSource[]
        /** Something came with it that nobody can get. */
        readonly leftOut: boolean
        readonly addressed: boolean
      }
    | { readonly kind: 'edited'; readonly words: Words }
    | { readonly kind: 'deleted' }
    | { readonly kind: 'pressed'; readonly by: 'execute' | 'submit'; readonly verb: string; readonly data: unknown }
    | { readonly kind: 'dialog-opened'; readonly verb: string; readonly data: unknown }
    | { readonly kind: 'dialog-saved'; readonly verb: string; readonly data: unknown }
    | { readonly kind: 'installed' }
    | { readonly kind: 'removed' }
  )

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
const address = z.url().max(4000)
const download = z.object({ downloadUrl: address })
const mention = z.object({ type: z.literal('mention'), text: name, mentioned: z.object({ id: name }) })
const channelData = z.object({
  tenant: z.object({ id: z.guid() }).nullish(),
  team: z.object({ id: name, name: name.nullish() }).nullish(),
  channel: z.object({ id: name }).nullish(),
  settings: z.object({ selectedChannel: z.object({ id: name }).nullish() }).nullish(),
})
const clientInfo = z.object({ type: z.literal('clientInfo'), locale: name })
const executed = z.object({ action: z.object({ verb: name, data: z.unknown().optional() }) })
const submitted = z.looseObject({ verb: name })
const dialog = z.object({ data: submitted })

type Envelope = z.infer<typeof envelope>

/** Reads an activity that was admitted. Pure; what it does not know it names. */
export function parseActivity(activity: Envelope): Event | Unsupported {
  const data = channelData.safeParse(activity.channelData).data ?? {}
  const tenantId = data.tenant?.id ?? guid.safeParse(activity.conversation.tenantId).data
  const { aadObjectId } = activity.from
  if (tenantId === undefined || aadObjectId == null) return unsupported('a sender without an account')
  if (activity.from.id === activity.recipient?.id) return unsupported('our own message')

  const said = message.safeParse(activity)
  const origin: Origin = {
    activityId: activity.id ?? '',
    tenantId: tenantId.toLowerCase(),
    serviceUrl: activity.serviceUrl,
    conversationId: activity.conversation.id,
    scope: scopeOf(activity.conversation.conversationType),
    sender: {
      objectId: aadObjectId.toLowerCase(),
      teamsId: activity.from.id,
      name: activity.from.name?.trim() || undefined,
    },
    channel: data.team
      ? {
          teamId: data.team.id,
          teamName: data.team.name ?? '',
          channelId: data.settings?.selectedChannel?.id ?? data.channel?.id ?? data.team.id,
        }
      : undefined,
    cardId: textIn(activity.replyToId),
    locale: textIn(activity.locale) ?? localeOfClient(said.data?.entities),
  }
  // Where something is added to it, it stands last: what is added after a spread costs V8 a hundred times as much.
  switch (activity.type) {
    case 'message':
      return said.success ? messageEvent(origin, activity, said.data) : unsupported('a message of another form')
    case 'messageUpdate':
      return said.success
        ? { kind: 'edited', words: wordsOf(said.data, timeOf(activity)), ...origin }
        : unsupported('an edit of another form')
    case 'messageDelete':
      return { kind: 'deleted', ...origin }
    case 'installationUpdate':
      return installationEvent(origin, activity.action)
    case 'invoke':
      return invokeEvent(origin, activity.name, activity.value)
    default:
      return unsupported(`an activity of type ${activity.type.slice(0, 40)}`)
  }
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
    words: wordsOf(said, timeOf(activity)),
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
  const kept = url !== undefined && new URL(url).pathname.includes('/v3/attachments/')
  return kept ? { via: 'connector', url, name: named } : undefined
}

function invokeEvent(origin: Origin, invoke: unknown, value: unknown): Event | Unsupported {
  if (invoke === 'adaptiveCard/action') {
    const parsed = executed.safeParse(value)
    if (!parsed.success) return unsupported('a card action of another form')
    const { verb, data } = parsed.data.action
    return { kind: 'pressed', by: 'execute', verb, data: data ?? {}, ...origin }
  }
  if (invoke === 'task/fetch' || invoke === 'task/submit') {
    const parsed = dialog.safeParse(value)
    if (!parsed.success) return unsupported('a dialog of another form')
    const { verb, ...data } = parsed.data.data
    return { kind: invoke === 'task/fetch' ? 'dialog-opened' : 'dialog-saved', verb, data, ...origin }
  }
  return unsupported(`an invoke named ${String(invoke).slice(0, 40)}`)
}

function installationEvent(origin: Origin, action: unknown): Event | Unsupported {
  if (action === 'add' || action === 'add-upgrade') return { kind: 'installed', ...origin }
  if (action === 'remove' || action === 'remove-upgrade') return { kind: 'removed', ...origin }
  return unsupported('an installation of another form')
}

/** What was written, without the mention that called us. It is whispered if either form begins so, whoever is named first. */
function wordsOf(said: z.infer<typeof message>, at: number | undefined): Words {
  return withoutSecrets(writtenIn(said, at))
}

/** Covered at the door, so that no secret is ever kept or passed on. Where its form still shows one, the form goes. */
function withoutSecrets(words: Words): Words {
  const { text, kinds } = maskSecrets(words.text)
  if (kinds.length === 0) return words
  const html = words.html === undefined ? undefined : maskSecrets(words.html).text
  const shows = html !== undefined && maskSecrets(plainText(html)).kinds.length > 0
  return { ...words, text, html: shows ? undefined : html, masked: kinds }
}

function writtenIn(said: z.infer<typeof message>, at: number | undefined): Words {
  const mentions = mentionsOf(said.entities)
  const html = htmlOf(said)
  const bare = withoutMentions(said.text ?? '', mentions, () => true)
  if (html === undefined) {
    return { text: withoutMentions(said.text ?? '', mentions, isBot).trim(), whispered: beginsWhisper(bare), at }
  }
  const botNames = new Set(mentions.filter(isBot).map(nameOf))
  const spoken = safeHtml(html, (name) => botNames.has(name))
  const nobody = plainText(safeHtml(html, () => true))
  return { text: plainText(spoken), html: spoken, whispered: beginsWhisper(bare) || beginsWhisper(nobody), at }
}

type Mention = z.infer<typeof mention>

function withoutMentions(
  written: string,
  mentions: readonly Mention[],
  dropped: (mention: Mention) => boolean,
): string {
  return mentions.reduce(
    (text, found) => text.replace(found.text, () => (dropped(found) ? '' : nameOf(found))),
    written,
  )
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
    .map((entity) => mention.safeParse(entity).data)
    .filter((found) => found !== undefined)
}

function localeOfClient(entities: Entities): string | undefined {
  return ofType(entities, 'clientInfo')
    .map((entity) => clientInfo.safeParse(entity).data?.locale)
    .find((locale) => locale !== undefined)
}

/** Looked at before they are read: a failure costs more than a success. */
function ofType(entities: Entities, type: string) {
  return (entities ?? []).filter((entity) => entity?.type === type)
}

function timeOf(activity: Envelope): number | undefined {
  const at = Date.parse(textIn(activity.timestamp) ?? '')
  return Number.isNaN(at) ? undefined : at
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
