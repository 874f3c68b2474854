import { actionsOf, inputsOf, textOf } from './card-reader.ts'
import { type Conversation, cardOf, type Json, type Message } from './chats.ts'
import type { Account } from './directory.ts'
import type { InvokeResult, Teams } from './teams.ts'
import type { Upload } from './uploads.ts'

export interface Dialog {
  readonly conversation: Conversation
  readonly title: string
  /** A card, or a plain sentence. */
  readonly content: { readonly card: Json } | { readonly text: string }
}

/** One person's Teams: what they see, press and fill in. The page and the scripts drive the same one. */
export interface Client {
  readonly account: Account
  readonly dialog: Dialog | undefined
  /** Short messages that a client shows for a moment, the last one last. */
  readonly toasts: readonly string[]
  conversations(): readonly Conversation[]
  /** Does what a button does. `inputs` are the fields of the card it stands in. */
  act(
    conversation: Conversation,
    message: Message | undefined,
    action: Json,
    inputs: Readonly<Record<string, string>>,
  ): Promise<void>
  /** Chooses a command of the app on somebody's message. */
  choose(conversation: Conversation, message: Message, commandId: string): Promise<void>
  closeDialog(): void
  /** Asks for the person's own view of cards that offer them one, as a client does when it shows them. */
  refresh(conversation: Conversation): Promise<void>
}

export function createClient(teams: Teams, account: Account): Client {
  const toasts: string[] = []
  const asked = new Set<string>()
  let dialog: Dialog | undefined
  /** The dialog that is open belongs to a command on a message: it is answered to by another name. */
  let isCommand = false

  async function execute(conversation: Conversation, message: Message, action: Json, inputs: object, trigger: string) {
    const { verb, data } = action
    const value = { action: { type: 'Action.Execute', verb, data: { ...(data as object), ...inputs } }, trigger }
    const before = { revision: message.revision, view: message.views.get(account.key) }
    const { status, body } = await teams.invoke(account, conversation, 'adaptiveCard/action', value, message.id)
    const type = String(body.type ?? '')
    const changed = message.revision !== before.revision || message.views.get(account.key) !== before.view
    // The answer to an automatic refresh comes too late for a card that somebody pressed, or that the bot updated.
    if (trigger === 'automatic' && changed) return
    if (status === 200 && type.endsWith('card.adaptive')) teams.chats.setView(message, account.key, body.value as Json)
    else if (status === 200 && type.endsWith('activity.message')) toast(String(body.value))
    else toast('Unable to reach app. Please try again.')
  }

  async function openDialog(conversation: Conversation, message: Message, data: object) {
    isCommand = false
    await show(
      conversation,
      await teams.invoke(account, conversation, 'task/fetch', { data, context: { theme: 'default' } }, message.id),
    )
  }

  async function show(conversation: Conversation, { status, body }: InvokeResult) {
    const task = body.task as { type?: string; value?: unknown } | undefined
    if (status !== 200) toast('Unable to reach app. Please try again.')
    else if (task?.type === 'continue') {
      const { title, card } = task.value as { title: string; card: { content: Json } }
      const found = await searched(conversation, card.content)
      dialog = { conversation, title, content: { card: withChoices(card.content, teams, found) } }
    } else if (task?.type === 'message') dialog = { conversation, title: '', content: { text: String(task.value) } }
    else dialog = undefined
    teams.chats.touch()
  }

  /** What the bot finds in each dataset of its own for nothing typed: our client lists it, where Teams' searches at each letter. */
  async function searched(conversation: Conversation, card: Json): Promise<ReadonlyMap<string, readonly Choice[]>> {
    const datasets = new Set<string>()
    JSON.stringify(card, (key, value) => {
      if (key === 'choices.data' && !String(value?.dataset).startsWith(PEOPLE)) datasets.add(String(value.dataset))
      return value
    })
    const found = [...datasets].map(async (dataset) => {
      const value = { queryText: '', queryOptions: { skip: 0, top: 15 }, dataset }
      const { body } = await teams.invoke(account, conversation, 'application/search', value)
      const results = (body.value as { results?: readonly Choice[] } | undefined)?.results ?? []
      return [dataset, results] as const
    })
    return new Map(await Promise.all(found))
  }

  function toast(text: string) {
    toasts.push(text)
    teams.chats.touch()
  }

  return {
    account,
    get dialog() {
      return dialog
    },
    toasts,
    conversations: () => [...teams.chats.conversations.values()].filter(({ members }) => members.includes(account.key)),
    async act(conversation, message, action, inputs) {
      const data = (action.data ?? {}) as { msteams?: { type?: string } }
      if (message === undefined) {
        const value = { data: { ...data, ...inputs }, context: { theme: 'default' } }
        const name = isCommand ? 'composeExtension/submitAction' : 'task/submit'
        await show(conversation, await teams.invoke(account, conversation, name, value))
      } else if (action.type === 'Action.Execute') await execute(conversation, message, action, inputs, 'manual')
      else if (data.msteams?.type === 'task/fetch') await openDialog(conversation, message, data)
      else await teams.submit(account, conversation, { ...data, ...inputs }, message.id)
    },
    async choose(conversation, message, commandId) {
      isCommand = true
      const author = teams.directory.accounts.find(({ key }) => key === message.from)
      const html = message.attachments.find(({ contentType }) => contentType === 'text/html')?.content
      const body = { contentType: html === undefined ? 'text' : 'html', content: html ?? message.text }
      const from = { user: { id: author?.objectId, displayName: author?.name } }
      const messagePayload = { id: message.id, createdDateTime: new Date(message.at).toISOString(), body, from }
      const value = { commandId, commandContext: 'message', messagePayload, context: { theme: 'default' } }
      await show(conversation, await teams.invoke(account, conversation, 'composeExtension/fetchTask', value))
    },
    closeDialog() {
      dialog = undefined
      teams.chats.touch()
    },
    async refresh(conversation) {
      for (const message of conversation.messages) {
        const refresh = cardOf(message, account.key)?.refresh as { action: Json; userIds?: string[] } | undefined
        const key = `${message.id} ${message.revision}`
        if (!refresh?.userIds?.includes(account.teamsId) || message.views.has(account.key) || asked.has(key)) continue
        asked.add(key)
        await execute(conversation, message, refresh.action, {}, 'automatic')
      }
    },
  }
}

