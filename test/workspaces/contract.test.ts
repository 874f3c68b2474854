import { strict as assert } from 'node:assert'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { workspaceCommands } from '../../bot/workspaces/command.ts'
import {
  acceptsPersonalAccounts,
  type Contract,
  contractDocument,
  isInForce,
} from '../../services/contracts/contract.ts'
import { PERSONAL_TENANT } from '../../services/people/person.ts'
import { type Account, sampleDirectory } from '../../simulator/directory.ts'
import { runCommand } from '../command.ts'
import { type Service, startService } from '../service.ts'

const LOU: Account = {
  key: 'lou',
  objectId: '00000000-0000-0000-5e1f-7a3b9c2d4e6f',
  teamsId: '29:1lou',
  name: 'Lou Marchand',
  role: 'employee',
  locale: 'fr-FR',
  timeZone: 'Europe/Paris',
  tenantId: PERSONAL_TENANT,
}
const sample = sampleDirectory()
const idOf = (key: string) => sample.accounts.find((its) => its.key === key)?.objectId ?? ''
const CONTRACT: Contract = {
  kind: 'premier',
  starts: '2026-01-01',
  ends: '2036-12-31',
  services: ['Support Azure', 'Formation, sur site'],
  serviceAdministrator: { id: idOf('dominique'), name: 'Dominique Lavoie' },
  contacts: [{ id: idOf('noah'), name: 'Noah Petit' }],
}

