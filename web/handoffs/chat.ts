import type { Card } from '../../cards/render.ts'
import type { Sentences } from '../../cards/sentences.ts'
import type { Message } from '../../services/handoffs/handoff.ts'
import type { NamedPerson } from '../../services/people/person.ts'
import { type CardView, cardForm } from '../card.ts'
import { page, timeIn } from '../frame.ts'
import { type Html, html } from '../html.ts'

interface Chat {
  /** The oldest first. */
  readonly messages: readonly Message[]
  /** Where it stands, with what can be done about it. */
  readonly card: Card
  readonly reader: NamedPerson
  readonly view: CardView
}

interface ChatPage extends Chat {
  /** Of this filling of the field: however often it is sent, it is said once. */
  readonly nonce: string
  readonly script: string
}

/** The chat that the reader waits for or is in: the same as in Teams (S0.12). Without its script it is read anew by hand. */
export function chatPage(t: Sentences, { nonce, script, ...chat }: ChatPage): string {
  const body = html`<div id="chat" data-part="/chat/part">${chatPart(t, chat)}</div>
<form method="post" action="/chat" class="say">
<input type="hidden" name="nonce" value="${nonce}">
<label for="text">${t('chat.page.say')}</label>
<textarea id="text" name="text" rows="3" maxlength="8000" required></textarea>
<p class="actions"><button class="button main">${t('chat.page.send')}</button> <a class="button" href="/chat">${t('chat.page.again')}</a></p>
</form>
<script src="${script}" type="module"></script>`
  return page(t, { title: t('chat.page.title'), reader: chat.reader.name }, body)
}

/** What of it changes by itself. */
export function chatPart(t: Sentences, { messages, card, reader, view }: Chat): Html {
  const lines = messages.map((message) => {
    const isOwn = message.author.objectId === reader.objectId
    return html`<li class="${isOwn ? 'own' : 'other'}"><span class="about">${message.author.name} · ${timeIn(t.language, view.timeZone, message.saidAt)}${message.undelivered && html` · <span class="attention">${t('undelivered')}</span>`}</span>
<span class="words">${message.words.text}</span></li>`
  })
  return html`<div class="sheet">${cardForm(card, view)}</div>
<ol class="talk" aria-live="polite" aria-label="${t('chat.page.title')}">${lines}</ol>`
}