interface Choice {
  readonly title: string
  readonly value: string
}

const PEOPLE = 'graph.microsoft.com/users'

/** A people picker is filled from the directory by Teams itself, any other by what the bot found. */
function withChoices(card: Json, teams: Teams, found: ReadonlyMap<string, readonly Choice[]>): Json {
  const people = teams.directory.accounts.map(({ name, objectId }) => ({ title: name, value: objectId }))
  return JSON.parse(JSON.stringify(card), (_key, value) => {
    const dataset = value?.['choices.data']?.dataset
    if (typeof dataset !== 'string') return value
    const { 'choices.data': _, ...input } = value
    if (dataset.startsWith(PEOPLE)) return { ...input, choices: people }
    const own = (input.choices ?? []) as readonly Choice[]
    const more = (found.get(dataset) ?? []).filter((its) => !own.some(({ value: known }) => known === its.value))
    return { ...input, choices: [...own, ...more] }
  })
}

/** Somebody in a script: says, presses, fills in, and waits to see. */
export interface Person extends Client {
  /** Their chat with the bot. */
  chat(): Conversation
  says(
    text: string,
    more?: { in?: Conversation; html?: string; mention?: boolean; uploads?: readonly Upload[] },
  ): Promise<Message>
  presses(title: string, where?: Conversation): Promise<void>
  fills(fields: Readonly<Record<string, string>>): void
  /** Waits until a message that is shown matches, and returns it; fails with what is shown instead. */
  sees(expected: string | RegExp, where?: Conversation): Promise<Message>
  seesDialog(expected: string | RegExp): string
  /** The thread whose first message matches. */
  findsThread(expected: string | RegExp): Promise<Conversation>
  shown(where?: Conversation): readonly string[]
}

const PATIENCE_MS = 15_000

