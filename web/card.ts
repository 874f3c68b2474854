import type { ActionData, Verb } from '../cards/actions.ts'
import type { Choice } from '../cards/form.ts'
import type { Card } from '../cards/render.ts'
import { type Html, html, type Value } from './html.ts'
import { deskPageOf, deskPath, pageOf } from './paths.ts'

/** An element or an action of an Adaptive Card, as our cards have them. */
type Part = Readonly<Record<string, unknown>>

/** What a page that shows a card knows beside it. */
export interface CardView {
  /** The page to which « Retour » leads: one of our own paths. */
  readonly from: string
  /** The desk whose console it is: what is done there is done at the desk. */
  readonly deskId?: string
  readonly language: string
  /** An IANA name: a server does not know where a browser is. */
  readonly timeZone: string
  /** What the page says as its heading: the card need not say it again. */
  readonly heading?: string
  /** Words for what a page needs and a card does not. */
  readonly words: { readonly find: string; readonly required: string; readonly none: string }
  /** The files that the form has already, by id. */
  readonly kept?: readonly string[]
  /** Where a script sends what is filled, so that it is kept as a draft before anything is pressed. */
  readonly keep?: string | undefined
  /** Words for files, where files can be sent. */
  readonly files?: { readonly label: string; readonly hint: string }
}

/** The dialogs with which what was attached goes. */
const WITH_FILES = ['ticket.open', 'ticket.comment', 'ticket.reopen', 'request.make']

/** More of these in a form are refused (`MOST_FILES`), as are longer ones. */
function filesField({ files }: CardView, dialog: Act | undefined): Value {
  if (files === undefined || dialog === undefined || !WITH_FILES.includes(dialog.verb)) return undefined
  return html`<div class="field"><label for="_files">${files.label}</label><input type="file" id="_files" name="_files" multiple aria-describedby="_files-hint"><span class="quiet small" id="_files-hint">${files.hint}</span></div>`
}

/** What a button of a page sends as `_act`. */
export interface Act {
  readonly kind: 'press' | 'open' | 'save'
  readonly verb: string
  readonly data: Readonly<Record<string, unknown>>
}

/** A card of Teams as part of a page: a form of its own, whose buttons send what the card's would. Pure. */
export function cardForm(card: Card, view: CardView, dialog?: Act): Html {
  const body = partsOf(card['body']).map((part) => element(part, view, dialog))
  const files = filesField(view, dialog)
  return html`<form method="post" action="${actsPath(view)}" class="card"${files !== undefined && html` enctype="multipart/form-data"`}${view.keep !== undefined && html` data-keep="${view.keep}"`}>
${hiddenFields(view, dialog)}
${dialog !== undefined && lookupsIn(card).length > 0 && enter(partsOf(card['actions']))}
${body}
${files}
${buttons(partsOf(card['actions']), view, dialog)}
${view.keep !== undefined && html`<p class="quiet small" role="status"></p>`}
</form>`
}

/** The key Enter presses a form's first button: that is to be its own, and not the search in it. */
function enter(actions: readonly Part[]): Value {
  const [first] = actions
  return (
    first &&
    html`<button class="enter" name="_act" value="${JSON.stringify(actOf(first, true))}" tabindex="-1" aria-hidden="true"></button>`
  )
}

/** Buttons of a card on a page of our own. Pure. */
export function actionsForm(actions: readonly object[], view: CardView): Html {
  return html`<form method="post" action="${actsPath(view)}">${hiddenFields(view)}${buttons(actions as readonly Part[], view)}</form>`
}

/** A button on a page of our own that does what a card's would. Pure. */
export function actButton<V extends Verb>(
  title: string,
  verb: V,
  data: ActionData<V>,
  view: CardView,
  look = 'button',
): Html {
  return html`<form method="post" action="${actsPath(view)}">${hiddenFields(view)}${button(title, look, { kind: 'press', verb, data: data as Act['data'] })}</form>`
}

