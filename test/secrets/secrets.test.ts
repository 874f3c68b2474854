import { strict as assert } from 'node:assert'
import { connect } from '../../services/db/connect.ts'
import { maskSecrets, type SecretKind } from '../../services/secrets/secret.ts'
import { type Conversation, cardOf } from '../../simulator/chats.ts'
import { type Service, startService } from '../service.ts'

describe('a secret in a text', () => {
  const found: readonly (readonly [string, string, SecretKind])[] = [
    ['mon mot de passe : Soleil2024!', 'Soleil2024!', 'password'],
    ['MDP=azerty', 'azerty', 'password'],
    ['le mot de passe temporaire est Xk9#pq', 'Xk9#pq', 'password'],
    ['the password is hunter2', 'hunter2', 'password'],
    ['Password: correcthorse', 'correcthorse', 'password'],
    ['voici AKIAIOSFODNN7EXAMPLE', 'AKIAIOSFODNN7EXAMPLE', 'key'],
    [`jeton ghp_${'a1B2'.repeat(9)}`, `ghp_${'a1B2'.repeat(9)}`, 'key'],
    ['-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----', 'MIIE', 'key'],
    ['carte 4111 1111 1111 1111, merci', '4111 1111 1111 1111', 'card'],
    ['4111 1111 1111 1111 12/27', '4111 1111 1111 1111', 'card'],
    ['4111 1111 1111 1111 123', '4111 1111 1111 1111', 'card'],
    ['le 25 4111 1111 1111 1111', '4111 1111 1111 1111', 'card'],
    ['5500-0055-5555-5559', '5500-0055-5555-5559', 'card'],
    ['IBAN FR14 2004 1010 0505 0001 3M02 606 MERCI', 'FR14 2004 1010 0505 0001 3M02 606', 'iban'],
    ['DE89370400440532013000', 'DE89370400440532013000', 'iban'],
  ]
  for (const [text, secret, kind] of found) {
    it(`is covered: ${text.slice(0, 40).replaceAll('\n', ' ')}`, () => {
      const masked = maskSecrets(text)
      assert.deepEqual(masked.kinds, [kind])
      assert.ok(!masked.text.includes(secret), masked.text)
    })
  }

  const harmless = [
    'J’ai oublié mon mot de passe.',
    'Mon mot de passe est expiré depuis lundi',
    'My password is not accepted',
    'Le numéro de série est 4111 1111 1111 1112',
    'Ticket 4000000000000000000000000000',
    'Appelez le 01 23 45 67 89 ou le +33 6 12 34 56 78',
    'FR78 0000 0000 0000 0000 0000 000 n’est pas un compte',
    'Erreur 809 à 14:05, version 10.0.19045.3803',
  ]
  for (const text of harmless) {
    it(`is not seen where there is none: ${text.slice(0, 40)}`, () => {
      assert.deepEqual(maskSecrets(text), { text, kinds: [] })
    })
  }

  it('is looked for in no time, whatever stands there', () => {
    for (const hostile of [
      'mot de passe '.repeat(2_300),
      '4 '.repeat(15_000),
      'FR76'.repeat(7_000),
      `${'a'.repeat(14_000)} is${' '.repeat(14_000)}`,
      '-----BEGIN PRIVATE KEY-----'.repeat(1_000),
    ]) {
      const began = performance.now()
      maskSecrets(hostile)
      assert.ok(performance.now() - began < 1_000, `${hostile.slice(0, 20)} took ${performance.now() - began} ms`)
    }
  })
})

