import { strict as assert } from 'node:assert'
import { readFileSync } from 'node:fs'
import { maskSecrets } from '../../services/secrets/secret.ts'

interface Sentence {
  readonly text: string
  readonly secrets: readonly string[]
}

const corpus = readFileSync(new URL('../../../test/secrets/corpus.txt', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'))
  .map((line): Sentence => {
    const written = line.replaceAll('↵', '\n')
    return {
      text: written.replace(/[⟦⟧]/g, ''),
      secrets: [...written.matchAll(/⟦([^⟧]+)⟧/g)].map(([, secret = '']) => secret),
    }
  })

/** What is left of a sentence must show no part of a secret, and all that stands around it. */
const isCovered = ({ text, secrets }: Sentence) => {
  const { text: left, kinds } = maskSecrets(text)
  return kinds.length > 0 && secrets.every((secret) => secret.split(/\s+/).every((word) => !left.includes(word)))
}
const isUntouched = ({ text }: Sentence) => maskSecrets(text).text === text

describe('secrets in a corpus of what people write (X-M5, E5, N12)', () => {
  const withSecret = corpus.filter(({ secrets }) => secrets.length > 0)
  const without = corpus.filter(({ secrets }) => secrets.length === 0)

  it('are covered to their end, and nothing else is', () => {
    const missed = withSecret.filter((sentence) => !isCovered(sentence))
    const destroyed = without.filter((sentence) => !isUntouched(sentence))
    const figures = {
      sentences: corpus.length,
      recall: Number((1 - missed.length / withSecret.length).toFixed(3)),
      falseAlarms: Number((destroyed.length / without.length).toFixed(3)),
    }
    process.stdout.write(`      ${JSON.stringify(figures)}\n`)
    assert.ok(corpus.length >= 300, `${corpus.length} sentences`)
    const list = (sentences: readonly Sentence[]) =>
      sentences.map(({ text }) => `${text} → ${maskSecrets(text).text}`).join('\n')
    assert.ok(figures.recall >= 0.97, `missed:\n${list(missed)}`)
    assert.ok(figures.falseAlarms <= 0.02, `destroyed:\n${list(destroyed)}`)
  })

  it('leave what stands around them', () => {
    assert.equal(
      maskSecrets('le mot de passe est P@ssw0rd et le login jdupont').text,
      'le mot de passe est •••••••• et le login jdupont',
    )
    assert.equal(maskSecrets('visa 4111 1111 1111 1111 cvv 123').text, 'visa •••••••• cvv 123')
    assert.equal(
      maskSecrets('Utilisateur : jd\nMot de passe : Soleil2024!\nMerci').text,
      'Utilisateur : jd\nMot de passe : ••••••••\nMerci',
    )
  })

  it('are not said to be covered where they are passed on', () => {
    for (const text of ['login/mdp : jdupont / Soleil2024!', 'password: correct horse battery staple']) {
      const { text: left, kinds } = maskSecrets(text)
      assert.equal(kinds.length > 0, left !== text)
      assert.ok(kinds.length === 0 || !/Soleil|staple/.test(left), left)
    }
  })
})