/** Where a card's button leads that opens a page or a dialog. Throws where it acts. Pure. */
export function linkOf(action: object, view: CardView): string {
  const href = hrefOf(action as Part, view)
  if (href === undefined) throw new Error('This button acts: a link must not.')
  return href
}

function button(title: string, look: string, act: Act): Html {
  const skip = act.kind !== 'save' && html` formnovalidate`
  return html`<button class="${look}" name="_act" value="${JSON.stringify(act)}"${skip}>${title}</button>`
}

/** What opens a dialog again as it is shown: what its own buttons carry. `undefined`: it has none, as it is done. Pure. */
export function openingOf(dialog: Card): Act | undefined {
  const [first] = partsOf(dialog['actions']).map((action) => actOf(action, true))
  return first?.kind === 'save' ? { ...first, kind: 'open' } : undefined
}

/** The heading of a card, in plain words. */
export function headingOf(card: Card): string {
  const heading = findHeading(partsOf(card['body']))
  return plain(heading ?? card.fallbackText.split('\n')[0] ?? '')
}

/** A card without a sentence that is for windows of Teams alone. */
export function withoutText(card: Card, text: string): Card {
  return { ...card, body: partsOf(card['body']).filter((part) => part['text'] !== text) }
}

/** A field of a dialog that finds its choices by typing: in what, and what is chosen. */
export interface Lookup {
  readonly id: string
  readonly dataset: string
  readonly chosen: readonly string[]
}

export function lookupsIn(card: Card): readonly Lookup[] {
  const look = (part: Part): readonly Lookup[] => {
    const within = [...partsOf(part['items']), ...partsOf(part['columns'])].flatMap(look)
    const data = part['choices.data']
    if (data === undefined) return within
    const value = textIn(part, 'value')
    const chosen = part['isMultiSelect'] === true ? value.split(',') : [value]
    const dataset = textIn(data as Part, 'dataset')
    return [...within, { id: textIn(part, 'id'), dataset, chosen: chosen.filter((its) => its !== '') }]
  }
  return partsOf(card['body']).flatMap(look)
}

/** The ids of a card's fields. */
export function inputsIn(card: Card): readonly string[] {
  const look = (part: Part): readonly string[] => {
    const within = [...partsOf(part['items']), ...partsOf(part['columns'])].flatMap(look)
    return textIn(part, 'type').startsWith('Input.') ? [...within, textIn(part, 'id')] : within
  }
  return partsOf(card['body']).flatMap(look)
}

/** A dialog as it was filled before: its fields' values, and choices besides its own, by id. */
export function refilled(
  card: Card,
  values: Readonly<Record<string, string>>,
  found: Readonly<Record<string, readonly Choice[]>>,
): Card {
  const again = (part: Part): Part => {
    const id = textIn(part, 'id')
    const items = part['items'] === undefined ? {} : { items: partsOf(part['items']).map(again) }
    const columns = part['columns'] === undefined ? {} : { columns: partsOf(part['columns']).map(again) }
    const value = id in values ? { value: values[id] } : {}
    const own = partsOf(part['choices'])
    const more = (found[id] ?? []).filter((choice, n, all) => {
      const isFirst = all.findIndex((other) => other.value === choice.value) === n
      return isFirst && !own.some((other) => other['value'] === choice.value)
    })
    const choices = more.length === 0 ? {} : { choices: [...own, ...more] }
    return { ...part, ...items, ...columns, ...value, ...choices }
  }
  return { ...card, body: partsOf(card['body']).map(again) }
}

/** Where what a card's button sends goes. */
function actsPath({ deskId }: CardView): string {
  return deskId === undefined ? '/acts' : deskPath(deskId, 'acts')
}

function hiddenFields({ from, kept = [] }: CardView, dialog?: Act): Value {
  return [
    html`<input type="hidden" name="_from" value="${from}">`,
    kept.length > 0 && html`<input type="hidden" name="_kept" value="${kept.join(',')}">`,
    dialog !== undefined && html`<input type="hidden" name="_dialog" value="${JSON.stringify(dialog)}">`,
  ]
}

