/** Only over TLS, only for this host, out of reach of scripts; sent in a frame of Teams too, and to no other site's frame (CHIPS). */
const SESSION = '__Host-desk'
/** While somebody signs in: comes back with them from the directory's page. Each window has its own, by its `state`. */
const PENDING = '__Host-sign-in-'
const STATE = /^[\w-]{1,64}$/

/** How a page is to look: the theme of Teams, and the reader's time zone; for eyes only. */
const LOOK = '__Host-look'

export function lookIn(header: string | undefined): { readonly theme: string; readonly timeZone: string } | undefined {
  const [, theme = '', zone = ''] =
    /^(default|dark|contrast|glass)\.([\w~+-]{0,60})$/.exec(cookieIn(header, LOOK) ?? '') ?? []
  return theme === '' ? undefined : { theme, timeZone: zone.replaceAll('~', '/') }
}

export function lookCookie(value: string, seconds: number): string {
  return `${LOOK}=${value}; Path=/; Max-Age=${seconds}; Secure; HttpOnly; SameSite=None; Partitioned`
}

export function sessionIn(header: string | undefined): string | undefined {
  return cookieIn(header, SESSION)
}

export function pendingIn(header: string | undefined, state: unknown): string | undefined {
  return typeof state === 'string' && STATE.test(state) ? cookieIn(header, `${PENDING}${state}`) : undefined
}

export function sessionCookie(token: string, seconds: number): string {
  return `${SESSION}=${token}; Path=/; Max-Age=${seconds}; Secure; HttpOnly; SameSite=None; Partitioned`
}

export function pendingCookie(state: string, value: string, seconds: number): string {
  return `${PENDING}${state}=${value}; Path=/; Max-Age=${seconds}; Secure; HttpOnly; SameSite=Lax`
}

/** Takes it away; nothing where `state` is none of ours. */
export function noPending(state: unknown): readonly string[] {
  return typeof state === 'string' && STATE.test(state) ? [pendingCookie(state, '', 0)] : []
}

export const NO_SESSION = sessionCookie('', 0)

function cookieIn(header: string | undefined, name: string): string | undefined {
  const pair = header?.split('; ').find((its) => its.startsWith(`${name}=`))
  return pair?.slice(name.length + 1) || undefined
}
