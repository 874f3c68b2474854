import { strict as assert } from 'node:assert'
import { get, type IncomingHttpHeaders } from 'node:http'
import { connect, type Db } from '../../services/db/connect.ts'
import { addDesk, addWorkspace } from '../../services/workspaces/store.ts'
import { type Service, startService } from '../service.ts'
import { type Browser, createBrowser } from '../web/browser.ts'

describe('the desk’s console', () => {
  let service: Service
  let db: Db
  let path: string
  before(async () => {
    service = await startService()
    await service.settle('sophie')
    db = await connect(service.databaseUrl)
    const { id } = await db.selectFrom('desks').select('id').executeTakeFirstOrThrow()
    path = `/desks/${id}`
  })
  after(async () => {
    await db.destroy()
    await service.close()
  })
  const at = (its: string) => `${service.bot.url}${its}`
  const person = (key: string) => service.person(key)
  async function signedIn(name: string, where = path): Promise<Browser> {
    const browser = createBrowser()
    await browser.get(at(where))
    await browser.follow(name)
    return browser
  }
  async function report(key: string, title: string, urgency = 'normal'): Promise<void> {
    const { id } = await person(key).says('Bonjour')
    await service.eventually('a menu answers', () => person(key).chat().messages.at(-1)?.id !== id)
    await person(key).presses('Créer un incident')
    person(key).fills({ title, description: 'Depuis ce matin', urgency })
    await person(key).presses('Enregistrer')
    person(key).closeDialog()
  }
  const numberOf = async (title: string) =>
    (await db.selectFrom('tickets').select(['id', 'number']).where('title', '=', title).executeTakeFirstOrThrow())
      .number

  it('shows who waits; a chat is taken, answered, whispered in and ended there, and all of it is in Teams', async () => {
    await service.ask('camille', 'Mon écran reste noir')
    const sophie = await signedIn('Sophie Martin', '/desks')
    assert.match((await sophie.get(at('/desks'))).url, new RegExp(`${path}$`), 'one desk: its console')
    assert.match(
      (await sophie.get(at(path))).html,
      /De service.: Sophie Martin[\s\S]*En attente <span class="count">1<[\s\S]*Camille Roy[\s\S]*Mon écran reste noir/,
    )
    const chat = await sophie.press('Prendre')
    assert.match(chat.url, new RegExp(`${path}/chats/`))
    assert.match(
      chat.html,
      /<h1>Chat avec Camille Roy<\/h1>[\s\S]*Mon écran reste noir[\s\S]*Votre réponse à Camille Roy/,
    )
    await person('camille').sees(/Sophie Martin/)
    const thread = await person('sophie').findsThread('Camille Roy')
    const answered = await sophie.press('Envoyer', { text: 'Est-il branché ?' })
    assert.equal(answered.url, chat.url)
    assert.match(answered.html, /Est-il branché \?/)
    await person('camille').sees('Est-il branché ?')
    await person('sophie').sees(/Sophie Martin[\s\S]*Est-il branché \?/, thread)
    const whispered = await sophie.press('Note entre analystes', { text: 'Encore ce vieux câble' })
    assert.match(whispered.html, /class="own whispered"[\s\S]*Encore ce vieux câble/)
    await person('sophie').sees('Encore ce vieux câble', thread)
    await person('camille').says('Oui, il est branché')
    await service.eventually('her answer is on the page', async () =>
      (await sophie.get(`${chat.url}/part`)).html.includes('Oui, il est branché'),
    )
    assert.doesNotMatch(person('camille').shown().join('\n'), /vieux câble/)
    await sophie.get(chat.url)
    assert.match((await sophie.press('Terminer le chat')).html, /Terminé par Sophie Martin/)
    await person('camille').sees(/terminé/)
  })

  it('is said once, however often it is sent', async () => {
    await service.ask('noah', 'Bonjour à tous')
    const sophie = await signedIn('Sophie Martin')
    const chat = await sophie.press('Prendre')
    const nonce = /&quot;nonce&quot;:&quot;([0-9a-f-]{36})/.exec(chat.html)?.[1] ?? ''
    const handoffId = chat.url.split('/').at(-1)
    const body = () =>
      new URLSearchParams({
        _act: JSON.stringify({ kind: 'save', verb: 'handoff.answer', data: { handoffId, nonce } }),
        ...{ _from: path, text: 'Une seule fois' },
      })
    for (const _ of [1, 2]) await sophie.post(at(`${path}/acts`), { 'sec-fetch-site': 'same-origin' }, body())
    await person('noah').sees('Une seule fois')
    const { count } = await db
      .selectFrom('messages')
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .where('handoff_id', '=', handoffId ?? '')
      .where('audience', '=', 'requester')
      .executeTakeFirstOrThrow()
    assert.equal(Number(count), 1)
    const empty = await sophie.post(
      at(`${path}/acts`),
      { 'sec-fetch-site': 'same-origin' },
      new URLSearchParams({
        _act: JSON.stringify({ kind: 'save', verb: 'handoff.answer', data: { handoffId, nonce } }),
        ...{ _from: path, text: ' ' },
      }),
    )
    assert.match(empty.html, /Un texte est obligatoire/)
    await sophie.get(chat.url)
    await sophie.press('Terminer le chat')
  })

  it('is nobody’s but the desk’s team’s, whatever they send (S1.4)', async () => {
    const { id: handoffId } = await db.selectFrom('handoffs').select('id').executeTakeFirstOrThrow()
    for (const name of ['Camille Roy', 'Noah Petit']) {
      const employee = await signedIn(name, '/')
      for (const its of [
        '',
        '/part',
        `/chats/${handoffId}`,
        `/chats/${handoffId}/part`,
        '/incidents',
        '/activity',
        '/events',
      ])
        assert.equal((await employee.get(at(`${path}${its}`))).status, 404, `${name} ${its}`)
      const act = JSON.stringify({ kind: 'press', verb: 'handoff.take', data: { handoffId } })
      const body = new URLSearchParams({ _act: act, _from: path })
      const refused = await employee.post(at(`${path}/acts`), { 'sec-fetch-site': 'same-origin' }, body)
      assert.equal(refused.status, 404)
      // On the pages that everybody has, what is the desk's is not there.
      assert.doesNotMatch(
        (await employee.post(at('/acts'), { 'sec-fetch-site': 'same-origin' }, body)).html,
        /Terminé par|Prendre/,
      )
      assert.match((await employee.get(at('/desks'))).html, /Vous n’êtes membre d’aucune équipe/)
    }
    const sophie = await signedIn('Sophie Martin')
    const act = JSON.stringify({ kind: 'press', verb: 'handoff.end', data: { handoffId } })
    for (const site of ['cross-site', 'same-site']) {
      const body = new URLSearchParams({ _act: act, _from: path })
      assert.equal((await sophie.post(at(`${path}/acts`), { 'sec-fetch-site': site }, body)).status, 403)
    }
    assert.equal((await sophie.get(at('/desks/not-an-id'))).status, 404)
    assert.equal((await sophie.get(at(`/desks/${handoffId}`))).status, 404)
  })

  it('is nobody’s but a private channel’s own members’, and no longer than they are in it', async () => {
    const channel = service.teams.directory.teams[0]?.channels[1]
    assert.ok(channel)
    const karim = await signedIn('Karim Benali', '/')
    channel.members = ['sophie']
    assert.equal((await karim.get(at(path))).status, 404)
    delete channel.members
    const alex = await signedIn('Alex Chen', '/')
    assert.equal((await alex.get(at(path))).status, 200, 'whoever is in need not have spoken to the app')
  })

  it('loses no word that comes too late: it is shown again', async () => {
    await service.ask('noah', 'Encore moi')
    const sophie = await signedIn('Sophie Martin')
    const chat = await sophie.press('Prendre')
    const act = /value="([^"]*handoff.answer[^"]*)"/.exec(chat.html)?.[1]?.replaceAll('&quot;', '"') ?? ''
    await person('noah').sees(/Sophie Martin/)
    await person('noah').presses('Terminer le chat')
    const body = new URLSearchParams({ _act: act, _from: path, text: 'Une longue réponse' })
    const late = await sophie.post(at(`${path}/acts`), { 'sec-fetch-site': 'same-origin' }, body)
    assert.match(late.html, /Votre réponse n’est pas partie[\s\S]*Une longue réponse/)
    await service.ask('noah', 'Et encore')
    await person('karim').presses('Prendre', await person('karim').findsThread('Et encore'))
    const { id } = await db.selectFrom('handoffs').select('id').where('state', '=', 'active').executeTakeFirstOrThrow()
    const theirs = JSON.parse(act) as { data: { handoffId: string } }
    theirs.data.handoffId = id
    body.set('_act', JSON.stringify(theirs))
    const refused = await sophie.post(at(`${path}/acts`), { 'sec-fetch-site': 'same-origin' }, body)
    assert.match(refused.html, /Rien n’a été envoyé[\s\S]*Une longue réponse/)
    await person('noah').presses('Terminer le chat')
  })

  it('tells nobody of whom or of what a confidential incident is, who may not read it (F24)', async () => {
    await report('camille', 'Dossier médical')
    await db
      .updateTable('tickets')
      .set({ confidential: 1, category: 'office' })
      .where('title', '=', 'Dossier médical')
      .execute()
    const number = await numberOf('Dossier médical')
    const sophie = await signedIn('Sophie Martin', `${path}/incidents`)
    const listed = (await sophie.get(at(`${path}/incidents`))).html
    assert.match(listed, new RegExp(number))
    const camille = service.teams.account('camille').objectId
    for (const its of [`/people/${camille}`, '/incidents?category=office', '/incidents?query=medical'])
      assert.doesNotMatch((await sophie.get(at(`${path}${its}`))).html, new RegExp(`${number}|médical`), its)
    for (const its of ['', '/incidents', '/incidents?look=board'])
      assert.doesNotMatch((await sophie.get(at(`${path}${its}`))).html, /médical/, its)
  })

  it('lists incidents and finds them, as a list or a board, at an address that can be kept', async () => {
    await report('camille', 'Imprimante bloquée', 'high')
    await report('noah', 'Clé perdue')
    const sophie = await signedIn('Sophie Martin', `${path}/incidents`)
    assert.match((await sophie.get(at(`${path}/incidents`))).html, /Clé perdue[\s\S]*Imprimante bloquée/)
    const found = await sophie.get(at(`${path}/incidents?query=cle%20PERDUE`))
    assert.match(found.html, /Clé perdue/)
    assert.doesNotMatch(found.html, /Imprimante bloquée/)
    const urgent = await sophie.get(at(`${path}/incidents?urgency=high&who=nobody`))
    assert.match(urgent.html, /Imprimante bloquée/)
    assert.doesNotMatch(urgent.html, /Clé perdue/)
    const board = await sophie.follow('Afficher en colonnes')
    assert.match(board.url, /urgency=high/)
    assert.match(board.html, /class="board"[\s\S]*Nouveau <span class="count">1<[\s\S]*Imprimante bloquée/)
    assert.doesNotMatch((await sophie.get(at(`${path}/incidents?who=me`))).html, /Clé perdue/)
    assert.match((await sophie.get(at(`${path}/incidents?query=zzz`))).html, /Aucun incident ni aucune demande/)
  })

  it('keeps among analysts what begins with //, whichever button is pressed', async () => {
    const thread = await service.beginChat()
    const sophie = await signedIn('Sophie Martin')
    const { id } = await db.selectFrom('handoffs').select('id').where('state', '=', 'active').executeTakeFirstOrThrow()
    await sophie.get(at(`${path}/chats/${id}`))
    await sophie.press('Envoyer', { text: ' // il n’a rien sauvegardé' })
    await sophie.get(at(`${path}/chats/${id}`))
    await sophie.press('Envoyer', { text: 'Je regarde tout de suite.' })
    await person('camille').sees('Je regarde tout de suite.')
    assert.doesNotMatch(person('camille').shown().join(), /rien sauvegardé/)
    await person('sophie').sees(/rien sauvegardé/, thread)
    await person('camille').presses('Terminer le chat')
    const over = await sophie.get(at(`${path}/chats/${id}/part`))
    assert.match(over.html, / data-over/, 'the page sends nothing any more')
  })

  it('keeps filters under names of one’s own, at most twelve, and nobody else’s', async () => {
    const sophie = await signedIn('Sophie Martin')
    await sophie.get(at(`${path}/incidents?who=nobody&urgency=high`))
    const kept = await sophie.press('Enregistrer ce filtre', { name: 'Urgents à prendre' })
    assert.match(kept.url, /urgency=high/)
    assert.match(
      kept.html,
      /aria-label="Vos filtres"[\s\S]*aria-current="page">Urgents à prendre<[\s\S]*Supprimer le filtre/,
    )
    const list = await sophie.get(at(`${path}/incidents`))
    assert.match(list.html, /href="[^"]*who=nobody[^"]*">Urgents à prendre</)
    const karim = await signedIn('Karim Benali', path)
    assert.doesNotMatch((await karim.get(at(`${path}/incidents`))).html, /Urgents à prendre/)
    await sophie.follow('Urgents à prendre')
    assert.doesNotMatch((await sophie.press('Supprimer le filtre')).html, /Urgents à prendre/)
    for (let n = 0; n < 12; n += 1) {
      await sophie.get(at(`${path}/incidents?query=n${n}`))
      await sophie.press('Enregistrer ce filtre', { name: `Filtre ${n}` })
    }
    await sophie.get(at(`${path}/incidents?query=trop`))
    assert.match((await sophie.press('Enregistrer ce filtre', { name: 'Un de trop' })).html, /déjà 12 filtres/)
    await sophie.get(at(`${path}/incidents?query=trop`))
    assert.match((await sophie.press('Enregistrer ce filtre', { name: ' ' })).html, /Donnez au filtre un nom/)
  })

  it('changes many at once, and takes it back once, but for what somebody changed since', async () => {
    await report('camille', 'Souris morte')
    await report('noah', 'Clavier collant')
    const sophie = await signedIn('Sophie Martin', `${path}/incidents`)
    const rows = await db
      .selectFrom('tickets')
      .select(['id', 'version', 'title'])
      .where('title', 'in', ['Souris morte', 'Clavier collant'])
      .execute()
    await sophie.get(at(`${path}/incidents`))
    const tickets = rows.map(({ id, version }) => `${id}.${version}`).join(',')
    const done = await sophie.press('Prendre', { tickets: `${tickets},${rows[0]?.id}.99,not-an-id` })
    assert.match(done.html, /2 éléments modifiés/)
    await person('camille').sees(/Sophie Martin prend en charge/)
    const acted = await db.selectFrom('audit_entries').select('subject').where('act', '=', 'ticket.bulk').execute()
    assert.deepEqual(acted.map((its) => its.subject).toSorted(), rows.map(({ id }) => `ticket:${id}`).toSorted())
    await db.updateTable('tickets').set({ version: 9 }).where('title', '=', 'Clavier collant').execute()
    const undone = await sophie.press('Rétablir l’état précédent')
    assert.match(undone.html, /1 élément rétabli[\s\S]*1 élément est resté tel quel/)
    const now = await db
      .selectFrom('tickets')
      .select(['title', 'state', 'assignee_name'])
      .where('title', 'in', ['Souris morte', 'Clavier collant'])
      .orderBy('title')
      .execute()
    assert.deepEqual(
      now.map(({ state, assignee_name }) => [state, assignee_name]),
      [
        ['in-progress', 'Sophie Martin'],
        ['new', null],
      ],
    )
    const thread = await person('sophie').findsThread('Souris morte')
    await person('sophie').sees(/Nouveau/, thread)
  })

  it('shows an incident with what is done about it, and what the desk had to do with somebody, which is in the audit', async () => {
    const sophie = await signedIn('Sophie Martin', `${path}/incidents`)
    const number = await numberOf('Clé perdue')
    await sophie.get(at(`${path}/incidents`))
    assert.match((await sophie.follow(number)).html, /Clé perdue[\s\S]*Noah Petit[\s\S]*Prendre/)
    assert.match((await sophie.press('Prendre')).html, /En cours[\s\S]*Sophie Martin/)
    const objectId = service.teams.account('noah').objectId
    const person = await sophie.get(at(`${path}/people/${objectId}`))
    assert.match(person.html, /<h1>Noah Petit<\/h1>[\s\S]*Clé perdue[\s\S]*Chats[\s\S]*Terminé/)
    const chat = await db
      .selectFrom('handoffs')
      .select('id')
      .where('analyst_name', '=', 'Karim Benali')
      .executeTakeFirstOrThrow()
    await sophie.get(at(`${path}/chats/${chat.id}/part`))
    await sophie.get(at(`${path}/chats/${chat.id}/part`))
    const seen = await db
      .selectFrom('audit_entries')
      .select('act')
      .where('subject', '=', `handoff:${chat.id}`)
      .where('actor_id', '=', service.teams.account('sophie').objectId)
      .where('act', '=', 'handoff.view')
      .execute()
    assert.equal(seen.length, 1, 'a part of a page is looked at as the page is, and kept once')
    const kept = await db
      .selectFrom('audit_entries')
      .select('act')
      .where('act', '=', 'desk.person')
      .where('behalf_id', '=', objectId)
      .execute()
    assert.equal(kept.length, 1)
    assert.equal((await sophie.get(at(`${path}/people/${crypto.randomUUID()}`))).status, 404)
  })

  it('counts what the desk had to do, with what is left of the contract; as a table and for a spreadsheet too (S1.6)', async () => {
    const sophie = await signedIn('Sophie Martin', `${path}/activity`)
    const { html } = await sophie.get(at(`${path}/activity?days=7`))
    const chats = await db.selectFrom('handoffs').select('id').execute()
    const tickets = await db.selectFrom('tickets').select('id').execute()
    assert.match(html, new RegExp(`Chats demandés</dt><dd>${chats.length}<`))
    assert.match(html, new RegExp(`Incidents et demandes créés</dt><dd>${tickets.length}<`))
    assert.equal([...html.matchAll(/<figure/g)].length, 2)
    assert.doesNotMatch(html, / style="/, 'the content security policy would stop it')
    const csv = await sophie.get(at(`${path}/activity.csv?days=7`))
    assert.match(csv.headers.get('content-type') ?? '', /text\/csv/)
    const lines = csv.html.trim().split('\r\n')
    assert.equal(lines.length, 8)
    assert.match(
      lines.at(-1) ?? '',
      new RegExp(`^\\d{4}-\\d\\d-\\d\\d;${chats.length};\\d+;\\d+;${tickets.length};\\d+$`),
    )
  })

  it('adds up the workspaces that were chosen, for whoever is at the desks of several, and no other (S1.7)', async () => {
    const sophie = await signedIn('Sophie Martin', `${path}/activity`)
    assert.doesNotMatch(
      (await sophie.get(at(`${path}/activity`))).html,
      /Tous les espaces de travail/,
      'only where there are several',
    )
    const services = { db, now: Date.now }
    const { tenantId, teams } = service.teams.directory
    const other = await addWorkspace(services, { tenantId, name: 'Ventes', language: 'fr' })
    const hidden = await addWorkspace(services, { tenantId, name: 'Paie', language: 'fr' })
    const [ours, theirs] = teams
    assert.ok(ours?.channels[0] && theirs?.channels[0])
    const channelOf = (team: typeof ours, channelId: string) => ({
      ...{ teamId: team.id, teamName: team.name, channelId, serviceUrl: service.teams.serviceUrl, groupId: undefined },
    })
    await addDesk(services, other.id, channelOf(ours, ours.channels[0].id))
    await addDesk(services, hidden.id, channelOf(theirs, theirs.channels[0].id))
    const one = await db.selectFrom('handoffs').selectAll().limit(1).executeTakeFirstOrThrow()
    const count = (await db.selectFrom('handoffs').select('id').execute()).length
    for (const workspace of [other, hidden])
      await db
        .insertInto('handoffs')
        .values({ ...one, id: crypto.randomUUID(), requester_id: crypto.randomUUID(), workspace_id: workspace.id })
        .execute()
    await sophie.get(at(`${path}/activity`))
    const both = await sophie.follow('Tous les espaces de travail')
    assert.match(both.html, new RegExp(`Chats demandés</dt><dd>${count + 1}<`))
    assert.doesNotMatch(both.html, /Paie/)
    const forged = await sophie.get(at(`${path}/activity?workspace=${hidden.id}&workspace=${other.id}`))
    assert.match(forged.html, /Chats demandés<\/dt><dd>1</)
    assert.match((await sophie.get(at('/desks'))).html, /Vos centres de services[\s\S]*Ventes/)
  })

  it('says at once that something changed, and never what; a stream holds nobody up who stops', async () => {
    const sophie = await signedIn('Sophie Martin')
    const cookie = [...sophie.cookies]
      .filter(([key]) => key.startsWith(new URL(service.bot.url).origin))
      .map(([key, value]) => `${key.split(' ')[1]}=${value}`)
      .join('; ')
    const said: string[] = []
    let ended = false
    let headers: IncomingHttpHeaders = {}
    const request = get(at(`${path}/events`), { headers: { cookie } }, (response) => {
      headers = response.headers
      response.setEncoding('utf8').on('data', (text: string) => said.push(text))
      response.on('close', () => {
        ended = true
      })
    })
    request.on('error', () => {})
    await service.eventually('it is open', () => said.join('').includes('retry'))
    await new Promise((resolve) => setTimeout(resolve, 300))
    await service.ask('noah', 'Un secret : hunter2-hunter2')
    await service.eventually('it is said', () => said.join('').includes('event: changed\ndata: desk\n\n'))
    await new Promise((resolve) => setTimeout(resolve, 700))
    said.length = 0
    const noah = person('noah')
    const own = noah.chat().messages.findLast(({ from }) => from === 'noah')
    assert.ok(own)
    await service.teams.edit(noah.account, noah.chat(), own, { text: 'Un mot corrigé' })
    await service.eventually('a correction is said too', () => said.join('').includes('event: changed'))
    assert.doesNotMatch(said.join(''), /noah|secret/i)
    assert.match(String(headers['content-type']), /^text\/event-stream/)
    await service.restart('SIGTERM')
    await service.eventually('it ended', () => ended)
  })

  it('is gone with its desk, and the filters that were kept there', async () => {
    const count = async () => (await db.selectFrom('ticket_filters').select('id').execute()).length
    assert.ok((await count()) > 0)
    const [team] = service.teams.directory.teams
    assert.ok(team)
    await service.teams.removeFromTeam(service.teams.account('dominique'), team)
    await service.eventually('they are forgotten', async () => (await count()) === 0)
    assert.equal((await (await signedIn('Sophie Martin', '/')).get(at(path))).status, 404)
  })
})