function element(part: Part, view: CardView, dialog?: Act): Value {
  const type = textIn(part, 'type')
  if (type === 'Container') return container(part, view, dialog)
  if (type === 'ColumnSet') return columns(part, view, dialog)
  if (type === 'ActionSet') return buttons(partsOf(part['actions']), view, dialog)
  if (type.startsWith('Input.')) return input(part, view, dialog !== undefined)
  return shown(part, view)
}

/** What only shows something, and may stand in a button too. */
function shown(part: Part, view: CardView): Value {
  const type = textIn(part, 'type')
  if (type === 'TextBlock') return textBlock(part, view)
  if (type === 'RichTextBlock') {
    const runs = partsOf(part['inlines']).map((run) =>
      run['weight'] === 'Bolder' ? html`<strong>${textIn(run, 'text')}</strong>` : textIn(run, 'text'),
    )
    return html`<span class="block run">${runs}</span>`
  }
  if (type === 'Image')
    return html`<img src="${textIn(part, 'url')}" alt="${textIn(part, 'altText')}" width="32" height="32">`
  if (type === 'FactSet')
    return html`<dl>${partsOf(part['facts']).map((fact) => html`<dt>${marked(textIn(fact, 'title'), view)}</dt><dd>${marked(textIn(fact, 'value'), view)}</dd>`)}</dl>`
  if (type === 'ColumnSet') return columnsIn(part, (its) => shown(its, view))
  if (type === 'Container') return partsOf(part['items']).map((item) => shown(item, view))
  throw new Error(`A page cannot show a ${type}.`)
}

function container(part: Part, view: CardView, dialog?: Act): Value {
  const select = part['selectAction']
  if (select !== undefined) return line(part, select as Part, view)
  const items = partsOf(part['items']).map((item) => element(item, view, dialog))
  const style = textIn(part, 'style')
  return html`<div class="${style === '' || style === 'default' ? 'group' : `group box ${style}`}">${items}</div>`
}

function columns(part: Part, view: CardView, dialog?: Act): Value {
  const select = part['selectAction']
  if (select !== undefined) return line(part, select as Part, view)
  return columnsIn(part, (its) => element(its, view, dialog))
}

function columnsIn(part: Part, draw: (part: Part) => Value): Html {
  const drawn = partsOf(part['columns']).map(
    (column) =>
      html`<span class="${column['width'] === 'stretch' ? 'column wide' : 'column'}">${partsOf(column['items']).map(draw)}</span>`,
  )
  return html`<span class="columns">${drawn}</span>`
}

/** A line of a card that acts when it is chosen. */
function line(part: Part, select: Part, view: CardView): Html {
  const { selectAction: _, ...rest } = part
  const inside =
    textIn(rest, 'style') === 'emphasis' ? html`<span class="group box">${shown(rest, view)}</span>` : shown(rest, view)
  const href = hrefOf(select, view)
  if (href !== undefined) return html`<a class="line" href="${href}">${inside}</a>`
  return html`<button class="line" name="_act" value="${JSON.stringify(actOf(select))}" formnovalidate>${inside}</button>`
}

function buttons(actions: readonly Part[], view: CardView, dialog?: Act): Value {
  if (actions.length === 0) return undefined
  const drawn = actions.map((action) => {
    const look =
      ({ positive: 'button main', destructive: 'button danger' } as const)[textIn(action, 'style')] ?? 'button'
    const title = textIn(action, 'title')
    const href = hrefOf(action, view)
    const out = action['type'] === 'Action.OpenUrl' && html` target="_blank" rel="noopener"`
    if (href !== undefined) return html`<a class="${look}" href="${href}"${out}>${title}</a> `
    return html`${button(title, look, actOf(action, dialog !== undefined))} `
  })
  return html`<p class="actions">${drawn}</p>`
}

