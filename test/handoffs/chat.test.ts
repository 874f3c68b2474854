import { strict as assert } from 'node:assert'
import type { Conversation } from '../../simulator/chats.ts'
import { crowdOf } from '../crowd.ts'
import { type Service, startService } from '../service.ts'

const CHAT = 'Chat avec un analyste'

/** As many employees, a fresh one for each chat. */
const CROWD = 30

describe('a chat between an employee and an analyst', () => {
  let service: Service
  let next = 0
  const person = (key: string) => service.person(key)

  before(async () => {
    service = await startService({}, { directory: crowdOf(CROWD) })
    await service.settle('sophie')
  })
  after(() => service.close())

  function fresh() {
    const key = `e${next++}`
    return { key, name: person(key).account.name }
  }

  /** Somebody writes, gets the options, and asks for a chat. */
  const ask = (key: string, words: string) => service.ask(key, words)

  /** An employee writes, asks for a chat, and Sophie takes it. */
  async function connect(words = 'Mon imprimante ne répond plus.') {
    const { key, name } = fresh()
    await ask(key, words)
    const thread = await person('sophie').findsThread(`${name} attend un analyste`)
    await person('sophie').presses('Prendre', thread)
    await person(key).sees('Connecté à Sophie Martin')
    return { key, name, thread }
  }

  it('is closed to employees, who are offered an incident instead, as soon as the last analyst goes off duty', async () => {
    const { key } = fresh()
    const desk = await person('sophie').findsThread('Centre de services')
    await person('sophie').presses('Quitter mon service', desk)
    await person(key).says('bonjour')
    await person(key).sees(/Bonjour Employé\n● Chat non disponible pour le moment !/)
    await person(key).presses(CHAT)
    await person(key).sees(/Chat non disponible pour le moment ![\s\S]*Aucun analyste n’est de service/)
    await person(key).presses('Créer un incident')
    person(key).seesDialog('Incident')
    person(key).closeDialog()
    await person('sophie').presses('Prendre mon service', desk)
    await person('sophie').sees('1 analyste de service', desk)
  })

  it('shows the desk the words that brought the employee, and those that follow while they wait (S0.19)', async () => {
    const { key } = fresh()
    await ask(key, 'Plus de réseau au 3e étage.')
    const thread = await person('sophie').findsThread('Plus de réseau au 3e étage.')
    await person(key).says('C’est urgent, nous sommes douze.')
    await person('sophie').sees('C’est urgent, nous sommes douze.', thread)
    await person(key).sees('Nous cherchons un analyste pour vous')
  })

  it('keeps the place of who asks twice', async () => {
    const { key, name } = fresh()
    await ask(key, 'un')
    await person('sophie').findsThread(`${name} attend`)
    await service.teams.installForPerson(person(key).account)
    await person(key).sees('Sélectionnez')
    await person(key).presses(CHAT)
    const threads = person('sophie')
      .conversations()
      .filter(({ messages }) => JSON.stringify(messages).includes(`${name} attend`))
    assert.equal(threads.length, 1)
  })

  it('lets only the taker speak; everybody else whispers, and so does the taker after //', async () => {
    const { key, thread } = await connect()
    await person('karim').says('Elle a déjà appelé hier.', { in: thread })
    await person('sophie').says('// je regarde le pilote', { in: thread })
    await person('sophie').says('Je regarde.', { in: thread })
    await person(key).sees('Je regarde.')
    const shown = person(key).shown().join('\n')
    assert.doesNotMatch(shown, /déjà appelé|pilote/)
  })

  it('keeps whispering before anybody took it', async () => {
    const { key, name } = fresh()
    await ask(key, 'Bonjour')
    const thread = await person('sophie').findsThread(`${name} attend`)
    await person('sophie').says('Qui la prend ?', { in: thread })
    await person('sophie').presses('Prendre', thread)
    await person('sophie').says('Me voici.', { in: thread })
    await person(key).sees('Me voici.')
    assert.doesNotMatch(person(key).shown().join('\n'), /Qui la prend/)
  })

  it('carries words and their formatting both ways, by « Connecté à … », and nothing that acts (S0.18, S0.20, S0.30)', async () => {
    const { key, thread } = await connect()
    const html =
      '<p>Essayez <strong>ceci</strong> :</p><ul><li>un</li></ul><script>alert(1)</script><a href="javascript:x">non</a>'
    await person('sophie').says('Essayez ceci', { in: thread, html })
    const received = await person(key).sees('Essayez')
    assert.match(received.text, /<strong>ceci<\/strong> :<\/p><ul><li>un<\/li><\/ul>/)
    assert.doesNotMatch(received.text, /script|alert/)
    await person(key).says('a < b & *pas gras* <at>x</at>')
    const raw = await person('sophie').sees('*pas gras*', thread)
    assert.match(raw.text, /a &lt; b &amp; \*pas gras\* &lt;at&gt;x&lt;\/at&gt;/)
  })

  it('follows edits and deletions on both sides', async () => {
    const { key, thread } = await connect()
    const typo = await person(key).says('Imprimante 4O2')
    await person('sophie').sees('Imprimante 4O2', thread)
    await service.teams.edit(person(key).account, person(key).chat(), typo, { text: 'Imprimante 402' })
    await person('sophie').sees('Imprimante 402', thread)
    const slip = await person('sophie').says('Mot de passe provisoire', { in: thread })
    await person(key).sees('Mot de passe provisoire')
    await service.teams.remove(person('sophie').account, thread, slip)
    await person(key).sees('(deleted)')
    assert.doesNotMatch(person(key).shown().join('\n'), /Mot de passe/)
  })

  it('never turns a whisper into a message by an edit', async () => {
    const { key, thread } = await connect()
    const whisper = await person('sophie').says('// entre nous', { in: thread })
    await service.teams.edit(person('sophie').account, thread, whisper, { text: 'entre nous, corrigé' })
    await person('sophie').says('Fin', { in: thread })
    await person(key).sees('Fin')
    assert.doesNotMatch(person(key).shown().join('\n'), /entre nous/)
  })

  it('knows a whisper behind a mention, and takes back what becomes one', async () => {
    const { key, thread } = await connect()
    await person('sophie').says('// chuchoté au bot', { in: thread, mention: true })
    await person('sophie').says('\u200b// chuchoté en douce', { in: thread })
    const slip = await person('sophie').says('dit trop vite', { in: thread })
    await person(key).sees('dit trop vite')
    await service.teams.edit(person('sophie').account, thread, slip, { text: '// dit trop vite, entre nous' })
    await person(key).sees('(deleted)')
    assert.doesNotMatch(person(key).shown().join('\n'), /chuchoté|trop vite/)
  })

  it('forgets words that were taken back: before the chat, at its start and after its end', async () => {
    const { key, name } = fresh()
    const { teams } = service
    const requester = person(key)
    const regretted = await requester.says('secret un')
    await requester.sees('Nous sommes en ligne')
    await teams.remove(requester.account, requester.chat(), regretted)
    await requester.presses(CHAT)
    const thread = await person('sophie').findsThread(`${name} attend`)
    const first = await requester.says('secret deux')
    await person('sophie').sees('secret deux', thread)
    await teams.remove(requester.account, requester.chat(), first)
    await person('sophie').sees('(deleted)', thread)
    await person('sophie').presses('Prendre', thread)
    const last = await requester.says('secret trois')
    await person('sophie').sees('secret trois', thread)
    await person('sophie').presses('Terminer le chat', thread)
    await requester.sees('Chat terminé')
    await teams.remove(requester.account, requester.chat(), last)
    const left = () => person('sophie').shown(thread).join('\n')
    await service.eventually('nothing of it is left at the desk', () => !left().includes('secret'))
  })

  it('relays nothing of a message that was deleted before it came', async () => {
    const { key, thread } = await connect()
    const { teams } = service
    const { account } = person(key)
    const message = teams.activity(account, person(key).chat(), {
      type: 'message',
      text: 'trop tard',
      textFormat: 'plain',
    })
    await teams.deliver({ ...message, type: 'messageDelete', text: undefined })
    await teams.deliver(message)
    await person(key).says('ensuite')
    await person('sophie').sees('ensuite', thread)
    assert.doesNotMatch(person('sophie').shown(thread).join('\n'), /trop tard/)
  })

  it('carries emoji as the text they are', async () => {
    const { key, thread } = await connect()
    const emoji = '<img itemtype="http://schema.skype.com/Emoji" itemid="1f44d" src="https://x" alt="👍">'
    await person(key).says('Merci', { html: `<p>Merci ${emoji}</p>` })
    const relayed = await person('sophie').sees('Merci', thread)
    assert.match(relayed.text, /Merci <span>👍<\/span>|Merci 👍/)
    assert.doesNotMatch(person(key).shown().join('\n'), /pièce jointe/)
  })

  it('tells who waits when the last analyst leaves, and keeps their place', async () => {
    const { key, name } = fresh()
    await ask(key, 'Bonjour')
    await person('sophie').findsThread(`${name} attend`)
    const desk = await person('sophie').findsThread('Centre de services')
    await person('sophie').presses('Quitter mon service', desk)
    await person(key).sees('Tous les analystes ont quitté leur service')
    await person('sophie').presses('Prendre mon service', desk)
    await person(key).sees(/Nous sommes en ligne\nNous cherchons/)
  })

  it('comes to one incident, whoever asks for another', async () => {
    const { key, thread } = await connect()
    await person(key).presses('Créer un incident')
    await person(key).presses('Enregistrer')
    person(key).closeDialog()
    await person('sophie').sees(/Incident INC-\d+ créé/, thread)
    await person(key).sees(/Connecté à Sophie Martin/)
    await person(key).presses('Voir l’incident')
    await person(key).sees('Historique')
    await person('sophie').sees(/Incident\u00a0: INC-\d+/, thread)
    assert.doesNotMatch(
      JSON.stringify(service.teams.chats.conversations.get(thread.id)?.messages[0]?.attachments),
      /ticket\.for-requester/,
    )
  })

  it('says what it could not carry', async () => {
    const { key, thread } = await connect()
    await person(key).says('voyez', { html: '<p>voyez <img src="x"></p>' })
    await person(key).sees('Une pièce jointe n’a pas été transmise')
    await person('sophie').sees('voyez', thread)
    await person(key).says('x'.repeat(30_000))
    await person(key).sees('Votre message est trop long')
  })

  it('ends from either side, once, and leaves the next step', async () => {
    const { key, thread } = await connect()
    await person('sophie').presses('Terminer le chat', thread)
    await person(key).sees(/Chat terminé\nSophie Martin a mis fin au chat à \d/)
    await person('karim').sees(/Terminé par Sophie Martin à \d/, thread)
    await person('sophie').says('Bonne journée', { in: thread })
    await person('sophie').sees('Ce chat est terminé\u00a0: votre message n’a pas été transmis.', thread)
    await person(key).says('merci')
    await person(key).sees('Sélectionnez')
    assert.doesNotMatch(person(key).shown().join('\n'), /Bonne journée/)
  })

  it('makes an incident of a wait that nobody ended, with the words in it (S0.21)', async () => {
    const { key } = fresh()
    await ask(key, 'Écran bleu')
    const thread = await person('sophie').findsThread('Écran bleu')
    await person(key).presses('Créer un incident')
    await person(key).presses('Enregistrer')
    person(key).seesDialog(/Incident INC-\d+ créé/)
    await person('sophie').sees(/Converti en incident/, thread)
    await person('sophie').sees(/Incident\u00a0: INC-\d+/, thread)
  })

  it('lets the analyst make the incident, with the conversation and no whisper in it (K11)', async () => {
    const { key, name, thread } = await connect()
    await person('karim').says('chuchotement', { in: thread })
    await person('sophie').says('Je crée un incident.', { in: thread })
    await person(key).sees('Je crée un incident.')
    await person('sophie').presses('Créer un incident', thread)
    assert.match(
      JSON.stringify(person('sophie').dialog?.content),
      /Les derniers messages de la conversation sont déjà dans la description/,
    )
    person('sophie').fills({ title: 'Imprimante muette' })
    await person('sophie').presses('Enregistrer')
    person('sophie').closeDialog()
    await person(key).sees(/Incident INC-\d+ créé/)
    const incident = await person('karim').findsThread('Imprimante muette')
    await person('karim').sees(
      new RegExp(`${name}\\s: Mon imprimante ne répond plus\\.\nSophie Martin\\s: Je crée un incident\\.`),
      incident,
    )
    assert.doesNotMatch(person('karim').shown(incident).join('\n'), /chuchotement/)
  })

  it('keeps two chats apart', async () => {
    const [one, other] = [fresh(), fresh()]
    await ask(one.key, 'chat de l’un')
    await ask(other.key, 'chat de l’autre')
    const [first, second] = [
      await person('sophie').findsThread('chat de l’un'),
      await person('karim').findsThread('chat de l’autre'),
    ]
    await person('sophie').presses('Prendre', first)
    await person('karim').presses('Prendre', second)
    await person('sophie').says('pour le premier', { in: first })
    await person('karim').says('pour le second', { in: second })
    await person(one.key).sees('pour le premier')
    await person(other.key).sees('pour le second')
    assert.doesNotMatch(person(one.key).shown().join('\n'), /second|l’autre/)
    assert.doesNotMatch(person(other.key).shown().join('\n'), /premier|l’un/)
  })
})

