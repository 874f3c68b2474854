import { strict as assert } from 'node:assert'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect } from '../../services/db/connect.ts'
import { examine, MOST_FILE_BYTES, safeName } from '../../services/files/file.ts'
import { createLinks } from '../../services/files/link.ts'
import { actionsOf } from '../../simulator/card-reader.ts'
import { type Conversation, cardOf, type Message } from '../../simulator/chats.ts'
import type { Person } from '../../simulator/client.ts'
import { type Service, startService } from '../service.ts'
import { newStore } from '../store.ts'

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)
const picture = { type: 'image/png', bytes: PNG }
const file = (name: string, bytes: Uint8Array = Buffer.from('ligne 1\nligne 2\n')) => ({
  type: 'text/plain',
  name,
  bytes,
})

describe('files and pictures', () => {
  let service: Service
  let camille: Person
  let sophie: Person
  let thread: Conversation
  before(async () => {
    service = await startService()
    await service.settle('sophie')
    ;[camille, sophie] = [service.person('camille'), service.person('sophie')]
    thread = await service.beginChat()
  })
  after(() => service.close())

  /** Where a card's picture or its first button leads. */
  const linkOf = (message: Message, person: Person): string => {
    const card = cardOf(message, person.account.key)
    const open = card && actionsOf(card).find(({ action }) => action['type'] === 'Action.OpenUrl')
    return String(open?.action['url'])
  }

  it('brings an employee’s picture to the desk, and opens it to whoever holds its link (C22)', async () => {
    await camille.says('voici', { uploads: [picture] })
    await sophie.sees('voici', thread)
    const shown = await sophie.sees('Camille Roy a envoyé une image', thread)
    const answer = await fetch(linkOf(shown, sophie))
    assert.equal(answer.status, 200)
    assert.equal(answer.headers.get('content-type'), 'image/png')
    assert.deepEqual(Buffer.from(await answer.arrayBuffer()), PNG)
    const image = (cardOf(shown, 'sophie')?.['body'] as { type: string; url?: string }[] | undefined)?.find(
      ({ type }) => type === 'Image',
    )
    assert.equal((await fetch(String(image?.url))).status, 200)
  })

  it('adds to a picture the words that come by an edit, and takes it back when they whisper', async () => {
    const edit = (message: Message, text: string) => service.teams.edit(sophie.account, thread, message, { text })
    const added = await sophie.says('', { in: thread, uploads: [picture] })
    const first = await camille.sees('Sophie Martin a envoyé une image')
    await edit(added, 'le bouton rouge')
    await camille.sees('le bouton rouge')
    const regretted = await sophie.says('', { in: thread, uploads: [picture] })
    const pictures = () => camille.shown().filter((text) => text.includes('Sophie Martin a envoyé')).length
    await service.eventually('the second is there', () => pictures() === 2)
    await edit(regretted, '// pas pour elle')
    await service.eventually('it is gone again', () => pictures() === 1)
    assert.equal(first.deletedAt, undefined)
    assert.doesNotMatch(camille.shown().join('\n'), /pas pour elle/)
    await service.teams.remove(sophie.account, thread, added)
    await service.eventually('nothing is left of it', () => pictures() === 0)
  })

  it('brings a picture without a word, and a file, which is loaded and never shown', async () => {
    await camille.says('', { uploads: [picture, file('journal.log')] })
    await service.eventually(
      'both are there',
      () => sophie.shown(thread).filter((text) => text.includes('Camille Roy a envoyé')).length === 3,
    )
    const shown = await sophie.sees('journal.log', thread)
    const answer = await fetch(linkOf(shown, sophie))
    assert.match(String(answer.headers.get('content-disposition')), /^attachment; filename\*=UTF-8''journal\.log$/)
    assert.equal(answer.headers.get('content-type'), 'application/octet-stream')
    assert.equal(answer.headers.get('x-content-type-options'), 'nosniff')
    assert.match(String(answer.headers.get('content-security-policy')), /sandbox/)
    assert.equal(await answer.text(), 'ligne 1\nligne 2\n')
  })

  it('brings an analyst’s picture to the employee, and keeps a whispered one at the desk', async () => {
    await sophie.says('// regardez', { in: thread, uploads: [picture] })
    await sophie.says('cliquez ici', { in: thread, uploads: [picture] })
    await camille.sees('cliquez ici')
    await camille.sees('Sophie Martin a envoyé une image')
    assert.equal(camille.shown().filter((text) => text.includes('a envoyé')).length, 1)
  })

  it('says what cannot be carried, and why', async () => {
    await camille.says('lancez ça', { uploads: [file('outil.exe')] })
    await camille.sees(/Non remis[\s\S]*outil\.exe[\s\S]*programmes/)
    await camille.says('déguisé', { uploads: [file('photo.png', Buffer.from('MZ\u0090\0'))] })
    await camille.sees(/photo\.png[\s\S]*programmes/)
    await camille.says('trop', { uploads: [file('film.mp4', Buffer.alloc(MOST_FILE_BYTES + 1))] })
    await camille.sees(/film\.mp4[\s\S]*10\sMo/)
    service.teams.faults.add({ operation: 'download', status: 404, times: 1 })
    await camille.says('parti', { uploads: [file('absent.txt')] })
    await camille.sees(/absent\.txt[\s\S]*Joignez-le à nouveau/)
    await sophie.says('un fichier dans un canal', { in: thread, uploads: [file('guide.pdf')] })
    await sophie.sees('Une pièce jointe n’a pas été transmise', thread)
    service.teams.faults.add({ operation: 'download', status: 401, times: 1 })
    await camille.says('encore', { uploads: [file('refusé-puis-là.txt')] })
    await sophie.sees('refusé-puis-là.txt', thread)
    await camille.says('une page', {
      uploads: [{ type: 'text/html', name: 'photo.png', bytes: Buffer.from('<html>') }],
    })
    await camille.sees(/photo\.png[\s\S]*capture d’écran/)
    assert.ok(!sophie.shown(thread).some((text) => /outil|photo\.png|film|absent/.test(text)))
  })

  it('tries again when Teams stumbles', async () => {
    service.teams.faults.add({ operation: 'download', status: 503, times: 2 })
    await camille.says('encore', { uploads: [file('tenace.txt')] })
    await sophie.sees('tenace.txt', thread)
  })

  it('lets one person’s slow files hold up nobody else’s', async () => {
    service.teams.faults.add({
      conversationId: 'lent.txt',
      operation: 'download',
      status: 503,
      delayMs: 5_000,
      times: 6,
    })
    const erin = service.person('erin')
    await erin.says('', { uploads: Array.from({ length: 6 }, () => file('lent.txt')) })
    await camille.says('', { uploads: [file('pressé.txt')] })
    const began = Date.now()
    await sophie.sees('pressé.txt', thread)
    assert.ok(Date.now() - began < 3_000)
  })

  it('takes a file back with its message: from the desk, from the store, from its link', async () => {
    const message = await camille.says('oups', { uploads: [file('salaires.csv')] })
    const shown = await sophie.sees('salaires.csv', thread)
    const link = linkOf(shown, sophie)
    await service.teams.remove(camille.account, camille.chat(), message)
    await service.eventually('it is gone', () => shown.deletedAt !== undefined)
    const answer = await fetch(link, { headers: { 'accept-language': 'fr' } })
    assert.equal(answer.status, 410)
    assert.match(await answer.text(), /n’est plus disponible/)
    const db = await connect(service.databaseUrl)
    const contents = await db
      .selectFrom('files as f')
      .innerJoin('file_pieces as c', 'c.file_id', 'f.id')
      .select('f.id')
      .where('f.state', '=', 'deleted')
      .execute()
    await db.destroy()
    assert.deepEqual(contents, [])
  })

  it('gives a new link to who may see the file, and to nobody else', async () => {
    const shown = await camille.sees('Sophie Martin a envoyé une image')
    const before = linkOf(shown, camille)
    await camille.presses('Nouveau lien')
    const after = linkOf(shown, camille)
    assert.notEqual(after, before)
    assert.equal((await fetch(after)).status, 200)
    const action = actionsOf(cardOf(shown, 'camille') ?? {}).find(({ title }) => title === 'Nouveau lien')?.action
    const noah = service.person('noah')
    await noah.says('bonjour')
    const theirs = await noah.sees('Nous sommes en ligne')
    await noah.act(noah.chat(), theirs, action ?? {}, {})
    assert.match(String(noah.toasts.at(-1)), /n’existe plus/)
  })

  it('opens nothing to whoever makes a link up, or comes too late', async () => {
    const link = new URL(linkOf(await camille.sees('Sophie Martin a envoyé une image'), camille))
    const changed = (name: string, value: string) => {
      const url = new URL(link)
      url.searchParams.set(name, value)
      return url
    }
    assert.equal((await fetch(changed('until', String(Date.now() + 1e12)))).status, 404)
    assert.equal((await fetch(changed('signature', 'AAAA'))).status, 404)
    assert.equal((await fetch(changed('signature', ''))).status, 404)
    assert.equal((await fetch(`${link.origin}${link.pathname}`)).status, 404)
    assert.equal((await fetch(`${link.origin}/files/%00?until=1&signature=x`)).status, 404)
    assert.equal((await fetch(`${link.origin}/files/../files/x?until=1&until=2&signature=x`)).status, 404)
  })

  it('takes along what was attached before the chat was asked for', async () => {
    const noah = service.person('noah')
    await noah.says('', { uploads: [picture] })
    await noah.presses('Chat avec un analyste')
    const other = await sophie.findsThread('Noah')
    await sophie.sees('a envoyé une image', other)
    await noah.presses('Ne plus attendre')
  })

  it('says before a chat, and after one, what stays behind', async () => {
    const { erin } = { erin: service.person('erin') }
    const said = service.teams.activity(erin.account, erin.chat(), {
      type: 'message',
      text: '',
      attachments: [{ contentType: 'application/x-unknown' }],
    })
    await service.teams.deliver(said)
    await erin.sees('An attachment wasn’t sent')
    await erin.sees('We are online')
    const other = await service.beginChat('noah')
    await service.person('noah').presses('Terminer le chat')
    await sophie.says('', { in: other, uploads: [picture] })
    await sophie.sees('Ce chat est terminé\u00a0: ce que vous avez joint', other)
  })

  it('tells the desk when the employee took the app away', async () => {
    const noah = service.person('noah')
    const other = await service.beginChat('noah')
    await service.teams.removeForPerson(noah.account)
    await sophie.says('', { in: other, uploads: [picture] })
    await sophie.sees(/Votre fichier n’a pas été transmis[\s\S]*bloqué ou retiré/, other)
    await service.teams.installForPerson(noah.account)
    await noah.presses('Terminer le chat')
  })

  it('fetches nothing from where Teams keeps no files', async () => {
    const { account } = camille
    const attachment = (url: string) => ({
      contentType: 'application/vnd.microsoft.teams.file.download.info',
      name: 'piège.txt',
      content: { downloadUrl: url },
    })
    const inside = new URL(service.bot.url)
    for (const url of [
      `${inside.origin}/healthz`,
      'http://169.254.169.254/latest',
      'https://sharepoint.com.evil.example/x',
    ]) {
      const said = service.teams.activity(account, camille.chat(), {
        type: 'message',
        text: '',
        attachments: [attachment(url)],
      })
      assert.equal((await service.teams.deliver(said)).status, 200)
    }
    await service.eventually(
      'she is told of each',
      () => camille.shown().filter((text) => text.includes('piège.txt')).length === 3,
    )
  })
})

