import sanitizeHtml from 'sanitize-html'

const EMOJI = /schema\.skype\.com\/emoji/i
const MENTION = /schema\.skype\.com\/mention/i

/** What Teams shows in a bot's message, and nothing that acts. Mentions and emoji come as elements and become their text. */
const FORM: sanitizeHtml.IOptions = {
  allowedTags: [
    ...[
      'b',
      'strong',
      'i',
      'em',
      'u',
      's',
      'strike',
      'code',
      'pre',
      'blockquote',
      'ul',
      'ol',
      'li',
      'a',
      'p',
      'br',
      'h1',
      'h2',
      'h3',
    ],
    ...['at', 'span'],
  ],
  allowedAttributes: { a: ['href'], span: ['itemtype'] },
  allowedSchemes: ['http', 'https', 'mailto'],
  transformTags: {
    div: 'p',
    img: (tagName, attribs) => (isEmoji(attribs) ? asText(attribs['alt']) : { tagName, attribs }),
    emoji: (_tagName, attribs) => asText(attribs['alt']),
  },
  nestingLimit: 20,
}

const NOTHING: sanitizeHtml.IOptions = { allowedTags: [], allowedAttributes: {}, nestingLimit: 20 }

/**
 * Somebody's message with its formatting, fit to be sent on. A mention keeps its name and loses its power, unless
 * `dropped` says that it goes altogether.
 */
export function safeHtml(html: string, dropped: (name: string) => boolean = () => false): string {
  const exclusiveFilter = ({ tag, attribs, text }: sanitizeHtml.IFrame) => {
    if (tag !== 'at' && tag !== 'span') return false
    const mention = tag === 'at' || MENTION.test(attribs['itemtype'] ?? '')
    return mention && dropped(unescapeHtml(text)) ? true : 'excludeTag'
  }
  return sanitizeHtml(html, { ...FORM, exclusiveFilter }).trim()
}

/** The same as plain text, its paragraphs and items on lines of their own. */
export function plainText(html: string): string {
  const broken = html.replace(/<br\s?\/?>|<\/(p|div|li|h[1-6]|pre|blockquote|tr)>/gi, '$&\n')
  const lines = unescapeHtml(sanitizeHtml(broken, NOTHING)).replaceAll('\u00a0', ' ').split('\n')
  const kept = lines.map((line) => line.trim()).filter((line, n, all) => line !== '' || (n > 0 && all[n - 1] !== ''))
  return kept.join('\n').trim()
}

/** Without the message that is answered, which some clients put before the answer. */
export function withoutQuote(html: string): string {
  const begin = /^\s*<blockquote\b[^<>]{0,500}schema\.skype\.com\/Reply[^<>]{0,500}>/i.exec(html)?.[0]
  const end = begin === undefined ? -1 : html.indexOf('</blockquote>', begin.length)
  return end < 0 ? html : html.slice(end + '</blockquote>'.length)
}

/** Plain text as HTML that shows it as written. */
export function escapeHtml(text: string): string {
  if (!/[&<>"\n]/.test(text)) return text
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replace(/\r?\n/g, '<br>')
}

/** How many pictures are in it; emoji are text. */
export function countPictures(html: string): number {
  return (html.match(/<img\b[^<>]{0,2000}>?/gi) ?? []).filter((image) => !EMOJI.test(image)).length
}

/** How many attachments it stands for, by their places in it. */
export function countAttachments(html: string): number {
  return (html.match(/<attachment\b/gi) ?? []).length
}

function isEmoji(attribs: Readonly<Record<string, string>>): boolean {
  return EMOJI.test(attribs['itemtype'] ?? '')
}

function asText(text = '') {
  return { tagName: 'span', attribs: {}, text }
}

function unescapeHtml(html: string): string {
  return html.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&')
}
