/** As much of a browser as pages without scripts need: cookies by origin, redirections, links and forms. */
export interface Browser {
  get(url: string, headers?: Readonly<Record<string, string>>): Promise<Page>
  post(url: string, headers?: Readonly<Record<string, string>>): Promise<Page>
  /** Follows the link with these words on the page that was shown last. */
  follow(words: string): Promise<Page>
  readonly cookies: Map<string, string>
}

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
  async function ask(method: 'GET' | 'POST', url: string, extra: Readonly<Record<string, string>>): Promise<Page> {
    const { origin } = new URL(url)
    const own = [...cookies].filter(([key]) => key.startsWith(`${origin} `))
    const cookie = own.map(([key, value]) => `${key.slice(origin.length + 1)}=${value}`).join('; ')
    const headers = { 'accept-language': language, ...(cookie === '' ? {} : { cookie }), ...extra }
    const response = await fetch(url, { method, headers, redirect: 'manual' })
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
    post: (url, headers = {}) => ask('POST', url, headers),
    async follow(words) {
      const links = [...(last?.html ?? '').matchAll(/<a [^>]*href="([^"]*)"[^>]*>([\s\S]*?)<\/a>/g)]
      const found = links.find(([, , text = '']) => text.includes(words))?.[1]
      if (found === undefined || last === undefined) throw new Error(`There is no link “${words}”:\n${last?.html}`)
      return await ask('GET', new URL(found.replaceAll('&amp;', '&'), last.url).href, {})
    },
  }
}
