/** As much of a browser as pages without scripts need: cookies by origin, redirections, links and forms. */
export interface Browser {
  get(url: string, headers?: Readonly<Record<string, string>>): Promise<Page>
  post(url: string, headers?: Readonly<Record<string, string>>, body?: Body): Promise<Page>
  /** Follows the link with these words on the page that was shown last. */
  follow(words: string): Promise<Page>
  /** Presses the button with these words on the page that was shown last, with the fields of its form as they are, but for these. */
  press(words: string, fields?: Readonly<Record<string, string>>, files?: readonly File[]): Promise<Page>
  readonly cookies: Map<string, string>
}

type Body = URLSearchParams | FormData

export interface Page {
  readonly url: string
  readonly status: number
  readonly headers: Headers
  readonly html: string
}

export function createBrowser(language = 'fr'): Browser {
  /** `origin name` → value. */
  const cookies = new Map<string, string>()
  let last: Page | undefined
  async function ask(
    method: 'GET' | 'POST',
    url: string,
    extra: Readonly<Record<string, string>>,
    body?: Body,
  ): Promise<Page> {
    const { origin } = new URL(url)
    const own = [...cookies].filter(([key]) => key.startsWith(`${origin} `))
    const cookie = own.map(([key, value]) => `${key.slice(origin.length + 1)}=${value}`).join('; ')
    const headers = { 'accept-language': language, ...(cookie === '' ? {} : { cookie }), ...extra }
    const response = await fetch(url, { method, headers, redirect: 'manual', ...(body === undefined ? {} : { body }) })
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      if (/Max-Age=0(;|$)/.test(line)) cookies.delete(`${origin} ${name}`)
      else cookies.set(`${origin} ${name}`, value)
    }
    const to = response.headers.get('location')
    if (to !== null) {
      await response.arrayBuffer()
      return await ask('GET', new URL(to, url).href, {})
    }
    last = { url, status: response.status, headers: response.headers, html: await response.text() }
    return last
  }
  return {
    cookies,
    get: (url, headers = {}) => ask('GET', url, headers),
    post: (url, headers = {}, body) => ask('POST', url, headers, body),
    async press(words, fields = {}, files = []) {
      const forms = [...(last?.html ?? '').matchAll(/<form [^>]*action="([^"]*)"([^>]*)>([\s\S]*?)<\/form>/g)]
      for (const [, action = '', rest = '', inside = ''] of forms) {
        const buttons = [...inside.matchAll(/<button([^>]*)>([\s\S]*?)<\/button>/g)]
        const button = buttons.find(([, , text = '']) => unescaped(text.replace(/<[^>]*>/g, '')).includes(words))
        if (button === undefined || last === undefined) continue
        const body = new URLSearchParams()
        for (const [name, value] of [...filledIn(inside), ...namedIn(button[1] ?? '')]) body.append(name, value)
        for (const [name, value] of Object.entries(fields)) body.set(name, value)
        const sent = rest.includes('multipart/form-data') ? withFiles(body, files) : body
        return await ask('POST', new URL(action, last.url).href, { 'sec-fetch-site': 'same-origin' }, sent)
      }
      throw new Error(`There is no button “${words}”:\n${last?.html}`)
    },
    async follow(words) {
      const links = [...(last?.html ?? '').matchAll(/<a [^>]*href="([^"]*)"[^>]*>([\s\S]*?)<\/a>/g)]
      const found = links.find(([, , text = '']) => text.includes(words))?.[1]
      if (found === undefined || last === undefined) throw new Error(`There is no link “${words}”:\n${last?.html}`)
      return await ask('GET', new URL(unescaped(found), last.url).href, {})
    },
  }
}

function withFiles(fields: URLSearchParams, files: readonly File[]): FormData {
  const body = new FormData()
  for (const [name, value] of fields) if (name !== '_files') body.append(name, value)
  // A browser sends an empty one where none is chosen.
  for (const file of files.length === 0 ? [new File([], '')] : files) body.append('_files', file)
  return body
}

/** What a form would send as it stands. */
function filledIn(form: string): readonly (readonly [string, string])[] {
  const inputs = [...form.matchAll(/<input([^>]*)>/g)].flatMap(([, its = '']) =>
    /type="(radio|checkbox)"/.test(its) && !/ checked/.test(its) ? [] : namedIn(its),
  )
  const areas = [...form.matchAll(/<textarea([^>]*)>([\s\S]*?)<\/textarea>/g)].flatMap(([, its = '', text = '']) =>
    namedIn(its).map(([name]) => [name, unescaped(text.replace(/^\n/, ''))] as const),
  )
  const selects = [...form.matchAll(/<select([^>]*)>([\s\S]*?)<\/select>/g)].flatMap(([, its = '', options = '']) =>
    namedIn(its).map(([name]) => [name, unescaped(/value="([^"]*)" selected/.exec(options)?.[1] ?? '')] as const),
  )
  return [...inputs, ...areas, ...selects]
}

function namedIn(attributes: string): readonly (readonly [string, string])[] {
  const of = (name: string) => new RegExp(` ${name}="([^"]*)"`).exec(attributes)?.[1]
  const name = of('name')
  return name === undefined ? [] : [[name, unescaped(of('value') ?? '')]]
}

function unescaped(text: string): string {
  return text
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
}
