import { strict as assert } from 'node:assert'
import { readFileSync } from 'node:fs'
import { parseActivity } from '../../bot/teams/activity.ts'
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

  it('are covered whole, wherever they stand: long, repeated, in an address, in a key of any length', () => {
    for (const [text, secret] of [
      [`mdp : ${'Ab1!'.repeat(100)} merci`, 'Ab1!'],
      ['mot de passe : Soleil2024!\nje répète Soleil2024!', 'Soleil'],
      ['https://bob:Soleil2024!@x.fr/', 'Soleil'],
      [`-----BEGIN RSA PRIVATE KEY-----\n${'MIIE'.repeat(2_500)}\n-----END RSA PRIVATE KEY-----`, 'MIIE'],
      ['mdp: a1b2c3 '.repeat(300), 'a1b2c3'],
    ] as const)
      assert.ok(!maskSecrets(text).text.includes(secret), text.slice(0, 40))
  })

  it('take the form along: what a link holds is not passed on while its author believes it is covered', () => {
    const base = {
      type: 'message',
      id: '1',
      channelId: 'msteams',
      serviceUrl: 'https://smba.trafficmanager.net/emea/',
      from: { id: '29:1', aadObjectId: '2c8e7f30-0000-4000-8000-000000000001' },
      conversation: { id: 'a:1', conversationType: 'personal', tenantId: '6f1d4c1e-5a0b-4d3c-9e51-0a7c2b9d8e10' },
    }
    const signature = 'a1B2'.repeat(11)
    for (const content of [
      '<p><a href="https://bob:Soleil2024!@x.fr/">ici</a> mot de passe : Soleil2024!</p>',
      '<p><a href="https://x.fr/?mdp=Soleil2024!">ici</a> puis <b>la suite</b></p>',
      `<p><a href="https://x.fr/b?sv=1&amp;sig=${signature}">ici</a></p>`,
    ]) {
      const activity = { ...base, text: 'ici', attachments: [{ contentType: 'text/html', content }] }
      const event = parseActivity(activity as unknown as Parameters<typeof parseActivity>[0])
      assert.ok(event.kind === 'said')
      assert.ok((event.words.masked ?? []).length > 0, content)
      assert.doesNotMatch(JSON.stringify(event.words), /Soleil|a1B2a1B2/)
    }
  })

  it('are not said to be covered where they are passed on', () => {
    for (const text of ['login/mdp : jdupont / Soleil2024!', 'password: correct horse battery staple']) {
      const { text: left, kinds } = maskSecrets(text)
      assert.equal(kinds.length > 0, left !== text)
      assert.ok(kinds.length === 0 || !/Soleil|staple/.test(left), left)
    }
  })
})
