import { createPerson } from './client.ts'
import { aloud, type JourneyLanguage, type Tell } from './journey.ts'
import type { Teams } from './teams.ts'

/** What the day's buttons and cards say: the desk's in its language, each person's own in theirs. */
const labels = {
  fr: {
    ...{ employee: 'noah', first: 'sophie', second: 'karim', desk: 'Centre de services' },
    ...{ trouble: 'Mon badge n’ouvre plus la porte du 3e.', chat: 'Chat avec un analyste', accept: 'Accepter' },
    ...{ offered: /Sophie Martin, ce chat vous est proposé/, connected: 'Connecté à Sophie Martin' },
    ...{ why: 'Pourquoi\u00a0?', chosen: 'Proposé à Sophie Martin' },
    ...{ hold: 'Il me faut un moment', pause: 'Mettre en pause', held: 'vous répondra vers' },
    ...{ on: 'Prendre mon service', off: 'Quitter mon service' },
    ...{ pass: 'Passer la main à…', passOn: 'Passer la main', note: 'Il faut vérifier le lecteur de badges.' },
    ...{ passed: 'propose à Karim Benali', next: 'Connecté à Karim Benali' },
    ...{ leaving: 'Vous avez quitté votre service', giveBack: 'Rendre les chats à la file' },
    ...{ back: 'ne peut plus suivre ce chat' },
    ...{ callMe: 'Rappelez-moi', call: 'Me rappeler', called: 'Rappel prévu' },
    ...{ stop: 'Ne plus attendre', over: 'Demande annulée' },
  },
  en: {
    ...{ employee: 'erin', first: 'alex', second: 'sophie', desk: 'Service desk' },
    ...{ trouble: 'My badge no longer opens the 3rd floor.', chat: 'Chat with an analyst', accept: 'Accept' },
    ...{ offered: /Alex Chen, this chat is offered to you/, connected: 'Connected to Alex Chen' },
    ...{ why: 'Why?', chosen: 'Offered to Alex Chen' },
    ...{ hold: 'I need some time', pause: 'Put on hold', held: 'will be back around' },
    ...{ on: 'Go on duty', off: 'Go off duty' },
    ...{ pass: 'Pass to…', passOn: 'Pass on', note: 'The badge reader has to be looked at.' },
    ...{ passed: 'offers Sophie Martin the chat', next: 'Connected to Sophie Martin' },
    ...{ leaving: 'Vous avez quitté votre service', giveBack: 'Rendre les chats à la file' },
    ...{ back: 'can no longer follow this chat' },
    ...{ callMe: 'Call me back', call: 'Call me back', called: 'Callback scheduled' },
    ...{ stop: 'Stop waiting', over: 'Request cancelled' },
  },
} as const

/** What an administrator presses to put a setting in force, in their own language. */
const OFFERING = {
  ...{ open: 'Administration', change: 'Changer les réglages', check: 'Vérifier', kept: 'Vos changements sont prêts' },
  ...{ activate: 'Activer', inForce: /Version \d+ en vigueur/ },
}

/**
 * The rest of a day, after `playJourney`: chats are offered to one analyst at a time; one is put on hold, handed over, given back
 * by whoever goes off duty, offered again, and put off to a call back.
 */
export async function playDay(teams: Teams, language: JourneyLanguage, tell: Tell): Promise<void> {
  const t = labels[language]
  const [employee, first, second] = [t.employee, t.first, t.second].map((key) => createPerson(teams, key)) as [
    ReturnType<typeof createPerson>,
    ReturnType<typeof createPerson>,
    ReturnType<typeof createPerson>,
  ]
  const administrator = createPerson(teams, 'dominique')
  const { says, presses, sees } = aloud(tell)
  for (const { account } of [employee, first, second, administrator]) await teams.installForPerson(account)
  const desk = await first.findsThread(t.desk)

  // From now on the desk offers its chats.
  await administrator.says('bonjour')
  await presses(administrator, OFFERING.open)
  await presses(administrator, OFFERING.change)
  administrator.fills({ offerTiers: '1' })
  await presses(administrator, OFFERING.check)
  administrator.seesDialog(OFFERING.kept)
  administrator.closeDialog()
  await presses(administrator, OFFERING.activate)
  await administrator.sees(OFFERING.inForce)

  await says(employee, t.trouble)
  await presses(employee, t.chat)
  const thread = await first.findsThread(t.trouble)
  await sees(first, t.offered, thread)
  await presses(first, t.why, thread)
  tell(`→ ${first.account.name}`, first.seesDialog(t.chosen))
  first.closeDialog()
  await presses(first, t.accept, thread)
  await sees(employee, t.connected)

  // A pause, and a colleague who goes on with it.
  await first.refresh(thread)
  await presses(first, t.hold, thread)
  first.fills({ minutes: '20' })
  await presses(first, t.pause)
  first.closeDialog()
  await sees(employee, t.held)
  await presses(second, t.on, desk)
  await presses(first, t.pass, thread)
  first.fills({ to: `person:${second.account.objectId}`, note: t.note })
  await presses(first, t.passOn)
  first.closeDialog()
  await sees(second, t.passed, thread)
  await presses(second, t.accept, thread)
  await sees(employee, t.next)

  // Whoever goes off duty gives it back: it is offered to whoever is there.
  await presses(second, t.off, desk)
  await sees(second, t.leaving)
  await presses(second, t.giveBack)
  await sees(employee, t.back)
  await presses(employee, t.callMe)
  employee.fills({ minutes: '30' })
  await presses(employee, t.call)
  employee.closeDialog()
  await sees(employee, t.called)
  await presses(employee, t.stop)
  await sees(employee, t.over)
}
