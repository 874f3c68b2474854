import { drawCard } from './cards.js'
import { hostTab } from './host.js'

const SENTENCES = {
  fr: {
    title: 'Teams, sur votre machine',
    dark: 'Thème sombre',
    light: 'Thème clair',
    send: 'Envoyer',
    attach: 'Joindre un fichier',
    write: 'Écrivez un message',
    call: 'Écrivez un message (« Service » appelle l’application)',
    newer: '↓ Nouveaux messages',
    save: 'Enregistrer',
    reply: 'Répondre',
    edit: 'Modifier',
    like: 'Réagir',
    remove: 'Supprimer',
    command: 'Signaler ce message',
    edited: 'Modifié',
    deleted: 'Ce message a été supprimé.',
    close: 'Fermer',
    nothing: 'Rien ici pour le moment.',
    person: 'Qui êtes-vous ?',
    place: 'Conversation',
    group: 'Conversation de groupe',
    tabs: { catalogue: 'Catalogue', incidents: 'Vos incidents et demandes', '': 'Centre de services' },
    roles: { employee: 'employé', analyst: 'analyste', administrator: 'administrateur' },
  },
  en: {
    title: 'Teams, on your own machine',
    dark: 'Dark theme',
    light: 'Light theme',
    send: 'Send',
    attach: 'Attach a file',
    write: 'Write a message',
    call: 'Write a message (“Duty” calls the app)',
    newer: '↓ New messages',
    save: 'Save',
    reply: 'Reply',
    edit: 'Edit',
    like: 'React',
    remove: 'Delete',
    command: 'Report this message',
    edited: 'Edited',
    deleted: 'This message has been deleted.',
    close: 'Close',
    nothing: 'Nothing here yet.',
    person: 'Who are you?',
    place: 'Conversation',
    group: 'Group chat',
    tabs: { catalogue: 'Catalogue', incidents: 'Your requests', '': 'Service desk' },
    roles: { employee: 'employee', analyst: 'analyst', administrator: 'administrator' },
  },
}

/** A paper clip, drawn: not every machine has a font of pictures. */
const CLIP =
  '<svg viewBox="0 0 20 20" width="20" height="20" fill="none" stroke="currentColor" stroke-width="1.5" aria-hidden="true"><path d="M13.5 6v7.5a3.5 3.5 0 0 1-7 0V5.5a2.5 2.5 0 0 1 5 0v7.5a1 1 0 0 1-2 0V6.5"/></svg>'

/** What calls the app in a channel: Teams makes a mention of it. */
const COMMAND = /^@?(service|duty)\b/i

const query = new URLSearchParams(location.search)
const { language, botName, people, service } = await (await fetch('api/people')).json()
const t = SENTENCES[language]
const pair = language === 'fr' ? ['camille', 'sophie'] : ['erin', 'alex']
let theme = query.get('theme') === 'dark' ? 'dark' : 'light'
const panes = [query.get('left') ?? pair[0], query.get('right') ?? pair[1]].map(createPane)

document.documentElement.lang = language
document.title = t.title
document.querySelector('h1').textContent = t.title
const themeButton = document.querySelector('.theme')
themeButton.addEventListener('click', () => {
  theme = theme === 'dark' ? 'light' : 'dark'
  showTheme()
})
showTheme()
showSides()

new EventSource('api/changes').addEventListener('message', () => {
  for (const pane of panes) void pane.update()
})

function showTheme() {
  document.documentElement.dataset.theme = theme
  themeButton.textContent = theme === 'dark' ? t.light : t.dark
  for (const pane of panes) void pane.update(true)
}

/** On a phone there is room for one: two tabs choose whose Teams is shown. */
function showSides() {
  const tabs = document.querySelector('.sides')
  tabs.replaceChildren(
    ...panes.map((pane, index) => {
      const tab = element('button', { type: 'button', className: 'side', textContent: pane.name() })
      tab.addEventListener('click', () => {
        document.body.dataset.side = String(index)
        showSides()
      })
      tab.ariaPressed = String((document.body.dataset.side ?? '0') === String(index))
      return tab
    }),
  )
  document.body.dataset.side ??= '0'
}