export function createPerson(teams: Teams, key: string): Person {
  const account = teams.account(key)
  const client = createClient(teams, account)
  let fields: Record<string, string> = {}

  const chat = () => {
    const conversation = teams.personalChat(account)
    if (conversation === undefined) throw new Error(`${account.name} has not installed the app.`)
    return conversation
  }
  const textShown = (message: Message) => {
    const card = cardOf(message, key)
    if (message.deletedAt !== undefined) return '(deleted)'
    return card === undefined ? plain(message) : textOf(card, account)
  }
  const shown = (where = chat()) => where.messages.map(textShown)

  async function until<T>(
    what: string,
    find: () => T | undefined | Promise<T | undefined>,
    seen: () => string,
  ): Promise<T> {
    const deadline = Date.now() + PATIENCE_MS
    for (;;) {
      const found = await find()
      if (found !== undefined) return found
      if (Date.now() > deadline) {
        const all = [seen(), ...client.toasts].join('\n---\n')
        throw new Error(`${account.name} does not see ${what}. They see:\n${all}`)
      }
      await new Promise((resolve) => setTimeout(resolve, 15))
    }
  }

  async function pressIn(conversation: Conversation, title: string): Promise<void> {
    const find = async () => {
      await client.refresh(conversation)
      for (const message of conversation.messages.toReversed()) {
        const card = cardOf(message, key)
        const button = card && actionsOf(card).find((candidate) => candidate.title === title)
        if (button !== undefined) return { message, button }
      }
      return undefined
    }
    const seen = () => shown(conversation).join('\n---\n')
    const { message, button } = await until(`a button « ${title} »`, find, seen)
    await client.act(conversation, message, button.action, {})
  }

  async function pressInDialog(dialog: Dialog, title: string): Promise<void> {
    if (!('card' in dialog.content)) throw new Error('The dialog has no buttons.')
    const { card } = dialog.content
    const button = actionsOf(card).find((candidate) => candidate.title === title)
    if (button === undefined) throw new Error(`The dialog « ${dialog.title} » has no button « ${title} ».`)
    const values = Object.fromEntries(inputsOf(card).map(({ id, value }) => [id, fields[id] ?? value]))
    const empty = inputsOf(card).filter(({ id, required }) => required && values[id] === '')
    if (empty.length > 0) throw new Error(`The client asks for ${empty.map(({ label }) => label).join(', ')}.`)
    fields = {}
    await client.act(dialog.conversation, undefined, button.action, values)
  }

  return {
    account,
    get dialog() {
      return client.dialog
    },
    toasts: client.toasts,
    conversations: client.conversations,
    act: client.act,
    choose: client.choose,
    closeDialog: client.closeDialog,
    refresh: client.refresh,
    chat,
    shown,
    says: (text, { in: where = chat(), ...more } = {}) => teams.say(account, where, { text, ...more }),
    async presses(title, where) {
      if (client.dialog !== undefined && where === undefined) await pressInDialog(client.dialog, title)
      else await pressIn(where ?? chat(), title)
    },
    fills(values) {
      fields = { ...fields, ...values }
    },
    sees: (expected, where) => {
      const find = async () => {
        await client.refresh(where ?? chat())
        return (where ?? chat()).messages.toReversed().find((message) => matches(textShown(message), expected))
      }
      return until(String(expected), find, () => shown(where).join('\n---\n'))
    },
    seesDialog(expected) {
      const { dialog } = client
      if (dialog === undefined) throw new Error('No dialog is open.')
      const text = 'card' in dialog.content ? textOf(dialog.content.card, account) : dialog.content.text
      if (!matches(`${dialog.title}\n${text}`, expected))
        throw new Error(`The dialog does not say ${expected}:\n${dialog.title}\n${text}`)
      return text
    },
    findsThread: (expected) => {
      const threads = () => client.conversations().filter(({ type }) => type === 'channel')
      const find = () => threads().findLast(({ messages }) => messages[0] && matches(textShown(messages[0]), expected))
      return until(`a thread about ${expected}`, find, () =>
        threads()
          .map(({ messages }) => messages[0] && textShown(messages[0]))
          .join('\n---\n'),
      )
    },
  }
}

function matches(text: string, expected: string | RegExp): boolean {
  return typeof expected === 'string' ? text.includes(expected) : expected.test(text)
}

function plain({ text, textFormat }: Message): string {
  if (textFormat !== 'xml') return text
  const lines = text.replace(/<br\s*\/?>|<\/(p|li|h\d|pre|blockquote)>/gi, '\n').replace(/<[^>]+>/g, '')
  return lines.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&').trim()
}