describe('a chat in which the employee falls silent', () => {
  let service: Service

  before(async () => {
    // Long enough that a slow machine still reads the first warning before the second.
    service = await startService({ SILENCE_SECONDS: '2' })
    await service.settle('sophie')
  })
  after(() => service.close())

  async function connect(key: string): Promise<Conversation> {
    const thread = await service.beginChat(key)
    await service.person('sophie').says('Êtes-vous à votre poste ?', { in: thread })
    await service.person(key).sees('Êtes-vous à votre poste ?')
    return thread
  }

  it('warns twice and then ends it, and tells both sides (S0.23)', async () => {
    const thread = await connect('camille')
    await service.person('camille').sees('Sans nouvelles de vous')
    await service.person('camille').sees('Dernier rappel')
    await service.person('camille').sees('Sans réponse de votre part, le chat avec Sophie Martin s’est terminé')
    await service.person('sophie').sees('Camille Roy ne répondait plus', thread)
  })

  it('goes on when they press « Je suis toujours là », and counts anew', async () => {
    const thread = await connect('noah')
    await service.person('noah').sees('Sans nouvelles de vous')
    await service.person('noah').presses('Je suis toujours là')
    await service.person('noah').sees('Merci, nous continuons.')
    await service.person('noah').says('Oui, pardon.')
    await service.person('sophie').sees('Oui, pardon.', thread)
    await new Promise((resolve) => setTimeout(resolve, 2_500))
    assert.doesNotMatch(service.person('noah').shown().join('\n'), /Dernier rappel|Chat terminé/)
  })
})