function createPane(firstPerson) {
  const root = document.querySelector('#pane').content.firstElementChild.cloneNode(true)
  document.querySelector('.panes').append(root)
  const find = (selector) => root.querySelector(selector)
  const [personSelect, placeSelect, list, box] = ['.person', '.place', '.messages', '.box'].map(find)
  let person = firstPerson
  let place
  let state
  let asking = false
  let again = false
  let toastsSeen
  let stayAtEnd = false

  personSelect.ariaLabel = t.person
  placeSelect.ariaLabel = t.place
  find('.send').textContent = t.send
  find('.close').ariaLabel = t.close
  personSelect.append(
    ...people.map(({ key, name, role }) => new Option(`${name} · ${t.roles[role]}`, key, false, key === person)),
  )
  personSelect.addEventListener('change', () => {
    person = personSelect.value
    place = undefined
    toastsSeen = undefined
    list.replaceChildren()
    void update(true)
  })
  placeSelect.addEventListener('change', () => {
    place = placeSelect.value
    list.replaceChildren()
    void update(true)
  })
  find('.close').addEventListener('click', () => post('close-dialog', {}))
  root.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && state.dialog) void post('close-dialog', {})
  })
  listenToComposer(box, find('.send'), (words) => {
    const target = place.startsWith('channel:')
      ? { channelId: place.slice('channel:'.length), mention: COMMAND.test(words.text) }
      : { conversationId: place }
    stayAtEnd = true
    return post('say', { ...words, ...target })
  })

  const newer = element('button', { type: 'button', className: 'newer', textContent: t.newer, hidden: true })
  list.after(newer)
  newer.addEventListener('click', () => toEnd())
  list.addEventListener('scroll', () => {
    if (list.scrollHeight - list.scrollTop - list.clientHeight < 80) newer.hidden = true
  })

  function toEnd() {
    stayAtEnd = false
    newer.hidden = true
    requestAnimationFrame(() => list.scrollTo(0, list.scrollHeight))
  }

  async function update(fresh = false) {
    if (fresh) list.replaceChildren()
    if (asking) {
      again = true
      return
    }
    asking = true
    do {
      again = false
      state = await (await fetch(`api/people/${person}`)).json()
    } while (again)
    asking = false
    show()
  }

  function show() {
    find('.avatar').textContent = initials(state.name)
    showPlaces()
    toastsSeen ??= state.toasts.length
    if (showTab()) return
    const before = list.lastElementChild?.dataset.key
    const atEnd =
      stayAtEnd || list.scrollHeight - list.scrollTop - list.clientHeight < 80 || list.childElementCount === 0
    const shown = place.startsWith('channel:') ? threads(place.slice('channel:'.length)) : messagesOf(place)
    keyed(
      list,
      shown.length > 0
        ? shown
        : [{ key: 'nothing', draw: () => element('p', { className: 'nothing', textContent: t.nothing }) }],
    )
    if (atEnd) toEnd()
    else if (list.lastElementChild?.dataset.key !== before) newer.hidden = false
    showDialog()
    showToast()
    showSides()
  }

  /** A tab of the app, in a frame, as Teams shows it beside the chats. */
  function showTab() {
    const isTab = place.startsWith('tab:')
    root.classList.toggle('has-tab', isTab)
    if (!isTab) return false
    const shown = list.querySelector('iframe')
    const key = `${person} ${place} ${theme}`
    if (shown?.dataset.of === key) return true
    const frame = element('iframe', { className: 'tab', title: placeSelect.selectedOptions[0]?.textContent ?? '' })
    frame.dataset.of = key
    const who = person
    hostTab(
      frame,
      async () => (await (await fetch(`api/people/${who}/token`)).json()).token,
      () => ({ theme: theme === 'dark' ? 'dark' : 'default', locale: state.locale }),
    )
    frame.src = `${service}/tab?to=${encodeURIComponent(place.slice('tab:'.length))}`
    list.replaceChildren(frame)
    return true
  }

  function showPlaces() {
    const chats = state.conversations.filter(({ type }) => type !== 'channel')
    const options = [
      ...chats.map(({ id, type }) => [id, type === 'personal' ? botName : t.group]),
      ...Object.entries(t.tabs).map(([path, name]) => [`tab:/${path}`, `${botName} › ${name}`]),
      ...state.teams.flatMap((team) =>
        team.channels.map((channel) => [`channel:${channel.id}`, `${team.name} › ${channel.name}`]),
      ),
    ]
    const busiest = state.teams[0]?.channels.at(-1)
    const usual =
      people.find(({ key }) => key === person).role === 'employee' ? chats[0]?.id : busiest && `channel:${busiest.id}`
    if (!options.some(([value]) => value === place)) place = usual ?? options[0]?.[0] ?? ''
    placeSelect.replaceChildren(...options.map(([value, title]) => new Option(title, value, false, value === place)))
    box.dataset.hint = place.startsWith('channel:') ? t.call : t.write
    Object.assign(box, { role: 'textbox', ariaMultiLine: 'true', ariaLabel: t.write })
  }

  function messagesOf(conversationId) {
    const conversation = state.conversations.find(({ id }) => id === conversationId)
    return (conversation?.messages ?? []).map((message) => messageItem(conversation, message))
  }

  function threads(channelId) {
    const inChannel = state.conversations.filter((conversation) => conversation.channelId === channelId)
    return inChannel.map((conversation) => ({
      key: conversation.id,
      keep: true,
      draw: () => {
        const thread = element('article', { className: 'thread' })
        const replies = element('div', { className: 'replies' })
        const answer = element('div', {
          className: 'box',
          contentEditable: 'true',
          role: 'textbox',
          ariaLabel: t.reply,
        })
        answer.dataset.hint = t.reply
        const send = element('button', { type: 'button', className: 'send', textContent: t.send })
        const composer = element('div', { className: 'composer' })
        composer.append(answer, send)
        listenToComposer(answer, send, (words) => post('say', { ...words, conversationId: conversation.id }))
        thread.append(replies, composer)
        return thread
      },
      refresh: (thread) => {
        const items = conversation.messages.map((message) => messageItem(conversation, message))
        keyed(thread.querySelector('.replies'), items)
      },
    }))
  }

  function messageItem(conversation, message) {
    return { key: `${message.id} ${JSON.stringify(message)}`, draw: () => drawMessage(conversation, message) }
  }

  function drawMessage(conversation, message) {
    const own = message.from === state.key
    const row = element('div', { className: `message${own ? ' own' : ''}${message.from === 'bot' ? ' bot' : ''}` })
    const time = new Intl.DateTimeFormat(state.locale, { timeStyle: 'short', timeZone: state.timeZone }).format(
      message.at,
    )
    const head = element('div', { className: 'head' })
    head.append(element('b', { textContent: message.name }), ` ${time}${message.edited ? ` · ${t.edited}` : ''}`)
    const bubble = element('div', { className: 'bubble' })
    if (message.deleted) bubble.append(element('i', { textContent: t.deleted }))
    else if (message.card)
      bubble.append(
        // Whom it rings stands above its card.
        ...(message.text === ''
          ? []
          : [element('p', { textContent: message.text.replace(/<[^>]+>/g, ''), className: 'rung' })]),
        drawCard(message.card, theme, state.locale, (action) =>
          act(bubble, { conversationId: conversation.id, messageId: message.id, action }),
        ),
      )
    else bubble.append(...formed(message), ...message.files.map(drawFile))
    if (message.card) bubble.classList.add('card')
    row.append(head, bubble)
    if (!message.deleted)
      row.append(message.from === 'bot' ? likeFor(conversation, message) : toolsFor(conversation, message, own))
    return row
  }

  /** One reaction is enough to see what comes of it. */
  function likeFor(conversation, message) {
    const like = element('button', { type: 'button', textContent: '👍', ariaLabel: t.like })
    like.addEventListener('click', () => post('react', { conversationId: conversation.id, messageId: message.id }))
    const tools = element('div', { className: 'tools' })
    tools.append(like)
    return tools
  }

  function toolsFor(conversation, message, own) {
    const about = { conversationId: conversation.id, messageId: message.id }
    const choose = element('button', { type: 'button', textContent: t.command })
    choose.addEventListener('click', () => post('choose', { ...about, from: message.from, command: 'incident' }))
    if (!own) {
      const others = element('div', { className: 'tools' })
      others.append(choose)
      return others
    }
    const edit = element('button', { type: 'button', textContent: t.edit })
    edit.addEventListener('click', () => editInPlace(tools, message.text, (text) => post('edit', { ...about, text })))
    const remove = element('button', { type: 'button', textContent: t.remove })
    remove.addEventListener('click', () => post('delete', about))
    const tools = element('div', { className: 'tools' })
    tools.append(edit, remove, choose)
    return tools
  }

  /** The message becomes a field; saved or left, it is drawn anew. */
  function editInPlace(tools, text, change) {
    const field = element('textarea', { value: text, ariaLabel: t.edit, rows: 2, className: 'editing' })
    const save = element('button', { type: 'button', textContent: t.save })
    save.addEventListener('click', async () => {
      if (field.value.trim() !== '' && field.value !== text) await change(field.value)
      else void update(true)
    })
    field.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') void update(true)
    })
    tools.replaceChildren(field, save)
    field.focus()
  }

  /** Long work shows progress: the card's buttons rest until the bot has answered. */
  async function act(holder, body) {
    holder.classList.add('busy')
    await post('act', body)
    holder.classList.remove('busy')
  }

  function showDialog() {
    const veil = find('.veil')
    const body = find('.dialog-body')
    const drawn = JSON.stringify([state.dialog ?? null, theme])
    veil.hidden = state.dialog === undefined
    if (veil.dataset.drawn === drawn) return
    veil.dataset.drawn = drawn
    if (state.dialog === undefined) return
    find('.dialog h2').textContent = state.dialog.title
    const { card, text } = state.dialog
    body.replaceChildren(
      card
        ? drawCard(card, theme, state.locale, (action) => act(body, { action }))
        : element('p', { textContent: text }),
    )
    body.querySelector('input, textarea')?.focus()
  }

  function showToast() {
    const toast = find('.toast')
    if (state.toasts.length <= toastsSeen) return
    toastsSeen = state.toasts.length
    toast.textContent = state.toasts.at(-1)
    toast.hidden = false
    setTimeout(() => {
      toast.hidden = true
    }, 4000)
  }

  async function post(what, body) {
    await fetch(`api/people/${person}/${what}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    await update()
  }

  return { update, name: () => people.find(({ key }) => key === person).name }
}

function listenToComposer(box, button, say) {
  const send = (uploads = []) => {
    const text = box.textContent.trim()
    if (text === '' && uploads.length === 0) return
    const html = /<(b|i|u|strong|em|ul|ol|li|a|code|pre)\b/.test(box.innerHTML) ? { html: box.innerHTML } : {}
    box.replaceChildren()
    void say({ text, ...html, uploads })
  }
  const sendFiles = async (files) => send(await Promise.all([...files].map(uploadOf)))
  const chosen = element('input', { type: 'file', multiple: true, hidden: true })
  const attach = element('button', { type: 'button', className: 'attach', innerHTML: CLIP, ariaLabel: t.attach })
  attach.addEventListener('click', () => chosen.click())
  chosen.addEventListener('change', () => sendFiles(chosen.files))
  button.before(attach, chosen)
  box.addEventListener('paste', (event) => {
    if (event.clipboardData.files.length === 0) return
    event.preventDefault()
    void sendFiles(event.clipboardData.files)
  })
  button.addEventListener('click', () => send())
  box.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.shiftKey) return
    event.preventDefault()
    send()
  })
}

/** Keeps the elements whose key is still there, so that nobody's half-written field is lost. */
function keyed(parent, items) {
  const present = new Map([...parent.children].map((child) => [child.dataset.key, child]))
  const wanted = items.map((item) => {
    const child = present.get(item.key) ?? item.draw()
    child.dataset.key = item.key
    item.refresh?.(child)
    return child
  })
  if (wanted.length !== parent.childElementCount || wanted.some((child, index) => parent.children[index] !== child)) {
    parent.replaceChildren(...wanted)
  }
}

/** A message's words with the forms that Teams shows; anything else is dropped by the parser's text. */
function formed(message) {
  const html = message.html ?? (message.format === 'xml' ? message.text : undefined)
  if (html === undefined) return [element('p', { textContent: message.text, className: 'plain' })]
  return [...new DOMParser().parseFromString(html, 'text/html').body.childNodes].map((node) => document.adoptNode(node))
}

function drawFile({ type, name, url }) {
  if (type.startsWith('image/')) return element('img', { src: url, alt: name, className: 'attached' })
  return element('a', { href: url, textContent: name, className: 'attached', target: '_blank' })
}

/** A file as the simulated Teams takes it. */
async function uploadOf(file) {
  const reader = new FileReader()
  const read = new Promise((resolve, reject) => {
    reader.addEventListener('load', resolve)
    reader.addEventListener('error', reject)
  })
  reader.readAsDataURL(file)
  await read
  const base64 = reader.result.slice(reader.result.indexOf(',') + 1)
  return { name: file.name, type: file.type || 'application/octet-stream', base64 }
}

function initials(name) {
  return name
    .split(' ')
    .map((part) => part[0])
    .join('')
    .slice(0, 2)
}

function element(tag, properties) {
  return Object.assign(document.createElement(tag), properties)
}
