import { type CatalogueItem, itemDocument } from './catalogue.ts'

/** What every workspace offers until it says otherwise: the examples by which the two kinds are explained (S0.7). */
export const SEED: readonly CatalogueItem[] = itemDocument.array().parse([
  {
    id: 'room',
    kind: 'service-request',
    name: 'Réservation d’une salle | Room booking',
    about: 'Une salle pour une réunion, avec ou sans équipement. | A room for a meeting, with or without equipment.',
    fields: [
      { id: 'day', kind: 'date', label: 'Jour | Day', required: true },
      { id: 'from', kind: 'time', label: 'De | From', required: true },
      { id: 'to', kind: 'time', label: 'À | To', required: true },
      { id: 'people', kind: 'number', label: 'Nombre de personnes | Number of people', required: true },
      {
        id: 'equipment',
        kind: 'choices',
        label: 'Équipement | Equipment',
        options: ['Vidéoprojecteur | Projector', 'Visioconférence | Video conference', 'Tableau blanc | Whiteboard'],
      },
    ],
  },
  {
    id: 'mailbox',
    kind: 'service-request',
    name: 'Nouveau compte de messagerie | New e-mail account',
    about: 'Pour une personne qui arrive, ou une boîte partagée. | For somebody who joins, or a shared mailbox.',
    fields: [
      {
        id: 'for',
        kind: 'choice',
        label: 'Type de compte | Kind of account',
        required: true,
        options: ['Une personne | A person', 'Une boîte partagée | A shared mailbox'],
      },
      {
        id: 'name',
        kind: 'text',
        label: 'Nom et prénom | Full name',
        required: true,
        when: { field: 'for', is: 'une-personne' },
      },
      {
        id: 'starts',
        kind: 'date',
        label: 'Date d’arrivée | Start date',
        required: true,
        when: { field: 'for', is: 'une-personne' },
      },
      {
        id: 'address',
        kind: 'text',
        label: 'Adresse souhaitée | Address you would like',
        required: true,
        when: { field: 'for', is: 'une-boite-partagee' },
      },
      {
        id: 'owner',
        kind: 'person',
        label: 'Responsable | Owner',
        when: { field: 'for', is: 'une-boite-partagee' },
      },
      { id: 'why', kind: 'long-text', label: 'Précisions | Details' },
    ],
  },
  {
    id: 'locked',
    kind: 'incident',
    name: 'Compte verrouillé | Locked account',
    about: 'Vous ne pouvez plus vous connecter. | You cannot sign in any more.',
    fields: [
      { id: 'where', kind: 'text', label: 'Compte ou application | Account or application', required: true },
      { id: 'since', kind: 'date', label: 'Depuis le | Since' },
      { id: 'message', kind: 'long-text', label: 'Message affiché | Message shown' },
    ],
  },
  {
    id: 'printer',
    kind: 'incident',
    name: 'Imprimante en panne | Printer not working',
    about: 'Rien ne sort, ou rien de lisible. | Nothing comes out, or nothing that can be read.',
    fields: [
      { id: 'which', kind: 'text', label: 'Quelle imprimante ? | Which printer?', required: true },
      {
        id: 'trouble',
        kind: 'choice',
        label: 'Que se passe-t-il ? | What happens?',
        required: true,
        options: [
          'Rien ne sort | Nothing comes out',
          'Mauvaise qualité | Poor quality',
          'Bourrage papier | Paper jam',
          'Autre chose | Something else',
        ],
      },
      {
        id: 'other',
        kind: 'long-text',
        label: 'Décrivez le problème | Describe the problem',
        required: true,
        when: { field: 'trouble', is: 'autre-chose' },
      },
    ],
  },
])