describe('a link to a file', () => {
  it('is good for a day, for one file, and in every process of the same store', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'service-desk-test-'))
    const { databaseUrl } = await newStore(folder)
    const db = await connect(databaseUrl)
    let time = 1_000
    const links = await createLinks(db, 'https://desk.example', () => time)
    const { url, until } = links.linkTo('a')
    const signature = new URL(url).searchParams.get('signature') ?? ''
    const other = await createLinks(db, 'https://desk.example', () => time)
    assert.equal(other.check('a', String(until), signature), 'open')
    assert.equal(links.check('b', String(until), signature), 'forged')
    assert.equal(links.check('a', String(until + 1), signature), 'forged')
    time += 24 * 3_600_000
    assert.equal(links.check('a', String(until), signature), 'expired')
    await db.destroy()
    rmSync(folder, { recursive: true, force: true })
  })
})

describe('a file’s name and kind', () => {
  it('is nothing that deceives', () => {
    assert.equal(safeName('../../etc/passwd'), 'passwd')
    assert.equal(safeName('C:\\temp\\rapport.pdf'), 'rapport.pdf')
    assert.equal(safeName('facture\u202Efdp.exe'), 'facturefdp.exe')
    assert.equal(safeName('a\r\nSet-Cookie: x'), 'aSet-Cookie x')
    assert.equal(safeName(' .. '), '')
    assert.equal(safeName(`${'a'.repeat(300)}.txt`).length, 120)
    assert.equal(safeName(`facture.pdf${'\u2800'.repeat(130)}.txt`), 'facture.pdf.txt')
    assert.ok(safeName(`${'😀'.repeat(200)}.txt`).isWellFormed?.() ?? true)
  })

  it('is read from its bytes', () => {
    assert.deepEqual(examine(undefined, PNG.subarray(0, 16)), { name: 'image.png', contentType: 'image/png' })
    assert.deepEqual(examine('page.png', Buffer.from('<html>')), {
      name: 'page.png',
      contentType: 'application/octet-stream',
    })
    for (const name of ['a.exe', 'a.py', 'a.xll', 'a.PS1', 'a.lnk', 'a.exe.', 'a.exe ', 'fdp\u202Eexe.bat'])
      assert.equal(examine(name, Buffer.from('x')), 'kind', name)
    assert.equal(examine('notes.txt', Buffer.from('\x7fELF')), 'kind')
    assert.equal(examine('notes.txt', Buffer.from('#!/bin/sh')), 'kind')
    assert.equal(examine('notes.txt', Buffer.from('MZ\x90\0\x03')), 'kind')
    assert.notEqual(examine('notes.txt', Buffer.from('MZ et la suite.')), 'kind')
    assert.deepEqual(examine('page.html', Buffer.from([0xff, 0xd8, 0xff, 0xe0])), {
      name: 'page.html.jpg',
      contentType: 'image/jpeg',
    })
  })
})
