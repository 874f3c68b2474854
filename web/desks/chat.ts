import { LONGEST_TEXT } from '../../cards/fields.ts'
import type { Card } from '../../cards/render.ts'
import type { Sentences } from '../../cards/sentences.ts'
import type { Handoff, Message } from '../../services/handoffs/handoff.ts'
import { type PersonKey, samePerson } from '../../services/people/person.ts'
import { type CardView, cardForm } from '../card.ts'
import { page, timeIn } from '../frame.ts'
import { type Html, html } from '../html.ts'
import { deskPath } from '../paths.ts'

interface DeskChat {
  readonly deskId: string
  readonly handoff: Handoff
  /** As it hangs in its thread, with the reader's own buttons. */
  readonly card: Card
  /** What both sides say, and what analysts say among themselves; the oldest first. */
  readonly messages: readonly Message[]
  readonly reader: PersonKey & { readonly name: string }
  readonly view: CardView
}

interface Composer {
  /** Of this filling of the field, for the answer and for the note: however often it is sent, it is said once. */
  readonly nonces: readonly [answer: string, note: string]
  readonly script: string
}

/** A chat on the desk's console: its taker answers and whispers, any other analyst whispers. */
export function deskChatPage(t: Sentences, { nonces, script, ...chat }: DeskChat & Composer): string {
  const { deskId, handoff, reader, view } = chat
  const { id: handoffId, requester, state, analyst } = handoff
  const path = deskPath(deskId, 'chats', handoffId)
  const isTheirs = state === 'active' && samePerson(analyst, reader)
  const isOpen = state === 'active' || state === 'queued'
  const act = (verb: string, nonce: string) => JSON.stringify({ kind: 'save', verb, data: { handoffId, nonce } })
  const composer = html`<form method="post" action="${deskPath(deskId, 'acts')}" class="say">
<input type="hidden" name="_from" value="${path}">
<label for="text">${isTheirs ? t('console.say', { name: requester.name }) : t('chat-note.text')}</label>
<textarea id="text" name="text" rows="3" maxlength="${LONGEST_TEXT}" required></textarea>
<p class="actions">${isTheirs && html`<button class="button main" name="_act" value="${act('handoff.answer', nonces[0])}">${t('chat.page.send')}</button> `}<button class="button whisper" name="_act" value="${act('handoff.note', nonces[1])}">${t('chat-note.title')}</button></p>
</form>`
  const body = html`<div id="part" data-part="${path}/part" data-events="${deskPath(deskId, 'events')}">${deskChatPart(t, chat)}</div>
${isOpen && composer}
<p><a href="${deskPath(deskId, 'people', requester.objectId)}">${t('console.person', { name: requester.name })}</a></p>
<a class="back" href="${deskPath(deskId)}">${t('console.back')}</a>
<script src="${script}" type="module"></script>`
  return page(
    t,
    { title: t('desk.chat-with', { name: requester.name }), reader: reader.name, deskId: view.deskId },
    body,
  )
}

/** What of it changes by itself. */
export function deskChatPart(t: Sentences, { handoff, card, messages, view }: DeskChat): Html {
  const isOver = handoff.state !== 'active' && handoff.state !== 'queued'
  const lines = messages.map((message) => {
    const isRequester = message.author.objectId === handoff.requester.objectId
    const isWhisper = message.audience === 'work-note'
    const side = isWhisper ? 'own whispered' : isRequester ? 'other' : 'own'
    return html`<li class="${side}"><span class="about">${message.author.name} · ${timeIn(t.language, view.timeZone, message.saidAt)}${isWhisper && html` · ${t('chat-note.title')}`}${message.undelivered && html` · <span class="attention">${t('undelivered')}</span>`}</span>
<span class="words">${message.words.text}</span></li>`
  })
  return html`<div class="sheet">${cardForm(card, { ...view, heading: t('desk.chat-with', { name: handoff.requester.name }) })}</div>
<ol class="talk" aria-live="polite" aria-label="${t('chat.page.title')}"${isOver && html` data-over`}>${lines}</ol>`
}
