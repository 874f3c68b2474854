import sanitizeHtml from 'sanitize-html'

/** What Teams shows in a bot's message, and nothing that acts. */
const FORM: sanitizeHtml.IOptions = {
  allowedTags: [
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
  allowedAttributes: { a: ['href'] },
  allowedSchemes: ['http', 'https', 'mailto'],
  transformTags: { div: 'p' },
  nestingLimit: 20,
}

const NOTHING: sanitizeHtml.IOptions = { allowedTags: [], allowedAttributes: {}, nestingLimit: 20 }

/** Somebody's message with its formatting, fit to be sent on. A mention keeps its name and loses its power. */
export function safeHtml(html: string): string {
  return sanitizeHtml(html, FORM).trim()
}

/** The same as plain text, its paragraphs and items on lines of their own. */
export function plainText(html: string): string {
  const broken = html.replace(/<br\s*\/?>|<\/(p|div|li|h[1-6]|pre|blockquote|tr)>/gi, '$&\n')
  return unescapeHtml(sanitizeHtml(broken, NOTHING))
    .replace(/\u00a0/g, ' ')
    .replace(/[ \t]*\n\s*\n\s*\n*/g, '\n\n')
    .trim()
}

/** Plain text as HTML that shows it as written. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replace(/\r?\n/g, '<br>')
}

export function hasPicture(html: string): boolean {
  return /<img\b/i.test(html)
}

function unescapeHtml(html: string): string {
  return html.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&')
}
