import { strict as assert } from 'node:assert'
import type { Conversation } from '../../simulator/chats.ts'
import { type Service, startService } from '../service.ts'

const CHAT = 'Chat avec un analyste'

describe('a chat between an employee and an analyst', () => {
  let service: Service
  const person = (key: string) => service.person(key)

  beforeEach(async () => {
    service = await startService()
  })
  afterEach(() => service.close())

  /** Somebody writes, gets the options, and asks for a chat. */
  const ask = (key: string, words: string) => service.ask(key, words)

  /** Camille writes, asks for a chat, and Sophie takes it. */
  async function connect(words = 'Mon imprimante ne répond plus.'): Promise<Conversation> {
    await service.settle('sophie')
    await ask('camille', words)
    const thread = await person('sophie').findsThread('Camille Roy attend un analyste')
    await person('sophie').presses('Prendre', thread)
    await person('camille').sees('Connecté à Sophie Martin')
    return thread
  }

  it('says that nobody is there, and offers an incident instead', async () => {
    await service.settle()
    await person('camille').presses(CHAT)
    await person('camille').sees(/Chat non disponible pour le moment ![\s\S]*Aucun analyste n’est de service/)
    await person('camille').presses('Créer un incident')
    person('camille').seesDialog('Incident')
  })

  it('closes the chat to employees when the last analyst goes off duty', async () => {
    await service.settle('sophie')
    await person('sophie').presses('Quitter mon service', await person('sophie').findsThread('Centre de services'))
    await person('camille').says('bonjour')
    await person('camille').sees(/Bonjour Camille\n● Chat non disponible pour le moment !/)
  })

  it('shows the desk the words that brought the employee, and those that follow while they wait', async () => {
    await service.settle('sophie')
    await ask('camille', 'Plus de réseau au 3e étage.')
    const thread = await person('sophie').findsThread('Plus de réseau au 3e étage.')
    await person('camille').says('C’est urgent, nous sommes douze.')
    await person('sophie').sees('C’est urgent, nous sommes douze.', thread)
    await person('camille').sees('Nous cherchons un analyste pour vous')
  })

  it('keeps the place of who asks twice', async () => {
    await service.settle('sophie')
    await ask('camille', 'un')
    await person('sophie').findsThread('Camille Roy attend')
    await service.teams.installForPerson(person('camille').account)
    await person('camille').sees('Sélectionnez')
    await person('camille').presses(CHAT)
    const threads = person('sophie')
      .conversations()
      .filter(({ messages }) => JSON.stringify(messages).includes('Camille Roy attend'))
    assert.equal(threads.length, 1)
  })

  it('lets only the taker speak; everybody else whispers, and so does the taker after //', async () => {
    const thread = await connect()
    await person('karim').says('Elle a déjà appelé hier.', { in: thread })
    await person('sophie').says('// je regarde le pilote', { in: thread })
    await person('sophie').says('Je regarde.', { in: thread })
    await person('camille').sees('Je regarde.')
    const shown = person('camille').shown().join('\n')
    assert.doesNotMatch(shown, /déjà appelé|pilote/)
  })

  it('keeps whispering before anybody took it', async () => {
    await service.settle('sophie')
    await ask('camille', 'Bonjour')
    const thread = await person('sophie').findsThread('Camille Roy attend')
    await person('sophie').says('Qui la prend ?', { in: thread })
    await person('sophie').presses('Prendre', thread)
    await person('sophie').says('Me voici.', { in: thread })
    await person('camille').sees('Me voici.')
    assert.doesNotMatch(person('camille').shown().join('\n'), /Qui la prend/)
  })

  it('carries formatting both ways, and nothing that acts', async () => {
    const thread = await connect()
    const html =
      '<p>Essayez <strong>ceci</strong> :</p><ul><li>un</li></ul><script>alert(1)</script><a href="javascript:x">non</a>'
    await person('sophie').says('Essayez ceci', { in: thread, html })
    const received = await person('camille').sees('Essayez')
    assert.match(received.text, /<strong>ceci<\/strong> :<\/p><ul><li>un<\/li><\/ul>/)
    assert.doesNotMatch(received.text, /script|alert/)
    await person('camille').says('a < b & *pas gras* <at>x</at>')
    const raw = await person('sophie').sees('*pas gras*', thread)
    assert.match(raw.text, /a &lt; b &amp; \*pas gras\* &lt;at&gt;x&lt;\/at&gt;/)
  })

  it('follows edits and deletions on both sides', async () => {
    const thread = await connect()
    const typo = await person('camille').says('Imprimante 4O2')
    await person('sophie').sees('Imprimante 4O2', thread)
    await service.teams.edit(person('camille').account, person('camille').chat(), typo, { text: 'Imprimante 402' })
    await person('sophie').sees('Imprimante 402', thread)
    const slip = await person('sophie').says('Mot de passe provisoire', { in: thread })
    await person('camille').sees('Mot de passe provisoire')
    await service.teams.remove(person('sophie').account, thread, slip)
    await person('camille').sees('(deleted)')
    assert.doesNotMatch(person('camille').shown().join('\n'), /Mot de passe/)
  })

  it('never turns a whisper into a message by an edit', async () => {
    const thread = await connect()
    const whisper = await person('sophie').says('// entre nous', { in: thread })
    await service.teams.edit(person('sophie').account, thread, whisper, { text: 'entre nous, corrigé' })
    await person('sophie').says('Fin', { in: thread })
    await person('camille').sees('Fin')
    assert.doesNotMatch(person('camille').shown().join('\n'), /entre nous/)
  })

  it('knows a whisper behind a mention, and takes back what becomes one', async () => {
    const thread = await connect()
    await person('sophie').says('// chuchoté au bot', { in: thread, mention: true })
    await person('sophie').says('\u200b// chuchoté en douce', { in: thread })
    const slip = await person('sophie').says('dit trop vite', { in: thread })
    await person('camille').sees('dit trop vite')
    await service.teams.edit(person('sophie').account, thread, slip, { text: '// dit trop vite, entre nous' })
    await person('camille').sees('(deleted)')
    assert.doesNotMatch(person('camille').shown().join('\n'), /chuchoté|trop vite/)
  })

  it('forgets words that were taken back: before the chat, at its start and after its end', async () => {
    await service.settle('sophie')
    const { teams } = service
    const camille = person('camille')
    const regretted = await camille.says('secret un')
    await camille.sees('Nous sommes en ligne')
    await teams.remove(camille.account, camille.chat(), regretted)
    await camille.presses(CHAT)
    const thread = await person('sophie').findsThread('Camille Roy attend')
    const first = await camille.says('secret deux')
    await person('sophie').sees('secret deux', thread)
    await teams.remove(camille.account, camille.chat(), first)
    await person('sophie').sees('(deleted)', thread)
    await person('sophie').presses('Prendre', thread)
    const last = await camille.says('secret trois')
    await person('sophie').sees('secret trois', thread)
    await person('sophie').presses('Terminer le chat', thread)
    await camille.sees('Chat terminé')
    await teams.remove(camille.account, camille.chat(), last)
    const left = () => person('sophie').shown(thread).join('\n')
    await service.eventually('nothing of it is left at the desk', () => !left().includes('secret'))
  })

  it('relays nothing of a message that was deleted before it came', async () => {
    const thread = await connect()
    const { teams } = service
    const { account } = person('camille')
    const message = teams.activity(account, person('camille').chat(), {
      type: 'message',
      text: 'trop tard',
      textFormat: 'plain',
    })
    await teams.deliver({ ...message, type: 'messageDelete', text: undefined })
    await teams.deliver(message)
    await person('camille').says('ensuite')
    await person('sophie').sees('ensuite', thread)
    assert.doesNotMatch(person('sophie').shown(thread).join('\n'), /trop tard/)
  })

  it('carries emoji as the text they are', async () => {
    const thread = await connect()
    const emoji = '<img itemtype="http://schema.skype.com/Emoji" itemid="1f44d" src="https://x" alt="👍">'
    await person('camille').says('Merci', { html: `<p>Merci ${emoji}</p>` })
    const relayed = await person('sophie').sees('Merci', thread)
    assert.match(relayed.text, /Merci <span>👍<\/span>|Merci 👍/)
    assert.doesNotMatch(person('camille').shown().join('\n'), /pièce jointe/)
  })

  it('tells who waits when the last analyst leaves, and keeps their place', async () => {
    await service.settle('sophie')
    await ask('camille', 'Bonjour')
    await person('sophie').findsThread('Camille Roy attend')
    const desk = await person('sophie').findsThread('Centre de services')
    await person('sophie').presses('Quitter mon service', desk)
    await person('camille').sees('Tous les analystes ont quitté leur service')
    await person('sophie').presses('Prendre mon service', desk)
    await person('camille').sees(/Nous sommes en ligne\nNous cherchons/)
  })

  it('comes to one incident, whoever asks for another', async () => {
    const thread = await connect()
    await person('camille').presses('Créer un incident')
    await person('camille').presses('Enregistrer')
    person('camille').closeDialog()
    await person('sophie').sees('Incident INC-1001 créé', thread)
    await person('camille').sees(/Connecté à Sophie Martin/)
    await person('camille').presses('Voir l’incident')
    await person('camille').sees('Historique')
    await person('sophie').sees('Incident\u00a0: INC-1001', thread)
    assert.doesNotMatch(
      JSON.stringify(service.teams.chats.conversations.get(thread.id)?.messages[0]?.attachments),
      /ticket\.for-requester/,
    )
  })

  it('says what it could not carry', async () => {
    const thread = await connect()
    await person('camille').says('voyez', { html: '<p>voyez <img src="x"></p>' })
    await person('camille').sees('Une pièce jointe n’a pas été transmise')
    await person('sophie').sees('voyez', thread)
    await person('camille').says('x'.repeat(30_000))
    await person('camille').sees('Votre message est trop long')
  })

  it('ends from either side, once, and leaves the next step', async () => {
    const thread = await connect()
    await person('sophie').presses('Terminer le chat', thread)
    await person('camille').sees(/Chat terminé\nSophie Martin a mis fin au chat à \d/)
    await person('karim').sees(/Terminé par Sophie Martin à \d/, thread)
    await person('sophie').says('Bonne journée', { in: thread })
    await person('sophie').sees('Ce chat est terminé\u00a0: votre message n’a pas été transmis.', thread)
    await person('camille').says('merci')
    await person('camille').sees('Sélectionnez')
    assert.doesNotMatch(person('camille').shown().join('\n'), /Bonne journée/)
  })

  it('makes an incident of a wait that nobody ended, with the words in it', async () => {
    await service.settle('sophie')
    await ask('camille', 'Écran bleu')
    const thread = await person('sophie').findsThread('Écran bleu')
    await person('camille').presses('Créer un incident')
    await person('camille').presses('Enregistrer')
    person('camille').seesDialog('Incident INC-1001 créé')
    await person('sophie').sees(/Converti en incident/, thread)
    await person('sophie').sees('Incident\u00a0: INC-1001', thread)
  })

  it('lets the analyst make the incident, with the conversation and no whisper in it (K11)', async () => {
    const thread = await connect()
    await person('karim').says('chuchotement', { in: thread })
    await person('sophie').says('Je crée un incident.', { in: thread })
    await person('camille').sees('Je crée un incident.')
    await person('sophie').presses('Créer un incident', thread)
    assert.match(
      JSON.stringify(person('sophie').dialog?.content),
      /Les derniers messages de la conversation sont déjà dans la description/,
    )
    person('sophie').fills({ title: 'Imprimante muette' })
    await person('sophie').presses('Enregistrer')
    person('sophie').closeDialog()
    await person('camille').sees('Incident INC-1001 créé')
    const incident = await person('karim').findsThread('Imprimante muette')
    await person('karim').sees(
      /Camille Roy\s: Mon imprimante ne répond plus\.\nSophie Martin\s: Je crée un incident\./,
      incident,
    )
    assert.doesNotMatch(person('karim').shown(incident).join('\n'), /chuchotement/)
  })

  it('keeps two chats apart', async () => {
    await service.settle('sophie', 'karim')
    for (const [key, words] of [
      ['camille', 'chat de Camille'],
      ['noah', 'chat de Noah'],
    ] as const) {
      await ask(key, words)
    }
    const [first, second] = [
      await person('sophie').findsThread('chat de Camille'),
      await person('karim').findsThread('chat de Noah'),
    ]
    await person('sophie').presses('Prendre', first)
    await person('karim').presses('Prendre', second)
    await person('sophie').says('pour Camille', { in: first })
    await person('karim').says('pour Noah', { in: second })
    await person('camille').sees('pour Camille')
    await person('noah').sees('pour Noah')
    assert.doesNotMatch(person('camille').shown().join('\n'), /Noah/)
    assert.doesNotMatch(person('noah').shown().join('\n'), /Camille/)
  })
})

