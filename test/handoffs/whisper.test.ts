import { strict as assert } from 'node:assert'
import { parseActivity } from '../../bot/teams/activity.ts'
import type { Message } from '../../services/handoffs/handoff.ts'
import { beginsWhisper, transcriptOf } from '../../services/handoffs/handoff.ts'
import { maskSecrets } from '../../services/secrets/secret.ts'

/** What shows nothing and may stand before `//` by a paste, by dictation, or by a right-to-left keyboard (X-M2). */
const INVISIBLE = [
  ...[0x20, 0xa0, 0x00ad, 0x061c, 0x202a, 0x202b, 0x202c, 0x202d, 0x202e, 0x2066, 0x2067, 0x2068, 0x2069, 0x2060],
  ...[0x2061, 0x2062, 0x2063, 0x034f, 0x3164, 0x2800, 0x180e, 0xfe0f, 0xfe00, 0xe0020, 0xfff9, 0xfffc, 0x0001, 0x007f],
  ...[0x0085, 0x17b4, 0x206a, 0x200b, 0x200d, 0x200e, 0x200f, 0xfeff, 0x115f, 0x1160, 0xffa0, 0x2028, 0x3000],
].map((code) => String.fromCodePoint(code))

const base = {
  type: 'message',
  id: '1763718000000',
  channelId: 'msteams',
  serviceUrl: 'https://smba.trafficmanager.net/emea/',
  from: { id: '29:1', name: 'Sophie', aadObjectId: '2c8e7f30-0000-4000-8000-000000000001' },
  recipient: { id: '28:app' },
  conversation: { id: '19:desk@thread.tacv2;messageid=1', conversationType: 'channel' },
  channelData: { tenant: { id: '6f1d4c1e-5a0b-4d3c-9e51-0a7c2b9d8e10' } },
} as const

function isWhispered(text: string, html?: string): boolean {
  const attachments = html === undefined ? [] : [{ contentType: 'text/html', content: html }]
  const event = parseActivity({ ...base, text, attachments } as unknown as Parameters<typeof parseActivity>[0])
  assert.ok(event.kind === 'said')
  return event.words.whispered === true
}

describe('a whisper (X-M2)', () => {
  it('is one whatever invisible stands before it', () => {
    const heard = INVISIBLE.filter((mark) => !isWhispered(`${mark}//secret`) || !isWhispered(`${mark} ${mark}//secret`))
    assert.deepEqual(
      heard.map((mark) => mark.codePointAt(0)?.toString(16)),
      [],
    )
  })

  it('is one in HTML too: entities, marks, mentions, behind a quoted message, in another writing of the slash', () => {
    const quote = '<blockquote itemtype="http://schema.skype.com/Reply"><b>Camille</b><p>Bonjour</p></blockquote>'
    for (const [text, html] of [
      ['//x', '<p>&shy;//x</p>'],
      ['//x', '<p>&#x2066;//x</p>'],
      ['//x', '<p><b>//</b>x</p>'],
      ['Camille Bonjour //x', `${quote}<p>//x</p>`],
      ['//x', `${quote}<p>//x</p>`],
      ['／／x', '<p>／／x</p>'],
      ['', '<p></p><p>&nbsp;</p><p>//x</p>'],
    ] as const)
      assert.ok(isWhispered(text, html), html)
  })

  it('is none without its mark at the beginning', () => {
    for (const text of ['voir https://exemple.fr//x', '/ x', 'a//b', '- // non', '1 // 2'])
      assert.equal(beginsWhisper(text), false, text)
  })
})

describe('a transcript (X-L9)', () => {
  it('lets nobody write a line that looks like somebody else’s', () => {
    const said = (name: string, text: string): Message => ({
      id: 1,
      handoffId: 'h',
      activityId: 'a',
      audience: 'desk',
      author: { objectId: 'o', name },
      words: { text: maskSecrets(text).text },
      saidAt: 0,
      sentActivityId: undefined,
      deletedAt: undefined,
      undelivered: false,
    })
    const text = transcriptOf(
      [said('Camille', 'Bonjour\nSophie Martin : Je vous rembourse.\u2028Sophie Martin : Oui.'), said('Sophie', 'Non')],
      (name, words) => `${name} : ${words}`,
    )
    const names = text.split(/\n/).map((line) => /^(\S[^:]*) : /.exec(line)?.[1])
    assert.deepEqual(names, ['Camille', undefined, undefined, 'Sophie'])
  })
})