/** Where an action leads by a link: to a page of its own, to a dialog, or out. */
function hrefOf(action: Part, view: CardView): string | undefined {
  if (action['type'] === 'Action.OpenUrl') return textIn(action, 'url')
  const { kind, verb, data } = actOf(action)
  const { from, deskId } = view
  if (kind === 'open') return `${actsPath(view)}/${verb}?${new URLSearchParams({ with: JSON.stringify(data), from })}`
  return deskId === undefined ? pageOf(verb, data) : deskPageOf(deskId, verb, data)
}

function actOf(action: Part, isInDialog = false): Act {
  const { verb: within, msteams, ...data } = (action['data'] ?? {}) as Part
  const verb = String(action['verb'] ?? within ?? '')
  if ((msteams as Part | undefined)?.['type'] === 'task/fetch') return { kind: 'open', verb, data }
  return { kind: isInDialog && action['type'] === 'Action.Submit' ? 'save' : 'press', verb, data }
}

const COLORS: Readonly<Record<string, string>> = {
  Good: 'good',
  Warning: 'warning',
  Attention: 'attention',
  Accent: 'accent',
}

function textBlock(part: Part, view: CardView): Value {
  const text = marked(textIn(part, 'text'), view)
  if (part['style'] === 'heading') {
    if (plain(textIn(part, 'text')) === view.heading) return undefined
    return html`<span class="block heading" role="heading" aria-level="2">${text}</span>`
  }
  const names = [
    'block',
    COLORS[textIn(part, 'color')] ?? '',
    part['isSubtle'] === true ? 'quiet' : '',
    part['size'] === 'Small' ? 'small' : '',
    part['weight'] === 'Bolder' ? 'strong' : '',
    part['horizontalAlignment'] === 'Right' ? 'end' : '',
  ]
  return html`<span class="${names.filter((name) => name !== '').join(' ')}">${text}</span>`
}

function input(part: Part, view: CardView, mayFind: boolean): Html {
  const id = textIn(part, 'id')
  const value = textIn(part, 'value')
  const isRequired = part['isRequired'] === true
  const label = html`${textIn(part, 'label')}${isRequired && html` <span class="must" title="${view.words.required}">*</span>`}`
  const hint = textIn(part, 'placeholder')
  const must = isRequired ? html` required` : undefined
  const field = (its: Html) => html`<div class="field"><label for="${id}">${label}</label>${its}</div>`
  if (part['type'] === 'Input.Text') {
    const most = Number(part['maxLength'] ?? 8_000)
    const kind = part['style'] === 'Email' ? 'email' : 'text'
    return field(
      part['isMultiline'] === true
        ? html`<textarea id="${id}" name="${id}" maxlength="${most}" rows="5" placeholder="${hint}"${must}>
${value}</textarea>`
        : html`<input type="${kind}" id="${id}" name="${id}" maxlength="${most}" value="${value}" placeholder="${hint}"${must} autocomplete="off">`,
    )
  }
  const native = NATIVE[textIn(part, 'type')]
  if (native !== undefined)
    return field(
      html`<input type="${native}" id="${id}" name="${id}" value="${value}" class="short"${must}${native === 'number' && html` step="any"`}>`,
    )
  if (part['type'] === 'Input.Toggle') {
    const isOn = value === 'true'
    return html`<fieldset class="field"><legend>${label}</legend><input type="hidden" name="_toggle" value="${id}">
<label class="choice"><input type="checkbox" name="${id}" value="true"${isOn && html` checked`}> ${textIn(part, 'title')}</label></fieldset>`
  }
  if (part['type'] !== 'Input.ChoiceSet') throw new Error(`A page cannot show an ${textIn(part, 'type')}.`)
  const isMulti = part['isMultiSelect'] === true
  const chosen = isMulti ? value.split(',') : [value]
  const choices = partsOf(part['choices'])
  const isLookup = part['choices.data'] !== undefined
  if (part['style'] === 'expanded' || isLookup || isMulti) {
    const type = isMulti ? 'checkbox' : 'radio'
    const drawn = choices.map(
      (choice) =>
        html`<label class="choice"><input type="${type}" name="${id}" value="${textIn(choice, 'value')}"${chosen.includes(textIn(choice, 'value')) && html` checked`}${!isMulti && !isLookup && must}> ${plain(textIn(choice, 'title'))}</label>`,
    )
    // A circle that is filled cannot be emptied: where it may stay empty, there is one for that.
    const none =
      !isMulti &&
      !isRequired &&
      value !== '' &&
      html`<label class="choice"><input type="radio" name="${id}" value=""> ${view.words.none}</label>`
    return html`<fieldset class="field"><legend>${label}</legend>${none}${drawn}${isLookup && mayFind && finder(id, hint, view)}</fieldset>`
  }
  const none = !isRequired || value === '' ? html`<option value="">${hint}</option>` : undefined
  const options = choices.map(
    (choice) =>
      html`<option value="${textIn(choice, 'value')}"${textIn(choice, 'value') === value && html` selected`}>${plain(textIn(choice, 'title'))}</option>`,
  )
  return field(html`<select id="${id}" name="${id}"${must}>${none}${options}</select>`)
}

