import type { Subject } from '../notices/notice.ts'

/** Where Teams keeps a file for us: behind our own token, or behind a link that opens by itself for a few minutes. */
export interface FileSource {
  readonly via: 'connector' | 'link'
  readonly url: string
  /** Pictures out of the clipboard have none. */
  readonly name: string | undefined
}

/** Taken back: its bytes are gone. Refused: we never had them. */
export type FileState = 'coming' | 'kept' | 'refused' | 'deleted'

/** A file or a picture that came with a message. Its bytes are kept once, apart from it. */
export interface File {
  readonly id: string
  readonly tenantId: string
  readonly workspaceId: string
  readonly author: { readonly objectId: string; readonly name: string }
  /** What it belongs to; nothing yet, when it came before a chat or an incident was asked for. */
  readonly subject: Subject | undefined
  /** For the desk's thread, or for the requester of the chat. */
  readonly audience: 'desk' | 'requester'
  readonly source: FileSource
  readonly state: FileState
  readonly name: string
  readonly contentType: string
  /** In bytes. */
  readonly size: number
}

/** Why a file is not passed on. */
export type FileRefusal = 'too-big' | 'kind' | 'gone' | 'unreachable' | 'silence'

/** Of one message. */
export const MOST_FILES = 10
/** Screenshots, logs and documents fit; a film does not. */
export const MOST_FILE_BYTES = 10 * 1024 * 1024
/** Teams shows pictures on cards up to a megabyte. */
const MOST_SHOWN_BYTES = 1024 * 1024

interface Kind {
  readonly contentType: string
  readonly extension: string
  readonly begins: readonly string[]
}

/** What we say of a file is read from its first bytes, never believed of its name: pictures that Teams shows, and the commonest document. */
const KNOWN: readonly Kind[] = [
  { contentType: 'image/png', extension: 'png', begins: ['89504e470d0a1a0a'] },
  { contentType: 'image/jpeg', extension: 'jpg', begins: ['ffd8ff'] },
  { contentType: 'image/gif', extension: 'gif', begins: ['474946383761', '474946383961'] },
  { contentType: 'application/pdf', extension: 'pdf', begins: ['255044462d'] },
]
/** Windows, Linux and macOS programs. */
const PROGRAMS = ['4d5a', '7f454c46', 'feedface', 'feedfacf', 'cefaedfe', 'cffaedfe', 'cafebabe']
/** What runs when somebody opens it. */
const RUNS =
  /\.(exe|com|scr|pif|msi|msix|msp|appx|cpl|dll|sys|bat|cmd|ps1|psm1|vbs|vbe|js|jse|mjs|wsf|wsh|hta|jar|lnk|url|reg|inf|scf|chm|application|gadget|iso|img|vhd|vhdx|apk|app|dmg|pkg|command|sh|desktop)$/i

/** What a file is, or that we do not pass it on. `start` is its first bytes, 16 of them if it has as many. */
export function examine(
  name: string | undefined,
  start: Uint8Array,
): { readonly name: string; readonly contentType: string } | 'kind' {
  const hex = Buffer.from(start).toString('hex')
  const safe = safeName(name)
  if (RUNS.test(safe) || PROGRAMS.some((begin) => hex.startsWith(begin))) return 'kind'
  const known = KNOWN.find(({ begins }) => begins.some((begin) => hex.startsWith(begin)))
  const contentType = known?.contentType ?? 'application/octet-stream'
  if (safe !== '') return { name: safe, contentType }
  return {
    name: `${known?.contentType.startsWith('image/') ? 'image' : 'fichier'}.${known?.extension ?? 'bin'}`,
    contentType,
  }
}

/** Nothing that ends a line, turns the reading direction, or leads into another folder; trailing dots are nothing to Windows. */
export function safeName(name = ''): string {
  const last = name.split(/[/\\]/).at(-1) ?? ''
  return last
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}<>:"|?*]/gu, '')
    .replace(/^[.\s]+|[.\s]+$/g, '')
    .slice(-120)
}

export function isPicture({ contentType }: Pick<File, 'contentType'>): boolean {
  return contentType.startsWith('image/')
}

export function isShown(file: Pick<File, 'contentType' | 'size'>): boolean {
  return isPicture(file) && file.size <= MOST_SHOWN_BYTES
}
