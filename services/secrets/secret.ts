/** What people should not type where others read, and which we therefore neither keep nor pass on. */
export type SecretKind = 'password' | 'key' | 'card' | 'iban'

declare const masked: unique symbol

/** A text in which secrets are covered. Only `maskSecrets` makes one: what a person wrote enters a verb as nothing else. */
export type Written = string & { readonly [masked]: true }

export interface Masked {
  readonly text: Written
  /** What was found, each kind once. */
  readonly kinds: readonly SecretKind[]
}

/** Its author was asked, and says that there is no secret in it: the other way to a `Written`. */
export function takenAtTheirWord(text: string): Written {
  return text as Written
}

/** Beyond this nothing is passed on or kept anyway. */
const LONGEST = 30_000
const MASK = '••••••••'

/**
 * Covers every secret in a text: passwords by the words that announce them, access keys by their makers' marks, card and
 * account numbers by their own check digits. Linear in the text's length.
 */
export function maskSecrets(text: string): Masked {
  if (text.length > LONGEST) return { text: text as Written, kinds: [] }
  const kinds = new Set<SecretKind>()
  const values = new Set<string>()
  const cover = (kind: SecretKind, value: string) => {
    kinds.add(kind)
    if (value.length >= SHORTEST_REPEATED && values.size < MOST_REPEATED) values.add(value)
    return MASK
  }
  let covered = text
  if (/[-_=.:]|AKIA|ASIA|AIza/.test(covered)) {
    for (const pattern of KEYS) covered = covered.replace(pattern, (found) => cover('key', found))
  }
  if (covered.includes('://')) covered = covered.replace(IN_ADDRESS, (found) => cover('password', found))
  if (ANNOUNCES.test(covered)) covered = maskPasswords(covered, (found) => cover('password', found))
  if (/\d{2}/.test(covered)) {
    covered = covered.replace(IBAN, (found) => maskAccount(found, () => cover('iban', '')))
    covered = covered.replace(DIGITS, (found, at: number, whole: string) =>
      SERIAL_BEFORE.test(whole.slice(Math.max(0, at - 30), at)) ? found : maskCard(found, () => cover('card', '')),
    )
  }
  // Said again elsewhere, it is the same secret.
  for (const value of values) covered = covered.replaceAll(value, MASK)
  return { text: covered as Written, kinds: [...kinds] }
}

const SHORTEST_REPEATED = 6
const MOST_REPEATED = 20

