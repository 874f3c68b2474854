import { strict as assert } from 'node:assert'
import { itemDocument } from '../../services/catalogue/catalogue.ts'
import { connect } from '../../services/db/connect.ts'
import { MOST_FILE_BYTES } from '../../services/files/file.ts'
import { type Service, startService } from '../service.ts'
import { type Browser, createBrowser } from './browser.ts'

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)
const file = (name: string, bytes: Uint8Array = Buffer.from('ligne 1\n')) => new File([new Uint8Array(bytes)], name)

describe('files on a page', () => {
  let service: Service
  before(async () => {
    service = await startService()
    await service.settle('sophie')
    await service.person('camille').says('Bonjour')
    await service.person('camille').sees('Sélectionnez')
  })
  after(() => service.close())
  const at = (path: string) => `${service.bot.url}${path}`
  async function signedIn(name: string): Promise<Browser> {
    const browser = createBrowser()
    await browser.get(at('/'))
    await browser.follow(name)
    return browser
  }

  it('go with a new incident and with a comment; the page lists them, the desk is shown them (S0.5)', async () => {
    const camille = await signedIn('Camille Roy')
    await camille.follow('Créer un incident')
    const fields = { title: 'Écran noir', description: 'Voir la capture' }
    const faulty = await camille.press('Enregistrer', { ...fields, description: ' ' }, [file('écran.png', PNG)])
    assert.match(faulty.html, /écran\.png.: joint\. Il partira avec votre envoi/)
    const saved = await camille.press('Enregistrer', fields)
    assert.match(saved.html, /Incident INC-1001 créé/)
    const thread = await service.person('sophie').findsThread('Écran noir')
    await service.person('sophie').sees('Camille Roy a envoyé une image', thread)
    await camille.get(at('/incidents'))
    await camille.follow('Écran noir')
    await camille.follow('Ajouter un commentaire')
    const noted = await camille.press('Enregistrer', { text: 'Et le journal' }, [file('journal.txt')])
    assert.doesNotMatch(noted.html, /non joint/)
    await service.person('sophie').sees('journal.txt', thread)
    await camille.get(at('/incidents'))
    const page = await camille.follow('Écran noir')
    assert.match(page.html, /Fichiers joints[\s\S]*écran\.png[\s\S]*journal\.txt/)
    const opened = await camille.follow('journal.txt')
    assert.equal(opened.html, 'ligne 1\n')
  })

  it('wait with a request that others approve of, and come to the desk with it', async () => {
    const { objectId: id, name } = service.teams.account('karim')
    const fields = [{ id: 'what', kind: 'text', label: 'Quoi', required: true }]
    const approval = { approvers: [{ id, name }] }
    const item = itemDocument.parse({ id: 'laptop', kind: 'service-request', name: 'Portable', fields, approval })
    await service.activate({ catalogue: [item] })
    const camille = await signedIn('Camille Roy')
    await service.eventually('it is offered', async () =>
      (await camille.get(at('/catalogue'))).html.includes('Portable'),
    )
    await camille.follow('Portable')
    await camille.press('Envoyer', { 'f-what': 'Un léger' }, [file('devis.pdf', Buffer.from('%PDF-1.4 devis'))])
    await service.person('karim').sees('Un léger')
    await service.person('karim').presses('Approuver')
    const thread = await service.person('sophie').findsThread('Portable')
    await service.person('sophie').sees('devis.pdf', thread)
  })

  it('that we do not pass on are named with the reason, and the words go all the same', async () => {
    const camille = await signedIn('Camille Roy')
    await camille.follow('Créer un incident')
    const refused = [
      file('virus.exe'),
      file('vide.txt', Buffer.alloc(0)),
      file('a.log', Buffer.alloc(MOST_FILE_BYTES + 1)),
    ]
    const saved = await camille.press('Enregistrer', { title: 'Trois', description: 'x' }, refused)
    assert.match(
      saved.html,
      /virus\.exe.: non joint\. Les programmes[\s\S]*vide\.txt.: non joint\. Il est vide[\s\S]*a\.log.: non joint\. Il dépasse/,
    )
    assert.match(saved.html, /Incident INC-\d+ créé/)
  })

  it('that are too long together are refused with what to do, and of more than ten the rest is', async () => {
    const camille = await signedIn('Camille Roy')
    await camille.follow('Créer un incident')
    const heavy = [1, 2, 3, 4].map((n) => file(`${n}.bin`, Buffer.alloc(8 * 1024 * 1024, 65)))
    const answer = await camille.press('Enregistrer', { title: 'Lourd', description: 'x' }, heavy)
    assert.equal(answer.status, 413)
    assert.match(answer.html, /trop volumineux[\s\S]*30.Mo[\s\S]*revenez en arrière/)
    await camille.get(at('/'))
    await camille.follow('Créer un incident')
    const many = Array.from({ length: 11 }, (_, n) => file(`${n}.txt`))
    const eleven = await camille.press('Enregistrer', { title: 'Onze', description: 'x' }, many)
    assert.match(
      eleven.html,
      /10\.txt.: non joint\. Vous pouvez joindre dix fichiers au plus[\s\S]*Incident INC-\d+ créé/,
    )
  })

  it('are not taken from whoever is not signed in, nor from another site’s page', async () => {
    const body = new FormData()
    body.append('_files', file('a.txt'))
    body.append('_act', JSON.stringify({ kind: 'save', verb: 'ticket.open', data: {} }))
    const stranger = createBrowser()
    const own = { 'sec-fetch-site': 'same-origin' }
    assert.equal((await stranger.post(at('/acts'), own, body)).status, 401)
    const camille = await signedIn('Camille Roy')
    assert.equal((await camille.post(at('/acts'), { 'sec-fetch-site': 'cross-site' }, body)).status, 403)
    const broken = await camille.post(
      at('/acts'),
      { ...own, 'content-type': 'multipart/form-data; boundary=x' },
      new URLSearchParams('a=1'),
    )
    assert.equal(broken.status, 400)
    const db = await connect(service.databaseUrl)
    const rows = await db.selectFrom('files').select('name').where('name', '=', 'a.txt').execute()
    await db.destroy()
    assert.deepEqual(rows, [])
  })
})
