import type { Address } from '../notices/address.ts'
import type { Subject } from '../notices/subject.ts'
import type { NamedPerson } from '../people/person.ts'

/** Where Teams keeps a file for us: behind our own token, or behind a link that opens by itself for a few minutes. */
export interface FileSource {
  readonly via: 'connector' | 'link'
  readonly url: string
  /** Pictures out of the clipboard have none. */
  readonly name: string | undefined
}

/** For the desk's thread, or for the requester of the chat. */
export type FileAudience = 'desk' | 'requester'

/** Taken back: its bytes are gone. Refused: we never had them. */
export type FileState = 'coming' | 'kept' | 'refused' | 'deleted'

/** A file or a picture that came with a message. Its bytes are kept once, apart from it. */
export interface File {
  readonly id: string
  readonly workspaceId: string
  readonly author: NamedPerson
  /** What it belongs to; nothing yet, when it came before a chat or an incident was asked for. */
  readonly subject: Subject | undefined
  readonly audience: FileAudience
  /** Where it is shown; nowhere until it belongs to something. */
  readonly shownAt: Address | undefined
  /** `undefined` once its bytes are ours. */
  readonly source: FileSource | undefined
  readonly state: FileState
  readonly name: string
  readonly contentType: string
  /** In bytes. */
  readonly size: number
}

/** Why a file is not passed on. */
export type FileRefusal =
  | 'empty'
  | 'beyond'
  | 'too-big'
  | 'too-much'
  | 'too-many'
  | 'kind'
  | 'gone'
  | 'unreachable'
  | 'not-allowed'
  | 'no-desk'
  | 'no-answer'

/** Of one message. */
export const MOST_FILES = 10
/** Screenshots, logs and documents fit; a film does not. */
export const MOST_FILE_BYTES = 10 * 1024 * 1024
/** Teams shows pictures on cards up to a megabyte. */
const MOST_SHOWN_BYTES = 1024 * 1024

interface Kind {
  readonly contentType: string
  readonly extensions: readonly [string, ...string[]]
  readonly begins: readonly string[]
}

/** What we say of a file is read from its first bytes, never believed of its name: pictures that Teams shows, and the commonest document. */
const KNOWN: readonly Kind[] = [
  { contentType: 'image/png', extensions: ['png'], begins: ['89504e470d0a1a0a'] },
  { contentType: 'image/jpeg', extensions: ['jpg', 'jpeg', 'jfif'], begins: ['ffd8ff'] },
  { contentType: 'image/gif', extensions: ['gif'], begins: ['474946383761', '474946383961'] },
  { contentType: 'application/pdf', extensions: ['pdf'], begins: ['255044462d'] },
]
/** Linux and macOS programs, and scripts that name what runs them. */
const PROGRAMS = ['7f454c46', 'feedface', 'feedfacf', 'cefaedfe', 'cffaedfe', 'cafebabe', '2321']
const WINDOWS_PROGRAM = '4d5a'
/** What runs, or makes something run, when somebody opens it. */
const RUNS = new RegExp(
  `\\.(${[
    'exe|com|scr|pif|cpl|dll|sys|msi|msix|msixbundle|msp|mst|msu|appx|appxbundle|appinstaller|application|appref-ms',
    'bat|cmd|ps1|ps1xml|psm1|psd1|vbs|vbe|js|jse|mjs|wsf|wsh|wsc|ws|sct|hta|jar|jnlp|py|pyw|pl|rb|sh|bash|zsh|run|command',
    'lnk|url|website|webloc|desktop|reg|inf|scf|chm|msc|rdp|gadget|xll|iqy|slk|xbap|diagcab',
    'settingcontent-ms|library-ms|search-ms|iso|img|vhd|vhdx|dmg|pkg|apk|app|deb|rpm|scpt|terminal|workflow',
  ].join('|')})$`,
  'i',
)

/** What a file is, or that we do not pass it on. `start` is its first bytes, 16 of them if it has as many. */
export function examine(
  name: string | undefined,
  start: Uint8Array,
): { readonly name: string; readonly contentType: string } | 'kind' {
  const hex = Buffer.from(start).toString('hex')
  const safe = safeName(name)
  // A text may begin with the same two letters; a program has small numbers behind them.
  const isWindowsProgram = hex.startsWith(WINDOWS_PROGRAM) && (start.length < 4 || start.some((byte) => byte < 9))
  if (RUNS.test(safe) || isWindowsProgram || PROGRAMS.some((begin) => hex.startsWith(begin))) return 'kind'
  const known = KNOWN.find(({ begins }) => begins.some((begin) => hex.startsWith(begin)))
  if (known === undefined) return { name: safe || 'document.bin', contentType: 'application/octet-stream' }
  const { contentType, extensions } = known
  const [extension] = extensions
  if (safe === '')
    return { name: `${contentType.startsWith('image/') ? 'image' : 'document'}.${extension}`, contentType }
  // What a name promises must be what is in it: who saves it opens it by its name.
  const agrees = extensions.some((one) => safe.toLowerCase().endsWith(`.${one}`))
  return { name: agrees ? safe : `${safe}.${extension}`, contentType }
}

/** Letters that show nothing. */
const BLANK = /[\u115f\u1160\u2800\u3164\uffa0]/gu
const LONGEST_NAME = 120

/** Nothing that ends a line, turns the reading direction, shows nothing, or leads into another folder; trailing dots are nothing to Windows. */
export function safeName(name = ''): string {
  const last = name.split(/[/\\]/).at(-1) ?? ''
  const visible = last.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}<>:"|?*]/gu, '').replace(BLANK, '')
  return trimmed([...trimmed(visible)].slice(-LONGEST_NAME).join(''))
}

function trimmed(name: string): string {
  return name.replace(/^[.\s]+|[.\s]+$/g, '')
}

export function isPicture({ contentType }: Pick<File, 'contentType'>): boolean {
  return contentType.startsWith('image/')
}

export function isShown(file: Pick<File, 'contentType' | 'size'>): boolean {
  return isPicture(file) && file.size <= MOST_SHOWN_BYTES
}