const NATIVE: Readonly<Record<string, string>> = {
  'Input.Date': 'date',
  'Input.Time': 'time',
  'Input.Number': 'number',
}

/** What is found by typing: a search that shows the same form again, with what it found. */
function finder(id: string, hint: string, { words }: CardView): Html {
  return html`<span class="find"><input name="_name.${id}" aria-label="${words.find}" placeholder="${hint}" maxlength="100" autocomplete="off">
<button class="button" name="_find" value="${id}" formnovalidate>${words.find}</button></span>`
}

/** Text of a card with its few marks: bold, links, and times, which are written for the reader. Pure. */
export function marked(text: string, view: CardView): Html {
  const pieces: Value[] = []
  const pattern =
    /\\([\\`*_[\]~#|])|\*\*([\s\S]+?)\*\*(?!\*)|\[([^\]]+)\]\((https?:[^)\s]+)\)|\{\{(DATE|TIME)\(([^,)]+)(?:, ?\w+)?\)\}\}|\n/g
  let end = 0
  for (const match of text.matchAll(pattern)) {
    const [whole, escaped, bold, words, url, form, instant] = match
    pieces.push(text.slice(end, match.index))
    end = match.index + whole.length
    if (escaped !== undefined) pieces.push(escaped)
    else if (bold !== undefined) pieces.push(html`<strong>${marked(bold, view)}</strong>`)
    else if (words !== undefined) pieces.push(html`<a href="${url}">${words}</a>`)
    else if (form !== undefined) pieces.push(written(form, instant ?? '', view))
    else pieces.push(html`<br>`)
  }
  return html`${[...pieces, text.slice(end)]}`
}

function written(form: string, instant: string, { language, timeZone }: CardView): Html {
  const look =
    form === 'DATE'
      ? ({ dateStyle: 'medium' } as const)
      : ({ hour: '2-digit', minute: '2-digit', timeZoneName: 'short' } as const)
  const text = new Intl.DateTimeFormat(language, { timeZone, ...look }).format(new Date(instant))
  return html`<time datetime="${instant}">${text}</time>`
}

/** Without its marks. */
function plain(text: string): string {
  return text.replace(/\*\*/g, '').replace(/\\([\\`*_[\]~#|])/g, '$1')
}

function findHeading(parts: readonly Part[]): string | undefined {
  for (const part of parts) {
    if (part['style'] === 'heading') return textIn(part, 'text')
    const within = findHeading([...partsOf(part['items']), ...partsOf(part['columns'])])
    if (within !== undefined) return within
  }
  return undefined
}

function partsOf(value: unknown): readonly Part[] {
  return Array.isArray(value) ? (value as readonly Part[]) : []
}

function textIn(part: Part, name: string): string {
  const value = part[name]
  return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
}