describe('a contract', () => {
  it('accepts personal accounts by its kind, and as the workspace’s settings say (S1.17, S1.18, S1.19)', () => {
    const [premier, unified] = [CONTRACT, { ...CONTRACT, kind: 'unified' as const }]
    const table = [premier, unified, undefined].map((contract) =>
      [true, false].map((isDefault) => acceptsPersonalAccounts(contract, isDefault, 'contract')),
    )
    assert.deepEqual(table, [
      [true, true],
      [false, true],
      [false, false],
    ])
    assert.equal(acceptsPersonalAccounts(unified, true, 'on'), true)
    assert.equal(acceptsPersonalAccounts(premier, false, 'off'), false)
  })

  it('is in force from its first day to its last (S1.13)', () => {
    const at = (time: string) => isInForce(CONTRACT, Date.parse(time))
    assert.deepEqual(
      ['2025-12-31T23:59:59Z', '2026-01-01T00:00:00Z', '2036-12-31T23:59:59Z', '2037-01-01T00:00:00Z'].map(at),
      [false, true, true, false],
    )
    assert.equal(isInForce(undefined, 0), true)
    for (const wrong of [
      { ends: '2025-01-01' },
      { services: ['a', 'a'] },
      { kind: 'other' },
      { contacts: [{ id: 'x' }] },
    ])
      assert.equal(contractDocument.safeParse({ ...CONTRACT, ...wrong }).success, false, JSON.stringify(wrong))
  })

  describe('of an organisation', () => {
    let service: Service
    let folder: string
    before(async () => {
      folder = mkdtempSync(join(tmpdir(), 'contract-'))
      service = await startService(
        { ALLOWED_TENANTS: `${sample.tenantId},${PERSONAL_TENANT}` },
        { directory: { ...sample, accounts: [...sample.accounts, LOU] } },
      )
    })
    after(async () => {
      await service.close()
      rmSync(folder, { recursive: true })
    })

    const person = (key: string) => service.person(key)
    const nb = (text: string) => text.replace(/ (?=[:»])|(?<=«) /g, '\u00a0')
    const run = (...args: string[]) => runCommand(service, workspaceCommands, ...args)
    async function puts(contract: object) {
      const file = join(folder, 'contract.json')
      writeFileSync(file, JSON.stringify(contract))
      return await run('contract', sample.tenantId, file)
    }
    async function opens(key: string, ...buttons: readonly string[]): Promise<void> {
      const its = person(key)
      const { id } = await its.says('bonjour')
      await service.eventually('a menu answers', () => its.chat().messages.at(-1)?.id !== id)
      for (const button of buttons) await its.presses(nb(button))
    }

    it('invites whoever it names, who open incidents at once (S1.10, S1.11)', async () => {
      await service.settle('sophie')
      assert.match((await puts({ ...CONTRACT, ends: '2020-01-01' })).err, /^ends: must not be before starts$/)
      assert.match((await puts(CONTRACT)).out, /Newly invited: 2/)
      assert.match((await puts(CONTRACT)).out, /Newly invited: 0/)
      await person('noah').sees(
        /Dominique Lavoie vous invite à rejoindre l’espace de travail «\sEspace de travail par défaut/,
      )
      await opens('noah', 'Créer un incident')
      person('noah').fills({ title: 'Imprimante', description: 'En panne' })
      await person('noah').presses('Enregistrer')
      person('noah').seesDialog('INC-1001')
      person('noah').closeDialog()
    })

    it('shows each workspace what of it applies to it; a service that was purchased can be asked for (S1.6, S1.12)', async () => {
      await opens('camille', 'Espace de travail par défaut')
      await person('camille').sees(
        /Contrat Premier\*\*\s: du 1er janvier 2026 au 31 décembre 2036[\s\S]*Support Azure, Formation/,
      )
      await person('camille').presses('Demander un service')
      person('camille').fills({ service: 'Formation, sur site' })
      await person('camille').presses('Envoyer la demande')
      person('camille').seesDialog('Demande envoyée')
      person('camille').closeDialog()
      await person('sophie').findsThread('Ajouter un service')
      await opens('dominique', 'Administration', 'Changer les réglages')
      const { dialog } = person('dominique')
      const card = dialog !== undefined && 'card' in dialog.content ? JSON.stringify(dialog.content.card) : ''
      const value = /"title":"Formation, sur site","value":"([^"]+)"/.exec(card)?.[1]
      assert.ok(value, card)
      person('dominique').fills({ services: value })
      await person('dominique').presses('Vérifier')
      person('dominique').closeDialog()
      await person('dominique').sees(/Services de l’espace de travail\*\*\s: aucun → Formation, sur site/)
      await person('dominique').presses('Activer')
      await person('dominique').sees('Version 1 en vigueur')
      await opens('camille', 'Espace de travail par défaut')
      await person('camille').sees(/Services de l’espace de travail\*\*\s: Formation, sur site/)
    })

    it('makes no workspace outside its dates (S1.13)', async () => {
      const creation = ['create', sample.tenantId, 'Ventes', idOf('noah')] as const
      await puts({ ...CONTRACT, starts: '2036-01-01' })
      assert.equal((await run(...creation)).err, 'The contract is not in force today.')
      await puts(CONTRACT)
      assert.equal((await run(...creation)).status, 0)
      assert.match((await run(...creation)).err, /has a workspace “Ventes” already/)
      assert.match((await run('list')).out, /Ventes$/)
    })

    it('lets nobody in with a personal account who has no code, and one person in by theirs (S1.17)', async () => {
      await person('lou').says('bonjour')
      await person('lou').sees(/n’a pas accès au service[\s\S]*code/)
      await person('lou').says('ABCD-EFGH-JKLM-NPQR')
      await person('lou').sees('Ce code n’est pas valable')
      await opens('dominique', 'Espace de travail par défaut', 'Membres', 'Inviter')
      person('dominique').fills({ personal: 'Lou Marchand' })
      await person('dominique').presses('Envoyer les invitations')
      const code = /\*\*([A-Z2-9-]{19})\*\*/.exec(person('dominique').seesDialog('Transmettez ce code'))?.[1] ?? ''
      person('dominique').closeDialog()
      await person('lou').says(`Voici : ${code.toLowerCase()}`)
      await person('lou').sees(/Vous êtes dans l’espace de travail/)
      await service.ask('lou', 'Mon compte')
      const chat = await person('sophie').findsThread('Lou Marchand attend')
      await person('sophie').presses('Prendre', chat)
      await person('lou').sees('Connecté à Sophie Martin')
      await person('lou').says('Merci')
      await person('sophie').sees('Merci', chat)
      await person('sophie').presses('Terminer le chat', chat)
      await person('lou').sees(/terminé/i)
    })

    it('keeps a personal account out of what it was not invited to, and when it is not accepted any more (S1.18, S1.19)', async () => {
      const listed = (await run('list')).out.split('\n').find((line) => line.endsWith('Ventes')) ?? ''
      const sales = listed.split(' ')[0] ?? ''
      const verb = 'workspace.choose'
      const data = { verb, workspace: sales, nonce: sales }
      const { body } = await service.teams.invoke(person('lou').account, person('lou').chat(), 'task/submit', { data })
      assert.match(JSON.stringify(body), /plus accès/)
      await puts({ ...CONTRACT, kind: 'unified' })
      await person('lou').says('bonjour encore')
      await person('lou').sees('n’accepte plus les comptes personnels')
      const show = { action: { type: 'Action.Execute', verb: 'menu.show', data: {} } }
      const refused = await service.teams.invoke(
        person('lou').account,
        person('lou').chat(),
        'adaptiveCard/action',
        show,
      )
      assert.match(JSON.stringify(refused.body), /accepte plus/)
      await puts(CONTRACT)
      // Nor anywhere else, whatever tenant Teams names there.
      const { tenantId: _, ...met } = LOU
      const group = { ...person('lou').chat(), id: '19:meeting@thread.v2', type: 'groupChat' as const }
      const ticket = { verb: 'ticket.open', nonce: sales, title: 'Intrus', description: 'x', urgency: 'low' }
      const intruder = await service.teams.invoke(met, group, 'task/submit', { data: ticket })
      assert.match(JSON.stringify(intruder.body), /Demandez une invitation/)
      await service.ask('lou', 'Une dernière chose')
      const chat = await person('sophie').findsThread('Une dernière chose')
      await person('sophie').presses('Prendre', chat)
      await person('lou').sees(/Connecté à Sophie Martin[\s\S]*/)
      await opens('dominique', 'Espace de travail par défaut', 'Membres', 'Retirer')
      person('dominique').fills({ people: LOU.objectId })
      await person('dominique').presses('Retirer')
      person('dominique').seesDialog('Une personne a été retirée')
      person('dominique').closeDialog()
      await person('lou').sees('Vous n’êtes plus membre')
      await person('sophie').sees(/Terminé par Lou Marchand/, chat)
      const before = person('lou').chat().messages.length
      await person('lou').says('Et maintenant ?')
      await service.eventually('they are turned away', () => person('lou').chat().messages.length > before + 1)
      await person('lou').sees(/n’a pas accès au service/)
    })
  })
})