/** By the marks that their makers put on them. */
const KEYS = [
  /-----BEGIN [A-Z ]{0,20}PRIVATE KEY(?: BLOCK)?-----[\s\S]*?(?:-----END [A-Z ]{0,20}PRIVATE KEY(?: BLOCK)?-----|$)/g,
  /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/g,
  /(?<=\baws_?secret(?:_?access)?_?key["']?\s{0,3}[:=]\s{0,3}["']?)[A-Za-z0-9/+]{40}/gi,
  /\bgh[pousr]_[A-Za-z0-9]{36,255}/g,
  /\bgithub_pat_[A-Za-z0-9_]{30,255}/g,
  /\bglpat-[\w-]{20,100}/g,
  /\bAIza[\w-]{35}/g,
  /\b[rs]k_(?:live|test)_[A-Za-z0-9]{16,120}/g,
  /\bsk-(?:(?:proj|ant)-[\w-]{20,200}|[A-Za-z0-9]{32,200})/g,
  /\bxox[abeprs]-[A-Za-z0-9-]{10,200}/g,
  /\beyJ[\w-]{10,2000}\.[\w-]{10,4000}\.[\w-]{5,1000}/g,
  /(?<=\b(?:AccountKey|SharedAccessKey)=)[A-Za-z0-9+/]{40,100}={0,2}/g,
  /(?<=[?&]sig=)[A-Za-z0-9%+/]{30,120}=?/g,
]

/** `https://name:password@host` */
const IN_ADDRESS = /(?<=:\/\/[^\s/:@]{1,64}:)[^\s/@]{3,100}(?=@)/g

const ANNOUNCES = /mots?[ -]de[ -]passe|motdepasse|mdp|passw|passphrase|passcode|pwd|pass|code|\bpin\b/i
/**
 * The words that announce a password; the second group means other things too, and counts before a mark only. One expression
 * for both, so that a line is searched once.
 */
const ANNOUNCED = new RegExp(
  '(?<![\\p{L}\\d])(?:' +
    '(mots?[ -]de[ -]passe|motdepasse|mdp|passwords?|passwd|passphrases?|passcode|pwd)(?![\\p{L}\\d])' +
    '|(pass|code|(?:code )?pin)(?=[^\\S\\n]{0,3}[:=]))',
  'giu',
)
/** What leads from the announcing words to the password: a mark, or « est », « c’est », « is ». */
const MARK = /^[^\n:=]{0,60}?[:=]/
const VERB = /^(?:[^\S\n]+[\p{L}\d'’]{1,20}){0,5}?[^\S\n]+(?:est|sera|devient|c['’]est|is|was|will be)[^\S\n]+/iu

/** Nobody announces so many: from there on all is covered, rather than searched. */
const MOST_ANNOUNCED = 100

/** Line by line: what announces a password may be followed by one on the same line, or alone on the next. */
function maskPasswords(text: string, cover: (found: string) => string): string {
  const lines = text.split('\n')
  let left = MOST_ANNOUNCED
  for (let n = 0; n < lines.length; n += 1) {
    const { line, announced, isAwaited } = maskLine(lines[n] ?? '', left, cover)
    lines[n] = line
    left -= announced
    if (left <= 0) return [...lines.slice(0, n + 1), ...(n + 1 < lines.length ? [cover('')] : [])].join('\n')
    const next = lines[n + 1]?.trim() ?? ''
    if (isAwaited && !/\s/.test(next) && looksSecret(next, isAwaited === 'loose')) lines[n + 1] = cover(next)
  }
  return lines.join('\n')
}

/** How much of a line is looked at behind an announcing word. */
const WINDOW = 300

interface MaskedLine {
  readonly line: string
  /** How many announcing words it has. */
  readonly announced: number
  /** It ends with the mark: what was announced may stand on the next line. */
  readonly isAwaited: 'strict' | 'loose' | undefined
}

/** In one pass: after each find the search goes on behind it. */
function maskLine(whole: string, most: number, cover: (found: string) => string): MaskedLine {
  const pieces: string[] = []
  let done = 0
  let announced = 0
  let isAwaited: MaskedLine['isAwaited']
  for (const found of whole.matchAll(ANNOUNCED)) {
    if (found.index < done) continue
    announced += 1
    const from = found.index + found[0].length
    if (announced > most) {
      pieces.push(whole.slice(done, from), cover(''))
      return { line: pieces.join(''), announced, isAwaited: undefined }
    }
    const isStrict = found[1] !== undefined
    const isLoose = !isStrict && !/pin/i.test(found[0])
    const secret = secretIn(whole.slice(from, from + WINDOW), isStrict, isLoose)
    if (secret === 'awaited') {
      isAwaited = isLoose ? 'loose' : 'strict'
      continue
    }
    const { start, end } = secret
    if (end === start) continue
    // A secret that reaches the window's edge ends at the next blank.
    const more = end === WINDOW ? (/^\S*/.exec(whole.slice(from + end))?.[0].length ?? 0) : 0
    const stop = from + end + more
    pieces.push(whole.slice(done, from + start), cover(whole.slice(from + start, stop)))
    done = stop
  }
  pieces.push(whole.slice(done))
  return { line: pieces.join(''), announced, isAwaited }
}

/** Where the secret stands in what follows the announcing word; nowhere: an empty range at its beginning. */
function secretIn(rest: string, isStrict: boolean, isLoose: boolean): { start: number; end: number } | 'awaited' {
  const mark = MARK.exec(rest)?.[0]
  if (mark !== undefined) {
    const value = rest.slice(mark.length)
    if (value.trim() === '') return 'awaited'
    const end = endOfSecret(value, isLoose)
    if (end > 0) return { start: mark.length + blankOf(value), end: mark.length + end }
    if (isLoose) return NOWHERE
  }
  if (!isStrict) return NOWHERE
  const lead = VERB.exec(rest)?.[0]
  const token = lead === undefined ? undefined : /^\S+/.exec(rest.slice(lead.length))?.[0]
  if (lead !== undefined && token !== undefined && looksSecret(token, false))
    return { start: lead.length, end: lead.length + token.length }
  for (const between of BETWEEN) {
    const before = between.exec(rest)?.[0]
    if (before === undefined) return NOWHERE
    const word = /^\S+/.exec(rest.slice(before.length))?.[0] ?? ''
    if (isStrong(word)) return { start: before.length, end: before.length + word.length }
  }
  return NOWHERE
}

const NOWHERE = { start: 0, end: 0 } as const
/** Up to two words between the announcing word and the password, e.g. « mdp provisoire Soleil2024! ». */
const BETWEEN = [/^[^\S\n]+/u, /^[^\S\n]+\p{L}{2,12}[^\S\n]+/u, /^(?:[^\S\n]+\p{L}{2,12}){2}[^\S\n]+/u]

function blankOf(value: string): number {
  return /^\s*/.exec(value)?.[0].length ?? 0
}

/**
 * Where a password ends that stands behind a mark: 0 when there is none. The first word decides; in a short line any of
 * its words does, and then all of it is covered (« login/mdp : jdupont / Soleil2024! »).
 */
function endOfSecret(value: string, isLoose: boolean): number {
  const tokens = [...value.matchAll(/\S+/g)]
  const [first] = tokens
  if (first === undefined) return 0
  const whole = value.trimEnd().length
  if (!isLoose && tokens.length === 1 && isLoneWord(first[0])) return whole
  if (looksSecret(first[0], isLoose)) {
    const more = tokens.slice(1).findLast(([token]) => isStrong(token))
    if (tokens.length <= 2) return tokens[1] === undefined || looksSecret(tokens[1][0], isLoose) ? whole : endOf(first)
    return endOf(more ?? first)
  }
  const isShort = tokens.length <= 4 && !tokens.some(([token]) => isAddress(token))
  return isShort && tokens.some(([token]) => isStrong(token)) ? whole : 0
}

function endOf(match: RegExpExecArray): number {
  return match.index + match[0].length
}

/** What is said of a password rather than being one, where it stands alone behind the mark. */
const SAID_OF_IT = new RegExp(
  `^(?:${[
    'oublié|oubliée|expiré|expirée|perdu|perdue|incorrect|incorrecte|invalide|refusé|refusée|bloqué|bloquée|inconnu|inconnue',
    'changé|changée|modifié|modifiée|impossible|erroné|provisoire|temporaire|réinitialisé|réinitialiser|réinitialisation|aucun',
    'aucune|problème|erreur|question|urgent|aide|demande|changement|renouvellement|voir|idem|pareil|rien|correct|obligatoire',
    'forgotten|forgot|expired|lost|wrong|incorrect|invalid|refused|rejected|locked|blocked|unknown|changed|reset|resetting',
    'impossible|temporary|none|problem|issue|error|question|urgent|help|request|change|renewal|same|nothing|correct|required',
    'merci|svp|bonjour|please|thanks|hello',
    'missing|empty|pending|manquant|vide|absent|protected|protégé',
  ].join('|')})$`,
  'iu',
)

/** Letters alone are a password only where they stand alone behind the mark, and say nothing of it. */
function isLoneWord(token: string): boolean {
  const bare = bareOf(token)
  return /^\p{L}{5,40}$/u.test(bare) && !SAID_OF_IT.test(bare)
}

/** Digits or signs among the letters; digits alone are a PIN. Never an address, a date, a version, a unit or a product. */
function looksSecret(token: string, isLoose: boolean): boolean {
  if (isLoose) return isStrong(token) && /[@#$%&*^_+!?]/.test(token)
  const bare = bareOf(token)
  if (/^\d{4,12}$/.test(bare)) return true
  return bare.length >= 4 && isMixed(bare)
}

/** The same where little else tells that it is one: long enough, and letters with digits. */
function isStrong(token: string): boolean {
  const bare = bareOf(token)
  return bare.length >= 6 && isMixed(bare) && /\p{L}/u.test(bare) && /[\d@#$%&*^_+!]/.test(bare)
}

/** Without quotes around it and punctuation behind it. */
function bareOf(token: string): string {
  return token.replace(/^["'«“(]+/, '').replace(/["'»”).,;:!?…]+$/, '')
}

const KNOWN_NAMES =
  /^(?:office|windows|win|microsoft|teams|outlook|sharepoint|m|o|iphone|ipad|ios|android|kb|inc|req|chg|prov|err|error|erreur|aadsts|vpn|sap|pc|poste|salle|bureau|wifi|usb|hdmi|covid)[-_ ]?\d+\w{0,3}$/i

function isMixed(bare: string): boolean {
  if (isAddress(bare) || KNOWN_NAMES.test(bare)) return false
  if (/\.(?:xlsx?|docx?|pdf|pptx?|txt|zip|png|jpe?g|csv|msg|eml)$/i.test(bare)) return false
  // Hexadecimal codes, dates, times, ordinals, percentages, quantities with a unit, versions.
  if (/^0x[\da-f]+$/i.test(bare) || /^#?\d+([.,:/h-]\d*)*%?$/i.test(bare)) return false
  if (/^\d+([.,]\d+)?(\p{L}{1,4}|€|°c?)$/iu.test(bare) || /^v?\d+(\.\d+)+\w?$/i.test(bare)) return false
  if (!/[\p{L}]/u.test(bare)) return /\d/.test(bare) && /[@#$%&*^_+!]/.test(bare)
  return /\d/.test(bare) || /[@#$%&*^_+!]/.test(bare.slice(1))
}

function isAddress(token: string): boolean {
  return /^(?:[a-z]+:\/\/|www\.|\\\\)/i.test(token) || /^[^\s@]+@[^\s@]+\.\p{L}{2,}$/u.test(bareOf(token))
}

/** A card's number is written in groups, or broken at the end of a line. */
const DIGITS = /(?<!\d)(?<!\d[.,-])\d(?:[ \t\u00a0\u202f.-]{0,2}\d|\n\d){12,60}(?!\d)/g
const SERIAL_BEFORE = /(?:s[ée]rie|serial|s\/n|imei|n°\s?de commande|order|build|version)\D{0,12}$/i

/** What card numbers begin with, and how long they then are (ISO/IEC 7812; the issuers' published ranges). */
const ISSUERS: readonly { readonly begins: RegExp; readonly lengths: readonly number[] }[] = [
  { begins: /^4/, lengths: [16, 13, 19] },
  { begins: /^(5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720)/, lengths: [16] },
  { begins: /^3[47]/, lengths: [15] },
  { begins: /^(6011|65|64[4-9])/, lengths: [16] },
  { begins: /^62/, lengths: [16, 19] },
  { begins: /^(30[0-5]|36|38)/, lengths: [14] },
]

/** An expiry date, a check code or another card may stand beside a card's number, so each beginning of a group is tried. */
function maskCard(found: string, cover: () => string): string {
  const places = [...found.matchAll(/\d/g)].map(({ index }) => index)
  const digits = places.map((at) => found[at]).join('')
  for (let n = 0; n + 13 <= digits.length; n += 1) {
    const start = places[n] ?? 0
    if (n > 0 && places[n - 1] === start - 1) continue
    const length = cardLength(digits, n, places)
    const end = length === undefined ? undefined : places[n + length - 1]
    if (end !== undefined) return found.slice(0, start) + cover() + maskCard(found.slice(end + 1), cover)
  }
  return found
}

/** How many digits from the `n`th on are a card's number, up to the end of a group. */
function cardLength(digits: string, n: number, places: readonly number[]): number | undefined {
  const { lengths = [] } = ISSUERS.find(({ begins }) => begins.test(digits.slice(n, n + 4))) ?? {}
  return lengths.find((length) => {
    const end = places[n + length - 1]
    const isWhole = end !== undefined && places[n + length] !== end + 1
    return isWhole && isCard(digits.slice(n, n + length))
  })
}

/** Luhn: every second digit from the right doubled, and the sum divisible by 10. */
function isCard(digits: string): boolean {
  let sum = 0
  for (let n = 0; n < digits.length; n += 1) {
    const value = (digits.charCodeAt(digits.length - 1 - n) - 48) * (n % 2 === 0 ? 1 : 2)
    sum += value > 9 ? value - 9 : value
  }
  return sum % 10 === 0 && new Set(digits).size > 1
}

const IBAN = /\b[a-z]{2}\d{2}(?:[ \u00a0\u202f-]?[a-z0-9]){11,30}/gi
/** How long account numbers are, by country (the SWIFT registry of IBAN formats). */
const IBAN_LENGTHS: Readonly<Record<string, number>> = Object.fromEntries(
  (
    'AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DK18 DO28 EE20 EG29 ES24 FI18 FO18 ' +
    'FR27 GB22 GE22 GI23 GL18 GR27 GT28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 ' +
    'LY25 MA28 MC27 MD24 ME22 MK19 MR27 MT31 MU30 NL18 NO15 PK24 PL28 PS29 PT25 QA29 RO24 RS22 SA24 SC31 SD18 SE24 SI19 ' +
    'SK24 SM27 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20'
  )
    .split(' ')
    .map((entry) => [entry.slice(0, 2), Number(entry.slice(2))]),
)

/** The words after an account number may look like more of it: its country says where it ends. */
function maskAccount(found: string, cover: () => string): string {
  const length = IBAN_LENGTHS[found.slice(0, 2).toUpperCase()]
  if (length === undefined) return found
  const places = [...found.matchAll(/[a-z0-9]/gi)].map(({ index }) => index)
  const end = places[length - 1]
  if (end === undefined || /[a-z0-9]/i.test(found[end + 1] ?? '')) return found
  const account = places
    .slice(0, length)
    .map((at) => found[at])
    .join('')
  return isAccount(account) ? cover() + found.slice(end + 1) : found
}

/** ISO 13616: letters are numbers from 10 on, the first four characters come last, and the remainder by 97 is 1. */
function isAccount(iban: string): boolean {
  let rest = 0
  for (const character of iban.slice(4) + iban.slice(0, 4)) {
    const value = Number.parseInt(character, 36)
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97
  }
  return rest === 1
}
