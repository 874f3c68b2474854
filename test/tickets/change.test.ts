import { strict as assert } from 'node:assert'
import { IMPACTS, priorityOf, URGENCIES } from '../../services/tickets/ticket.ts'
import type { Conversation } from '../../simulator/chats.ts'
import { crowdOf } from '../crowd.ts'
import { type Service, startService } from '../service.ts'

describe('an incident under way', () => {
  let service: Service
  let next = 0
  before(async () => {
    service = await startService({}, { directory: crowdOf(8) })
    await service.settle('sophie', 'karim')
  })
  after(() => service.close())

  const person = (key: string) => service.person(key)
  async function opened(title: string, more: Readonly<Record<string, string>> = {}) {
    const key = `e${next++}`
    await person(key).says('Bonjour')
    await person(key).presses('Créer un incident')
    person(key).fills({ title, description: 'Depuis ce matin.', ...more })
    await person(key).presses('Enregistrer')
    person(key).closeDialog()
    return { key, thread: await person('sophie').findsThread(title) }
  }
  async function changes(thread: Conversation, fields: Readonly<Record<string, string>>): Promise<void> {
    await person('sophie').presses('Modifier', thread)
    person('sophie').fills(fields)
    await person('sophie').presses('Enregistrer')
  }

  it('has its priority from urgency and impact, and what is pressing stands out at the desk (N22)', async () => {
    const of = (impact: (typeof IMPACTS)[number]) => URGENCIES.map((urgency) => priorityOf({ impact, urgency }))
    assert.deepEqual(IMPACTS.map(of), [
      [4, 3, 2],
      [3, 2, 2],
      [2, 2, 1],
    ])
    const { thread } = await opened('Réseau coupé', { urgency: 'high', impact: 'everybody' })
    await person('sophie').sees('● Nouveau · priorité critique', thread)
    await person('sophie').sees('Toute l’organisation', thread)
    const quiet = await opened('Souris lente', { urgency: 'low' })
    await person('sophie').sees(/● Nouveau\n/, quiet.thread)
    await person('sophie').sees('Basse', quiet.thread)
  })

  it('is put on hold with a reason that the requester reads, taken up again, and given a category and urgency (A11)', async () => {
    const { key, thread } = await opened('Écran fendu')
    await person('sophie').presses('Prendre', thread)
    await changes(thread, { state: 'on-hold' })
    person('sophie').seesDialog('Expliquez au demandeur pourquoi')
    person('sophie').fills({ text: 'La pièce arrive lundi.' })
    await person('sophie').presses('Enregistrer')
    person('sophie').seesDialog(/Incident INC-\d+ modifié/)
    person('sophie').closeDialog()
    await person('sophie').sees(
      /● En attente[\s\S]*Mis en attente par Sophie Martin[\s\S]*La pièce arrive lundi/,
      thread,
    )
    await person(key).sees(/Sophie Martin a mis votre incident INC-\d+ en attente\nLa pièce arrive lundi\./)
    await changes(thread, { state: 'in-progress', urgency: 'high', category: 'devices' })
    person('sophie').closeDialog()
    await person(key).sees(/Sophie Martin reprend le traitement de votre incident INC-\d+/)
    await person('sophie').sees(/Priorité «\s.levée\s» fixée par Sophie Martin/, thread)
    await person('sophie').sees(/Catégorie «\s[^»]+\s» choisie par Sophie Martin/, thread)
    // Where the priority stays what it is, the card follows all the same, and the next change is not late.
    await changes(thread, { impact: 'team' })
    person('sophie').closeDialog()
    await person('sophie').sees('Une équipe', thread)
    await changes(thread, { impact: 'one' })
    person('sophie').seesDialog(/Incident INC-\d+ modifié/)
    person('sophie').closeDialog()
    // Neither is news that rings.
    assert.ok(
      !person(key)
        .shown()
        .some((text) => text.includes('a changé')),
    )
  })

  it('is cancelled by the desk, or withdrawn by whom it concerns; both sides read why (A11)', async () => {
    const one = await opened('Doublon')
    await changes(one.thread, { state: 'cancelled', text: 'Déjà traité dans un autre incident.' })
    person('sophie').closeDialog()
    await person(one.key).sees(/Sophie Martin a annulé votre incident INC-\d+\nDéjà traité/)
    await person('sophie').sees('● Annulé', one.thread)
    const two = await opened('Plus besoin')
    await person(two.key).presses('Voir l’incident')
    await person(two.key).presses('Retirer cet incident')
    person(two.key).fills({ text: 'Tout remarche.' })
    await person(two.key).presses('Retirer')
    person(two.key).seesDialog(/Retiré par Employé Numéro\d/)
    person(two.key).closeDialog()
    await person('sophie').sees(/Employé Numéro\d retire l’incident INC-\d+\nTout remarche\./, two.thread)
    await person('sophie').sees('● Annulé', two.thread)
  })

  it('that a colleague opened for somebody is told to them, who may correct or refuse it (F20)', async () => {
    const [opener, other] = [`e${next}`, `e${next + 1}`]
    await opened('Clavier', { requester: service.teams.account(other).objectId })
    next += 1
    await person(other).sees(/Incident INC-\d+ créé/)
    await person(other).presses('Ajouter un commentaire')
    person(other).fills({ text: 'C’est le clavier du bureau 12.' })
    await person(other).presses('Enregistrer')
    person(other).closeDialog()
    await person(opener).sees('C’est le clavier du bureau 12.')
    await person(other).presses('Retirer cet incident')
    person(other).fills({ text: 'Ce n’est pas le mien.' })
    await person(other).presses('Retirer')
    person(other).closeDialog()
    // The opener reads it too, and may not withdraw what is somebody else's.
    await person(opener).sees('Ce n’est pas le mien.')
    const thread = await person('sophie').findsThread('Clavier')
    await person('sophie').sees('● Annulé', thread)
  })

  it('a change of what has changed meanwhile is refused, and what was typed is kept (F1)', async () => {
    const { thread } = await opened('Deux à la fois')
    await person('sophie').presses('Modifier', thread)
    person('sophie').fills({ state: 'on-hold', text: 'J’attends.' })
    await person('karim').presses('Prendre', thread)
    await person('karim').sees('Karim Benali', thread)
    await person('sophie').presses('Enregistrer')
    person('sophie').seesDialog('J’attends.')
    person('sophie').closeDialog()
    await person('sophie').sees('● En cours', thread)
  })
})

