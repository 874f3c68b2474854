import { strict as assert } from 'node:assert'
import { parseActivity } from '../../bot/teams/activity.ts'
import { countPictures, plainText, safeHtml } from '../../bot/teams/html.ts'

const person = { id: '29:1abc', name: 'Camille Roy', aadObjectId: '2C8E7F30-0000-4000-8000-000000000001' }
const base = {
  type: 'message',
  id: '1763718000000',
  channelId: 'msteams',
  serviceUrl: 'https://smba.trafficmanager.net/emea/',
  from: person,
  recipient: { id: '28:app', name: 'Centre de services' },
  conversation: { id: 'a:1x', conversationType: 'personal', tenantId: '6f1d4c1e-5a0b-4d3c-9e51-0a7c2b9d8e10' },
}
const called = {
  type: 'mention',
  text: '<at>Centre de services</at>',
  mentioned: { id: '28:app', name: 'Centre de services' },
}
const colleague = { type: 'mention', text: '<at>Karim</at>', mentioned: { id: '29:2', name: 'Karim' } }

describe('an activity', () => {
  it('becomes words without the mention that called us, others keep their name', () => {
    const text = '<at>Centre de services</at> demande à <at>Karim</at> '
    const event = parseActivity({ ...base, text, entities: [called, colleague] })
    assert.ok(event.kind === 'said')
    assert.equal(event.words.text, 'demande à Karim')
    assert.equal(event.addressed, true)
    assert.equal(event.sender.objectId, person.aadObjectId.toLowerCase())
  })

  it('keeps the formatting of its HTML form', () => {
    const content =
      '<div><div><at id="0">Centre de services</at>&nbsp;un <strong>deux</strong><br>trois &lt;b&gt;</div></div>'
    const event = parseActivity({
      ...base,
      text: 'x',
      entities: [called],
      attachments: [{ contentType: 'text/html', content }],
    })
    assert.ok(event.kind === 'said')
    assert.equal(event.words.text, 'un deux\ntrois <b>')
    assert.match(event.words.html ?? '', /un <strong>deux<\/strong><br \/>trois &lt;b&gt;/)
    assert.equal(event.leftOut, false)
  })

  it('is whispered whoever is named first, in whichever form a client writes a mention', () => {
    const span = (text: string) =>
      `<span itemscope itemtype="http://schema.skype.com/Mention" itemid="0">${text}</span>`
    const company = { type: 'mention', text: '<at>IT & Co</at>', mentioned: { id: '28:app', name: 'IT & Co' } }
    const forms = [
      { text: '<at>IT & Co</at> // x', content: `<p>${span('IT &amp; Co')}&nbsp;// x</p>`, entities: [company] },
      { text: '<at>IT & Co</at> // x', content: '<p><at id="0">IT &amp; Co</at>&nbsp;// x</p>', entities: [company] },
      { text: '<at>Karim</at> // x', content: `<p>${span('Karim')} // x</p>`, entities: [colleague] },
    ]
    for (const { text, content, entities } of forms) {
      const event = parseActivity({ ...base, text, entities, attachments: [{ contentType: 'text/html', content }] })
      assert.ok(event.kind === 'said')
      assert.equal(event.words.whispered, true, content)
      assert.doesNotMatch(event.words.html ?? '', /IT/)
    }
  })

  it('notices what it cannot carry', () => {
    const file = { contentType: 'application/vnd.microsoft.teams.file.download.info', content: { downloadUrl: 'x' } }
    const event = parseActivity({ ...base, text: 'voici', attachments: [file] })
    assert.ok(event.kind === 'said' && event.leftOut)
  })

  for (const [what, activity] of Object.entries({
    'our own message': { ...base, from: { ...person, id: '28:app' } },
    'a sender without an account': { ...base, type: 'invoke', from: { id: '29:1', name: 'x' } },
    'an activity of type typing': { ...base, type: 'typing' },
    'an invoke named fileConsent/invoke': { ...base, type: 'invoke', name: 'fileConsent/invoke' },
    'a card of another app': { ...base, value: { some: 'thing' } },
    'a dialog of another form': { ...base, type: 'invoke', name: 'task/fetch', value: 7 },
    'a message without an id': { ...base, id: undefined, text: 'x' } as unknown as typeof base,
  })) {
    it(`is left alone if it is ${what}`, () => {
      assert.deepEqual(parseActivity(activity as Parameters<typeof parseActivity>[0]), { kind: 'unsupported', what })
    })
  }
})

describe('somebody’s HTML', () => {
  it('keeps its form and loses what acts', () => {
    const hostile =
      '<img src=x onerror=alert(1)><b onclick="x()">gras</b><iframe src="//x"></iframe><a href="JaVaScRiPt:x">l</a><style>p{}</style><at>Tous</at>'
    assert.equal(safeHtml(hostile), '<b>gras</b><a>l</a>Tous')
  })

  it('becomes plain text line by line', () => {
    assert.equal(plainText('<p>a</p><ul><li>b</li><li>c &amp; d</li></ul>'), 'a\nb\nc & d')
  })

  it('is read in time, whatever is in it', () => {
    const started = performance.now()
    for (const piece of [' ', '\n', '<at', '<img ', '<p>', '&nbsp;', '<br>']) {
      const html = piece.repeat(200_000 / piece.length)
      plainText(safeHtml(html))
      countPictures(html)
    }
    assert.ok(performance.now() - started < 5_000, `${Math.round(performance.now() - started)} ms`)
  })
})
