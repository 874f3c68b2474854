/** Only over TLS, only for this host, out of reach of scripts; sent in a frame of Teams too, and to no other site's frame (CHIPS). */
const SESSION = '__Host-desk'
/** While somebody signs in: comes back with them from the directory's page. */
const PENDING = '__Host-sign-in'

export function sessionIn(header: string | undefined): string | undefined {
  return cookieIn(header, SESSION)
}

export function pendingIn(header: string | undefined): string | undefined {
  return cookieIn(header, PENDING)
}

export function sessionCookie(token: string, seconds: number): string {
  return `${SESSION}=${token}; Path=/; Max-Age=${seconds}; Secure; HttpOnly; SameSite=None; Partitioned`
}

export function pendingCookie(value: string, seconds: number): string {
  return `${PENDING}=${value}; Path=/; Max-Age=${seconds}; Secure; HttpOnly; SameSite=Lax`
}

export const NO_SESSION = sessionCookie('', 0)
export const NO_PENDING = pendingCookie('', 0)

function cookieIn(header: string | undefined, name: string): string | undefined {
  const pair = header?.split('; ').find((its) => its.startsWith(`${name}=`))
  return pair?.slice(name.length + 1) || undefined
}
