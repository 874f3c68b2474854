import type { Conversation } from './chats.ts'
import { createPerson, type Person } from './client.ts'
import type { Teams } from './teams.ts'

/** What the journey's buttons and cards say, per language. */
const labels = {
  fr: {
    employee: 'camille',
    analyst: 'sophie',
    desk: 'Centre de services',
    onDuty: 'Prendre mon service',
    online: 'Nous sommes en ligne',
    offline: 'Chat non disponible pour le moment !',
    choose: "Sélectionnez l'une des options suivantes.",
    chat: 'Chat avec un analyste',
    create: 'Créer un incident',
    status: "Vérifier l'état d'un incident",
    take: 'Prendre',
    taken: /Pris par Sophie Martin à \d/,
    connected: 'Connecté à Sophie Martin',
    save: 'Enregistrer',
    form: 'Incident',
    created: /Incident INC-\d+ créé/,
    end: 'Terminer le chat',
    ended: 'Chat terminé',
    comment: 'Commenter',
    resolve: 'Résoudre',
    resolved: /Votre incident INC-\d+ est résolu/,
    news: /Nouveau commentaire/,
    takenIncident: /prend en charge votre incident/,
    list: 'Vos incidents',
    history: 'Historique',
    trouble: 'Bonjour, mon VPN ne se connecte plus depuis ce matin.',
    question: 'Quel message voyez-vous ?',
    answer: 'Erreur 809, à chaque essai. Voici le journal.',
    whisper: 'Encore un 809, c’est le pare-feu de Lyon.',
    fields: { title: 'Écran noir au démarrage', description: 'Depuis la mise à jour de ce matin, l’écran reste noir.' },
    note: 'Le correctif est en cours de déploiement.',
    solution: 'Pilote graphique remis à la version précédente.',
    again: 'Mon son a disparu.',
    check: 'Le casque est-il branché ?',
    firstWarning: 'Sans nouvelles de vous',
    here: 'Je suis toujours là',
    thanks: 'Merci, nous continuons.',
    lastWarning: 'Dernier rappel',
    silentEnd: 'Sans réponse de votre part',
  },
  en: {
    employee: 'erin',
    analyst: 'alex',
    desk: 'Service desk',
    onDuty: 'Go on duty',
    online: 'We are online',
    offline: 'Chat is not available right now!',
    choose: 'Choose one of the following options.',
    chat: 'Chat with an analyst',
    create: 'Create an incident',
    status: 'Check the status of an incident',
    take: 'Take',
    taken: /Taken by Alex Chen at \d/,
    connected: 'Connected to Alex Chen',
    save: 'Save',
    form: 'Incident',
    created: /Incident INC-\d+ created/,
    end: 'End the chat',
    ended: 'Chat ended',
    comment: 'Comment',
    resolve: 'Resolve',
    resolved: /Your incident INC-\d+ is resolved/,
    news: /New comment/,
    takenIncident: /is taking care of your incident/,
    list: 'Your incidents',
    history: 'History',
    trouble: 'Hello, my VPN has not connected since this morning.',
    question: 'Which message do you see?',
    answer: 'Error 809, every time. Here is the log.',
    whisper: 'Another 809: it is the Lyon firewall.',
    fields: { title: 'Black screen at start-up', description: 'Since this morning’s update the screen stays black.' },
    note: 'The fix is being rolled out.',
    solution: 'Rolled the display driver back.',
    again: 'My sound is gone.',
    check: 'Is the headset plugged in?',
    firstWarning: 'If we do not hear from you',
    here: 'I am still here',
    thanks: 'Thanks, let’s continue.',
    lastWarning: 'Last reminder',
    silentEnd: 'because we didn’t hear from you',
  },
} as const

const LOG = {
  name: 'vpn.log',
  type: 'text/plain',
  bytes: Buffer.from('09:41:07 connect: error 809\n09:42:11 connect: error 809\n'),
}

export type JourneyLanguage = keyof typeof labels

export type Tell = (who: string, what: string) => void

/**
 * The main job from end to end, each step done by a person and seen by another: a chat that becomes an incident, and
 * an incident from its dialog to its resolution. `tell` gets what was said and seen. Throws at the first step that was
 * not seen.
 */