describe('the end of a shift', () => {
  let service: Service
  before(async () => {
    service = await startService({}, { directory: crowdOf(3) })
    await service.settle('sophie', 'karim')
  })
  after(() => service.close())

  it('lists what is still theirs, each to be passed on; all chats go back to the queue with one press (F7, A1)', async () => {
    const person = (key: string) => service.person(key)
    const [first, second] = [await service.beginChat('e0'), await service.beginChat('e1')]
    await person('e2').says('Bonjour')
    await person('e2').presses('Créer un incident')
    person('e2').fills({ title: 'Souris', description: 'Cassée.' })
    await person('e2').presses('Enregistrer')
    person('e2').closeDialog()
    const incident = await person('sophie').findsThread('Souris')
    await person('sophie').presses('Prendre', incident)
    const desk = await person('sophie').findsThread('Centre de services')
    await person('sophie').presses('Quitter mon service', desk)
    await person('sophie').sees(/Vous avez quitté votre service[\s\S]*Employé Numéro0[\s\S]*INC-\d+ · Souris/)
    await person('sophie').presses('Rendre les chats à la file')
    for (const [key, thread] of [
      ['e0', first],
      ['e1', second],
    ] as const) {
      await person(key).sees('Vous gardez votre place')
      await person('karim').presses('Prendre', thread)
      await person(key).sees('Connecté à Karim Benali')
    }
    await person('sophie').sees('1 analyste de service', desk)
    await service.eventually('only the incident is left', () => {
      const last = person('sophie').shown().at(-1) ?? ''
      return /INC-\d+ · Souris/.test(last) && !/Employé Numéro0/.test(last)
    })
  })
})