describe('a chat in which the employee falls silent', () => {
  let service: Service

  beforeEach(async () => {
    // Long enough that a slow machine still reads the first warning before the second.
    service = await startService({ SILENCE_SECONDS: '2' })
  })
  afterEach(() => service.close())

  async function connect(): Promise<Conversation> {
    await service.settle('sophie')
    await service.person('camille').says('Bonjour')
    await service.person('camille').sees('Nous sommes en ligne')
    await service.person('camille').presses(CHAT)
    const thread = await service.person('sophie').findsThread('Camille Roy attend')
    await service.person('sophie').presses('Prendre', thread)
    await service.person('sophie').says('Êtes-vous à votre poste ?', { in: thread })
    await service.person('camille').sees('Êtes-vous à votre poste ?')
    return thread
  }

  it('warns twice and then ends it, and tells both sides (S0.23)', async () => {
    const thread = await connect()
    await service.person('camille').sees('Sans nouvelles de vous')
    await service.person('camille').sees('Dernier rappel')
    await service.person('camille').sees('Sans réponse de votre part, le chat avec Sophie Martin s’est terminé')
    await service.person('sophie').sees('Camille Roy ne répondait plus', thread)
  })

  it('goes on when they press « Je suis toujours là », and counts anew', async () => {
    const thread = await connect()
    await service.person('camille').sees('Sans nouvelles de vous')
    await service.person('camille').presses('Je suis toujours là')
    await service.person('camille').sees('Merci, nous continuons.')
    await service.person('camille').says('Oui, pardon.')
    await service.person('sophie').sees('Oui, pardon.', thread)
    await new Promise((resolve) => setTimeout(resolve, 2_500))
    assert.doesNotMatch(service.person('camille').shown().join('\n'), /Dernier rappel|Chat terminé/)
  })
})
