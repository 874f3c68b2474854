/** What people should not type where others read, and which we therefore neither keep nor pass on. */
export type SecretKind = 'password' | 'key' | 'card' | 'iban'

export interface Masked {
  readonly text: string
  /** What was found, each kind once. */
  readonly kinds: readonly SecretKind[]
}

const MASK = '••••••••'

/** « mot de passe : … », « password is … »: the word that follows. After a verb it must look like a password to be one. */
const PASSWORDS = [
  /(?<=\b(?:mot de passe|mdp|password|passwd|passphrase|pwd)\b[^\S\n]{0,3}[^\s:=]{0,12}[^\S\n]{0,3}[:=][^\S\n]{0,3})\S{4,}/giu,
  /(?<=\b(?:mot de passe|mdp|password|passwd|passphrase|pwd)\b(?:[^\S\n]+\p{L}+){0,2}[^\S\n]+(?:est|is)[^\S\n]+)(?=\S*[\d@#$%&*^_+])\S{4,}/giu,
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
const CARD = /(?<![\d-])[2-6](?:[ -]?\d){12,18}(?![\d-])/g
const IBAN = /\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]){11,30}\b/g

/** Covers every secret in a text. Numbers count as cards and accounts only if their own check digits say so. */
export function maskSecrets(text: string): Masked {
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
  masked = masked.replace(CARD, (found) => (isCard(found.replaceAll(/\D/g, '')) ? cover('card')() : found))
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
