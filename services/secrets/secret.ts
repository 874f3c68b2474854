/** What people should not type where others read, and which we therefore neither keep nor pass on. */
export type SecretKind = 'password' | 'key' | 'card' | 'iban'

export interface Masked {
  readonly text: string
  /** What was found, each kind once. */
  readonly kinds: readonly SecretKind[]
}

/** Beyond this nothing is passed on or kept anyway. */
const LONGEST = 30_000
const MASK = '••••••••'

/** « mot de passe : … », « password is … »: the word that follows. After a verb it must look like a password to be one. */
const PASSWORDS = [
  /(?<=\b(?:mot de passe|mdp|password|passwd|passphrase|pwd)\b[^\S\n]{0,3}[^\s:=]{0,12}[^\S\n]{0,3}[:=][^\S\n]{0,3})\S{4,200}/giu,
  /(?<=\b(?:mot de passe|mdp|password|passwd|passphrase|pwd)\b(?:[^\S\n]{1,3}\p{L}{1,20}){0,2}[^\S\n]{1,3}(?:est|is)[^\S\n]{1,3})(?=\S{0,100}[\d@#$%&*^_+])\S{4,200}/giu,
]
/** By the marks that their makers put on them. */
const KEYS = [
  /-----BEGIN [A-Z ]{0,20}PRIVATE KEY-----[\s\S]{1,8000}?(?:-----END [A-Z ]{0,20}PRIVATE KEY-----|$)/g,
  /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/g,
  /\bgh[pousr]_[A-Za-z0-9]{36,255}/g,
  /\bxox[abeprs]-[A-Za-z0-9-]{10,200}/g,
  /\beyJ[\w-]{10,2000}\.[\w-]{10,4000}\.[\w-]{5,1000}/g,
  /(?<=\b(?:AccountKey|SharedAccessKey)=)[A-Za-z0-9+/]{40,100}={0,2}/g,
]
/** A card's number, and what is often written beside it. */
const DIGITS = /\d(?:[ -]?\d){12,30}/g
const IBAN = /\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]){11,30}\b/g

/** Covers every secret in a text. Numbers count as cards and accounts only if their own check digits say so. */
export function maskSecrets(text: string): Masked {
  if (text.length > LONGEST) return { text, kinds: [] }
  const kinds = new Set<SecretKind>()
  const cover = (kind: SecretKind) => () => {
    kinds.add(kind)
    return MASK
  }
  let masked = text
  for (const pattern of KEYS) masked = masked.replace(pattern, cover('key'))
  for (const pattern of PASSWORDS) masked = masked.replace(pattern, cover('password'))
  masked = masked.replace(IBAN, (found) => {
    const account = longestAccount(found)
    return account === '' ? found : cover('iban')() + found.slice(account.length)
  })
  masked = masked.replace(DIGITS, (found) => {
    const number = cardIn(found)
    return number === undefined ? found : found.replace(number, cover('card'))
  })
  return { text: masked, kinds: [...kinds] }
}

/** The words after an account number may look like more of it. */
function longestAccount(found: string): string {
  for (let length = found.length; length >= 15; length -= 1) {
    const candidate = found.slice(0, length)
    if (/\S$/.test(candidate) && isAccount(candidate.replaceAll(' ', ''))) return candidate
  }
  return ''
}

/** The longest run of digits in it that is a card's: an expiry date or a check code may stand beside it. */
function cardIn(found: string): string | undefined {
  const starts = [...found.matchAll(/(?<![\d])[2-6]/g)].map(({ index }) => index)
  for (const start of starts) {
    for (let end = found.length; end - start >= 13; end -= 1) {
      const candidate = found.slice(start, end)
      const digits = candidate.replaceAll(/\D/g, '')
      const whole = /\d$/.test(candidate) && !/\d/.test(found[end] ?? '')
      if (whole && digits.length >= 13 && digits.length <= 19 && isCard(digits)) return candidate
    }
  }
  return undefined
}

/** ISO 13616: letters are numbers from 10 on, the first four characters come last, and the rest of a division by 97 is 1. */
function isAccount(iban: string): boolean {
  if (iban.length < 15 || iban.length > 34) return false
  let rest = 0
  for (const character of iban.slice(4) + iban.slice(0, 4)) {
    const value = Number.parseInt(character, 36)
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97
  }
  return rest === 1
}

/** ISO/IEC 7812: every second digit from the right doubled, and the sum divisible by 10 (Luhn). */
function isCard(digits: string): boolean {
  const sum = [...digits].reverse().reduce((total, digit, n) => {
    const value = Number(digit) * (n % 2 === 0 ? 1 : 2)
    return total + (value > 9 ? value - 9 : value)
  }, 0)
  return sum % 10 === 0 && new Set(digits).size > 1
}