export async function playJourney(teams: Teams, language: JourneyLanguage, tell: Tell): Promise<void> {
  const t = labels[language]
  const employee = createPerson(teams, t.employee)
  const analyst = createPerson(teams, t.analyst)
  const colleague = createPerson(teams, 'karim')
  const team = teams.directory.teams[0]
  const channel = team?.channels[1]
  if (team === undefined || channel === undefined) throw new Error('The journey needs a team with a channel.')

  const { says, presses, sees } = aloud(tell)

  // The desk is set up, and nobody is there yet.
  await teams.installInTeam(teams.account('dominique'), team, channel)
  const desk = await analyst.findsThread(t.desk)
  await teams.installForPerson(employee.account)
  await sees(employee, t.choose)
  await sees(employee, t.offline)
  await presses(analyst, t.onDuty, desk)
  await analyst.sees(analyst.account.name, desk)

  // A chat.
  await says(employee, t.trouble)
  await sees(employee, t.online)
  await presses(employee, t.chat)
  const thread = await analyst.findsThread(t.trouble)
  await sees(analyst, t.trouble, thread)
  await presses(analyst, t.take, thread)
  await sees(colleague, t.taken, thread)
  await sees(employee, t.connected)
  await says(analyst, t.question, { in: thread })
  await sees(employee, t.question)
  await says(colleague, t.whisper, { in: thread })
  await says(employee, t.answer, { uploads: [LOG] })
  await sees(analyst, t.answer, thread)
  await sees(analyst, LOG.name, thread)

  // It becomes an incident, whose number shows in the chat.
  await presses(employee, t.create)
  employee.seesDialog(t.form)
  await presses(employee, t.save)
  tell(`→ ${employee.account.name}`, employee.seesDialog(t.created))
  employee.closeDialog()
  await sees(employee, t.created)
  await sees(analyst, t.created, thread)
  await presses(employee, t.end)
  await sees(employee, t.ended)
  if (employee.shown().some((text) => text.includes(t.whisper))) throw new Error('A whisper left the desk.')

  // An incident from the dialog, settled by an analyst.
  await says(employee, t.fields.title)
  await employee.sees(t.choose)
  await presses(employee, t.create)
  employee.fills(t.fields)
  await presses(employee, t.save)
  tell(`→ ${employee.account.name}`, employee.seesDialog(t.created))
  employee.closeDialog()
  const incident = await analyst.findsThread(t.fields.title)
  await sees(analyst, t.fields.description, incident)
  await presses(analyst, t.take, incident)
  await sees(employee, t.takenIncident)
  await presses(analyst, t.comment, incident)
  analyst.fills({ text: t.note, visibility: 'comment' })
  await presses(analyst, t.save)
  analyst.closeDialog()
  await sees(employee, t.news)
  await presses(analyst, t.resolve, incident)
  analyst.fills({ text: t.solution })
  await presses(analyst, t.resolve)
  analyst.closeDialog()
  await sees(employee, t.resolved)

  // Where it stands, and its history.
  await says(employee, '?')
  await employee.sees(t.choose)
  await presses(employee, t.status)
  await sees(employee, t.list)
  await presses(employee, `INC-1002 ${t.fields.title}`)
  await sees(employee, t.history)
}

/**
 * A chat in which the employee falls silent: warned, they are still there; warned twice again, they are not (S0.23).
 * Comes after `playJourney`, and lasts four times the bot's SILENCE_SECONDS.
 */
export async function playSilence(teams: Teams, language: JourneyLanguage, tell: Tell): Promise<void> {
  const t = labels[language]
  const employee = createPerson(teams, t.employee)
  const analyst = createPerson(teams, t.analyst)
  const { says, presses, sees } = aloud(tell)

  await says(employee, t.again)
  await employee.sees(t.choose)
  await presses(employee, t.chat)
  const thread = await analyst.findsThread(t.again)
  await presses(analyst, t.take, thread)
  await employee.sees(t.connected)
  await says(analyst, t.check, { in: thread })
  await sees(employee, t.firstWarning)
  await presses(employee, t.here)
  await sees(employee, t.thanks)
  await sees(employee, t.lastWarning)
  await sees(employee, t.silentEnd)
}

/** Steps that are told as they are done and seen. */
export function aloud(tell: Tell) {
  return {
    async says(person: Person, text: string, more: Parameters<Person['says']>[1] = {}) {
      tell(person.account.name, text)
      await person.says(text, more)
    },
    async presses(person: Person, title: string, where?: Conversation) {
      tell(person.account.name, `[ ${title} ]`)
      await person.presses(title, where)
    },
    async sees(person: Person, what: string | RegExp, where: Conversation = person.chat()) {
      const message = await person.sees(what, where)
      tell(`→ ${person.account.name}`, person.shown(where)[where.messages.indexOf(message)] ?? '')
    },
  }
}