describe('a secret in a chat', () => {
  let service: Service
  let thread: Conversation
  before(async () => {
    service = await startService()
    await service.settle('sophie')
    thread = await service.beginChat()
  })
  after(() => service.close())

  it('goes nowhere before its author has decided: covered, as it is, or not at all (F16)', async () => {
    const [camille, sophie] = [service.person('camille'), service.person('sophie')]
    const wait = () => new Promise((resolve) => setTimeout(resolve, 300))
    await camille.says('mon mot de passe : Soleil2024! et voilà', {
      html: '<p>mon mot de passe : <b>Soleil2024!</b> et voilà</p>',
    })
    const asked = await camille.sees(/Votre message semble contenir\u00a0: un mot de passe/)
    assert.doesNotMatch(JSON.stringify(cardOf(asked, 'camille')), /Soleil/)
    await wait()
    assert.doesNotMatch(sophie.shown(thread).join(), /mot de passe/)
    await camille.presses('Masquer et envoyer')
    await sophie.sees(/mon mot de passe : •+/, thread)
    await camille.sees('Envoyé, avec le secret masqué')
    await camille.says('Mot de passe : oublie2024, c’est le nom du fichier')
    await camille.sees('En attente de votre décision')
    await camille.presses('Envoyer sans masquer')
    await sophie.sees('oublie2024, c’est le nom du fichier', thread)
    await camille.says('mdp: Lune2025!')
    await camille.sees('En attente de votre décision')
    await camille.presses('Ne pas envoyer')
    await camille.sees('Ce message n’a pas été envoyé')
    await wait()
    assert.doesNotMatch(sophie.shown(thread).slice(1).join(), /Soleil|Lune|mdp/)
  })

  it('in the analyst’s words is asked about in the thread, and offers to hand it over once (A13)', async () => {
    const [camille, sophie] = [service.person('camille'), service.person('sophie')]
    await sophie.says('Le compte : DE89370400440532013000', { in: thread })
    await sophie.sees(/Votre message semble contenir\u00a0: un IBAN/, thread)
    assert.match(sophie.shown(thread).join('\n'), /Remettre un secret/)
    assert.doesNotMatch(camille.shown().join(), /Le compte/)
    await sophie.presses('Masquer et envoyer', thread)
    await camille.sees(/Le compte : •+/)
    assert.doesNotMatch(camille.shown().join(), /DE89370400/)
  })

  it('that is corrected, or taken back, while it waits, goes as it was corrected, or not at all', async () => {
    const [camille, sophie] = [service.person('camille'), service.person('sophie')]
    const first = await camille.says('mdp: Etoile2026!')
    await camille.sees('En attente de votre décision')
    await service.teams.edit(camille.account, camille.chat(), first, { text: 'Je vous appelle pour le mot de passe.' })
    await sophie.sees('Je vous appelle pour le mot de passe.', thread)
    const second = await camille.says('mdp: Comete2027!')
    await camille.sees('En attente de votre décision')
    await service.teams.remove(camille.account, camille.chat(), second)
    await service.eventually('it is dropped', () => !camille.shown().join().includes('En attente de votre décision'))
    assert.doesNotMatch(sophie.shown(thread).join(), /Etoile|Comete/)
  })

  it('goes covered where its author says nothing in time; what was written is then kept nowhere', async () => {
    const [camille, sophie] = [service.person('camille'), service.person('sophie')]
    await camille.says('mdp: Marche2028!')
    await camille.sees('En attente de votre décision')
    const db = await connect(service.databaseUrl)
    try {
      const due = { due_at: Date.now() - 1 }
      await db.updateTable('jobs').set(due).where('task', '=', 'quarantine.release').execute()
      await sophie.sees(/mdp: •+$/m, thread)
      const rows = await db.selectFrom('quarantined_messages').select('bare').execute()
      assert.ok(rows.length > 4)
      assert.deepEqual([...new Set(rows.map(({ bare }) => bare))], [null])
    } finally {
      await db.destroy()
    }
  })

  it('does not come into the incident that comes of it', async () => {
    const camille = service.person('camille')
    await camille.presses('Créer un incident')
    assert.doesNotMatch(JSON.stringify(camille.dialog?.content), /Soleil2024|DE89370400440532013000/)
    camille.fills({ title: 'Accès', description: 'mdp: Soleil2024!' })
    await camille.presses('Enregistrer')
    assert.doesNotMatch(JSON.stringify(camille.dialog?.content), /Soleil2024/)
  })
})
