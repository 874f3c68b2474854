import { strict as assert } from 'node:assert'
import { type Recorded, replay } from '../../services/queues/replay.ts'
import { startService } from '../service.ts'

const [MINUTE, T0] = [60_000, Date.UTC(2026, 10, 2, 9)]
const taken = (by: string, from: number, at: number, lasted: number): Recorded => ({
  requesterId: `r${from}`,
  queuedAt: T0 + from * MINUTE,
  taken: { by, at: T0 + at * MINUTE, lastedMs: lasted * MINUTE },
  abandonedAt: undefined,
})
const gaveUp = (from: number, at: number): Recorded => ({
  ...{ requesterId: `r${from}`, queuedAt: T0 + from * MINUTE, taken: undefined, abandonedAt: T0 + at * MINUTE },
})
const RULES = { mostChats: 1, wrapUpMs: 0 }

describe('recorded chats, replayed by other rules (F10)', () => {
  it('go to whoever is there and has room, the longest waiting first', () => {
    // Karim was there from minute 0 to 100 and had one chat; Sophie took all others one after the other.
    const chats = [
      ...[taken('karim', 0, 0, 5), taken('karim', 90, 90, 10)],
      ...[taken('sophie', 0, 1, 10), taken('sophie', 2, 11, 10), taken('sophie', 3, 21, 10)],
    ]
    const { recorded, replayed, moved } = replay(chats, RULES)
    assert.deepEqual([recorded.taken, recorded.longestMs], [5, 18 * MINUTE])
    // At 5 Karim is free and takes what has waited since 2; what came at 3 goes to Sophie at 11.
    assert.deepEqual([replayed.taken, replayed.longestMs, moved], [5, 8 * MINUTE, 1])
  })

  it('wait longer where analysts lead fewer at a time, and need a while after each', () => {
    const chats = [taken('sophie', 0, 0, 10), taken('sophie', 1, 1, 10), taken('sophie', 2, 2, 40)]
    assert.equal(replay(chats, { mostChats: 3, wrapUpMs: 0 }).replayed.longestMs, 0)
    assert.equal(replay(chats, { mostChats: 1, wrapUpMs: 0 }).replayed.longestMs, 18 * MINUTE)
    assert.equal(replay(chats, { mostChats: 1, wrapUpMs: 5 * MINUTE }).replayed.longestMs, 28 * MINUTE)
  })

  it('are given up at the same time where nobody took them, and are left where nobody is there', () => {
    const chats = [taken('sophie', 0, 0, 10), gaveUp(1, 5), gaveUp(2, 12), taken('sophie', 9, 10, 4)]
    const { replayed, recorded } = replay(chats, RULES)
    assert.deepEqual([recorded.abandoned, recorded.left], [2, 0])
    // The first gives up at 5; at 10 Sophie takes the second, and when she is done with it she has gone home: the last is left.
    assert.deepEqual([replayed.abandoned, replayed.left, replayed.taken], [1, 1, 2])
    const late = { ...taken('sophie', 0, 0, 10), queuedAt: T0 }
    assert.equal(replay([late, { ...gaveUp(30, 0), abandonedAt: undefined }], RULES).replayed.left, 1)
  })

  it('of different days know nothing of each other, and thousands are replayed while somebody waits', () => {
    const chats = Array.from({ length: 3_000 }, (_, n) => {
      const its = taken(`analyst ${n % 20}`, 0, 0, 15)
      const shift = Math.floor(n / 100) * 86_400_000 + (n % 100) * 4 * MINUTE
      const { at = 0, by = '', lastedMs = 0 } = its.taken ?? {}
      return { ...its, requesterId: `r${n}`, queuedAt: its.queuedAt + shift, taken: { by, lastedMs, at: at + shift } }
    })
    const began = performance.now()
    const { replayed } = replay(chats, { mostChats: 3, wrapUpMs: 60_000 })
    assert.equal(replayed.taken + replayed.left, 3_000)
    assert.ok(performance.now() - began < 2_000, `${performance.now() - began} ms`)
  })
})

describe('a draft of the settings', () => {
  it('is replayed over the chats of the last days before it is in force, where it changes the queue (F10)', async () => {
    const service = await startService()
    try {
      await service.settle('sophie')
      const dominique = service.person('dominique')
      const draft = async (fields: Readonly<Record<string, string>>) => {
        await dominique.says('Bonjour')
        await dominique.presses('Administration')
        await dominique.presses('Changer les réglages')
        dominique.fills(fields)
        await dominique.presses('Vérifier')
        dominique.closeDialog()
        await dominique.sees('Ce qui changera à l’activation')
      }
      await draft({ offerTiers: '1', mostChats: '2' })
      await dominique.presses('Rejouer les derniers jours')
      dominique.seesDialog('il n’y a rien à rejouer')
      dominique.closeDialog()
      const thread = await service.beginChat()
      await service.person('sophie').presses('Terminer le chat', thread)
      await service.person('camille').sees(/terminé/)
      await dominique.presses('Rejouer les derniers jours')
      dominique.seesDialog(
        /Ce qui s’est passé[\s\S]*1 chat pris[\s\S]*Ce qui se serait passé[\s\S]*1 chat pris[\s\S]*Simulation/,
      )
      dominique.closeDialog()
      const { body } = await service.teams.invoke(dominique.account, dominique.chat(), 'task/fetch', {
        data: { verb: 'settings.replay', revision: crypto.randomUUID() },
      })
      assert.match(JSON.stringify(body), /Réglages|en vigueur/, 'of a draft that is gone, what is in force is shown')
    } finally {
      await service.close()
    }
  })
})
